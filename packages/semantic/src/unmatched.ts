import type { Column, Join, Model } from '@lumiere/contract';
import type { Expression, JoinId, Plan, PlanTable } from './plan.ts';

/** The name of a join: equal exactly where both ends are. */
export const joinId = ({ from, to }: Join): JoinId => JSON.stringify([from.table, from.fields, to.table, to.fields]);

/** Plans that find for each join of a model whether any row points at nothing: one row of one number each, 0 where every row finds its partner. */
export function unmatchedPlans(model: Model): ReadonlyMap<JoinId, Plan> {
  const tables = new Map(model.tables.map((table) => [table.id, table]));
  const plans = new Map<JoinId, Plan>();
  for (const join of model.joins) {
    const [from, to] = [tables.get(join.from.table), tables.get(join.to.table)];
    if (from === undefined || to === undefined) continue;
    const column = (table: typeof from, alias: string, id: string | undefined): Expression | null => {
      const field = table.fields.find((each) => each.id === id);
      return field === undefined ? null : { kind: 'column', alias, name: field.column, type: field.type };
    };
    const pairs = join.from.fields.flatMap((id, i): Expression[] => {
      const [left, right] = [column(from, 'pointing', id), column(to, 'pointed_at', join.to.fields[i])];
      return left === null || right === null ? [] : [{ kind: 'compare', op: '=', left, right }];
    });
    if (pairs.length < join.from.fields.length) continue;
    plans.set(joinId(join), unmatched(planTable(from), planTable(to), { kind: 'and', of: pairs }));
  }
  return plans;
}

const planTable = ({ id, source }: Model['tables'][number]): PlanTable => ({
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
  return {
    steps: [
      {
        name: 'unmatched',
        from: { kind: 'table', table: from, alias: 'pointing' },
        joins: [],
        where: { kind: 'not', of: found },
        groupBy: [],
        having: null,
        outputs: [{ key: 'rows', value: count, type: 'integer' }],
        distinct: false,
        orderBy: [],
        limit: null,
      },
    ],
    columns: [rows],
    tables: [from, to],
    limit: null,
  };
}

const rows: Column = {
  key: 'rows',
  label: 'Rows',
  role: 'measure',
  type: 'integer',
  format: null,
  grain: null,
  part: null,
  field: null,
  additive: true,
  description: null,
};
