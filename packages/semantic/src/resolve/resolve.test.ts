import { describe, expect, test } from 'vitest';
import { cells, problems, warnings, revenue, orders, by, m } from '../testing/resolved-shop.ts';
import { query, shopView, today } from '../testing/shop.ts';
import { resolve } from './resolve.ts';

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
