import type { CatalogColumn, CatalogTable, Field, FieldRole, Format } from '@lumiere/contract';
import { numericTypes, temporalTypes } from '@lumiere/values';
import { synonymsOf } from './synonyms.ts';
import {
  categoryWords,
  codeWords,
  currencies,
  flagWords,
  freeWords,
  groupWords,
  levelWords,
  limitWords,
  moneyWords,
  notMoneyWords,
  placeWords,
  reductionWords,
  secretWords,
  shareWords,
} from './vocabulary.ts';
import { idOf, labelOf, rawWords, singular, unitOf, wordsOf } from './words.ts';

/** The fields of a table in the catalog's order. `keys` are columns that point at other tables. */
export function fieldsOf(table: CatalogTable, keys: ReadonlySet<string>): readonly Field[] {
  const taken = new Set<string>();
  return table.columns.map((column, i) => fieldOf(table, column, keys, idOf(column.name, taken, `field_${i + 1}`)));
}

function fieldOf(table: CatalogTable, column: CatalogColumn, keys: ReadonlySet<string>, id: string): Field {
  const words = wordsOf(column.name);
  const { words: bare, unit } = unitOf(words);
  const role = roleOf(table, column, keys, words);
  const label =
    bare.length === 0 ? column.name.trim() || id : unit === null ? labelOf(bare) : `${labelOf(bare)} (${unit})`;
  const raw = rawWords(column.name).join(' ');
  const phrase = bare.join(' ');
  const synonyms = [
    ...synonymsOf(phrase),
    ...(raw === words.join(' ') || raw.length < 3 ? [] : [raw]),
    ...(unit === null ? [] : [phrase]),
    ...amountNames(table, words),
  ].filter((word, i, all) => word !== label.toLowerCase() && all.indexOf(word) === i);
  const alone = (names: readonly string[]): boolean => names.length === 1 && names[0] === column.name;
  const isOwnKey = alone(table.primaryKey);
  return {
    id,
    label: label.slice(0, 200),
    synonyms: role === 'key' ? [] : synonyms,
    description: null,
    column: column.name,
    type: column.type,
    role,
    format: formatOf(table, column, words, unit, role),
    storedZone: null,
    hidden: column.type === 'binary' || words.some((word) => secretWords.has(word)),
    additive: role !== 'number' || (isAdditive(words) && !isReduction(column, words)),
    unique: isOwnKey || table.unique.some(alone),
    nullable: isOwnKey && column.type === 'integer' ? false : column.nullable,
  };
}

/** An `amount` is an amount of what its table holds: the `annual_amount` of salaries is an annual salary. */
function amountNames(table: CatalogTable, words: readonly string[]): readonly string[] {
  if (words.at(-1) !== 'amount') return [];
  const noun = singular(wordsOf(table.name).at(-1) ?? '');
  const before = words.slice(0, -1).join(' ');
  if (!moneyWords.has(noun)) return before === '' ? [`${noun} amount`] : [];
  return [noun, ...(before === '' ? [] : [`${before} ${noun}`]), ...synonymsOf(noun)];
}

function roleOf(
  table: CatalogTable,
  column: CatalogColumn,
  keys: ReadonlySet<string>,
  words: readonly string[],
): FieldRole {
  const last = words.at(-1) ?? '';
  const has = (list: ReadonlySet<string>): boolean => words.some((word) => list.has(word));
  if (temporalTypes.has(column.type)) return 'time';
  if (column.type === 'boolean') return 'flag';
  if (column.type === 'json' || column.type === 'binary' || column.type === 'time') return 'text';
  if (keys.has(column.name) || table.primaryKey.includes(column.name) || ['id', 'key', 'uuid', 'guid'].includes(last))
    return 'key';
  if (numericTypes.has(column.type)) {
    if (countsUp(table, column, words)) return 'key';
    if (isFlag(column, words)) return 'flag';
    if (last === 'latitude' || last === 'longitude') return 'place';
    if (last === 'year' || isCode(words) || groupWords.has(last)) return 'category';
    return 'number';
  }
  if (isFlag(column, words)) return 'flag';
  if (placeWords.has(last)) return 'place';
  if (has(freeWords) || longText(column)) return 'text';
  if (has(categoryWords)) return 'category';
  const rows = table.rows ?? 0;
  const repeats = column.distinct !== null && rows > 0 && column.distinct <= Math.max(20, rows / 2);
  return column.complete || repeats || column.distinct === null ? 'category' : 'text';
}

/** The `Order` of orders, a number for each row without a gap: it names the row, and nobody adds it up. */
function countsUp(table: CatalogTable, { type, distinct, min, max }: CatalogColumn, words: readonly string[]): boolean {
  const many = wordsOf(table.name);
  const one = [...many.slice(0, -1), singular(many.at(-1) ?? '')].join(' ');
  if (type !== 'integer' || one === many.join(' ') || words.join(' ') !== one) return false;
  return min !== null && max !== null && distinct === table.rows && Number(max) - Number(min) + 1 === distinct;
}

/** Numbers that name things: `zip`, `phone`, `room_number`; not `number_of_rooms`. */
function isCode(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  if (words[0] === 'number' || words.includes('of')) return false;
  return codeWords.has(last) || words.some((word) => codeWords.has(word) && word !== 'number' && word !== 'code');
}

function isFlag(column: CatalogColumn, words: readonly string[]): boolean {
  const named = words.some((word) => flagWords.has(word));
  const samples = new Set(column.samples.map((sample) => String(sample).toLowerCase()));
  if (numericTypes.has(column.type)) {
    const binary =
      (column.distinct ?? samples.size) <= 2 &&
      column.distinct !== 0 &&
      column.min !== null &&
      Number(column.min) >= 0 &&
      Number(column.max) <= 1 &&
      column.type === 'integer';
    return named ? binary || column.min === null : binary && column.distinct === 2;
  }
  const yesNo = ['y', 'n', 'yes', 'no', 'true', 'false', 't', 'f', '0', '1'];
  return (
    column.complete &&
    samples.size > 0 &&
    samples.size <= 2 &&
    [...samples].every((sample) => yesNo.includes(sample)) &&
    (named || samples.size === 2)
  );
}

function longText(column: CatalogColumn): boolean {
  const lengths = column.samples.map((sample) => String(sample).length);
  return lengths.length > 0 && lengths.reduce((sum, length) => sum + length, 0) / lengths.length > 60;
}

const isFraction = ({ min, max }: CatalogColumn): boolean =>
  max !== null && Number(max) <= 1 && min !== null && Number(min) >= -1;

/** A discount of 0.2 is one of 20 %, where none is beyond 1 and not all are whole. */
const isReduction = (column: CatalogColumn, words: readonly string[]): boolean =>
  words.some((word) => reductionWords.has(word)) &&
  column.type !== 'integer' &&
  isFraction(column) &&
  column.distinct !== 1 &&
  !(Number(column.min) === 0 && Number(column.max) === 0);

function isAdditive(words: readonly string[]): boolean {
  return !words.some((word) => levelWords.has(word) || limitWords.has(word));
}

function formatOf(
  table: CatalogTable,
  column: CatalogColumn,
  words: readonly string[],
  unit: string | null,
  role: FieldRole,
): Format | null {
  const format = (kind: Format['kind'], more: Partial<Format> = {}): Format => ({
    kind,
    decimals: null,
    currency: null,
    unit: null,
    ...more,
  });
  if (!numericTypes.has(column.type)) return null;
  if (role === 'key' || role === 'category') return format('id');
  if (role !== 'number') return null;
  const code = words.map((word) => currencies.get(word)).find((currency) => currency !== undefined) ?? null;
  if (isReduction(column, words)) return format('percent');
  if (words.some((word) => shareWords.has(word)) && words.at(-1) !== 'price') {
    // percent is shown of a fraction; what is stored as 15 for 15 % keeps its number
    return isFraction(column)
      ? format('percent')
      : words.includes('percent') || words.includes('percentage')
        ? format('number', { unit: '%' })
        : null;
  }
  const sold = [...words.slice(0, -1), ...wordsOf(table.name).map(singular)].some((word) =>
    ['line', 'order', 'invoice', 'grand', 'sale', 'payment', 'bill'].includes(word),
  );
  const named = words.some((word) => moneyWords.has(word)) || (words.at(-1) === 'total' && sold);
  const money = code !== null || (named && !words.some((word) => notMoneyWords.has(word)));
  if (money) return format('currency', { currency: code });
  if (unit !== null) return format('number', { unit });
  const own =
    words.length === 1 && words[0] !== undefined && ['kwh', 'mwh', 'kw'].includes(words[0]) ? labelOf(words) : null;
  return own === null ? null : format('number', { unit: own });
}
