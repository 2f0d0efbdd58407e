import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, expect, test } from 'vitest';
import { connectors, createDuckdbFile, EnginePool } from './index.ts';
import { conformanceTables, conforms } from './testing/conformance.ts';
import { easy } from './testing/statement.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-test-'));
const files = { duckdb: path.join(folder, 'a.duckdb'), sqlite: path.join(folder, 'a.sqlite') };
const pool = new EnginePool({ memoryMb: 2048 });
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});
const { signal } = easy;
const counted = (count: number): string =>
  `with recursive t (n) as (select 1 union all select n + 1 from t where n < ${count}) select n from t`;

conforms({
  name: 'DuckDB',
  open: async () => {
    await createDuckdbFile(files.duckdb, conformanceTables('timestamp'), { signal });
    return connectors.duckdb.connect({ file: files.duckdb, readOnly: true }, { pool });
  },
  close: () => Promise.resolve(),
  schema: null,
  slow: 'select sum(hash(a.range * b.range))::varchar as v from range(400000) a, range(400000) b',
  rows: (count) => `select range + 1 as n from range(${count})`,
  letters: (count) => `repeat('a', ${count})`,
  running: null,
  busy: null,
  values: [
    { sql: 'true', type: 'boolean', wire: true },
    { sql: '9223372036854775807::bigint', type: 'integer', wire: '9223372036854775807' },
    { sql: `'12.50'::decimal(12, 2)`, type: 'decimal', wire: '12.50' },
    { sql: '0.1::double', type: 'double', wire: 0.1 },
    { sql: `'NaN'::double`, type: 'double', wire: 'NaN' },
    { sql: `'Zoë 😀 "quoted"'`, type: 'text', wire: 'Zoë 😀 "quoted"' },
    { sql: `date '2024-02-29'`, type: 'date', wire: '2024-02-29' },
    { sql: `timestamp '2024-01-31 12:00:00.5'`, type: 'timestamp', wire: '2024-01-31T12:00:00.500' },
    { sql: `timestamptz '2024-01-31 12:00:00+05:45'`, type: 'instant', wire: '2024-01-31T06:15:00Z' },
    { sql: `time '23:59:59'`, type: 'time', wire: '23:59:59' },
    { sql: `'\\x00\\xFF'::blob`, type: 'binary', wire: '00ff' },
    { sql: `[1, null, 3]`, type: 'json', wire: '[1,null,3]' },
    { sql: `'550e8400-e29b-41d4-a716-446655440000'::uuid`, type: 'text', wire: '550e8400-e29b-41d4-a716-446655440000' },
  ],
  trace: () => Promise.resolve([statSync(files.duckdb).mtimeMs, statSync(files.duckdb).size]),
  hostile: [
    `insert into customers values (4, 'd', 'd', null) returning id`,
    'create table hostile (i int)',
    `copy (select 1) to '${folder}/out.csv'`,
    `attach '${folder}/other.duckdb'`,
    `set enable_external_access = true`,
    `select * from read_csv('/etc/passwd')`,
    'checkpoint',
  ],
});

conforms({
  name: 'SQLite',
  open: () => {
    const database = new DatabaseSync(files.sqlite);
    database.exec(conformanceTables('timestamp').join(';'));
    database.close();
    return connectors.sqlite.connect({ file: files.sqlite, readOnly: true }, { pool });
  },
  close: () => Promise.resolve(),
  schema: null,
  slow: `with recursive t (n) as (select 1 union all select n + 1 from t where n < 2000000000) select cast(sum(n) as text) as v from t`,
  rows: counted,
  letters: (count) => `replace(hex(zeroblob(${count / 2})), '0', 'a')`,
  running: null,
  busy: null,
  values: [
    { sql: '1', type: 'boolean', wire: true },
    { sql: '9223372036854775807', type: 'integer', wire: '9223372036854775807' },
    { sql: '12.5', type: 'decimal', wire: '12.5' },
    { sql: '0.1', type: 'double', wire: 0.1 },
    { sql: `'Zoë 😀 "quoted"'`, type: 'text', wire: 'Zoë 😀 "quoted"' },
    { sql: `'2024-02-29'`, type: 'date', wire: '2024-02-29' },
    { sql: `'2024-01-31 12:00:00.5'`, type: 'timestamp', wire: '2024-01-31T12:00:00.500' },
    { sql: `'2024-01-31T12:00:00Z'`, type: 'instant', wire: '2024-01-31T12:00:00Z' },
    { sql: `x'00ff'`, type: 'binary', wire: '00ff' },
    { sql: `json('{"a": 1}')`, type: 'json', wire: '{"a":1}' },
  ],
  trace: () => Promise.resolve([statSync(files.sqlite).mtimeMs, statSync(files.sqlite).size]),
  hostile: [
    `insert into customers values (4, 'd', 'd', null) returning id`,
    'create table hostile (i int)',
    `attach '${folder}/other.sqlite' as other`,
    'pragma writable_schema = 1',
    `vacuum into '${folder}/copy.sqlite'`,
    `select load_extension('x')`,
  ],
});

test.each(['duckdb', 'sqlite'] as const)('%s: the test of a connection goes through its steps', async (kind) => {
  const def = connectors[kind];
  const good = await def.test({ file: files[kind], readOnly: true }, { pool }, signal);
  expect([good.ok, good.tables, good.steps.map(({ state }) => state)]).toEqual([
    true,
    3,
    ['passed', 'passed', 'passed', 'passed'],
  ]);
  const bad = await def.test({ file: `${folder}/none`, readOnly: true }, { pool }, signal);
  expect(bad.steps.map(({ id, state }) => [id, state])).toEqual([
    ['file', 'failed'],
    ['open', 'skipped'],
    ['read-only', 'skipped'],
    ['tables', 'skipped'],
  ]);
  expect(bad.steps[0]?.problem?.code).toBe('source.unavailable');
});
