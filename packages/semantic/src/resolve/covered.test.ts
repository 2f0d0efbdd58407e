import { Query } from '@lumiere/contract';
import type { Column } from '@lumiere/contract';
import { addTo, dateOf, daysOf, isPartialPeriod, startOf } from '@lumiere/values';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelFor } from '../model-for.ts';
import { shop, somebody } from '../testing/shop.ts';
import { resolve } from './resolve.ts';

const view = modelFor(shop, somebody, 'v');
const now = new Date('2024-05-15T22:30:00Z');
const grains = ['day', 'week', 'month', 'quarter', 'year'] as const;

/** The first column of orders counted by a unit of their day under a filter. */
function column(where: unknown, grain: string | null = 'month', zone = 'UTC'): Column | undefined {
  const query = Query.parse({
    dimensions: [{ key: 'unit', field: 'orders.day', grain }],
    measures: [{ key: 'orders', value: { kind: 'measure', measure: 'orders.count' } }],
    where,
  });
  const plan = resolve(query, view, { now, zone });
  if (!plan.ok) throw new Error(plan.problems.map(({ message }) => message).join('\n'));
  return plan.value.columns[0];
}
const covered = (where: unknown, grain = 'month', zone = 'UTC'): Column['covered'] =>
  column(where, grain, zone)?.covered;

const on = { field: 'orders.day' };
const rolling = (count: number) => ({ kind: 'period', on, period: { kind: 'rolling', grain: 'day', count } });
const compare = (op: string, value: string) => ({ kind: 'compare', on, op, value });

test('the last 90 days leave the first and the last month cut', () => {
  expect(covered(rolling(90))).toEqual({ from: '2024-02-15', until: '2024-05-16' });
});

test('the day is the one of the report’s zone', () => {
  expect(covered(rolling(1), 'month', 'Asia/Tokyo')).toEqual({ from: '2024-05-15', until: '2024-05-17' });
});

test('all tests that must hold count together, those that need not count not at all', () => {
  expect(covered({ kind: 'and', conditions: [rolling(90), compare('>=', '2024-03-10')] })).toEqual({
    from: '2024-03-10',
    until: '2024-05-16',
  });
  expect(covered({ kind: 'or', conditions: [rolling(90), compare('=', '2020-01-01')] })).toBeUndefined();
  expect(covered({ kind: 'not', condition: rolling(90) })).toBeUndefined();
  expect(covered({ kind: 'compare', on: { field: 'orders.status' }, op: '=', value: 'paid' })).toBeUndefined();
});

test('a year cuts the weeks at its ends', () => {
  const year = { kind: 'compare', on: { ...on, part: 'year-number' }, op: '=', value: 2024 };
  expect(covered(year, 'week')).toEqual({ from: '2024-01-01', until: '2025-01-01' });
});

test('years that are each cut at today’s date are alike, so none of them is marked', () => {
  const period = { kind: 'calendar', grain: 'year', offset: -2, count: 3, toDate: true };
  expect(covered({ kind: 'period', on, period }, 'year')).toBeUndefined();
});

test('only a date that is cut into units says what is covered', () => {
  expect(column(rolling(90), null)?.covered).toBeUndefined();
});

const date = fc.integer({ min: daysOf('2023-01-01'), max: daysOf('2025-12-31') }).map(dateOf);
const tests = fc.array(fc.record({ op: fc.constantFrom('=', '<', '<=', '>', '>='), value: date }), {
  minLength: 1,
  maxLength: 3,
});
const holds = (day: string, { op, value }: { op: string; value: string }): boolean =>
  op === '='
    ? day === value
    : op === '<'
      ? day < value
      : op === '<='
        ? day <= value
        : op === '>'
          ? day > value
          : day >= value;

test('a unit of which some days pass is partial exactly where not all do', () => {
  fc.assert(
    fc.property(tests, date, fc.constantFrom(...grains), (filters, day, grain) => {
      fc.pre(filters.every((filter) => holds(day, filter)));
      const bounds = covered({ kind: 'and', conditions: filters.map(({ op, value }) => compare(op, value)) }, grain);
      if (bounds === undefined) throw new Error('nothing is known to be covered');
      const start = startOf(day, grain, shop.weekStart);
      const whole = Array.from({ length: daysOf(addTo(start, grain, 1)) - daysOf(start) }, (_, i) =>
        dateOf(daysOf(start) + i),
      ).every((each) => filters.every((filter) => holds(each, filter)));
      expect(isPartialPeriod(start, grain, bounds)).toBe(!whole);
    }),
  );
});
