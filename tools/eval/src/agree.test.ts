import { expect, test } from 'vitest';
import { agree } from './agree.ts';
import type { Grid, GridCell } from './grid.ts';

const grid = (...rows: readonly (readonly GridCell[])[]): Grid => ({
  columns: (rows[0] ?? []).map((_, i) => `c${i}`),
  rows,
});
const both = { strict: true, lenient: true };
const none = { strict: false, lenient: false };

test('rows agree in any order where order is no part of the answer', () => {
  expect(agree(grid(['a', 1], ['b', 2]), grid(['b', 2], ['a', 1]), false)).toEqual(both);
});

test('order counts where it is part of the answer', () => {
  expect(agree(grid(['a', 1], ['b', 2]), grid(['b', 2], ['a', 1]), true)).toEqual(none);
  expect(agree(grid(['a', 1], ['b', 2]), grid(['a', 1], ['b', 2]), true)).toEqual(both);
});

test('columns may stand in any order', () => {
  expect(agree(grid(['a', 1], ['b', 2]), grid([1, 'a'], [2, 'b']), false)).toEqual(both);
  expect(agree(grid(['a', 1], ['b', 2]), grid([1, 'a'], [2, 'b']), true)).toEqual(both);
});

test('columns with the same values in another pairing do not agree', () => {
  expect(agree(grid([1, 2], [2, 1], [3, 3]), grid([1, 1], [2, 2], [3, 3]), false)).toEqual(none);
  expect(agree(grid(['a', 1], ['b', 2]), grid(['a', 2], ['b', 1]), false)).toEqual(none);
});

test('the right pairing is found among columns that hold the same values', () => {
  expect(agree(grid([1, 2, 3], [2, 3, 1], [3, 1, 2]), grid([3, 1, 2], [1, 2, 3], [2, 3, 1]), false)).toEqual(both);
});

test('up to two further columns are lenient but not strict, a third is wrong', () => {
  const gold = grid(['a'], ['b']);
  expect(agree(gold, grid(['a', 1], ['b', 2]), false)).toEqual({ strict: false, lenient: true });
  expect(agree(gold, grid(['a', 1, 2], ['b', 2, 3]), false)).toEqual({ strict: false, lenient: true });
  expect(agree(gold, grid(['a', 1, 2, 3], ['b', 2, 3, 4]), false)).toEqual(none);
});

test('a missing column is wrong', () => {
  expect(agree(grid(['a', 1], ['b', 2]), grid(['a'], ['b']), false)).toEqual(none);
});

test('two equal gold columns need two columns in the answer', () => {
  expect(agree(grid([1, 1], [2, 2]), grid([1, 5], [2, 6]), false)).toEqual(none);
  expect(agree(grid([1, 1], [2, 2]), grid([2, 2], [1, 1]), false)).toEqual(both);
});

test('rows count as often as they stand', () => {
  expect(agree(grid(['a'], ['a'], ['b']), grid(['a'], ['b'], ['b']), false)).toEqual(none);
  expect(agree(grid(['a'], ['a'], ['b']), grid(['b'], ['a'], ['a']), false)).toEqual(both);
  expect(agree(grid(['a'], ['a']), grid(['a']), false)).toEqual(none);
});

test('numbers agree to four decimals, whatever their type', () => {
  expect(agree(grid([0.123449]), grid([0.12345 - 0.0000009]), false)).toEqual(both);
  expect(agree(grid([0.1 + 0.2]), grid([0.3]), false)).toEqual(both);
  expect(agree(grid([1.0001]), grid([1.0002]), false)).toEqual(none);
  expect(agree(grid([5]), grid([5n]), false)).toEqual(both);
  expect(agree(grid([1, 0]), grid([true, false]), false)).toEqual(both);
  expect(agree(grid([-0.00001]), grid([0]), false)).toEqual(both);
  expect(agree(grid([9007199254740993n]), grid([9007199254740992n]), false)).toEqual(none);
});

test('text is exact, and no number', () => {
  expect(agree(grid(['Nord']), grid(['nord']), false)).toEqual(none);
  expect(agree(grid(['5']), grid([5]), false)).toEqual(none);
});

test('nothing is not empty text, and not zero', () => {
  expect(agree(grid([null]), grid([null]), false)).toEqual(both);
  expect(agree(grid([null]), grid(['']), false)).toEqual(none);
  expect(agree(grid([null]), grid([0]), false)).toEqual(none);
});

test('a moment is the same with T and with a space', () => {
  expect(agree(grid(['2025-05-01 10:00:00']), grid(['2025-05-01T10:00:00']), false)).toEqual(both);
});

test('two empty results agree where their columns can', () => {
  const empty = (...columns: readonly string[]): Grid => ({ columns, rows: [] });
  expect(agree(empty('a', 'b'), empty('x', 'y'), false)).toEqual(both);
  expect(agree(empty('a', 'b'), empty('x'), false)).toEqual(none);
});
