import type { Condition, TableId } from '@lumiere/contract';
import type { Building } from './building.ts';
import { trading } from './nested.ts';
import { tableOf } from './options.ts';

/**
 * "customers who bought furniture last year": one happening that has both, the thing and the period, and neither is the customer's own.
 * Takes the period out of the draft; gives the filters unchanged where no such happening is spoken of.
 */
export function happened(b: Building, filters: readonly Condition[]): readonly Condition[] {
  const [slot, more] = b.draft.periods;
  const spoken = b.draft.verbs.some((verb) => trading.test(verb) || /^(sell|sold)$/u.test(verb));
  const { graph } = b.lexicon;
  const thing = b.subject;
  if (!slot || more || slot.negated || !spoken || thing === null || b.measures.length > 0) return filters;
  if (b.draft.never !== null || b.draft.lacks.length + b.draft.events.length > 0) return filters;
  if (b.draft.numbers.length > 0 || b.draft.dimensions.some((one) => one.kind === 'time')) return filters;
  const fact = graph.factOf(thing);
  const time = fact === null ? null : graph.timeOf(fact);
  if (time === null) return filters;
  const far = filters.filter((one) => isFar(b, one, thing));
  const row = rowOf(b, thing, [tableOf(time), ...far.flatMap(tablesIn)]);
  if (row === null) return filters;
  b.draft.periods.pop();
  // named beside it, the happening adds nothing
  for (const table of [row, tableOf(time)]) b.tested.add(table);
  b.account.heard('period', slot, slot.label);
  const period: Condition = { kind: 'period', on: { field: time, part: null }, period: slot.period };
  const where: Condition = far.length === 0 ? period : { kind: 'and', conditions: [...far, period] };
  return [...filters.filter((one) => !far.includes(one)), { kind: 'exists', table: row, where }];
}

const isFar = (b: Building, condition: Condition, thing: TableId): boolean =>
  tablesIn(condition).some((table) => (b.lexicon.graph.way(thing, table)?.against ?? 0) > 0);

/** The table of a test of one field; tests of other kinds stay as they are. */
const tablesIn = (condition: Condition): readonly TableId[] =>
  condition.kind === 'compare' || condition.kind === 'in' ? [tableOf(condition.on.field)] : [];

/** The nearest table whose rows belong to the thing and hold one of each of these. */
function rowOf(b: Building, thing: TableId, tables: readonly TableId[]): TableId | null {
  const { graph, view } = b.lexicon;
  const steps = (from: TableId): number =>
    [thing, ...tables].reduce((sum, table) => sum + (graph.way(from, table)?.steps ?? 0), 0);
  const fit = [...view.tables.keys()].filter(
    (one) => one !== thing && [thing, ...tables].every((table) => graph.way(one, table)?.against === 0),
  );
  return fit.sort((a, c) => steps(a) - steps(c) || (a < c ? -1 : 1))[0] ?? null;
}
