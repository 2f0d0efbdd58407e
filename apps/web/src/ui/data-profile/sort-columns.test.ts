import type { ColumnProfile, DataProfile, ProfileIssue } from '@lumiere/contract';
import { expect, test } from 'vitest';
import { type ColumnOrder, columnOrders, viewColumns } from './sort-columns.ts';

const column = (name: string, of: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  type: 'integer',
  native: 'bigint',
  rows: 10,
  nulls: 0,
  empty: 0,
  distinct: 10,
  estimated: false,
  min: 1,
  max: 9,
  mean: 5,
  stddev: 1,
  quartiles: null,
  length: null,
  top: [],
  histogram: [],
  patterns: [],
  completeness: 1,
  uniqueness: 1,
  validity: 1,
  quality: 100,
  ...of,
});
const issue = (name: string, severity: ProfileIssue['severity']): ProfileIssue => ({
  flag: 'nulls',
  severity,
  column: name,
  count: 1,
  message: '',
});
const profile: DataProfile = {
  rows: 10,
  errorRows: 0,
  emptyRows: 0,
  validRows: 10,
  duplicateRows: 0,
  completeness: 1,
  uniqueness: 1,
  quality: 90,
  columns: [
    column('c10', { completeness: 0.2, quality: 52, distinct: 2, uniqueness: 0.2 }),
    column('c2', { type: 'text', validity: 0.5, quality: 80 }),
    column('Straße', { type: 'date' }),
  ],
  issues: [
    issue('c2', 'warning'),
    issue('c10', 'error'),
    issue('c10', 'info'),
    { ...issue('', 'error'), column: null },
  ],
};
const all = { words: '', type: null, flawed: false };
const names = (order: ColumnOrder, descending = false, filter = all) =>
  viewColumns(profile, filter, order, descending, 'en').map((viewed) => viewed.column.name);

test('columns are sorted by each of their figures, the same way back, and equal ones stay as they stand', () => {
  expect(names('place')).toEqual(['c10', 'c2', 'Straße']);
  expect(names('name')).toEqual(['c2', 'c10', 'Straße']);
  expect(names('quality')).toEqual(['c10', 'c2', 'Straße']);
  expect(names('validity')).toEqual(['c2', 'c10', 'Straße']);
  expect(names('uniqueness')).toEqual(['c10', 'c2', 'Straße']);
  expect(names('issues', true)).toEqual(['c10', 'c2', 'Straße']);
  for (const order of columnOrders) expect(new Set(names(order, true))).toEqual(new Set(names(order)));
});

test('columns are found by words, type and whether something is known against them', () => {
  expect(names('place', false, { ...all, words: ' STRASSE ' })).toEqual([]);
  expect(names('place', false, { ...all, words: ' straß ' })).toEqual(['Straße']);
  expect(viewColumns(profile, { ...all, type: 'text' }, 'place', false, 'en')).toHaveLength(1);
  const flawed = viewColumns(profile, { ...all, flawed: true }, 'place', false, 'en');
  expect(flawed.map(({ issues }) => issues.length)).toEqual([2, 1]);
});
