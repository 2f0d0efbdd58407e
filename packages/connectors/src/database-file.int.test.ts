import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectors, EnginePool } from './index.ts';
import type { TestReport } from './test-report.ts';
import { duckdbOfVersion } from './testing/duckdb-version.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-test-'));
const file = (name: string): string => path.join(folder, name);
const pool = new EnginePool({ memoryMb: 2048 });
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

beforeAll(async () => {
  const sqlite = new DatabaseSync(file('a.sqlite'));
  sqlite.exec(
    `create table n (i integer, t text); with recursive c (i) as (select 1 union all select i + 1 from c where i < 20000) insert into n select i, 'row ' || i from c`,
  );
  sqlite.close();
  const wal = new DatabaseSync(file('wal.sqlite'));
  wal.exec('pragma journal_mode = wal; create table n (i integer); insert into n values (1)');
  // as it lies there while somebody writes: what was inserted is not in it
  copyFileSync(file('wal.sqlite'), file('wal-copy.sqlite'));
  wal.close();
  const none = new DatabaseSync(file('none.sqlite'));
  none.exec('create table n (i integer); drop table n');
  none.close();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // only tests write encrypted files
  await connection.run('set force_mbedtls_unsafe = true');
  await connection.run(`attach '${file('a.duckdb')}' as a`);
  await connection.run('create table a.n as select range as i, hash(range)::varchar as t from range(200000)');
  await connection.run(`attach '${file('locked.duckdb')}' as l (encryption_key 'secret')`);
  await connection.run('create table l.n as select 1 as i');
  for (const name of ['a', 'l']) await connection.run(`detach ${name}`);
  connection.closeSync();
  instance.closeSync();
  writeFileSync(file('text'), 'Dear database,\tthis is a letter.\r\n'.repeat(3000));
  writeFileSync(file('noise'), Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256)));
  writeFileSync(file('empty'), '');
});

const tried = (kind: 'sqlite' | 'duckdb', name: string, copy = true): Promise<TestReport> =>
  connectors[kind].test({ file: file(name), readOnly: true, copy }, { pool }, AbortSignal.timeout(30_000));
const failure = ({ steps }: TestReport) => steps.find(({ state }) => state === 'failed');

test.each(['sqlite', 'duckdb'] as const)('%s: a copy that is whole passes every step', async (kind) => {
  const report = await tried(kind, `a.${kind}`);
  expect(report.steps.map(({ id, state }) => [id, state])).toEqual([
    ['file', 'passed'],
    ['open', 'passed'],
    ['read-only', 'passed'],
    ['tables', 'passed'],
  ]);
  expect(report.tables).toBe(1);
});

test('a database without tables is told as a warning', async () => {
  const { ok, steps } = await tried('sqlite', 'none.sqlite');
  expect([ok, steps.at(-1)?.state, steps.at(-1)?.message]).toEqual([
    true,
    'warning',
    'There are no tables in the file.',
  ]);
});

test.each([
  ['sqlite', 'a.duckdb', /is a DuckDB database, not an SQLite database/],
  ['duckdb', 'a.sqlite', /is an SQLite database, not a DuckDB database/],
  ['sqlite', 'text', /is text/],
  ['duckdb', 'text', /is text/],
  ['sqlite', 'noise', /not an SQLite database, or it is encrypted/],
  ['duckdb', 'noise', /not a DuckDB database, or it is encrypted/],
  ['sqlite', 'empty', /is empty/],
  ['duckdb', 'locked.duckdb', /is encrypted/],
  ['sqlite', 'wal-copy.sqlite', /WAL mode/],
] as const)('as %s, %s is refused at the first step, in words', async (kind, name, words) => {
  const report = await tried(kind, name);
  const [first, ...rest] = report.steps;
  expect([report.ok, first?.id, first?.state]).toEqual([false, 'file', 'failed']);
  expect(first?.message).toMatch(words);
  expect(new Set(rest.map(({ state }) => state))).toEqual(new Set(['skipped']));
});

test('a database in WAL mode where it is written is read with the file beside it', async () => {
  const report = await tried('sqlite', 'wal.sqlite', false);
  expect([report.ok, report.tables]).toEqual([true, 1]);
});

test.each(['sqlite', 'duckdb'] as const)('%s: a file that is cut off anywhere is refused in words', async (kind) => {
  const whole = readFileSync(file(`a.${kind}`)).length;
  for (const bytes of [60, 4096, 20_000, whole - 1]) {
    copyFileSync(file(`a.${kind}`), file('cut'));
    truncateSync(file('cut'), bytes);
    const found = failure(await tried(kind, 'cut'));
    expect([bytes, found?.id, found?.problem?.code]).toEqual([bytes, 'file', 'file.unreadable']);
    rmSync(file('cut'));
  }
});

test('a page of SQLite that is overwritten is damage, never a table that is missing', async () => {
  const bytes = readFileSync(file('a.sqlite'));
  bytes.fill(0xee, bytes.length / 2, bytes.length / 2 + 20_000);
  writeFileSync(file('torn.sqlite'), bytes);
  const report = await tried('sqlite', 'torn.sqlite');
  expect(failure(report)).toMatchObject({ id: 'tables', message: 'The SQLite file is damaged.' });
});

test('a block of DuckDB that is overwritten is damage, when the values are read', async () => {
  const bytes = readFileSync(file('a.duckdb'));
  // behind three headers, in the first block of values
  bytes.fill(0xee, 12_288 + 20_000, 12_288 + 40_000);
  writeFileSync(file('torn.duckdb'), bytes);
  const opened = connectors.duckdb.connect({ file: file('torn.duckdb'), readOnly: true, copy: true }, { pool });
  const read = opened.then((connector) => connector.catalog({ signal: AbortSignal.timeout(20_000), samples: true }));
  await expect(read).rejects.toMatchObject({
    code: 'source.unavailable',
    message: 'The file is not a DuckDB database, or it is damaged.',
  });
});

test.each([39n, 9_999n])('a DuckDB file of the storage version %s is refused as that', async (version) => {
  writeFileSync(file('other.duckdb'), duckdbOfVersion(readFileSync(file('a.duckdb')), version));
  const found = failure(await tried('duckdb', 'other.duckdb'));
  expect(found).toMatchObject({ id: 'open', problem: { code: 'source.unavailable' } });
  expect(found?.message).toMatch(/another version of DuckDB/);
  rmSync(file('other.duckdb'));
});
