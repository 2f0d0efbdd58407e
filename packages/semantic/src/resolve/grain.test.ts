import type { Condition, MeasureExpression } from '@lumiere/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregated, arithmetic, runPlan } from '../testing/run-plan.ts';
import type { Row, Tables, Value } from '../testing/run-plan.ts';
import { query, shopView, today } from '../testing/shop.ts';
import { resolve } from './resolve.ts';

// --- random data: few values, so that groups collide; missing and dangling keys; facts of different fan-out
const key = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null, freq: 6 });
const word = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null, freq: 5 });
const small = fc.option(fc.integer({ min: -2, max: 5 }), { nil: null, freq: 6 });
const day = fc.option(
  fc.constantFrom('2024-01-31', '2024-02-29', '2024-12-31', '2025-01-01', '2025-02-28', '2025-06-15'),
  { nil: null, freq: 8 },
);
const rows = (fields: Record<string, fc.Arbitrary<Value>>, max: number): fc.Arbitrary<readonly Row[]> =>
  fc.array(fc.record(fields), { maxLength: max }).map((list) => list.map((row, i) => ({ id: i + 1, ...row })));
const data: fc.Arbitrary<Tables> = fc.record({
  regions: rows({ name: word }, 3),
  stores: rows({ region_id: key, city: word }, 4),
  customers: rows({ name: word, tier: word, signup: day, secret: word }, 4),
  orders: rows({ store_id: key, customer_id: key, day, status: word, fee: small }, 8),
  items: rows(
    {
      order_id: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null, freq: 9 }),
      product_id: key,
      qty: small,
      total: small,
    },
    12,
  ),
  products: rows({ name: word, cat: word, price: small }, 4),
  visits: rows({ store_id: key, at: day, people: small }, 6),
});

// --- the same question by hand: from a row of one table to the rows of another, by loops that know the shop
type Hop = readonly [column: string, table: string, key: string];
const up = {
  stores: { regions: ['region_id', 'regions', 'id'] },
  orders: { stores: ['store_id', 'stores', 'id'], customers: ['customer_id', 'customers', 'id'] },
  items: { orders: ['order_id', 'orders', 'id'], products: ['product_id', 'products', 'id'] },
  visits: { stores: ['store_id', 'stores', 'id'] },
} as const satisfies Record<string, Record<string, Hop>>;
const links: Record<string, Hop[]> = {};
for (const [from, targets] of Object.entries(up)) {
  for (const [to, hop] of Object.entries(targets)) {
    (links[from] ??= []).push(hop);
    (links[to] ??= []).push([hop[2], from, hop[0]]);
  }
}
const isUp = (hop: Hop): boolean => hop[2] === 'id';

/** The hops to a table over the tree of the shop: there is only one way, so any search finds it. */
function hopsTo(from: string, to: string, avoid = ''): Hop[] | null {
  if (from === to) return [];
  for (const hop of links[from] ?? []) {
    if (hop[1] === avoid) continue;
    const rest = hopsTo(hop[1], to, from);
    if (rest !== null) return [hop, ...rest];
  }
  return null;
}
const follow = (tables: Tables, row: Row, hops: readonly Hop[]): Row[] =>
  hops.reduce<Row[]>(
    (found, [column, table, target]) =>
      found.flatMap((at) =>
        (tables[table] ?? []).filter((other) => at[column] !== null && other[target] === at[column]),
      ),
    [row],
  );
/** Undefined where the way never multiplies, else how it starts up to and with the hop that does. */
function branchTo(
  from: string,
  to: string,
):
  | { readonly name: string; readonly start: readonly Hop[]; readonly rest: readonly Hop[]; readonly sideways: boolean }
  | undefined {
  const hops = hopsTo(from, to) ?? [];
  const first = hops.findIndex((hop) => !isUp(hop));
  return first < 0
    ? undefined
    : {
        name: JSON.stringify(hops.slice(0, first + 1)),
        start: hops.slice(0, first + 1),
        rest: hops.slice(first + 1),
        sideways: first > 0,
      };
}
const split = (field: string): [string, string] => [field.split('.')[0] ?? '', field.split('.')[1] ?? ''];
const cell = (found: readonly Row[], column: string): Value => found[0]?.[column] ?? null;

type Leaf = Extract<Condition, { kind: 'compare' | 'in' | 'null' }>;
type Test = { readonly leaf: Leaf; readonly negated: boolean };
function passes({ leaf, negated }: Test, value: Value): boolean {
  let holds: boolean;
  if (leaf.kind === 'null') holds = value === null;
  else if (leaf.kind === 'in') holds = leaf.values.includes(value);
  else if (leaf.value === null) holds = (value === null) === (leaf.op === '=');
  else if (value === null) holds = leaf.op === '!=';
  else
    holds = {
      '=': value === leaf.value,
      '!=': value !== leaf.value,
      '<': value < leaf.value,
      '<=': value <= leaf.value,
      '>': value > leaf.value,
      '>=': value >= leaf.value,
    }[leaf.op];
  return holds !== negated;
}

interface Ask {
  readonly dimensions: readonly string[];
  readonly where: readonly (readonly Test[])[];
}
type Fn = 'sum' | 'avg' | 'count' | 'count-distinct' | 'min' | 'max' | 'median';

/** The groups of one measure: every row of its table, in each of its groups once. */
function groupsByHand(
  tables: Tables,
  table: string,
  ask: Ask,
): Map<string, { readonly keys: Value[]; readonly rows: Row[] }> {
  const groups = new Map<string, { keys: Value[]; rows: Row[] }>();
  const branches = new Set(ask.dimensions.flatMap((field) => branchTo(table, split(field)[0])?.name ?? []));
  for (const row of tables[table] ?? []) {
    const value = (field: string, from = row, base = table): Value[] =>
      follow(tables, from, hopsTo(base, split(field)[0]) ?? []).map((found) => found[split(field)[1]] ?? null);
    // all tests of one branch are met by one and the same row there
    const inBranch = new Map<string, (readonly Test[])[]>();
    let kept = true;
    for (const anyOf of ask.where) {
      const names = new Set(anyOf.map(({ leaf }) => branchTo(table, split(leaf.on.field)[0])?.name));
      const [name] = names;
      if (names.size === 1 && name !== undefined) inBranch.set(name, [...(inBranch.get(name) ?? []), anyOf]);
      else
        kept &&= anyOf.some((one) =>
          branchTo(table, split(one.leaf.on.field)[0]) === undefined
            ? passes(one, value(one.leaf.on.field)[0] ?? null)
            : existsThere(tables, row, table, [[one]]),
        );
    }
    for (const [name, tests] of inBranch) if (!branches.has(name)) kept &&= existsThere(tables, row, table, tests);
    if (!kept) continue;
    let tuples: Map<string, Value>[] = [new Map()];
    for (const name of new Set(ask.dimensions.map((field) => branchTo(table, split(field)[0])?.name))) {
      const own = ask.dimensions.filter((field) => branchTo(table, split(field)[0])?.name === name);
      const choices = new Map<string, Map<string, Value>>();
      if (name === undefined) choices.set('', new Map(own.map((field) => [field, value(field)[0] ?? null])));
      else {
        for (const combined of combinations(tables, row, table, name, [
          ...own,
          ...(inBranch.get(name) ?? []).flat().map(({ leaf }) => leaf.on.field),
        ])) {
          if (
            !(inBranch.get(name) ?? []).every((anyOf) =>
              anyOf.some((one) => passes(one, combined.get(one.leaf.on.field) ?? null)),
            )
          )
            continue;
          const tuple = new Map(own.map((field) => [field, combined.get(field) ?? null]));
          choices.set(JSON.stringify([...tuple]), tuple);
        }
      }
      tuples = tuples.flatMap((tuple) => [...choices.values()].map((choice) => new Map([...tuple, ...choice])));
    }
    for (const tuple of tuples) {
      const keys = ask.dimensions.map((field) => tuple.get(field) ?? null);
      const group = groups.get(JSON.stringify(keys)) ?? { keys, rows: [] };
      group.rows.push(row);
      groups.set(JSON.stringify(keys), group);
    }
  }
  return groups;
}

/** The values of fields behind one branch, combined as joined rows combine them: shared hops are shared. */
function combinations(
  tables: Tables,
  row: Row,
  table: string,
  name: string,
  fields: readonly string[],
): Map<string, Value>[] {
  const start =
    fields.map((field) => branchTo(table, split(field)[0])).find((branch) => branch?.name === name)?.start ?? [];
  const base = start.at(-1)?.[1] ?? '';
  return follow(tables, row, start).flatMap((there) =>
    expandRow(tables, there, base, new Set(fields.map((field) => split(field)[0])), '').map(
      (found) => new Map(fields.map((field) => [field, cell(found.get(split(field)[0]) ?? [], split(field)[1])])),
    ),
  );
}

/** Every way to choose a row of each wanted table, seen from one row; a table without any gives none. */
function expandRow(
  tables: Tables,
  row: Row,
  table: string,
  wanted: ReadonlySet<string>,
  from: string,
): Map<string, Row[]>[] {
  let ways: Map<string, Row[]>[] = [new Map([[table, [row]]])];
  for (const hop of links[table] ?? []) {
    if (hop[1] === from || ![...wanted].some((target) => (hopsTo(table, target) ?? [])[0] === hop)) continue;
    const next = follow(tables, row, [hop]).flatMap((there) => expandRow(tables, there, hop[1], wanted, table));
    ways = ways.flatMap((way) => (next.length === 0 ? [way] : next.map((found) => new Map([...way, ...found]))));
  }
  return ways;
}

/** Whether one row behind the first multiplying hop passes all tests; deeper hops are asked again from there. */
function existsThere(tables: Tables, row: Row, table: string, tests: readonly (readonly Test[])[]): boolean {
  const branch = branchTo(table, split(tests[0]?.[0]?.leaf.on.field ?? '')[0]);
  if (branch === undefined) return false;
  const base = branch.start.at(-1)?.[1] ?? '';
  const ids = new Set(follow(tables, row, branch.start).map((there) => there['id']));
  const kept = groupsByHand(
    { ...tables, [base]: (tables[base] ?? []).filter((other) => ids.has(other['id'] ?? null)) },
    base,
    { dimensions: [], where: tests },
  );
  return kept.size > 0;
}

// --- measures under test, with how they are computed by hand
interface Tested {
  readonly value: MeasureExpression;
  readonly tables: readonly string[];
  byHand(of: (table: string) => readonly Row[] | undefined): Value;
}
const simple = (table: string, fn: Fn, field: string): Tested => ({
  value: { kind: 'aggregate', function: fn, field: `${table}.${field}`, percentile: null },
  tables: [table],
  byHand: (of) => over(fn, of(table), field),
});
const over = (fn: Fn, found: readonly Row[] | undefined, field: string): Value =>
  aggregated(
    fn,
    (found ?? []).map((row) => row[field] ?? null).filter((value) => value !== null),
    null,
  );
const count = (table: string): Tested => ({
  value: { kind: 'count-rows', table },
  tables: [table],
  byHand: (of) => of(table)?.length ?? 0,
});
const tested: readonly Tested[] = [
  count('orders'),
  count('items'),
  count('customers'),
  simple('items', 'sum', 'total'),
  simple('items', 'avg', 'total'),
  simple('orders', 'sum', 'fee'),
  simple('orders', 'count-distinct', 'status'),
  simple('visits', 'sum', 'people'),
  simple('products', 'median', 'price'),
  simple('stores', 'count', 'city'),
  {
    value: {
      kind: 'arithmetic',
      op: '/',
      left: { kind: 'measure', measure: 'items.revenue' },
      right: { kind: 'measure', measure: 'orders.count' },
    },
    tables: ['items', 'orders'],
    byHand: (of) => arithmetic('/', over('sum', of('items'), 'total'), of('orders')?.length ?? 0),
  },
  {
    value: {
      kind: 'filtered',
      of: { kind: 'count-rows', table: 'orders' },
      where: { kind: 'compare', on: { field: 'orders.status', part: null }, op: '!=', value: 'a' },
    },
    tables: ['orders'],
    byHand: (of) => (of('orders') ?? []).filter((row) => row['status'] !== 'a').length,
  },
  {
    value: { kind: 'row-arithmetic', function: 'sum', op: '*', left: 'items.qty', right: 'items.total' },
    tables: ['items'],
    byHand: (of) =>
      aggregated(
        'sum',
        (of('items') ?? [])
          .map((row) => arithmetic('*', row['qty'] ?? null, row['total'] ?? null))
          .filter((value) => value !== null),
        null,
      ),
  },
];
const fields = [
  'regions.name',
  'stores.city',
  'customers.name',
  'customers.tier',
  'orders.status',
  'orders.day',
  'items.qty',
  'products.cat',
  'products.name',
];
const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    on: fc
      .constantFrom('regions.name', 'stores.city', 'customers.tier', 'orders.status', 'products.cat')
      .map((field) => ({ field, part: null })),
    op: fc.constantFrom('=', '!=', '<', '>='),
    value: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    on: fc.constantFrom('items.qty', 'orders.fee').map((field) => ({ field, part: null })),
    op: fc.constantFrom('=', '!=', '<=', '>'),
    value: fc.constantFrom(0, 2),
  }),
  fc.record({
    kind: fc.constant('in' as const),
    on: fc.constantFrom('products.name', 'customers.name').map((field) => ({ field, part: null })),
    values: fc.constantFrom(['a', 'c'], ['b']),
  }),
  fc.record({
    kind: fc.constant('null' as const),
    on: fc.constantFrom('orders.status', 'stores.region_id', 'items.total').map((field) => ({ field, part: null })),
  }),
);
const oneTest: fc.Arbitrary<Test> = fc.record({ leaf, negated: fc.boolean() });
const asks = fc.record({
  dimensions: fc.uniqueArray(fc.constantFrom(...fields), { maxLength: 2 }),
  measures: fc.uniqueArray(fc.nat(tested.length - 1), { minLength: 1, maxLength: 3 }),
  where: fc.array(fc.array(oneTest, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
});
const condition = (test: Test): Condition => (test.negated ? { kind: 'not', condition: test.leaf } : test.leaf);

test('a measure is what loops over the rows of its own table give, whatever is grouped and filtered by', () => {
  fc.assert(
    fc.property(data, asks, (tables, ask) => {
      const measures = ask.measures.map((i) => tested[i]).filter((measure) => measure !== undefined);
      const anyOfAll = ask.where.map((tests): Condition => ({ kind: 'or', conditions: tests.map(condition) }));
      const result = resolve(
        query({
          dimensions: ask.dimensions.map((field, i) => ({ key: `d${i}`, field })),
          measures: measures.map(({ value }, i) => ({ key: `m${i}`, value })),
          where: anyOfAll.length === 0 ? null : { kind: 'and', conditions: anyOfAll },
        }),
        shopView,
        today,
      );
      const facts = [...new Set(measures.flatMap((measure) => measure.tables))];
      const conforms = (table: string, field: string): boolean =>
        field === 'orders.day' &&
        ['visits', 'customers'].includes(table) &&
        branchTo(table, 'orders')?.sideways === true;
      const refused =
        facts.length > 1 &&
        ask.dimensions.some((field) =>
          facts.some((table) => branchTo(table, split(field)[0])?.sideways === true && !conforms(table, field)),
        );
      if (!result.ok) {
        expect(refused, JSON.stringify(result.problems)).toBe(true);
        return;
      }
      expect(refused).toBe(false);
      const stems = new Map(
        facts.map((table) => [
          table,
          groupsByHand(tables, table, {
            where: ask.where,
            dimensions: ask.dimensions.map((field) =>
              conforms(table, field) ? `${table}.${table === 'visits' ? 'at' : 'signup'}` : field,
            ),
          }),
        ]),
      );
      const all = new Map(
        [...stems.values()].flatMap((groups) => [...groups].map(([id, { keys }]) => [id, keys] as const)),
      );
      if (ask.dimensions.length === 0) all.set('[]', []);
      const expected = [...all].map(([id, keys]) => [
        ...keys,
        ...measures.map((measure) => measure.byHand((table) => stems.get(table)?.get(id)?.rows)),
      ]);
      const actual = runPlan(result.value, tables).map((row) => Object.values(row));
      const sorted = (list: readonly (readonly Value[])[]): string[] =>
        list
          .map((row) =>
            JSON.stringify(row.map((value) => (typeof value === 'number' ? Math.round(value * 1e9) / 1e9 + 0 : value))),
          )
          .toSorted();
      expect(sorted(actual)).toEqual(sorted(expected));
    }),
    { numRuns: 250 },
  );
}, 60_000);
