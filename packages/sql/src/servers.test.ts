import type { Aggregate } from '@lumiere/contract';
import {
  type Expression,
  type Plan,
  type PlanJoin,
  type Policy,
  type Source,
  type Step,
  bareStep,
  planOf,
} from '@lumiere/semantic';
import type { ValueType } from '@lumiere/values';
import { describe, expect, test } from 'vitest';
import { foreignLetters } from './fold.ts';
import { inOrder } from './in-order.ts';
import { compile, dialects, inlined } from './index.ts';
import { withinBytes } from './names.ts';

/** What the dialects of servers write; what it means is proven on the servers themselves, in packages/connectors. */

type Name = 'postgres' | 'mysql' | 'mariadb';
const column = (alias: string, name: string, type: ValueType): Expression => ({ kind: 'column', alias, name, type });
const value = (of: string | number, type: ValueType): Expression => ({ kind: 'value', value: of, type });
const orders: Source = { kind: 'table', table: { table: 'orders', schema: 'shop', name: 'orders' }, alias: 'o' };
const open: Policy = { fingerprint: '', description: '', tables: new Map() };
const aggregate = (
  fn: Aggregate,
  of: Expression | null,
  type: ValueType,
  where: Expression | null = null,
): Expression => ({
  kind: 'aggregate',
  function: fn,
  of,
  where,
  percentile: fn === 'percentile' ? 0.9 : null,
  type,
});
const step = (more: Partial<Step>): Step => bareStep('result', orders, [], more);
const compiled = (plan: Plan, name: Name, policy = open) => {
  const checked = compile(plan, policy, dialects[name], { maxRows: 10 });
  if (!checked.ok) throw new Error(checked.problems[0]?.message);
  return checked.value;
};

const paid: Expression = {
  kind: 'compare',
  op: '=',
  left: column('o', 'status', 'text'),
  right: value('paid', 'text'),
};
const week: Expression = {
  kind: 'truncate',
  of: column('o', 'ordered_at', 'instant'),
  grain: 'week',
  weekStart: 7,
  zone: [{ fromMs: null, offsetSeconds: 3600 }],
};
const region = column('o', 'region', 'text');
const groups = planOf([
  step({
    groupBy: ['region', 'week'],
    outputs: [
      { key: 'region', value: region, type: 'text' },
      { key: 'week', value: week, type: 'date' },
      { key: 'revenue', value: aggregate('sum', column('o', 'amount', 'decimal'), 'decimal', paid), type: 'decimal' },
      { key: 'rank', value: aggregate('count', null, 'integer', paid), type: 'integer' },
    ],
    where: {
      kind: 'and',
      of: [
        {
          kind: 'compare',
          op: '>=',
          left: column('o', 'ordered_at', 'instant'),
          right: value('2024-01-01T00:00:00Z', 'instant'),
        },
        { kind: 'text-match', op: 'starts-with', of: column('o', 'note', 'text'), value: 'Öl_' },
        {
          kind: 'compare',
          op: '>',
          left: {
            kind: 'arithmetic',
            op: '*',
            left: column('o', 'n', 'integer'),
            right: column('o', 'm', 'integer'),
            type: 'integer',
          },
          right: value(5, 'integer'),
        },
      ],
    },
    orderBy: [
      { value: region, descending: false },
      { value: week, descending: true },
    ],
  }),
]);

describe('groups, filters and order', () => {
  test('in PostgreSQL', () => {
    expect(compiled(groups, 'postgres').sql).toMatchInlineSnapshot(`
      "select
        o.region::text as region,
        (date_trunc('week', ((o.ordered_at at time zone 'UTC') + interval '3600 seconds') + interval '1 days')::date - 1) as week,
        sum(o.amount) filter (where o.status::text = $1::text) as revenue,
        count(*) filter (where o.status::text = $1::text) as rank
      from shop.orders as o
      where o.ordered_at >= $2::timestamptz
        and translate(lower(o.note::text collate "C"), $3::text, $4::text) like $5::text
        and o.n::bigint * o.m > $6::bigint
      group by 1, 2
      order by o.region::text collate "C" nulls last, week desc nulls last
      limit 11"
    `);
  });

  test('in MySQL, with a place of its own for each constant', () => {
    const { sql, parameters } = compiled(groups, 'mysql');
    expect(sql).toMatchInlineSnapshot(`
      "select
        convert(o.region using utf8mb4) collate utf8mb4_0900_bin as region,
        (date((o.ordered_at + interval 3600 second)) - interval ((weekday((o.ordered_at + interval 3600 second)) + 1) % 7) day) as week,
        sum(case when convert(o.status using utf8mb4) collate utf8mb4_0900_bin = ? then o.amount end) as revenue,
        count(case when convert(o.status using utf8mb4) collate utf8mb4_0900_bin = ? then 1 end) as \`rank\`
      from shop.orders as o
      where o.ordered_at >= cast(? as datetime(6))
        and replace(lower(convert(o.note using utf8mb4) collate utf8mb4_0900_bin), ?, ?) like ?
        and cast(o.n as decimal(20)) * cast(o.m as decimal(20)) > cast(? as signed)
      group by 1, 2
      order by o.region is null, region, week desc
      limit 11"
    `);
    expect(parameters).toMatchInlineSnapshot(`
      [
        "paid",
        "paid",
        "2024-01-01 00:00:00",
        "Ö",
        "ö",
        "öl\\_%",
        "5",
      ]
    `);
  });

  test('in MariaDB as in MySQL, but for the collation', () => {
    const bytes = compiled(groups, 'mysql').sql.replaceAll('utf8mb4_0900_bin', 'utf8mb4_nopad_bin');
    expect(compiled(groups, 'mariadb').sql).toBe(bytes);
  });
});

const side = (name: string): Step =>
  step({ name, groupBy: ['k'], outputs: [{ key: 'k', value: region, type: 'text' }] });
const from = (name: string): Source => ({ kind: 'step', step: name, alias: name });
const key = (name: string): Expression => column(name, 'k', 'text');
const full = (left: Expression, to: string): PlanJoin => ({
  kind: 'full',
  to: from(to),
  on: { kind: 'and', of: [{ kind: 'same', left, right: key(to) }] },
});
const beside = (joins: readonly PlanJoin[]): Plan =>
  planOf([
    side('a'),
    side('b'),
    side('c'),
    step({ from: from('a'), joins, outputs: [{ key: 'k', value: key('a'), type: 'text' }] }),
  ]);
const threeSides = beside([
  full(key('a'), 'b'),
  full({ kind: 'coalesce', of: [key('a'), key('b')], type: 'text' }, 'c'),
]);
const lastSelect = (name: Name): string => compiled(threeSides, name).sql.split('\n)\n').at(-1) ?? '';

describe('full joins', () => {
  test('are made by equalities that PostgreSQL can hash', () => {
    expect(lastSelect('postgres')).toMatchInlineSnapshot(`
      "select
        a.k as k
      from a
      full join b on coalesce(a.k collate "C", '') = coalesce(b.k collate "C", '') and (a.k collate "C" is null) = (b.k collate "C" is null)
      full join c on coalesce(coalesce(a.k, b.k) collate "C", '') = coalesce(c.k collate "C", '') and (coalesce(a.k, b.k) collate "C" is null) = (c.k collate "C" is null)
      limit 11"
    `);
  });

  test('are left joins to all keys where there are none', () => {
    expect(compiled(threeSides, 'mysql').sql.split('from (\n').at(-1)).toMatchInlineSnapshot(`
      "  select a.k as key_1 from a
        union
        select b.k as key_1 from b
        union
        select c.k as key_1 from c
      ) as all_keys
      left join a on all_keys.key_1 <=> a.k
      left join b on all_keys.key_1 <=> b.k
      left join c on all_keys.key_1 <=> c.k
      limit 11"
    `);
  });

  test('of another make are refused in words', () => {
    const odd = beside([full({ kind: 'coalesce', of: [key('b'), key('a')], type: 'text' }, 'b')]);
    const checked = compile(odd, open, dialects.mysql, { maxRows: 10 });
    expect(checked).toMatchObject({ ok: false, problems: [{ code: 'query.unsupported' }] });
    expect(compile(odd, open, dialects.postgres, { maxRows: 10 }).ok).toBe(true);
  });
});

test('PostgreSQL computes percentiles itself; MySQL over ranked rows', () => {
  const x = column('o', 'x', 'decimal');
  const plan = planOf([
    step({ groupBy: [], outputs: [{ key: 'p', value: aggregate('percentile', x, 'double', paid), type: 'double' }] }),
  ]);
  expect(compiled(plan, 'postgres').sql).toContain(
    'percentile_cont(0.9) within group (order by o.x::double precision) filter (where o.status::text = $1::text) as p',
  );
  expect(compiled(plan, 'mysql').sql).toContain('row_number() over (order by case when ');
});

test('a rule reads its columns as the rest of the statement does', () => {
  const where: Expression = {
    kind: 'compare',
    op: '=',
    left: column('t', 'status', 'text'),
    right: value('open', 'text'),
  };
  const rule: Policy = { ...open, tables: new Map([['orders', { kind: 'rows', where }]]) };
  expect(compiled(groups, 'postgres', rule).sql).toContain('where t.status::text = $1::text');
  const { sql, parameters } = compiled(groups, 'mysql', rule);
  expect(sql).toContain('convert(t.status using utf8mb4) collate utf8mb4_0900_bin = ?');
  // in the order of the text, in which the rule stands behind the columns
  expect(parameters.slice(0, 3)).toEqual(['paid', 'paid', 'open']);
});

test('the places of constants are found outside names and literals', () => {
  expect(inOrder({ sql: "select ?2, `?1`, '?1', ?1, ?2", parameters: ['a', 'b'] })).toEqual({
    sql: "select ?, `?1`, '?1', ?, ?",
    parameters: ['b', 'a', 'b'],
  });
  expect(inlined({ sql: 'select `?`, ?, ?', parameters: ["O'Brien\\", 5] })).toBe("select `?`, 'O''Brien\\\\', 5");
});

test('long names stay apart and within what the engine holds', () => {
  const [one, two] = [`${'ä'.repeat(40)}1`, `${'ä'.repeat(40)}2`].map((name) => withinBytes(name, 63));
  expect(one).not.toBe(two);
  expect(new TextEncoder().encode(one).length).toBeLessThanOrEqual(63);
  expect(withinBytes('short', 63)).toBe('short');
  // MySQL counts letters, of which a table's own name may have as many
  expect(dialects.mysql.quote('ä'.repeat(64))).toBe(`\`${'ä'.repeat(64)}\``);
  expect(dialects.mysql.quote('ä'.repeat(65))).toHaveLength(66);
  expect(dialects.mysql.quote('select')).toBe('`select`');
  expect(dialects.mysql.quote('a`b')).toBe('`a``b`');
  expect(dialects.postgres.quote('A"b')).toBe('"A""b"');
});

test('letters beyond ASCII are folded one to one', () => {
  expect(foreignLetters('ölßσi')).toEqual([
    { upper: 'Ö', letter: 'ö' },
    { upper: 'Σ', letter: 'σ' },
  ]);
});
