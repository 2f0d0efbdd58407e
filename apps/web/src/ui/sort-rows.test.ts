import { expect, test } from 'vitest';
import { column, regions } from '../testing/answers.ts';
import { nextSort, sortRows } from './sort-rows.ts';

test('a heading sorts up, then down, then gives the source’s own order back', () => {
  const up = nextSort(null, 'revenue');
  const down = nextSort(up, 'revenue');
  expect([up, down, nextSort(down, 'revenue')]).toEqual([
    { key: 'revenue', descending: false },
    { key: 'revenue', descending: true },
    null,
  ]);
  expect(nextSort(down, 'region')).toEqual({ key: 'region', descending: false });
});

test('decimals sort as numbers though they travel as text, and missing values stay last both ways', () => {
  expect(sortRows(regions, { key: 'revenue', descending: false }, 'en')).toEqual([1, 0, 2]);
  expect(sortRows(regions, { key: 'revenue', descending: true }, 'en')).toEqual([0, 1, 2]);
});

test('text sorts by the reader’s alphabet', () => {
  const result = { ...regions, columns: [column({})], data: [['Zug', 'Ähre', 'Apfel', 'Bein']], rowCount: 4 };
  expect(sortRows(result, { key: 'region', descending: false }, 'de')).toEqual([1, 2, 3, 0]);
  expect(sortRows(result, { key: 'region', descending: false }, 'sv')).toEqual([2, 3, 0, 1]);
});

test('rows that are equal keep their order, also downwards', () => {
  const result = {
    ...regions,
    columns: [column({ type: 'boolean' })],
    data: [[true, false, true, false]],
    rowCount: 4,
  };
  expect(sortRows(result, { key: 'region', descending: true }, 'en')).toEqual([0, 2, 1, 3]);
});
