import type { CatalogColumn, CatalogTable, Measure, Table } from '@lumiere/contract';
import { idOf, labelOf, plural, singular, wordsOf } from './words.ts';

const keyWords: ReadonlySet<string> = new Set(['id', 'key', 'uuid', 'guid']);
const numberWords: ReadonlySet<string> = new Set(['number', 'code', 'no', 'nr']);
/** What is numbered one by one, so that its number stands for it; a flight's or a room's number comes again. */
const numbered: ReadonlySet<string> = new Set(
  'order invoice receipt ticket transaction booking reservation claim case shipment payment customer employee account contract policy member student patient'.split(
    ' ',
  ),
);
const rowWords: ReadonlySet<string> = new Set(['row', 'record', 'line', 'index', 'entry']);

/**
 * What a flat table tells several rows of, counted once each: the orders of a file with one line an item, by their `Order ID`. Things that
 * have a table of their own are counted there.
 */
export function thingsOf(table: Table, source: CatalogTable, references: ReadonlySet<string>): readonly Measure[] {
  const taken = new Set(table.fields.map((field) => field.id));
  const labels = new Set(table.fields.map((field) => field.label.toLowerCase()));
  return source.columns.flatMap((column): Measure[] => {
    const field = table.fields.find((each) => each.column === column.name);
    const thing = thingOf(column);
    if (field === undefined || thing === null || field.hidden || field.unique || references.has(column.name)) return [];
    if (source.primaryKey.includes(column.name) || isUnique(column, source)) return [];
    const one = thing.join(' ');
    const many = [...thing.slice(0, -1), plural(thing.at(-1) ?? '')];
    // what the rows themselves are called is counted by rows, unless it is seen that a thing has several
    if (one === table.singular.toLowerCase() && !comesAgain(column, source)) return [];
    if (labels.has(many.join(' '))) return [];
    return [
      {
        id: idOf(many.join(' '), taken, 'things'),
        label: labelOf(many),
        synonyms: [`number of ${many.join(' ')}`, `${one} count`],
        description: `Different values of ${field.label}.`,
        value: {
          kind: 'aggregate',
          function: 'count-distinct',
          field: `${table.id}.${field.id}`,
          percentile: null,
        },
        format: null,
        hidden: false,
        better: 'neutral',
      },
    ];
  });
}

/** The words of what a column is the key of: `order` of `Order ID`, `invoice` of `InvoiceNo`. */
function thingOf({ name, type }: CatalogColumn): readonly string[] | null {
  if (type !== 'integer' && type !== 'text') return null;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const thing = words.slice(0, -1);
  const noun = singular(thing.at(-1) ?? '');
  const named = keyWords.has(last) || (numberWords.has(last) && numbered.has(noun));
  return named && noun !== '' && !rowWords.has(noun) ? [...thing.slice(0, -1), noun] : null;
}

const isUnique = ({ distinct, estimated, nulls }: CatalogColumn, { rows }: CatalogTable): boolean =>
  distinct !== null && !estimated && rows !== null && rows > 0 && distinct + (nulls ?? 0) >= rows;

/** An estimate may be a quarter off. */
const comesAgain = ({ distinct, estimated, nulls }: CatalogColumn, { rows }: CatalogTable): boolean =>
  distinct !== null && rows !== null && distinct < (rows - (nulls ?? 0)) * (estimated ? 0.7 : 1);

/** What the rows of a table are, as its key tells where its name does not: `passengers` of a file called `titanic` with a `PassengerId`. */
export function rowNames(table: Table, source: CatalogTable, references: ReadonlySet<string>): readonly string[] {
  return source.columns.flatMap((column): string[] => {
    const thing = thingOf(column);
    const own = isUnique(column, source) || (source.primaryKey.length === 1 && source.primaryKey[0] === column.name);
    if (thing === null || !own || references.has(column.name)) return [];
    const many = [...thing.slice(0, -1), plural(thing.at(-1) ?? '')].join(' ');
    const known = [table.label.toLowerCase(), ...table.synonyms];
    return known.includes(many) || table.fields.some(({ label }) => label.toLowerCase() === many) ? [] : [many];
  });
}
