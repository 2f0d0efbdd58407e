import { Model } from '@lumiere/contract';
import type { Principal, RowRule } from '@lumiere/contract';
import { expect, test } from 'vitest';
import { bindPolicy } from './bind-policy.ts';
import { shop, somebody } from './testing/shop.ts';

const who = (more: Partial<Principal>): Principal => ({ ...somebody, ...more });
const ruled = (...rules: unknown[]): Model =>
  Model.parse({
    ...shop,
    rules: rules.map((rule, i) => ({ id: `r${i}`, table: 'regions', roles: ['analyst'], ...(rule as object) })),
  });
const bind = (
  model: Model,
  principal: Principal,
): { tables: Record<string, unknown>; fingerprint: string; description: string } => {
  const result = bindPolicy(model, principal);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return {
    tables: Object.fromEntries(result.value.tables),
    fingerprint: result.value.fingerprint,
    description: result.value.description,
  };
};
const byRegion = { where: { kind: 'attribute', field: 'name', attribute: 'region' } satisfies RowRule['where'] };
const nord = {
  where: { kind: 'condition', condition: { kind: 'compare', on: { field: 'regions.name' }, op: '=', value: 'Nord' } },
};
const name = { kind: 'column', alias: 't', name: 'name', type: 'text' };

test('without rules all rows are seen', () => {
  expect(bind(shop, somebody)).toEqual({
    tables: {},
    fingerprint: '[]',
    description: 'All rows: no row rule limits this person.',
  });
});

test('a person sees the rows of their own values', () => {
  expect(bind(ruled(byRegion), who({ attributes: { region: ['Süd', 'Nord', 'Süd'] } }))).toMatchObject({
    tables: {
      regions: { kind: 'rows', where: { kind: 'in', of: name, values: [{ value: 'Nord' }, { value: 'Süd' }] } },
    },
    description: 'Regions: rows where Name is Nord or Süd.',
  });
});

test('no values and no rule for the role show nothing', () => {
  for (const principal of [
    somebody,
    who({ attributes: { region: [] } }),
    who({ role: 'viewer', attributes: { region: ['Nord'] } }),
  ]) {
    expect(bind(ruled(byRegion), principal)).toMatchObject({
      tables: { regions: { kind: 'none' } },
      description: 'Regions: no rows.',
    });
  }
  // names of objects' own parts are no attributes
  expect(
    bind(ruled({ where: { kind: 'attribute', field: 'name', attribute: 'constructor' } }), somebody).tables,
  ).toEqual({ regions: { kind: 'none' } });
});

test('rules add up, and one for all shows all', () => {
  expect(bind(ruled(nord, byRegion), who({ attributes: { region: ['Süd'] } })).tables).toMatchObject({
    regions: { kind: 'rows', where: { kind: 'or', of: [{ kind: 'compare' }, { kind: 'in' }] } },
  });
  expect(bind(ruled(nord, { where: { kind: 'all' } }), somebody).tables).toEqual({});
  expect(bind(ruled(nord, { roles: ['admin'], where: { kind: 'all' } }), somebody).tables).toMatchObject({
    regions: { kind: 'rows' },
  });
});

test('a rule holds for every table over the same source', () => {
  const [regions] = shop.tables;
  if (regions === undefined) throw new Error('the shop has regions');
  const twice = Model.parse({
    ...ruled(nord),
    tables: [...shop.tables, { ...regions, id: 'sales_region', source: { schema: null, name: 'REGIONS' } }],
  });
  expect(Object.keys(bind(twice, somebody).tables)).toEqual(['regions', 'sales_region']);
});

test('the fingerprint is equal exactly where the rows are', () => {
  const model = ruled(byRegion, nord);
  const of = (region: string[]): string => bind(model, who({ attributes: { region } })).fingerprint;
  expect(of(['a', 'b'])).toBe(of(['b', 'a', 'a']));
  expect(of(['a', 'b'])).not.toBe(of(['a,b']));
  expect(of(['a'])).not.toBe(of([]));
  expect(bind(ruled(nord, byRegion), who({ attributes: { region: ['a'] } })).fingerprint).toBe(of(['a']));
});

test('rules may use hidden fields, but no other table', () => {
  const secret = {
    table: 'customers',
    where: { kind: 'condition', condition: { kind: 'null', on: { field: 'customers.secret' } } },
  };
  expect(bind(ruled(secret), somebody).tables).toMatchObject({
    customers: { kind: 'rows', where: { kind: 'is-null' } },
  });
  for (const condition of [
    { kind: 'exists', table: 'orders' },
    { kind: 'compare', on: { field: 'regions.name' }, op: '=', value: 'x' },
    { kind: 'compare', on: { field: 'orders.fee' }, op: '=', value: 1 },
  ]) {
    expect(bindPolicy(ruled({ table: 'customers', where: { kind: 'condition', condition } }), somebody).ok).toBe(false);
  }
});

test('numbers are compared as numbers, and what is none shows nothing', () => {
  const fee = { table: 'orders', where: { kind: 'attribute', field: 'fee', attribute: 'fee' } };
  expect(bind(ruled(fee), who({ attributes: { fee: ['5', 'x'] } })).tables).toMatchObject({
    orders: { where: { values: [{ value: 5, type: 'integer' }] } },
  });
  expect(bind(ruled(fee), who({ attributes: { fee: ['x'] } })).tables).toEqual({ orders: { kind: 'none' } });
});
