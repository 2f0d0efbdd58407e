import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Condition, ConnectionId, OrgId, Principal, Query, Role, RowRule } from '@lumiere/contract';
import { deepTest } from '@lumiere/testing';
import { findMember } from './auth/principal-store.ts';
import { parseCells } from './data/answer-bytes.ts';
import { answerCaps } from './data/caps.ts';
import { runQuery } from './run-query.ts';
import { type TestServer, startTestServer } from './testing/server.ts';
import { type Kind, type Shop, connectFile, makeFile, query, shop, shopModel, shopStatements } from './testing/shop.ts';

/**
 * The oracle of row-level security: what a person gets equals the same query on a copy of the data from which the rows that they may not
 * see were removed. The copy is made by a plain loop that shares nothing with the product.
 */
interface Case {
  readonly rules: readonly RowRule[];
  readonly attributes: Principal['attributes'];
  readonly queries: readonly Query[];
}

let server: TestServer;
let org: OrgId;
beforeAll(async () => {
  server = await startTestServer();
  org = await server.organization();
});
afterAll(() => server.close());

describe.each<Kind>(['duckdb', 'sqlite'])('on %s', (kind) => {
  deepTest(
    'what a person gets equals the same query on a copy without the rows they may not see',
    async ({ rounds, seed }) => {
      const runs = rounds(240);
      const cases = fc.sample(aCase, { numRuns: runs, seed });
      // one file with a filtered copy of every table for each case: the engine is started once
      const statements = cases.flatMap((each, i) => shopStatements(filtered(shop, each), `_${i}`));
      const file = await makeFile(server.deps, kind, 'cases', [...shopStatements(shop), ...statements]);
      let rows = 0;
      for (const [i, { rules, attributes, queries }] of cases.entries()) {
        const ruled = await connectFile(server.deps, org, kind, file, shopModel({ rules: [...rules] }));
        const copy = await connectFile(server.deps, org, kind, file, shopModel({ suffix: `_${i}` }));
        const who = await person(attributes);
        for (const each of queries) {
          const [seen, expected] = [await cells(each, who, ruled), await cells(each, who, copy)];
          expect(seen, JSON.stringify({ i, rules, attributes, query: each }, null, 1)).toEqual(expected);
          rows += (expected as unknown[][])[0]?.length ?? 0;
        }
      }
      // rules that leave nothing would prove nothing
      expect(rows).toBeGreaterThan(runs);
    },
  );
});

async function cells(of: Query, who: Principal, connection: ConnectionId): Promise<unknown> {
  const ran = await runQuery(of, who, server.deps.data, {
    connection,
    signal: AbortSignal.timeout(30_000),
    caps: answerCaps(server.deps.config),
  });
  return ran.ok ? parseCells(ran.value.finished.encoded.data) : ran.problems.map(({ code }) => code);
}

async function person(attributes: Principal['attributes']): Promise<Principal> {
  const { user } = await server.person(org, 'viewer');
  await server.deps.db
    .updateTable('memberships')
    .set({ attributes: JSON.stringify(attributes) })
    .where('user_id', '=', user)
    .execute();
  const who = await findMember(server.deps.db, org, user);
  if (who === null) throw new Error('no member');
  return who;
}

/** Every query is ordered by all that it groups by, so that equal results are equal lists. */
const queries: readonly Query[] = [
  query({
    measures: [
      { key: 'n', value: { kind: 'count-rows', table: 'orders' } },
      { key: 'm', value: { kind: 'count-rows', table: 'customers' } },
    ],
  }),
  query({
    dimensions: [{ key: 'region', field: 'customers.region' }],
    measures: [
      { key: 'revenue', value: { kind: 'measure', measure: 'orders.revenue' } },
      { key: 'n', value: { kind: 'count-rows', table: 'customers' } },
    ],
    sort: [{ by: 'region' }],
  }),
  query({
    dimensions: [{ key: 'status', field: 'orders.status' }],
    measures: [
      {
        key: 'vips',
        value: {
          kind: 'filtered',
          of: { kind: 'measure', measure: 'orders.orders' },
          where: { kind: 'compare', on: { field: 'customers.vip', part: null }, op: '=', value: true },
        },
      },
    ],
    sort: [{ by: 'status' }],
  }),
  query({
    dimensions: [{ key: 'name', field: 'customers.name' }],
    detail: true,
    where: { kind: 'not', condition: { kind: 'exists', table: 'orders', where: null } },
    sort: [{ by: 'name' }],
  }),
  query({
    dimensions: [{ key: 'name', field: 'customers.name' }],
    measures: [
      {
        key: 'share',
        value: {
          kind: 'window',
          function: 'share',
          of: { kind: 'measure', measure: 'orders.orders' },
          within: [],
          rows: null,
        },
      },
    ],
    sort: [{ by: 'name' }],
  }),
  query({
    measures: [
      {
        key: 'a',
        value: {
          kind: 'nested',
          function: 'max',
          of: { kind: 'measure', measure: 'orders.orders' },
          per: [{ field: 'customers.region', grain: null, part: null, bin: null }],
        },
      },
    ],
  }),
  query({
    dimensions: [{ key: 'id', field: 'orders.id' }],
    detail: true,
    where: {
      kind: 'in-groups',
      on: { field: 'customers.region', part: null },
      where: null,
      having: { kind: 'compare', measure: { kind: 'measure', measure: 'orders.orders' }, op: '>', value: 4 },
      top: null,
    },
    sort: [{ by: 'id' }],
  }),
  query({
    dimensions: [{ key: 'month', field: 'orders.day', grain: 'month' }],
    measures: [
      {
        key: 'last',
        value: { kind: 'shifted', of: { kind: 'measure', measure: 'orders.orders' }, grain: 'month', offset: -1 },
      },
      { key: 'n', value: { kind: 'measure', measure: 'orders.orders' } },
    ],
    sort: [{ by: 'month' }],
  }),
];

const regionsOf = fc.subarray(['North', 'South', "O'Hara", '%', "' or '1'='1"], { minLength: 0, maxLength: 3 });
const on = (field: string) => ({ field, part: null });

const ofCustomers: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    on: fc.constant(on('customers.region')),
    op: fc.constantFrom('=' as const, '!=' as const),
    value: fc.constantFrom('North', "O'Hara"),
  }),
  fc.record({ kind: fc.constant('null' as const), on: fc.constant(on('customers.region')) }),
  fc.record({
    kind: fc.constant('compare' as const),
    on: fc.constant(on('customers.vip')),
    op: fc.constant('=' as const),
    value: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    on: fc.constant(on('customers.id')),
    op: fc.constantFrom('<' as const, '>=' as const),
    value: fc.integer({ min: 1, max: 12 }),
  }),
);
const ofOrders: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    on: fc.constant(on('orders.amount')),
    op: fc.constantFrom('<' as const, '>=' as const, '!=' as const),
    value: fc.integer({ min: 0, max: 99 }),
  }),
  fc.record({
    kind: fc.constant('in' as const),
    on: fc.constant(on('orders.status')),
    values: fc.subarray(['paid', 'open', 'Paid'], { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant('null' as const), on: fc.constant(on('orders.amount')) }),
);
const combined = (leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.oneof(
    leaf,
    leaf.map((condition): Condition => ({ kind: 'not', condition })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), leaf, leaf)
      .map(([kind, a, b]): Condition => ({ kind, conditions: [a, b] })),
  );

const where = (table: 'customers' | 'orders'): fc.Arbitrary<RowRule['where']> =>
  fc.oneof(
    combined(table === 'customers' ? ofCustomers : ofOrders).map((condition) => ({
      kind: 'condition' as const,
      condition,
    })),
    fc.constant({
      kind: 'attribute' as const,
      field: table === 'customers' ? 'region' : 'status',
      attribute: table === 'customers' ? 'region' : 'status',
    }),
    ...(table === 'customers' ? [] : [fc.constant({ kind: 'all' as const })]),
  );
const rule = fc.constantFrom('customers' as const, 'orders' as const).chain((table) =>
  fc.record({
    table: fc.constant(table),
    roles: fc.constantFrom<Role[]>(['viewer'], ['viewer'], ['admin']),
    where: where(table),
  }),
);

const aCase: fc.Arbitrary<Case> = fc.record({
  rules: fc
    .array(rule, { minLength: 1, maxLength: 4 })
    .map((rules) => rules.map((each, i) => ({ ...each, id: `rule_${i}` }))),
  attributes: fc.record({ region: regionsOf, status: fc.subarray(['paid', 'open']) }, { requiredKeys: [] }),
  queries: fc.subarray([...queries], { minLength: 3 }),
});

/** The rows that a viewer may see, by a plain loop. */
function filtered({ customers, orders }: Shop, { rules, attributes }: Case): Shop {
  const keep = (table: string, row: object): boolean => {
    const own = rules.filter((each) => each.table === table);
    return own.length === 0 || own.some((each) => each.roles.includes('viewer') && allows(each.where, row, attributes));
  };
  return {
    customers: customers.filter((row) => keep('customers', row)),
    orders: orders.filter((row) => keep('orders', row)),
  };
}

type Row = Readonly<Record<string, string | number | boolean | null>>;

function allows(of: RowRule['where'], row: object, attributes: Principal['attributes']): boolean {
  const values = row as Row;
  if (of.kind === 'all') return true;
  if (of.kind === 'condition') return passes(of.condition, values);
  return (attributes[of.attribute] ?? []).some((value) => value === values[of.field]);
}

function passes(of: Condition, row: Row): boolean {
  const value = (field: string) => row[field.split('.')[1] ?? ''] ?? null;
  switch (of.kind) {
    case 'and':
      return of.conditions.every((each) => passes(each, row));
    case 'or':
      return of.conditions.some((each) => passes(each, row));
    case 'not':
      return !passes(of.condition, row);
    case 'null':
      return value(of.on.field) === null;
    case 'in':
      return of.values.includes(value(of.on.field));
    case 'compare': {
      const found = value(of.on.field);
      // a missing value passes the negations only
      if (found === null) return of.op === '!=';
      if (of.op === '=') return found === of.value;
      if (of.op === '!=') return found !== of.value;
      return of.op === '<' ? Number(found) < Number(of.value) : Number(found) >= Number(of.value);
    }
    default:
      throw new Error(`the oracle does not know ${of.kind}`);
  }
}
