import { type Expression, type Plan, type Policy, type Source, type Step, bareStep, planOf } from '@lumiere/semantic';
import type { ValueType } from '@lumiere/values';
import { describe, expect, test } from 'vitest';
import { compile, dialects, inlined } from './index.ts';

const column = (alias: string, name: string, type: ValueType): Expression => ({ kind: 'column', alias, name, type });
const value = (of: string | number, type: ValueType): Expression => ({ kind: 'value', value: of, type });
const orders: Source = { kind: 'table', table: { table: 'orders', schema: null, name: 'orders' }, alias: 'o' };
const revenue: Expression = {
  kind: 'aggregate',
  function: 'sum',
  of: column('o', 'amount', 'decimal'),
  where: null,
  percentile: null,
  type: 'decimal',
};
const month: Expression = {
  kind: 'truncate',
  of: column('o', 'ordered_at', 'timestamp'),
  grain: 'month',
  weekStart: 1,
  zone: null,
};
const open: Policy = { fingerprint: '', description: '', tables: new Map() };
const north: Policy = {
  ...open,
  tables: new Map([
    [
      'orders',
      {
        kind: 'rows',
        where: { kind: 'compare', op: '=', left: column('t', 'region', 'text'), right: value('Nord', 'text') },
      },
    ],
  ]),
};

const step = (more: Partial<Step>): Step => bareStep('result', orders, [], more);
const byMonth = step({
  groupBy: ['month'],
  outputs: [
    { key: 'month', value: month, type: 'date' },
    { key: 'revenue', value: revenue, type: 'decimal' },
  ],
  where: {
    kind: 'and',
    of: [
      {
        kind: 'compare',
        op: '>=',
        left: column('o', 'ordered_at', 'timestamp'),
        right: value('2024-01-01T00:00:00', 'timestamp'),
      },
      { kind: 'text-match', op: 'contains', of: column('o', 'Note', 'text'), value: 'Öl_' },
    ],
  },
  orderBy: [{ value: revenue, descending: true }],
});

const sqlOf = (plan: Plan, name: 'duckdb' | 'sqlite', policy = open, maxRows = 1000): string => {
  const compiled = compile(plan, policy, dialects[name], { maxRows });
  if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
  return compiled.value.sql;
};

describe('groups, filters and order', () => {
  test('in DuckDB', () => {
    expect(sqlOf(planOf([byMonth], 10), 'duckdb')).toMatchInlineSnapshot(`
      "select
        date_trunc('month', o.ordered_at)::date as month,
        sum(o.amount) as revenue
      from orders as o
      where o.ordered_at >= $1::timestamp
        and contains(lower(o."Note"), lower($2))
      group by 1
      order by revenue desc nulls last
      limit 10"
    `);
  });
  test('in SQLite', () => {
    expect(sqlOf(planOf([byMonth], 10), 'sqlite')).toMatchInlineSnapshot(`
      "select
        date(o.ordered_at, 'start of month') as month,
        sum(o.amount) as revenue
      from orders as o
      where o.ordered_at >= ?1
        and replace(o."Note", ?2, ?3) like ?4 escape '\\'
      group by 1
      order by revenue desc nulls last
      limit 10"
    `);
  });
});

describe('a policy', () => {
  test('is spliced in at the table, under its alias', () => {
    expect(sqlOf(planOf([byMonth]), 'duckdb', north)).toMatchInlineSnapshot(`
      "select
        date_trunc('month', o.ordered_at)::date as month,
        sum(o.amount) as revenue
      from (select * from orders as t where t.region = $1) as o
      where o.ordered_at >= $2::timestamp
        and contains(lower(o."Note"), lower($3))
      group by 1
      order by revenue desc nulls last
      limit 1001"
    `);
  });

  test('reaches joins, exists and every step, once each', () => {
    const exists: Expression = {
      kind: 'exists',
      from: { ...orders, alias: 'e' },
      joins: [],
      where: { kind: 'compare', op: '=', left: column('e', 'id', 'integer'), right: column('o', 'id', 'integer') },
    };
    const first = step({
      name: 'first',
      joins: [
        {
          kind: 'left',
          to: { ...orders, alias: 'p' },
          on: { kind: 'same', left: column('p', 'id', 'integer'), right: column('o', 'id', 'integer') },
        },
      ],
      outputs: [{ key: 'id', value: column('o', 'id', 'integer'), type: 'integer' }],
      where: exists,
    });
    const last = step({
      from: { kind: 'step', step: 'first', alias: 'first' },
      outputs: [{ key: 'id', value: column('first', 'id', 'integer'), type: 'integer' }],
    });
    for (const name of ['duckdb', 'sqlite'] as const) {
      const sql = sqlOf(planOf([first, last]), name, north);
      expect(sql.match(/from orders as t where t\.region = [$?]1\)/g)?.length).toBe(3);
      expect(sql.match(/\borders\b/g)?.length).toBe(3);
    }
  });

  test('that shows nothing leaves no row', () => {
    const none: Policy = { ...open, tables: new Map([['orders', { kind: 'none' }]]) };
    expect(sqlOf(planOf([byMonth]), 'sqlite', none)).toContain('from (select * from orders as t where false) as o');
  });
});

test('a median in SQLite is computed over ranked rows', () => {
  const median: Expression = {
    kind: 'aggregate',
    function: 'median',
    of: column('o', 'x', 'double'),
    where: null,
    percentile: null,
    type: 'double',
  };
  const plan = planOf([step({ groupBy: [], outputs: [{ key: 'middle', value: median, type: 'double' }] })]);
  expect(sqlOf(plan, 'sqlite')).toMatchInlineSnapshot(`
    "with result_rows as (
      select
        row_number() over (order by o.x nulls last) - ?2 * (count(o.x) over () - ?1) as distance,
        o.x as value
      from orders as o
    )
    select
      sum((result_rows.value * case when result_rows.distance <= ?1 then result_rows.distance else ?3 - result_rows.distance end)) filter (where result_rows.distance > ?4 and result_rows.distance < ?3) as middle
    from result_rows
    limit 1001"
  `);
});

test('the cap asks for one row more; a smaller limit stands as it is', () => {
  expect(sqlOf(planOf([byMonth]), 'duckdb')).toMatch(/limit 1001$/);
  expect(sqlOf(planOf([byMonth], 1000), 'duckdb')).toMatch(/limit 1000$/);
  expect(sqlOf(planOf([byMonth], 5000), 'duckdb')).toMatch(/limit 1001$/);
});

test('equal plans give equal text', () => {
  for (const name of ['duckdb', 'sqlite'] as const) {
    expect(sqlOf(planOf([structuredClone(byMonth)]), name)).toBe(sqlOf(planOf([byMonth]), name));
  }
});

test('constants are shown in place for people, but never inside names or literals', () => {
  expect(inlined({ sql: `select "$1", '?1', $1, ?2`, parameters: [`O'Brien`, 5] })).toBe(
    `select "$1", '?1', 'O''Brien', 5`,
  );
});

test('what the engine cannot do is said in words', () => {
  const median: Expression = {
    kind: 'window',
    function: 'median',
    of: revenue,
    partitionBy: [],
    orderBy: [{ value: month, descending: false }],
    rows: null,
    type: 'double',
  };
  const lacking = { ...dialects.sqlite, ranked: new Set<never>() };
  const compiled = compile(
    planOf([step({ groupBy: ['m'], outputs: [{ key: 'm', value: median, type: 'double' }] })]),
    open,
    lacking,
    { maxRows: 10 },
  );
  expect(compiled).toMatchObject({
    ok: false,
    problems: [
      { code: 'query.unsupported', message: 'SQLite cannot compute the median over other rows of the result.' },
    ],
  });
});

test('a sample is drawn by each engine in its own way, and never from a table with rules', () => {
  const plan = planOf([step({ outputs: [{ key: 'id', value: column('o', 'id', 'integer'), type: 'integer' }] })]);
  const from = (name: keyof typeof dialects, policy = open) => {
    const compiled = compile(plan, policy, dialects[name], { maxRows: 10, share: 0.05 });
    return compiled.ok ? /from [^]*(?=\nlimit)/.exec(compiled.value.sql)?.[0] : compiled.problems;
  };
  expect(from('duckdb')).toBe(
    'from (select * from orders tablesample bernoulli(5.000000 percent) repeatable (1)) as o',
  );
  expect(from('postgres')).toBe('from (select * from orders tablesample system (5.000000) repeatable (1)) as o');
  expect(from('mysql')).toBe('from (select * from orders where rand(1) < 0.05000000) as o');
  expect(from('sqlite')).toBe('from (select * from orders where abs(random() % 1000000) < 50000) as o');
  expect(from('postgres', north)).not.toContain('tablesample');
});
