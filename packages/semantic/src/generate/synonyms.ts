/**
 * Business words that mean the same, commonest first. A name that holds one of a group is also found by the others. Only what people
 * use alike everywhere: a word with a second business meaning stays out.
 */
const groups: readonly (readonly string[])[] = [
  ['revenue', 'sales', 'turnover'],
  ['quantity', 'units', 'pieces'],
  ['customer', 'client'],
  ['employee', 'staff member', 'worker'],
  ['supplier', 'vendor'],
  ['product', 'article'],
  ['store', 'shop', 'outlet'],
  ['order', 'purchase'],
  ['salary', 'pay', 'wage'],
  ['cost', 'expense'],
  ['opportunity', 'deal'],
  ['lead', 'prospect'],
  ['city', 'town'],
  ['country', 'nation'],
  ['gender', 'sex'],
  ['phone', 'telephone'],
  ['discount', 'rebate'],
  ['invoice', 'bill'],
  ['film', 'movie'],
  ['student', 'pupil'],
  ['teacher', 'instructor'],
  ['company', 'firm'],
  ['vehicle', 'car'],
  ['physician', 'doctor'],
  ['position', 'job'],
  ['absence', 'leave'],
  ['session', 'visit'],
  ['site', 'facility'],
  ['kwh', 'consumption', 'usage', 'energy'],
  ['hire date', 'joining date'],
  ['termination date', 'leaving date'],
  ['birth date', 'date of birth', 'birthday'],
  ['email', 'e-mail', 'mail address'],
  ['zip', 'postcode', 'postal code'],
  ['reason', 'cause'],
  ['manager', 'boss', 'supervisor'],
  ['last name', 'surname', 'family name'],
  ['first name', 'given name'],
  ['budget', 'planned cost'],
  ['refund', 'reimbursement'],
  ['apartment', 'flat'],
  ['song', 'track'],
];

/** Things that other names are made with, so that `customer name` is `client name`; other words are replaced only at the end of a name. */
const things: ReadonlySet<string> = new Set([
  'customer',
  'employee',
  'product',
  'store',
  'supplier',
  'order',
  'student',
  'film',
  'movie',
  'vehicle',
  'company',
]);

const byWord = new Map<string, readonly string[]>();
for (const group of groups) for (const word of group) if (!byWord.has(word)) byWord.set(word, group);

/** Other words for a phrase, at most `most`: each known word or pair of words in it replaced by its like. */
export function synonymsOf(phrase: string, most = 4): readonly string[] {
  const words = phrase.toLowerCase().split(' ');
  const found: string[] = [];
  for (const length of [2, 1]) {
    for (let i = 0; i + length <= words.length; i++) {
      const part = words.slice(i, i + length).join(' ');
      const last = i + length === words.length;
      if ((!last && !things.has(part)) || words[i - 1] === 'per') continue;
      for (const other of byWord.get(part) ?? []) {
        if (!words.includes(other)) found.push([...words.slice(0, i), other, ...words.slice(i + length)].join(' '));
      }
    }
  }
  return [...new Set(found)].filter((other) => other !== phrase.toLowerCase()).slice(0, most);
}
