const irregularPlurals: Readonly<Record<string, string>> = {
  people: 'person', persons: 'person', men: 'man', women: 'woman', children: 'child', feet: 'foot', mice: 'mouse', teeth: 'tooth',
  indices: 'index', criteria: 'criterion', analyses: 'analysis', theses: 'thesis', crises: 'crisis', media: 'medium', matrices: 'matrix',
  wives: 'wife', lives: 'life', leaves: 'leave', shelves: 'shelf', halves: 'half', geese: 'goose', everybody: 'person', everyone: 'person',
  movies: 'movie', cookies: 'cookie', ties: 'tie', series: 'series', species: 'species', statuses: 'status', bonuses: 'bonus', buses: 'bus',
  gases: 'gas', metres: 'metre', meters: 'meter', sizes: 'size', prizes: 'prize', houses: 'house', courses: 'course', purchases: 'purchase',
  warehouses: 'warehouse', expenses: 'expense', increases: 'increase', decreases: 'decrease', causes: 'cause', cases: 'case', databases: 'database',
  phases: 'phase', bases: 'base', leases: 'lease', releases: 'release', diseases: 'disease', nurses: 'nurse', horses: 'horse', invoices: 'invoice',
  licenses: 'license', responses: 'response', archives: 'archive', axes: 'axis',
};
const invariant = new Set([
  'is', 'was', 'has', 'his', 'this', 'us', 'yes', 'gas', 'bus', 'plus', 'less', 'status', 'bonus', 'series', 'species', 'news', 'sales', 'minus',
  'basis', 'analysis', 'business', 'address', 'access', 'success', 'process', 'class', 'glass', 'mass', 'loss', 'cross', 'gross', 'press',
  'always', 'as', 'its', 'does', 'plus', 'focus', 'campus', 'virus', 'census', 'canvas', 'atlas', 'alias', 'bias', 'chaos', 'sms', 'gps', 'hours',
  'days', 'texas', 'kansas', 'paris', 'physics', 'mathematics', 'logistics', 'electronics', 'sports', 'tennis', 'christmas', 'versus', 'vs',
]);
const irregularVerbs: Readonly<Record<string, string>> = {
  sold: 'sell', bought: 'buy', paid: 'pay', spent: 'spend', left: 'leave', made: 'make', got: 'get', took: 'take', taken: 'take', gave: 'give',
  given: 'give', won: 'win', lost: 'lose', sent: 'send', built: 'build', began: 'begin', begun: 'begin', ran: 'run', written: 'write',
  wrote: 'write', held: 'hold', kept: 'keep', met: 'meet', came: 'come', went: 'go', gone: 'go', born: 'bear', flew: 'fly', flown: 'fly',
  drove: 'drive', driven: 'drive', grew: 'grow', grown: 'grow', earned: 'earn', brought: 'bring', taught: 'teach', led: 'lead',
  sale: 'sell', sales: 'sell', payment: 'pay', payroll: 'payroll', loss: 'lose', days: 'day', hours: 'hour', growth: 'grow', cancelled: 'cancel',
  cancellation: 'cancel', cancelation: 'cancel', cancellations: 'cancel', cancelations: 'cancel', conversion: 'convert', conversions: 'convert', completion: 'complet', attendance: 'attend', departure: 'depart', canceled: 'cancel', delivery: 'deliver', deliveries: 'deliver',
};

/** The singular of an English noun in lower case, and other words as they are: the form that the index is keyed by. */
export function lemma(word: string): string {
  const irregular = Object.hasOwn(irregularPlurals, word) ? irregularPlurals[word] : undefined;
  if (irregular !== undefined) return irregular;
  if (word === 'days' || word === 'hours') return word.slice(0, -1);
  if (word.length < 4 || !word.endsWith('s') || invariant.has(word) || /(ss|us|is)$/u.test(word)) return word;
  if (/ies$/u.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ches|shes|xes|sses|zes|oes)$/u.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** A coarser form that verbs and nouns of one family share: `delivered`, `delivery` and `deliver` are one. */
export function stem(word: string): string {
  const verb = Object.hasOwn(irregularVerbs, word) ? irregularVerbs[word] : undefined;
  if (verb !== undefined) return verb;
  const base = lemma(word);
  const again = Object.hasOwn(irregularVerbs, base) ? irregularVerbs[base] : undefined;
  if (again !== undefined) return again;
  if (base.length < 5) return base.length === 4 && base.endsWith('e') ? base.slice(0, 3) : base;
  const cut = base
    .replace(/(?:isation|ization)$/u, 'is')
    .replace(/(?:ification)$/u, 'ify')
    .replace(/(?:ations?)$/u, 'at')
    .replace(/(?:ments?|ings?|edly|ed|ions?|ers?|ors?|ly|al|ance|ence|e)$/u, '')
    .replace(/([bdfglmnprt])\1$/u, '$1')
    .replace(/at$/u, '')
    .replace(/i$/u, 'y');
  return cut.length >= 3 ? cut : base;
}
