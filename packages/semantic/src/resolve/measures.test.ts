import { describe, expect, test } from 'vitest';
import { cells, formats, problems, warnings, revenue, orders, by, m } from '../testing/resolved-shop.ts';

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

test('a part of the same whole is shown in percent, anything else divided is not', () => {
  const divided = (left: object, right: object): unknown[] =>
    formats({ measures: [m({ kind: 'arithmetic', op: '/', left, right })] });
  const where = { kind: 'compare', on: { field: 'orders.status' }, op: '=', value: 'open' };
  const open = { kind: 'filtered', of: orders, where };
  expect(divided(open, orders)).toEqual(['percent']);
  expect(divided(orders, open)).toEqual([null]);
  expect(divided(open, { kind: 'measure', measure: 'visits.people' })).toEqual([null]);
});
