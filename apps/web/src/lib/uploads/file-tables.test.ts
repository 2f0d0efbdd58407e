import { expect, test } from 'vitest';
import type { ImportPlan } from '@lumiere/contract';
import { readTables, tableKind, tableOf, tablesLeft, tablesOf, tableTitle } from './file-tables.ts';

const plan = (member: string | null, sheet: string | null): ImportPlan => ({
  packed: member === null ? 'none' : 'zip',
  member,
  layout: sheet === null ? { format: 'parquet' } : { format: 'xlsx', sheet, header: true, skip: 0 },
  columns: [],
});

test('a workbook has its sheets, an archive its members, and a file with one table that one', () => {
  expect(tablesOf({ plan: plan(null, 'B'), sheets: ['A', 'B'], members: [] })).toEqual([
    { member: null, sheet: 'A' },
    { member: null, sheet: 'B' },
  ]);
  expect(tablesOf({ plan: plan('b.csv', null), sheets: [], members: ['a.csv', 'b.csv'] })).toEqual([
    { member: 'a.csv', sheet: null },
    { member: 'b.csv', sheet: null },
  ]);
  expect(tablesOf({ plan: plan(null, 'A'), sheets: ['A'], members: [] })).toEqual([{ member: null, sheet: null }]);
});

test('of workbooks in an archive the sheets are known that were looked at', () => {
  const members = ['in/a.xlsx', 'b.xlsx'];
  const first = { plan: plan('in/a.xlsx', 'A2'), sheets: ['A1', 'A2'], members };
  const all = tablesOf(first);
  expect(all.map(tableTitle)).toEqual(['A1', 'A2', 'b.xlsx']);
  expect(all.map(tableKind)).toEqual(['sheet', 'sheet', 'file']);
  const then = tablesOf({ plan: plan('b.xlsx', 'B1'), sheets: ['B1', 'B2'], members }, all);
  expect(then.map(tableTitle)).toEqual(['A1', 'A2', 'B1', 'B2']);
  const taken = [{ ...tableOf(first), dataset: 'dst_00000001' }];
  expect(tablesLeft({ all: then, taken }).map(tableTitle)).toEqual(['A1', 'B1', 'B2']);
});

test('what was remembered is read back, and anything else is none', () => {
  const tables = {
    all: [{ member: null, sheet: 'A' }],
    taken: [{ member: null, sheet: 'A', dataset: 'dst_00000001' }],
  };
  expect(readTables(JSON.parse(JSON.stringify(tables)))).toEqual(tables);
  expect(readTables({ all: [1, { member: 2, sheet: null }], taken: [{ member: null, sheet: null }] })).toEqual({
    all: [],
    taken: [],
  });
  for (const odd of [null, 1, 'x', [], { all: [] }]) expect(readTables(odd)).toBeNull();
});
