import { abbreviations, acronyms, units, uncountable } from './vocabulary.ts';

/** The lower-case words of a physical name: `order_items`, `OrderItems`, `ORDER ITEMS` and `ord_items` are alike; `qty` is `quantity`. */
export function wordsOf(name: string): readonly string[] {
  const raw = rawWords(name);
  return raw.flatMap((word, i) => {
    // `LName` is taken apart into `l name`
    if (raw[i + 1] === 'name' && word === 'l') return ['last'];
    if (raw[i + 1] === 'name' && word === 'f') return ['first'];
    return abbreviations.get(word)?.split(' ') ?? [word];
  });
}

/** The words as they are written, abbreviations kept. */
export function rawWords(name: string): readonly string[] {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** An id of lower-case Latin letters, digits and underscores that no other in `taken` has; `taken` grows. */
export function idOf(name: string, taken: Set<string>, otherwise: string): string {
  const ascii = rawWords(name)
    .join('_')
    .replaceAll(/[^a-z0-9_]+/g, '')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 90);
  const base = ascii === '' ? otherwise : ascii;
  let id = base;
  for (let i = 2; taken.has(id); i++) id = `${base}_${i}`;
  taken.add(id);
  return id;
}

/** A trailing unit of measure: `floor_area_sqm` is `floor area` in `sqm`. */
export function unitOf(words: readonly string[]): { readonly words: readonly string[]; readonly unit: string | null } {
  const last = words.at(-1) ?? '';
  const unit = units.get(last);
  const before = words.at(-2) ?? '';
  if (unit === undefined || words.length < 2 || before === 'per' || before === 'in') return { words, unit: null };
  if (unit.only !== undefined && !unit.only.has(before)) return { words, unit: null };
  return { words: words.slice(0, -1), unit: unit.label };
}

/** Words as a label: first letter large, acronyms in their own writing. */
export function labelOf(words: readonly string[]): string {
  const text = words.map((word) => acronyms.get(word) ?? word).join(' ');
  return (acronyms.has(words[0] ?? '') ? text : text.charAt(0).toUpperCase() + text.slice(1)).slice(0, 200);
}

/** The singular of an English noun, by its last word. */
export function singular(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (uncountable.has(word) || /(ss|us|is|ics)$/.test(word) || word.length < 3) return word;
  if (/^(movie|cookie|pie|tie|lie|zombie|selfie|calorie|genie|prairie|rookie)s$/.test(word)) return word.slice(0, -1);
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(lea|shel|wol|hal|cal|sel|thie|kni|wi|li|loa)ves$/.test(word))
    return word.replace(/(kni|wi|li)ves$/, '$1fe').replace(/ves$/, 'f');
  if (
    /(ches|shes|xes|sses|zzes|statuses|buses|viruses|bonuses|campuses|oes)$/.test(word) &&
    !/(shoes|canoes|toes)$/.test(word)
  )
    return word.slice(0, -2);
  if (/(analyses|diagnoses|crises|theses|bases|hypotheses)$/.test(word) && word !== 'bases')
    return `${word.slice(0, -2)}is`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** The plural of an English noun. */
export function plural(word: string): string {
  const known = pluralOf.get(word);
  if (known !== undefined) return known;
  if (uncountable.has(word) || (singular(word) !== word && !/(ss|us)$/.test(word))) return word;
  if (/(hero|potato|tomato|echo|cargo)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(word)) return word.endsWith('sis') ? `${word.slice(0, -2)}es` : `${word}es`;
  if (/(lea|shel|wol|hal|cal|thie)f$/.test(word)) return `${word.slice(0, -1)}ves`;
  if (/(kni|wi|li)fe$/.test(word)) return `${word.slice(0, -2)}ves`;
  return `${word}s`;
}

const irregular = new Map<string, string>(
  Object.entries({
    people: 'person',
    persons: 'person',
    children: 'child',
    men: 'man',
    women: 'woman',
    feet: 'foot',
    teeth: 'tooth',
    mice: 'mouse',
    geese: 'goose',
    indices: 'index',
    matrices: 'matrix',
    vertices: 'vertex',
    criteria: 'criterion',
    media: 'medium',
    alumni: 'alumnus',
    faculties: 'faculty',
    databases: 'database',
    houses: 'house',
    courses: 'course',
    purchases: 'purchase',
    expenses: 'expense',
    warehouses: 'warehouse',
    cases: 'case',
    leases: 'lease',
    releases: 'release',
    licenses: 'license',
    responses: 'response',
    nurses: 'nurse',
    horses: 'horse',
    addresses: 'address',
    classes: 'class',
    gas: 'gas',
    bus: 'bus',
    status: 'status',
    lens: 'lens',
  }),
);
const pluralOf = new Map(
  [...irregular].filter(([many, one]) => many !== one && many !== 'persons').map(([many, one]) => [one, many]),
);
