import type { Join, Model } from '@lumiere/contract';
import type { Expression, JoinId, Plan, PlanTable } from './plan.ts';
import { bareStep, planOf } from './plan-parts.ts';

/** The name of a join: equal exactly where both ends are. */
export const joinId = ({ from, to }: Join): JoinId => JSON.stringify([from.table, from.fields, to.table, to.fields]);

/**
 * A plan that finds how many rows of a join's one end point at nothing: one row of one number, 0 where every row finds its partner; null where
 * the model has no such join.
 */
export function unmatchedPlan(model: Model, join: JoinId): Plan | null {
  const found = model.joins.find((each) => joinId(each) === join);
  const [from, to] = [found?.from, found?.to].map((end) => model.tables.find(({ id }) => id === end?.table));
  if (found === undefined || from === undefined || to === undefined) return null;
  const pairs = found.from.fields.flatMap((id, i): Expression[] => {
    const [left, right] = [column(from, 'pointing', id), column(to, 'pointed_at', found.to.fields[i])];
    return left === null || right === null ? [] : [{ kind: 'compare', op: '=', left, right }];
  });
  return pairs.length < found.from.fields.length
    ? null
    : unmatched(planTable(from), planTable(to), { kind: 'and', of: pairs });
}

type Table = Model['tables'][number];

function column(table: Table, alias: string, id: string | undefined): Expression | null {
  const field = table.fields.find((each) => each.id === id);
  return field === undefined ? null : { kind: 'column', alias, name: field.column, type: field.type };
}

const planTable = ({ id, source }: Table): PlanTable => ({
  table: id,
  schema: source.schema,
  name: source.name,
});

function unmatched(from: PlanTable, to: PlanTable, keys: Expression): Plan {
  const found: Expression = {
    kind: 'exists',
    from: { kind: 'table', table: to, alias: 'pointed_at' },
    joins: [],
    where: keys,
  };
  const count: Expression = {
    kind: 'aggregate',
    function: 'count',
    of: null,
    where: null,
    percentile: null,
    type: 'integer',
  };
  const step = bareStep('unmatched', { kind: 'table', table: from, alias: 'pointing' }, [
    { key: 'rows', value: count, type: 'integer' },
  ]);
  return planOf([{ ...step, where: { kind: 'not', of: found }, groupBy: [] }], null, [from, to]);
}
