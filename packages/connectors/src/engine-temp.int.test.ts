import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectors, createDuckdbFile, EnginePool, SourceError, type Connector } from './index.ts';
import { columnsAs, easy, read, statement } from './testing/statement.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = 5_000_000;
/** More than a child may hold in memory, so it is sorted on disk. */
const sorted = 'select sum(n * (i % 7)) from (select i, row_number() over (order by hash(i), i) as n from big) t';

const sum = async (connector: Connector): Promise<unknown> =>
  read(await connector.run(statement('duckdb', sorted), columnsAs('double'), { ...easy, timeoutMs: 100_000 }));

test('two engines that spill at once do not touch each other, and leave nothing', { timeout: 120_000 }, async () => {
  const tempFolder = mkdtempSync(path.join(folder, 'temp-'));
  const pool = new EnginePool({ max: 2, memoryMb: 256, tempMb: 4096, tempFolder });
  const open = async (name: string) => {
    const file = path.join(folder, name);
    const signal = new AbortController().signal;
    await createDuckdbFile(file, [`create table big as select i from range(${rows}) r(i)`], { signal });
    return connectors.duckdb.connect({ file, readOnly: true }, { pool });
  };
  const [one, two] = [await open('one.duckdb'), await open('two.duckdb')];
  const alone = await sum(one);
  const spilled = new Set<string>();
  const watch = setInterval(() => {
    for (const child of readdirSync(tempFolder))
      if (readdirSync(path.join(tempFolder, child)).length > 0) spilled.add(child);
  }, 5);
  const both = await Promise.all([sum(one), sum(two)]);
  clearInterval(watch);
  expect(both).toEqual([alone, alone]);
  expect(spilled.size).toBe(2);
  await pool.close();
  expect(readdirSync(tempFolder)).toEqual([]);
});

test('a place for spilling that is gone is said in words', async () => {
  const pool = new EnginePool({ tempFolder: path.join(folder, 'nowhere') });
  const opened = connectors.duckdb.connect({ file: path.join(folder, 'one.duckdb'), readOnly: true }, { pool });
  await expect(opened).rejects.toBeInstanceOf(SourceError);
  await expect(opened).rejects.toThrow('no place for its temporary files');
  await pool.close();
});
