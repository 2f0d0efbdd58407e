import type { FieldId, MeasureExpression } from '@lumiere/contract';
import { unreachable } from '../unreachable.ts';
import type { View } from '../view.ts';

const labels = new WeakMap<View, ReadonlyMap<FieldId, string>>();

/** What a field is called where nothing around says whose it is: `Customer`, `Order status`, `Unit price`. */
export function fieldLabel(view: View, id: FieldId): string {
  let known = labels.get(view);
  if (known === undefined) labels.set(view, (known = makeLabels(view)));
  return known.get(id) ?? id;
}

/** What a measure is called. */
export function measureLabel(view: View, of: MeasureExpression): string {
  switch (of.kind) {
    case 'measure':
      return view.measures.get(of.measure)?.measure.label ?? of.measure;
    case 'aggregate':
      return `${functionWords[of.function]} ${lowerFirst(fieldLabel(view, of.field))}`;
    case 'count-rows':
      return `Number of ${lowerFirst(view.tables.get(of.table)?.label ?? of.table)}`;
    case 'filtered':
      return measureLabel(view, of.of);
    case 'constant':
      return String(of.value);
    case 'arithmetic': {
      const words = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'per' } as const;
      return `${measureLabel(view, of.left)} ${words[of.op]} ${lowerFirst(measureLabel(view, of.right))}`;
    }
    case 'row-arithmetic':
      if (of.op === 'days-between')
        return `${functionWords[of.function]} days from ${lowerFirst(fieldLabel(view, of.left))} to ${lowerFirst(fieldLabel(view, of.right))}`;
      return `${functionWords[of.function]} ${lowerFirst(fieldLabel(view, of.left))} ${of.op} ${lowerFirst(fieldLabel(view, of.right))}`;
    case 'nested':
      return `${nestedWords[of.function]} ${lowerFirst(measureLabel(view, of.of))} per ${of.per.map((per) => per.grain ?? lowerFirst(fieldLabel(view, per.field))).join(' and ')}`;
    case 'shifted':
      return `${measureLabel(view, of.of)} (${shiftWords(of.grain, of.offset)})`;
    case 'window': {
      const label = measureLabel(view, of.of);
      const words = {
        share: `Share of ${lowerFirst(label)}`,
        'running-sum': `Running total of ${lowerFirst(label)}`,
        'running-avg': `Running average of ${lowerFirst(label)}`,
        rank: `Rank by ${lowerFirst(label)}`,
        previous: `${label} before`,
        change: `Change of ${lowerFirst(label)}`,
        growth: `Growth of ${lowerFirst(label)}`,
        'moving-avg': `Moving average of ${lowerFirst(label)}`,
      } as const;
      return words[of.function];
    }
    default:
      return unreachable(of);
  }
}

/** `1 year earlier`, `2 months later`. */
export function shiftWords(grain: string, offset: number): string {
  const count = Math.abs(offset);
  return `${count} ${grain}${count === 1 ? '' : 's'} ${offset <= 0 ? 'earlier' : 'later'}`;
}

/** The first letter small, unless the word is an abbreviation. */
export function lowerFirst(text: string): string {
  return /^[A-Z][A-Z0-9]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const functionWords = {
  sum: 'Total',
  avg: 'Average',
  min: 'Lowest',
  max: 'Highest',
  median: 'Median',
  count: 'Count of',
  'count-distinct': 'Different values of',
  stddev: 'Standard deviation of',
  percentile: 'Percentile of',
} as const;
const nestedWords = {
  sum: 'Total',
  avg: 'Average',
  min: 'Lowest',
  max: 'Highest',
  median: 'Median',
  count: 'Number of',
} as const;

const generic = new Set(['name', 'title', 'label', 'full name']);

function makeLabels(view: View): ReadonlyMap<FieldId, string> {
  const uses = new Map<string, number>();
  for (const { field } of view.fields.values())
    uses.set(field.label.toLowerCase(), (uses.get(field.label.toLowerCase()) ?? 0) + 1);
  const result = new Map<FieldId, string>();
  for (const [id, { table, field }] of view.fields) {
    const low = field.label.toLowerCase();
    const namesRow = generic.has(low) && table.labels.length === 1 && table.labels[0] === field.id;
    if (namesRow) result.set(id, upperFirst(table.singular));
    else if ((generic.has(low) || (uses.get(low) ?? 0) > 1) && !low.startsWith(table.singular.toLowerCase()))
      result.set(id, `${upperFirst(table.singular)} ${lowerFirst(field.label)}`);
    else result.set(id, field.label);
  }
  return result;
}
