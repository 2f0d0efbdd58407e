import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DatasetIndex, indexName } from './dataset-index.ts';
import { ServedTables } from './served-tables.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere-hot-'));
const rows = 200_000;
const megabyte = 1_048_576;
let maker: DuckDBConnection;
beforeAll(async () => {
  maker = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  maker.closeSync();
  rmSync(root, { recursive: true });
});

interface Org {
  readonly tables: ServedTables;
  readonly folder: string;
  readonly connection: DuckDBConnection;
  /** Asks as the child does; gives the first cell. */
  ask(sql: string): Promise<unknown>;
}

let count = 0;
/** An organization with datasets of `rows` random rows each, whose copies in memory may need so many bytes. */
async function organization(names: readonly string[], budget: number): Promise<Org> {
  const folder = path.join(root, `org-${(count += 1)}`);
  for (const name of names) await put(folder, name, `random() as a, random() as b, ${count} as org`);
  index(folder, names);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`attach ':memory:' as hot`);
  const tables = new ServedTables(connection, folder, budget);
  await tables.refresh();
  const ask = async (sql: string): Promise<unknown> => {
    await tables.refresh();
    const { broken, note } = tables.mentioned(sql);
    expect(broken).toBeNull();
    const result = await connection.runAndReadAll(sql);
    note();
    return result.getRowsJson()[0]?.[0];
  };
  return { tables, folder, connection, ask };
}

async function put(folder: string, name: string, select: string): Promise<void> {
  mkdirSync(path.join(folder, name), { recursive: true });
  await maker.run(
    `copy (select ${select} from range(${rows})) to '${path.join(folder, name, 'v1.parquet')}' (format parquet)`,
  );
}

function index(folder: string, names: readonly string[]): void {
  const columns = ['a', 'b', 'org'].map((name) => ({ name, type: 'double', native: 'double' }));
  const version = { id: 'v1', at: '', how: 'replace', rows, rejected: 0, bytes: 1, columns, warnings: [], aside: [] };
  const file = { name: '', sha256: '', bytes: 1 };
  const parts = [{ file: 'v1.parquet', rows, bytes: 1 }];
  const datasets = names.map((id) => ({ id, table: id, current: 'v1', versions: [{ ...version, file, parts }] }));
  writeFileSync(path.join(folder, indexName), JSON.stringify(DatasetIndex.parse({ format: 1, datasets })));
}

describe('datasets in memory', () => {
  let org: Org;
  beforeEach(async () => {
    // each needs 4.8 MB by the guess, and about 6 in truth
    org = await organization(['one', 'two', 'three'], 14 * megabyte);
  });

  test('what was asked for is copied, and read from the copy from then on', async () => {
    const before = await org.ask('select sum(a) from one');
    expect(org.tables.hot).toEqual([]);
    await org.tables.settled();
    expect(org.tables.hot).toEqual(['one']);
    rmSync(path.join(org.folder, 'one', 'v1.parquet'));
    expect(await org.ask('select sum(a) from one')).toBeCloseTo(Number(before), 3);
  });

  test('the least recently used gives way, and is read from its file again', async () => {
    for (const name of ['one', 'two', 'one', 'three']) {
      await org.ask(`select sum(a) from ${name}`);
      await org.tables.settled();
    }
    expect(org.tables.hot).toEqual(['one', 'three']);
    expect(await org.ask('select count(*) from two')).toBe(String(rows));
  });

  test('copies never need more than their budget', async () => {
    const held = async (): Promise<number> => {
      const result = await org.connection.runAndReadAll(
        `select sum(memory_usage_bytes)::double from duckdb_memory() where tag = 'IN_MEMORY_TABLE'`,
      );
      return Number(result.getRows()[0]?.[0]);
    };
    for (let i = 0; i < 9; i += 1) {
      await org.ask(`select sum(b) from ${['one', 'two', 'three'][(i * 2) % 3]}`);
      await org.tables.settled();
      expect(await held()).toBeLessThanOrEqual(14 * megabyte);
    }
    expect(org.tables.hot).toHaveLength(2);
  });

  test('a dataset that is gone leaves memory', async () => {
    await org.ask('select sum(a) from one');
    await org.tables.settled();
    index(org.folder, ['two', 'three']);
    await org.ask('select count(*) from two');
    const left = await org.connection.runAndReadAll(
      `select count(*) from duckdb_tables() where database_name = 'hot' and table_name = 'copy_1'`,
    );
    expect(left.getRowsJson()).toEqual([['0']]);
  });
});

test('a dataset larger than the budget is read from its file, and nothing makes room for it in vain', async () => {
  const org = await organization(['one'], 3 * megabyte);
  expect(await org.ask('select count(*) from one')).toBe(String(rows));
  await org.tables.settled();
  expect(org.tables.hot).toEqual([]);
});

test('organizations have budgets and tables of their own', async () => {
  const [first, second] = [
    await organization(['one'], 14 * megabyte),
    await organization(['one', 'two', 'three'], 14 * megabyte),
  ];
  await first.ask('select sum(a) from one');
  await first.tables.settled();
  for (const name of ['one', 'two', 'three']) {
    await second.ask(`select sum(a) from ${name}`);
    await second.tables.settled();
  }
  expect([first.tables.hot, second.tables.hot]).toEqual([['one'], ['two', 'three']]);
  const org = (of: Org): Promise<unknown> => of.ask('select max(org) from one');
  expect(await org(first)).not.toBe(await org(second));
});
