import type { FieldId, MeasureExpression, TableId } from '@lumiere/contract';
import type { View } from '@lumiere/semantic';
import { lemma } from '../text/lemma.ts';
import { wordsOf } from '../text/tokens.ts';
import { numericTypes } from '@lumiere/values';
import type { PhraseIndex } from './phrases.ts';

interface Formula {
  readonly names: string;
  readonly label: string;
  /** Names of the measures or number fields it needs, the first that there is; `#order` counts the rows of a table or its keys. */
  readonly over: string;
  readonly under: string;
}

/** Ratios that business has names for, over numbers that a model may hold. */
const formulas: readonly Formula[] = [
  {
    names: 'click through rate, clickthrough rate, ctr, click rate',
    label: 'Click-through rate',
    over: 'clicks',
    under: 'impressions',
  },
  { names: 'cost per click, cpc, average cost per click', label: 'Cost per click', over: 'cost', under: 'clicks' },
  {
    names:
      'average order value, aov, average basket, basket value, average basket value, average basket size, average order size, revenue per order',
    label: 'Average order value',
    over: 'revenue',
    under: '#order',
  },
  {
    names: 'average revenue per customer, revenue per customer, arpu, average customer value',
    label: 'Revenue per customer',
    over: 'revenue',
    under: '#customer',
  },
  { names: 'profit margin, profitability', label: 'Profit margin', over: 'profit', under: 'revenue, sales, turnover' },
  {
    names: 'units per order, items per order, basket depth',
    label: 'Units per order',
    over: 'quantity',
    under: '#order',
  },
];

/** Adds the named ratios whose parts the view holds and that it does not name itself. */
export function addFormulas(phrases: PhraseIndex, view: View): void {
  addDurations(phrases, view);
  for (const formula of formulas) {
    const over = numberNamed(phrases, view, formula.over);
    const under = formula.under.startsWith('#')
      ? (rowsOf(phrases, formula.under.slice(1)) ?? numberNamed(phrases, view, formula.under.slice(1)))
      : formula.under
          .split(', ')
          .reduce<Named | null>((found, name) => found ?? numberNamed(phrases, view, name), null);
    if (!over || !under) continue;
    const value: MeasureExpression = { kind: 'arithmetic', op: '/', left: over.value, right: under.value };
    for (const name of formula.names.split(', ')) {
      const known = phrases.exact
        .get(wordsOf(name).map(lemma).join(' '))
        ?.some((candidate) => candidate.ref.kind === 'measure' && candidate.score > 0.9);
      if (!known)
        phrases.add(name, { kind: 'formula', table: over.table, value, label: formula.label }, 0.96, 'synonym');
    }
  }
}

/** "delivery time", "time to close": days from the table's own date to a later happening of the same row, on average. */
function addDurations(phrases: PhraseIndex, view: View): void {
  for (const table of view.tables.values()) {
    if (table.hidden || table.time === null) continue;
    for (const field of table.fields) {
      if (field.role !== 'time' || field.hidden || field.id === table.time) continue;
      const value: MeasureExpression = {
        kind: 'row-arithmetic',
        function: 'avg',
        op: 'days-between',
        left: `${table.id}.${table.time}`,
        right: `${table.id}.${field.id}`,
      };
      const ref = {
        kind: 'formula',
        table: table.id,
        value,
        label: `Average days to ${field.label.toLowerCase()}`,
      } as const;
      const [from, to] = [lower(view, `${table.id}.${table.time}`), field.label.toLowerCase()];
      for (const name of [`days between ${from} and ${to}`, `days from ${from} to ${to}`, `time from ${from} to ${to}`])
        phrases.add(name, ref, 0.95, 'synonym');
      for (const word of new Set(
        [field.label, field.id].flatMap((name) =>
          wordsOf(name).filter((one) => !/^(date|time|on|at|day|end|start)$/u.test(one)),
        ),
      )) {
        for (const name of [
          `${word} time`,
          `time to ${word}`,
          `days to ${word}`,
          `${word} duration`,
          `days until ${word}`,
          `how long does it take to ${word}`,
          `how long does it take on average to ${word}`,
          `time until ${word}`,
        ])
          phrases.add(name, ref, 0.9, 'synonym');
      }
    }
  }
}

interface Named {
  readonly table: TableId;
  readonly value: MeasureExpression;
}

function numberNamed(phrases: PhraseIndex, view: View, name: string): Named | null {
  const candidates = [...(phrases.exact.get(wordsOf(name).map(lemma).join(' ')) ?? [])].sort(
    (a, b) => b.score - a.score,
  );
  for (const { ref, score } of candidates) {
    if (score < 0.75) break;
    if (ref.kind === 'measure')
      return { table: tableOf(ref.measure), value: { kind: 'measure', measure: ref.measure } };
    const field = ref.kind === 'field' ? view.fields.get(ref.field)?.field : undefined;
    if (ref.kind === 'field' && field && numericTypes.has(field.type) && field.role === 'number')
      return {
        table: tableOf(ref.field),
        value: { kind: 'aggregate', function: 'sum', field: ref.field, percentile: null },
      };
  }
  return null;
}

function rowsOf(phrases: PhraseIndex, name: string): { value: MeasureExpression } | null {
  for (const { ref } of phrases.exact.get(name) ?? [])
    if (ref.kind === 'table') return { value: { kind: 'count-rows', table: ref.table } };
  return null;
}

const tableOf = (id: FieldId): TableId => id.slice(0, id.indexOf('.'));

const lower = (view: View, id: FieldId): string => view.fields.get(id)?.field.label.toLowerCase() ?? '';
