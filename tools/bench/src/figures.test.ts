import { expect, test } from 'vitest';
import { bars, firstDifference, geometricMean, median, missed, type Row } from './figures.ts';

const row = (extra: Partial<Row> = {}): Row => ({
  name: 'q',
  rows: 1,
  ours: 10,
  raw: 10,
  cached: 1,
  difference: null,
  ...extra,
});

test('medians and geometric means', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(geometricMean([2, 8])).toBeCloseTo(4);
});

test('equal figures meet every bar', () => {
  expect(missed([row(), row()], bars)).toEqual([]);
});

test('each bar can be missed', () => {
  expect(missed([row({ ours: 14 })], bars)).toEqual([expect.stringContaining('geometric mean is 1.40×')]);
  expect(missed([row({ raw: 20, ours: 31 }), ...Array.from({ length: 9 }, () => row())], bars)).toEqual([
    expect.stringContaining('1.55×'),
  ]);
  expect(missed([row({ raw: 10, ours: 17.9 }), ...Array.from({ length: 9 }, () => row())], bars)).toEqual([]);
  expect(missed([row({ cached: 3.1 })], bars)).toEqual([expect.stringContaining('3.1 ms from the cache')]);
  expect(missed([row({ difference: '1 rows against 2' })], bars)).toEqual([expect.stringContaining('void')]);
});

test('answers are equal cell by cell, or it is said where they differ', () => {
  expect(firstDifference([['a', '1.50', 3]], [['a', '1.50', 3]])).toBeNull();
  expect(firstDifference([['a', '1.50']], [['a', '1.51']])).toBe('row 1, column 2: 1.50 against 1.51');
  expect(firstDifference([['12']], [[12]])).toBeNull();
  expect(firstDifference([['12.00']], [[12]])).toBeNull();
  expect(firstDifference([['12.01']], [[12]])).not.toBeNull();
  expect(firstDifference([[0.1 + 0.2]], [[0.3]])).toBeNull();
  expect(firstDifference([[1]], [[2]])).not.toBeNull();
  expect(firstDifference([['2024-01-01']], [['2024-01-02']])).not.toBeNull();
  expect(firstDifference([['1.50']], [['1.5']])).not.toBeNull();
  expect(firstDifference([], [[1]])).toBe('0 rows against 1');
  expect(firstDifference([[null]], [[0]])).not.toBeNull();
});
