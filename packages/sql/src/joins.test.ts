import { type Expression, type Plan, type PlanJoin, type Policy, bareStep, planOf } from '@lumiere/semantic';
import { expect, test } from 'vitest';
import { compile, dialects } from './index.ts';

const column = (alias: string, name: string): Expression => ({ kind: 'column', alias, name, type: 'integer' });
const table = (name: string) => ({ kind: 'table', table: { table: name, schema: null, name }, alias: name }) as const;
/** A left join along the model's own from `from` to `to`. */
const joined = (from: string, to: string): PlanJoin => ({
  kind: 'left',
  to: table(to),
  on: { kind: 'compare', op: '=', left: column(from, `${to}_id`), right: column(to, 'id') },
  along: { join: `${from}-${to}`, from },
});
const step = bareStep('result', table('sales'), [{ key: 'n', value: column('categories', 'id'), type: 'integer' }], {
  joins: [joined('sales', 'products'), joined('products', 'categories'), joined('sales', 'stores')],
});
const plan = (joins: readonly PlanJoin[] = step.joins): Plan => planOf([{ ...step, joins }]);
const open: Policy = { fingerprint: '', description: '', tables: new Map() };

function kinds(matched: readonly string[], policy = open, of = plan()): readonly string[] {
  const compiled = compile(of, policy, dialects.duckdb, { maxRows: 10, matched: new Set(matched) });
  if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
  return [...compiled.value.sql.matchAll(/^(left |full |cross )?join (?:\(.*\) as )?(\w+)/gm)].map(
    ([, kind, to]) => `${kind ?? ''}${to}`,
  );
}

test('a join is inner where every row finds its partner, and only there', () => {
  expect(kinds([])).toEqual(['left products', 'left categories', 'left stores']);
  expect(kinds(['sales-stores'])).toEqual(['left products', 'left categories', 'stores']);
  expect(kinds(['sales-products', 'products-categories', 'sales-stores'])).toEqual([
    'products',
    'categories',
    'stores',
  ]);
});

test('behind a join that may miss there is nothing to find', () => {
  expect(kinds(['products-categories'])).toEqual(['left products', 'left categories', 'left stores']);
});

test('a rule may hide the partner, so the join stays', () => {
  for (const rule of [{ kind: 'none' }, { kind: 'rows', where: { kind: 'is-null', of: column('t', 'id') } }] as const) {
    const ruled: Policy = { ...open, tables: new Map([['products', rule]]) };
    expect(kinds(['sales-products', 'products-categories'], ruled)).toEqual([
      'left products',
      'left categories',
      'left stores',
    ]);
  }
});

test('after a full join nobody is certain to be there', () => {
  const full: PlanJoin = { ...joined('sales', 'others'), kind: 'full' };
  expect(kinds(['sales-others', 'sales-stores'], open, plan([full, joined('sales', 'stores')]))).toEqual([
    'full others',
    'left stores',
  ]);
});

test('months and years of dates are worked out without date_trunc', () => {
  const truncated = (grain: 'month' | 'year'): string => {
    const of: Expression = { kind: 'column', alias: 'sales', name: 'day', type: 'date' };
    const value: Expression = { kind: 'truncate', of, grain, weekStart: 1, zone: null };
    const compiled = compile(
      {
        ...plan([]),
        steps: [{ ...step, joins: [], outputs: [{ key: 'n', value, type: 'date' }] }],
      },
      open,
      dialects.duckdb,
      { maxRows: 10 },
    );
    return compiled.ok ? (compiled.value.sql.split('\n')[1] ?? '') : '';
  };
  expect(truncated('month')).toBe('  (sales.day - coalesce(day(sales.day) - 1, 0)::integer) as n');
  expect(truncated('year')).toBe('  (sales.day - coalesce(dayofyear(sales.day) - 1, 0)::integer) as n');
});
