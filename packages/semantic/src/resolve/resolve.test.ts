import { describe, expect, test } from 'vitest';
import { runPlan } from '../testing/run-plan.ts';
import type { Row, Tables } from '../testing/run-plan.ts';
import { query, shopView, today } from '../testing/shop.ts';
import { resolve } from './resolve.ts';

const tables: Tables = {
  regions: [
    { id: 1, name: 'Nord' },
    { id: 2, name: 'Süd' },
  ],
  stores: [
    { id: 1, region_id: 1, city: 'Kiel' },
    { id: 2, region_id: 2, city: 'Graz' },
    { id: 3, region_id: 2, city: 'Wien' },
  ],
  customers: [
    { id: 1, name: 'Ada', tier: 'gold', signup: '2023-05-01', secret: 'x' },
    { id: 2, name: 'Bob', tier: null, signup: '2024-02-29', secret: 'x' },
    { id: 3, name: 'Cy', tier: 'gold', signup: '2025-01-01', secret: 'x' },
  ],
  orders: [
    { id: 1, store_id: 1, customer_id: 1, day: '2024-01-10', status: 'done', fee: 5 },
    { id: 2, store_id: 2, customer_id: 1, day: '2024-02-29', status: 'open', fee: null },
    { id: 3, store_id: 2, customer_id: 2, day: '2025-01-20', status: 'done', fee: 1 },
    { id: 4, store_id: 1, customer_id: null, day: '2025-02-28', status: null, fee: 2 },
  ],
  items: [
    { id: 1, order_id: 1, product_id: 1, qty: 1, total: 10 },
    { id: 2, order_id: 1, product_id: 2, qty: 2, total: 20 },
    { id: 3, order_id: 2, product_id: 1, qty: 1, total: 10 },
    { id: 4, order_id: 3, product_id: 1, qty: 4, total: 40 },
    { id: 5, order_id: 4, product_id: 3, qty: 1, total: 5 },
  ],
  products: [
    { id: 1, name: 'Pen', cat: 'office', price: 10 },
    { id: 2, name: 'Pad', cat: 'office', price: 10 },
    { id: 3, name: 'Pie', cat: 'food', price: 5 },
  ],
  visits: [
    { id: 1, store_id: 1, at: '2024-01-10', people: 7 },
    { id: 2, store_id: 3, at: '2025-02-01', people: 3 },
  ],
};

const run = (input: unknown): readonly Row[] => {
  const result = resolve(query(input), shopView, today);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return runPlan(result.value, tables);
};
const cells = (input: unknown): unknown[][] => run(input).map((row) => Object.values(row));
const problems = (input: unknown): [string, string, string | null][] => {
  const result = resolve(query(input), shopView, today);
  return result.ok ? [] : result.problems.map(({ code, message, hint }) => [code, message, hint]);
};
const warnings = (input: unknown): string[] => {
  const result = resolve(query(input), shopView, today);
  return result.ok ? result.warnings.map(({ code }) => code) : ['refused'];
};
const revenue = { kind: 'measure', measure: 'items.revenue' };
const orders = { kind: 'count-rows', table: 'orders' };
const by = (field: string, more: object = {}): object => ({ key: field.replace('.', '_'), field, ...more });
const m = (value: object, key = 'm'): object => ({ key, value });

describe('grain', () => {
  test('two facts are aggregated apart and meet on shared groups', () => {
    expect(
      cells({
        dimensions: [by('stores.city')],
        measures: [m(revenue), m({ kind: 'measure', measure: 'visits.people' }, 'n')],
      }),
    ).toEqual([
      ['Graz', 50, null],
      ['Kiel', 35, 7],
      ['Wien', null, 3],
    ]);
  });
  test('a ratio is taken of the sums of each group', () => {
    expect(
      cells({ dimensions: [by('regions.name')], measures: [m({ kind: 'measure', measure: 'items.average_order' })] }),
    ).toEqual([
      ['Süd', 25],
      ['Nord', 17.5],
    ]);
  });
  test('an order counts once in each of its categories, and the reader is told', () => {
    const ask = { dimensions: [by('products.cat')], measures: [m(orders)] };
    expect(cells(ask)).toEqual([
      ['office', 3],
      ['food', 1],
    ]);
    expect(warnings(ask)).toEqual(['query.fan-out']);
  });
  test('a filter across lines does not multiply orders', () => {
    expect(
      cells({
        measures: [m({ kind: 'aggregate', function: 'sum', field: 'orders.fee' })],
        where: { kind: 'compare', on: { field: 'products.cat' }, op: '=', value: 'office' },
      }),
    ).toEqual([[6]]);
  });
  test('the date of one fact means the own date of another, and the reader is told', () => {
    const ask = {
      dimensions: [by('orders.day', { grain: 'year' })],
      measures: [m(orders), m({ kind: 'measure', measure: 'visits.people' }, 'n')],
    };
    expect(cells(ask)).toEqual([
      ['2024-01-01', 2, 7],
      ['2025-01-01', 2, 3],
    ]);
    expect(warnings(ask)).toEqual(['query.not-applied']);
  });
  test('a group that another fact does not have is named', () => {
    expect(
      problems({
        dimensions: [by('orders.status')],
        measures: [m(orders), m({ kind: 'measure', measure: 'visits.people' }, 'n')],
      }),
    ).toEqual([
      [
        'query.no-path',
        'Visits cannot be split by Status: they do not belong to one order.',
        'Group by something that both share, or ask for the measures of Visits alone.',
      ],
    ]);
  });
});

describe('windows', () => {
  const byYear = by('orders.day', { grain: 'year' });
  test('share of the total', () => {
    expect(
      cells({ dimensions: [by('products.cat')], measures: [m({ kind: 'window', function: 'share', of: revenue })] }),
    ).toEqual([
      ['office', 80 / 85],
      ['food', 5 / 85],
    ]);
  });
  test('the share of a distinct count is of the distinct count of all that are in any group', () => {
    const customers = { kind: 'aggregate', function: 'count-distinct', field: 'customers.id' };
    expect(
      cells({ dimensions: [by('regions.name')], measures: [m({ kind: 'window', function: 'share', of: customers })] }),
    ).toEqual([
      ['Süd', 1],
      ['Nord', 1 / 2],
    ]);
  });
  test('running total, previous, change and growth go along time', () => {
    expect(
      cells({
        dimensions: [byYear],
        measures: [
          m({ kind: 'window', function: 'running-sum', of: revenue }, 'a'),
          m({ kind: 'window', function: 'previous', of: revenue }, 'b'),
          m({ kind: 'window', function: 'change', of: revenue }, 'c'),
          m({ kind: 'window', function: 'growth', of: revenue }, 'd'),
        ],
      }),
    ).toEqual([
      ['2024-01-01', 40, null, null, null],
      ['2025-01-01', 85, 40, 5, 5 / 40],
    ]);
  });
  test('what runs along time starts afresh in each other group', () => {
    expect(
      cells({
        dimensions: [byYear, by('regions.name')],
        measures: [m({ kind: 'window', function: 'running-sum', of: revenue })],
      }),
    ).toEqual([
      ['2024-01-01', 'Nord', 30],
      ['2024-01-01', 'Süd', 10],
      ['2025-01-01', 'Nord', 35],
      ['2025-01-01', 'Süd', 50],
    ]);
  });
  test('rank and a rank kept by a test on groups', () => {
    const rank = { kind: 'window', function: 'rank', of: revenue };
    expect(cells({ dimensions: [by('products.name')], measures: [m(revenue), m(rank, 'r')] })).toEqual([
      ['Pen', 60, 1],
      ['Pad', 20, 2],
      ['Pie', 5, 3],
    ]);
    expect(
      cells({
        dimensions: [by('products.name')],
        measures: [m(revenue)],
        having: { kind: 'compare', measure: rank, op: '<=', value: 2 },
      }),
    ).toEqual([
      ['Pen', 60],
      ['Pad', 20],
    ]);
  });
  test('a window over a window', () => {
    expect(
      cells({
        dimensions: [byYear],
        measures: [
          m({ kind: 'window', function: 'running-sum', of: { kind: 'window', function: 'rank', of: revenue } }),
        ],
      }),
    ).toEqual([
      ['2024-01-01', 2],
      ['2025-01-01', 3],
    ]);
  });
});

describe('other periods', () => {
  const lastYear = { kind: 'shifted', of: revenue, grain: 'year', offset: -1 };
  test('each month beside the same month a year before', () => {
    expect(
      cells({ dimensions: [by('orders.day', { grain: 'month' })], measures: [m(revenue), m(lastYear, 'n')] }),
    ).toEqual([
      ['2024-01-01', 30, null],
      ['2024-02-01', 10, null],
      ['2025-01-01', 40, 30],
      ['2025-02-01', 5, 10],
    ]);
  });
  test('a filtered period is moved with it, and groups of only one of both stay', () => {
    const where = {
      kind: 'period',
      on: { field: 'orders.day' },
      period: { kind: 'calendar', grain: 'year', offset: 0 },
    };
    expect(cells({ measures: [m(revenue), m(lastYear, 'n')], where })).toEqual([[45, 40]]);
    expect(cells({ dimensions: [by('products.name')], measures: [m(revenue), m(lastYear, 'n')], where })).toEqual([
      ['Pen', 40, 20],
      ['Pie', 5, null],
      ['Pad', null, 20],
    ]);
    expect(
      cells({
        dimensions: [by('orders.day', { part: 'month-of-year' })],
        measures: [m(revenue), m(lastYear, 'n')],
        where,
      }),
    ).toEqual([
      [1, 40, 30],
      [2, 5, 10],
    ]);
  });
  test('without any period there is nothing to move', () => {
    expect(problems({ measures: [m(lastYear)] })[0]?.[0]).toBe('query.invalid');
  });
  test('an unfinished period is marked', () => {
    expect(
      warnings({
        measures: [m(revenue)],
        where: { kind: 'period', on: { field: 'orders.day' }, period: { kind: 'calendar', grain: 'month', offset: 0 } },
      }),
    ).toEqual(['query.partial-period']);
  });
});

describe('nested measures', () => {
  test('the average of daily sums', () => {
    expect(
      cells({
        measures: [m({ kind: 'nested', function: 'avg', of: revenue, per: [{ field: 'orders.day', grain: 'day' }] })],
      }),
    ).toEqual([[21.25]]);
  });
  test('rows that belong to none of the inner groups are left out', () => {
    expect(
      cells({
        dimensions: [by('regions.name')],
        measures: [
          m({ kind: 'nested', function: 'max', of: orders, per: [{ field: 'customers.id' }] }),
          m(orders, 'n'),
        ],
      }),
    ).toEqual([
      ['Nord', 1, 2],
      ['Süd', 1, 2],
    ]);
  });
});

describe('tests on rows and groups', () => {
  const customers = (where: object): unknown[][] => cells({ detail: true, dimensions: [by('customers.name')], where });
  test('customers who never ordered', () => {
    expect(customers({ kind: 'not', condition: { kind: 'exists', table: 'orders' } })).toEqual([['Cy']]);
  });
  test('customers with an order of a product, through lines', () => {
    expect(
      customers({
        kind: 'exists',
        table: 'orders',
        where: { kind: 'compare', on: { field: 'products.name' }, op: '=', value: 'Pad' },
      }),
    ).toEqual([['Ada']]);
  });
  test('products priced above the average, of all and of their category', () => {
    const price = { kind: 'aggregate', function: 'avg', field: 'products.price' };
    const above = (per: string[]): unknown[][] =>
      cells({
        detail: true,
        dimensions: [by('products.name')],
        where: { kind: 'compare-measure', on: { field: 'products.price' }, op: '>=', value: price, per },
      });
    expect(above([])).toEqual([['Pen'], ['Pad']]);
    expect(above(['products.cat'])).toEqual([['Pen'], ['Pad'], ['Pie']]);
  });
  test('orders of the customers who spent most', () => {
    const top = { by: revenue, count: 1, descending: true };
    expect(cells({ measures: [m(orders)], where: { kind: 'in-groups', on: { field: 'customers.id' }, top } })).toEqual([
      [2],
    ]);
    expect(
      customers({
        kind: 'not',
        condition: {
          kind: 'in-groups',
          on: { field: 'customers.id' },
          having: { kind: 'compare', measure: revenue, op: '>', value: 39 },
        },
      }),
    ).toEqual([['Cy']]);
  });
  test('groups above the average group', () => {
    expect(
      cells({
        dimensions: [by('products.name')],
        measures: [m(revenue)],
        having: { kind: 'compare-groups', measure: revenue, op: '>', function: 'avg' },
      }),
    ).toEqual([['Pen', 60]]);
  });
  test('not equal keeps what is missing', () => {
    expect(
      cells({
        measures: [m(orders)],
        where: { kind: 'compare', on: { field: 'orders.status' }, op: '!=', value: 'done' },
      }),
    ).toEqual([[2]]);
    expect(
      cells({
        measures: [m(orders)],
        where: { kind: 'not', condition: { kind: 'in', on: { field: 'orders.status' }, values: ['done', null] } },
      }),
    ).toEqual([[1]]);
  });
  test('a field against a field, also of a related row', () => {
    expect(
      cells({
        measures: [m({ kind: 'count-rows', table: 'customers' })],
        where: { kind: 'compare-fields', left: { field: 'customers.signup' }, op: '=', right: { field: 'orders.day' } },
      }),
    ).toEqual([[0]]);
    expect(
      cells({
        measures: [m({ kind: 'count-rows', table: 'customers' })],
        where: { kind: 'compare-fields', left: { field: 'customers.signup' }, op: '<', right: { field: 'orders.day' } },
      }),
    ).toEqual([[2]]);
  });
});

describe('lists, order and limits', () => {
  test('a list has one row for each row of the finest table named', () => {
    expect(cells({ detail: true, dimensions: [by('customers.name'), by('orders.status')] })).toEqual([
      ['Ada', 'done'],
      ['Ada', 'open'],
      ['Bob', 'done'],
      [null, null],
    ]);
    expect(cells({ detail: true, dimensions: [by('customers.tier')] })).toEqual([['gold'], [null], ['gold']]);
    expect(cells({ detail: true, distinct: true, dimensions: [by('customers.tier')] })).toEqual([['gold'], [null]]);
  });
  test('fields of two tables are listed along the table between', () => {
    expect(cells({ dimensions: [by('stores.city'), by('customers.name')] })).toEqual([
      ['Graz', 'Ada'],
      ['Graz', 'Bob'],
      ['Kiel', 'Ada'],
      ['Kiel', null],
    ]);
  });
  test('the top of each group, after the whole is known', () => {
    expect(
      cells({
        dimensions: [by('regions.name'), by('products.name')],
        measures: [m(revenue)],
        limitWithin: { within: ['regions_name'], count: 1 },
      }),
    ).toEqual([
      ['Nord', 'Pad', 20],
      ['Süd', 'Pen', 50],
    ]);
  });
  test('unasked, time goes forward and measures go down, ties by name', () => {
    expect(
      cells({
        dimensions: [by('products.name')],
        measures: [m({ kind: 'aggregate', function: 'avg', field: 'products.price' })],
      }),
    ).toEqual([
      ['Pad', 10],
      ['Pen', 10],
      ['Pie', 5],
    ]);
    expect(cells({ dimensions: [by('products.name')], measures: [m(revenue)], sort: [{ by: 'm' }], limit: 2 })).toEqual(
      [
        ['Pie', 5],
        ['Pad', 20],
      ],
    );
  });
  test('numbers fall into ranges', () => {
    expect(
      cells({ dimensions: [by('items.total', { bin: 15 })], measures: [m({ kind: 'count-rows', table: 'items' })] }),
    ).toEqual([
      [0, 3],
      [15, 1],
      [30, 1],
    ]);
  });
});

describe('what is refused', () => {
  test.each([
    [
      { dimensions: [by('orders.state')], measures: [m(orders)] },
      'query.unknown-field',
      'There is no field `orders.state`.',
      'Did you mean `orders.status`?',
    ],
    [
      { dimensions: [by('customers.secret')], measures: [m(orders)] },
      'query.unknown-field',
      'There is no field `customers.secret`.',
      null,
    ],
    [
      { measures: [m({ kind: 'measure', measure: 'items.secret_count' })] },
      'query.unknown-field',
      'There is no measure `items.secret_count`.',
      null,
    ],
    [
      { measures: [m({ kind: 'aggregate', function: 'sum', field: 'orders.status' })] },
      'query.wrong-type',
      '`orders.status` is text, so it has no sum; count it or choose a number.',
      null,
    ],
    [
      { measures: [m(orders)], where: { kind: 'compare', on: { field: 'orders.fee' }, op: '=', value: 'abc' } },
      'query.wrong-type',
      "`orders.fee` is an integer: 'abc' is not an integer.",
      null,
    ],
    [
      { measures: [m(orders)], where: { kind: 'compare', on: { field: 'orders.day' }, op: '>', value: 'soon' } },
      'query.wrong-type',
      "`orders.day` is a date: 'soon' is no date; write it as 2024-01-31.",
      null,
    ],
    [
      { dimensions: [by('orders.status', { grain: 'month' })], measures: [m(orders)] },
      'query.wrong-type',
      '`orders.status` is text, so it has no month; a date is needed.',
      null,
    ],
    [
      { measures: [m(orders)], sort: [{ by: 'x' }] },
      'query.invalid',
      '`x` is no column of this query, so it cannot be sorted by.',
      'Use one of m.',
    ],
    [{}, 'query.invalid', 'The query asks for nothing; name a measure or something to group by.', null],
  ])('%j', (ask, code, message, hint) => {
    const [first] = problems(ask);
    expect(first?.slice(0, 2)).toEqual([code, message]);
    if (hint !== null) expect(first?.[2]).toBe(hint);
  });
  test('all problems come at once', () => {
    expect(
      problems({
        dimensions: [by('orders.state'), by('orders.nothing_like_it')],
        measures: [m({ kind: 'count-rows', table: 'nowhere' })],
      }),
    ).toHaveLength(3);
  });
});

test('a column says its label, type, unit and whether its groups add up', () => {
  const result = resolve(
    query({
      dimensions: [by('orders.day', { grain: 'month' }), by('customers.name')],
      measures: [m(revenue), m({ kind: 'measure', measure: 'items.average_order' }, 'n')],
    }),
    shopView,
    today,
  );
  expect(
    result.ok &&
      result.value.columns.map(({ label, type, grain, additive, field, format }) => [
        label,
        type,
        grain,
        additive,
        field,
        format?.kind,
      ]),
  ).toEqual([
    ['Month', 'date', 'month', false, 'orders.day', undefined],
    ['Customer', 'text', null, false, 'customers.name', undefined],
    ['Revenue', 'integer', null, true, 'items.revenue', 'currency'],
    ['Average order value', 'double', null, false, 'items.average_order', 'currency'],
  ]);
});
