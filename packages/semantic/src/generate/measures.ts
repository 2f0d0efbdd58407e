import type { CatalogTable, Field, Measure, Table } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import { synonymsOf } from './synonyms.ts';
import { rowNames, thingsOf } from './things.ts';
import { plural, singular, wordsOf } from './words.ts';

const saleRows: ReadonlySet<string> = new Set([
  'order item',
  'order line',
  'order detail',
  'sales order line',
  'sales order item',
  'sale',
  'sale item',
  'sales line',
  'invoice line',
  'invoice item',
  'invoice detail',
  'transaction item',
]);
const saleAmounts: ReadonlySet<string> = new Set([
  'line total',
  'line amount',
  'total price',
  'total amount',
  'sale amount',
  'sales amount',
  'net amount',
  'extended price',
  'amount',
  'total',
  'sale total',
  'sale price',
]);

/**
 * A table with what is measured of it by default: its rows, the things that several rows are of, sums of what adds up, averages of what does
 * not. `references` are the columns that point at other tables. Where a thing bears the table's name, as in a file of orders with several
 * rows an order, the rows are called so.
 */
export function withMeasures(named: Table, source: CatalogTable, references: ReadonlySet<string>): Table {
  const things = thingsOf(named, source, references);
  const synonyms = [...named.synonyms, ...rowNames(named, source, references).slice(0, 1)];
  const table = things.some(({ label }) => label.toLowerCase() === named.label.toLowerCase())
    ? asRows(named)
    : { ...named, synonyms };
  const taken = new Set<string>(['count', ...things.map(({ id }) => id)]);
  const measures = [countOf(table), ...things];
  const revenue = revenueOf(table, things);
  if (revenue !== null) {
    taken.add('revenue');
    measures.push(revenue);
  }
  const summed = revenue?.value.kind === 'aggregate' ? revenue.value.field : null;
  for (const field of table.fields) {
    if (field.role !== 'number' || field.hidden || !numericTypes.has(field.type)) continue;
    const id = `${table.id}.${field.id}`;
    if (field.additive && id !== summed) measures.push(sumOf(table, field, id, taken));
    if (!field.additive) measures.push(averageOf(field, id, taken));
  }
  return { ...table, measures };
}

const asRows = (table: Table): Table => ({
  ...table,
  label: `${table.singular.charAt(0).toUpperCase()}${table.singular.slice(1)} rows`,
  singular: `${table.singular} row`,
  synonyms: [],
});

function countOf(table: Table): Measure {
  const many = table.label.toLowerCase();
  const counted = table.singular.endsWith(' record') ? plural(table.singular.split(' ').at(-1) ?? '') : null;
  const rows = counted === null ? many : `${table.singular.slice(0, -' record'.length)} ${counted}`;
  return {
    id: 'count',
    label: counted === null ? table.label : `${table.label} records`,
    synonyms: [`number of ${rows}`, `${table.singular} count`],
    description: null,
    value: { kind: 'count-rows', table: table.id },
    format: null,
    hidden: false,
    better: 'neutral',
  };
}

/** What is sold in lines, each with the number of its sale. */
const sales: ReadonlySet<string> = new Set(['orders', 'invoices', 'receipts', 'sales', 'sales_orders', 'transactions']);

/**
 * Revenue, only where a table of sold lines says so: one amount a line, or quantity times unit price with no discount beside. In a file that
 * numbers its sales, an amount has a name of its own already.
 */
function revenueOf(table: Table, things: readonly Measure[]): Measure | null {
  const lines = saleRows.has(table.singular);
  if (!lines && !things.some(({ id }) => sales.has(id))) return null;
  const numbers = table.fields
    .filter((field) => field.role === 'number' && !field.hidden)
    .map((field) => ({ field, name: wordsOf(field.column).join(' ') }));
  const named = numbers.find(({ name }) => ['revenue', 'sales', 'turnover', 'net revenue'].includes(name));
  const amount = named ?? numbers.find(({ name }) => saleAmounts.has(name));
  const base = { id: 'revenue', label: 'Revenue', description: null, hidden: false, better: 'higher' as const };
  if (amount !== undefined && !lines) return null;
  if (amount !== undefined) {
    const { field, name } = amount;
    return {
      ...base,
      synonyms: [...new Set([...synonymsOf('revenue'), field.label.toLowerCase(), `total ${name}`])].filter(
        (word) => word !== 'revenue' && word !== 'total total',
      ),
      value: { kind: 'aggregate', function: 'sum', field: `${table.id}.${field.id}`, percentile: null },
      format: field.format,
    };
  }
  const quantity = numbers.find(({ name }) => ['quantity', 'units', 'order quantity'].includes(name))?.field;
  const price = numbers.find(({ name }) => ['unit price', 'price', 'price each'].includes(name))?.field;
  if (quantity === undefined || price === undefined || numbers.some(({ name }) => name.includes('discount')))
    return null;
  return {
    ...base,
    synonyms: [...synonymsOf('revenue')],
    value: {
      kind: 'row-arithmetic',
      function: 'sum',
      op: '*',
      left: `${table.id}.${quantity.id}`,
      right: `${table.id}.${price.id}`,
    },
    format: price.format,
  };
}

function sumOf(table: Table, field: Field, id: string, taken: Set<string>): Measure {
  const bare = field.label.toLowerCase();
  // a bare `Total` or `Amount` is the one of what a row is
  const noun = table.singular.charAt(0).toUpperCase() + table.singular.slice(1);
  const label = bare === 'total' || bare === 'amount' ? `${noun} ${bare}` : field.label;
  const low = lower(label);
  const last = wordsOf(field.column).at(-1) ?? '';
  // `Clicks` says by itself that it is a count, and `Line total` that it is a sum
  const says = /\b(total|sum|count)\b/i.test(label) || singular(last) !== last;
  return {
    id: free(field.id.startsWith('total_') ? field.id : `total_${field.id}`, taken),
    label: (says ? label : `Total ${low}`).slice(0, 200),
    synonyms: [
      ...new Set([...(says ? [`total ${low}`] : [low]), `sum of ${low}`, ...field.synonyms.slice(0, 4)]),
    ].filter((word) => !word.startsWith('total total')),
    description: null,
    value: { kind: 'aggregate', function: 'sum', field: id, percentile: null },
    format: field.format,
    hidden: false,
    better: 'neutral',
  };
}

function averageOf(field: Field, id: string, taken: Set<string>): Measure {
  const low = lower(field.label);
  const already = /\b(average|mean)\b/i.test(field.label);
  return {
    id: free(`average_${field.id}`, taken),
    label: (already ? field.label : `Average ${low}`).slice(0, 200),
    synonyms: [`mean ${low}`],
    description: null,
    value: { kind: 'aggregate', function: 'avg', field: id, percentile: null },
    format: field.format,
    hidden: false,
    better: 'neutral',
  };
}

function free(wanted: string, taken: Set<string>): string {
  const base = wanted.slice(0, 95);
  let id = base;
  for (let i = 2; taken.has(id); i++) id = `${base}_${i}`;
  taken.add(id);
  return id;
}

function lower(label: string): string {
  return /^[A-Z][A-Z0-9]|^k[A-Z]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}
