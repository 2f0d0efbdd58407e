import { expect, test } from 'vitest';
import { databaseKindOf } from './database-file.ts';

test.each([
  ['shop.db', 'SQLite format 3\0\x10', 'sqlite'],
  ['shop.db', '\x01\x02\x03\x04\x05\x06\x07\x08DUCK\x40', 'duckdb'],
  ['table.csv', 'SQLite format 3\0', 'sqlite'],
  ['shop.sqlite', 'SQLite format 3\0', 'sqlite'],
  ['shop.duckdb', 'encrypted as a whole', 'duckdb'],
  ['shop.SQLITE3', 'encrypted as a whole', 'sqlite'],
  ['table.csv', 'a,b\n1,2\n', null],
  ['', '', null],
])('%s beginning with %j is %s', async (name, head, kind) => {
  expect(await databaseKindOf(new File([head], name))).toBe(kind);
});
