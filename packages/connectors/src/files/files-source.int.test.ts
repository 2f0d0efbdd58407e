import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors, Datasets, EnginePool, SourceError, type Connector } from '../index.ts';
import { cellsOf } from '../testing/statement.ts';
import { currentOf } from './dataset-index.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere files ü'));
const folder = path.join(root, 'org');
const signal = new AbortController().signal;
const pool = new EnginePool({ memoryMb: 2048 });
const datasets = new Datasets(folder);
let source: Connector;

const problemOf = async (work: Promise<unknown>): Promise<SourceError> => {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw error;
};

async function load(
  dataset: string,
  body: string,
  how: 'replace' | 'append' = 'replace',
  table = dataset,
): Promise<string> {
  const file = { path: path.join(root, `${dataset}.csv`), name: `${dataset}.csv` };
  writeFileSync(file.path, body);
  const { plan } = await datasets.inspect(file, { signal });
  return (await datasets.import(file, plan, { dataset, table, how }, { signal })).id;
}

const rowsOf = (table: string): Promise<unknown[][]> =>
  cellsOf(source, `select count(*), sum(a) from ${table}`, ['integer', 'integer']);

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  source = await connectors.files.connect({ folder }, { pool });
});
afterAll(async () => {
  await pool.close();
  rmSync(root, { recursive: true });
});

test('a dataset is a table as soon as it is imported, and every change shows at once', async () => {
  const empty = await source.dataVersion();
  const first = await load('sales', 'a,b\n1,x\n2,y\n');
  expect(await rowsOf('sales')).toEqual([[2], [3]]);
  const one = await source.dataVersion();
  expect(one).not.toBe(empty);
  await load('sales', 'a,b\n10,z\n', 'append');
  expect(await rowsOf('sales')).toEqual([[3], [13]]);
  await load('sales', 'a,b\n7,z\n');
  expect(await rowsOf('sales')).toEqual([[1], [7]]);
  expect(await source.dataVersion()).not.toBe(one);
  await datasets.restore('sales', first);
  expect(await rowsOf('sales')).toEqual([[2], [3]]);
  expect(await source.dataVersion()).toBe(one);
  await datasets.rename('sales', 'orders of "2024"');
  expect(await rowsOf('"orders of ""2024"""')).toEqual([[2], [3]]);
  await datasets.rename('sales', 'sales');
  const { tables } = await source.catalog({ signal, samples: true });
  expect(tables.map(({ name, kind, rows }) => ({ name, kind, rows }))).toEqual([
    { name: 'sales', kind: 'table', rows: 2 },
  ]);
  await load('gone', 'a\n1\n2\n');
  await datasets.delete('gone');
  expect((await problemOf(rowsOf('gone'))).code).toBe('query.failed');
});

test('the same upload is recognised, and what does not fit the dataset is refused in words', async () => {
  await load('twice', 'a,b\n1,x\n');
  const { sha256 } = await datasets.inspect({ path: path.join(root, 'twice.csv'), name: 'other.csv' }, { signal });
  expect(datasets.holds('twice', sha256)?.rows).toBe(1);
  expect(datasets.holds('twice', sha256.replace(/^./, 'x'))).toBeNull();
  expect((await problemOf(load('twice', 'a,c\n1,x\n', 'append'))).message).toContain('"b" that the file lacks');
  expect((await problemOf(load('twice', 'a,b\nq,x\n', 'append'))).message).toContain(
    'bigint in the dataset and varchar in the file',
  );
  expect((await problemOf(load('another', 'a\n1\n', 'replace', 'TWICE'))).code).toBe('request.conflict');
  expect(await rowsOf('twice')).toEqual([[1], [1]]);
});

test('the files of a version that is no longer kept go with the import that drops it, but not under a query', async () => {
  const few = new Datasets(path.join(root, 'few'), { keep: 2 });
  const file = { path: path.join(root, 'few.csv'), name: 'few.csv' };
  const parts = (): readonly string[] =>
    readdirSync(path.join(root, 'few', 'few'))
      .map((name) => name.split('-')[0] ?? '')
      .toSorted();
  const add = async (how: 'replace' | 'append'): Promise<unknown> => {
    writeFileSync(file.path, 'a\n1\nx2\n');
    return few.import(file, null, { dataset: 'few', table: 'few', how }, { signal });
  };
  await add('replace');
  await add('append');
  await add('append');
  // what was appended to is part of what is kept
  expect(parts()).toEqual(['v1', 'v2', 'v3']);
  await add('replace');
  await add('replace');
  expect(parts()).toEqual(['v4', 'v5']);
  await few.restore('few', 'v4');
  await add('replace');
  // v5 and v6 are kept, v4 was in force a moment ago
  expect(parts()).toEqual(['v4', 'v5', 'v6']);
  await few.tidy();
  expect(parts()).toEqual(['v5', 'v6']);
});

test('what nobody needs is tidied away, and nothing else', async () => {
  await load('tidy', 'a\n1\n');
  writeFileSync(path.join(folder, 'tidy', 'stray.parquet'), 'x');
  mkdirSync(path.join(folder, 'staging-0000-dead'));
  mkdirSync(path.join(folder, 'deleted-dataset'));
  writeFileSync(path.join(folder, 'datasets.json.77.new'), '{');
  await datasets.tidy();
  expect(readdirSync(folder).filter((name) => /staging|deleted|new$/.test(name))).toEqual([]);
  expect(readdirSync(path.join(folder, 'tidy'))).toHaveLength(1);
  expect(await rowsOf('tidy')).toEqual([[1], [1]]);
});

describe('an organization reaches its own folder only', () => {
  test.each([
    `select * from read_text('/etc/passwd')`,
    `select * from read_parquet('${path.join(root, 'other', 'a.parquet')}')`,
    `select * from read_csv('${path.join(folder, '..', 'sales.csv')}')`,
    `copy (select 1) to '${path.join(folder, 'sales', 'x.parquet')}'`,
    `set memory_limit = '50GB'`,
    `attach '${path.join(folder, 'x.db')}'`,
    `create or replace view sales as select 1 as a`,
    `drop view sales`,
    `select 1; select 2`,
  ])('%s', async (sql) => {
    expect(['query.failed', 'sql.refused', 'source.unavailable']).toContain(
      (await problemOf(cellsOf(source, sql, ['text']))).code,
    );
    expect(await rowsOf('sales')).toEqual([[2], [3]]);
  });
});

test('versions change while queries run, and each query sees one of them whole', async () => {
  const body = (n: number): string => `a,b\n${Array.from({ length: 5000 }, () => `${n},${n}`).join('\n')}\n`;
  await load('moving', body(1));
  let stop = false;
  const seen = new Set<number>();
  const readers = Array.from({ length: 3 }, async () => {
    while (!stop) {
      const [[count], [low], [high]] = (await cellsOf(source, 'select count(*), min(a), max(b) from moving', [
        'integer',
        'integer',
        'integer',
      ])) as [[number], [number], [number]];
      expect([count, low]).toEqual([5000, high]);
      seen.add(low);
      await sleep(5);
    }
  });
  for (let n = 2; n <= 4; n += 1) await load('moving', body(n));
  await sleep(100);
  stop = true;
  await Promise.all(readers);
  expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 3, 4]);
});

test('a damaged file fails in words, others go on, and a crash of the engine harms nobody else', async () => {
  await load('damaged', 'a,b\n1,x\n');
  const found = datasets.list().find(({ id }) => id === 'damaged');
  const file = path.join(folder, 'damaged', currentOf(found!).parts[0]!.file);
  writeFileSync(
    file,
    Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500, 7), Buffer.from([255, 255, 255, 127]), Buffer.from('PAR1')]),
  );
  // another version of anything makes the engine look again
  await load('damaged-other', 'a\n1\n', 'replace', 'fine');
  const problem = await problemOf(rowsOf('damaged'));
  expect(problem.code).toBe('source.unavailable');
  expect(problem.hint).toContain('Restore an earlier version');
  expect(await rowsOf('fine')).toEqual([[1], [1]]);
  for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
  await sleep(200);
  expect(await rowsOf('fine')).toEqual([[1], [1]]);
  expect((await problemOf(rowsOf('damaged'))).message).toContain('"damaged" are damaged or missing');
  await datasets.delete('damaged');
});
