import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { connectors, Datasets, EnginePool, type Connector } from '@lumiere/connectors';
import type { Column } from '@lumiere/contract';
import { bareColumn } from '@lumiere/semantic';
import { dialects, guardSql } from '@lumiere/sql';
import { median } from '../../tools/bench/src/figures.ts';
import { writeRows } from '../../tools/bench/src/import.ts';

/** What datasets cost against the engine by itself, on the same files, with the same threads, by turns. */
export interface DatasetFigures {
  /** Reading a CSV of 1,000,000 rows into a dataset, its process and all, against the engine's own copy of it into Parquet. */
  readonly import: { readonly ours: number; readonly engine: number; readonly ratio: number };
  /** Queries of a dataset in memory against those of a native table: medians of each. */
  readonly hot: readonly {
    readonly sql: string;
    readonly ours: number;
    readonly native: number;
    readonly ratio: number;
  }[];
  /** A group-by over 10,000,000 rows: the first time, from the file, and the median of later ones. */
  readonly tenMillion: { readonly first: number; readonly later: number };
  readonly load: readonly [number, number];
}

export const datasetBars = { import: 2, hot: 1.2, tenMillionMs: 1000 } as const;

const signal = new AbortController().signal;
const into = (dataset: string) => ({ dataset, table: dataset, how: 'replace' }) as const;
const columns = (count: number): readonly Column[] =>
  Array.from({ length: count }, (_, i) => bareColumn(`c${i}`, i === 0 ? 'text' : 'integer'));

/** Queries of the kind that dashboards ask, over the file of `writeRows`. */
const asked: readonly string[] = [
  'select region, count(*) from orders group by region order by 1',
  'select note, count(*), max(quantity) from orders group by note order by 2 desc, 1 limit 10',
  `select state, count(*), sum(quantity) from orders where ordered_on >= date '2024-01-01' group by state order by 1`,
  'select region, count(distinct customer_id) from orders group by region order by 1',
];

export async function benchDatasets(data: string, runs: number): Promise<DatasetFigures> {
  const before = loadavg()[0] ?? 0;
  const file = path.resolve(await writeRows(data, 1_000_000));
  const home = mkdtempSync(path.join(tmpdir(), 'lumiere-bench-'));
  const cores = availableParallelism();
  const threads = Math.max(Math.min(2, cores), Math.floor(cores / 4), 1);
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const native = await instance.connect();
  const pool = new EnginePool();
  try {
    // as the product starts it
    const command = {
      command: process.execPath,
      args: [path.resolve(import.meta.dirname, '../../dist/import-child.mjs')],
    };
    const datasets = new Datasets(path.join(home, 'org'), { command });
    const imported = await importInTurns(datasets, native, file, home);
    const large = path.join(home, 'large.parquet');
    await native.run(
      `copy (select i as id, ['North', 'South', 'East', 'West'][(1 + hash(i) % 4)::integer] as region, (hash(i * 3) % 5000)::integer as product, (hash(i * 7) % 100000)::integer as amount from range(10000000) t(i)) to '${large}' (format parquet)`,
    );
    await datasets.import({ path: large, name: 'large.parquet' }, null, into('large'), { signal });
    const source = await connectors.files.connect({ folder: datasets.folder }, { pool });
    const tenMillion = await groupLarge(source, runs);
    const hot = await hotInTurns(source, native, file, runs);
    return { import: imported, hot, tenMillion, load: [before, loadavg()[0] ?? 0] };
  } finally {
    await pool.close();
    native.closeSync();
    instance.closeSync();
    rmSync(home, { recursive: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function importInTurns(
  datasets: Datasets,
  native: DuckDBConnection,
  file: string,
  home: string,
): Promise<DatasetFigures['import']> {
  const [ours, engine]: [number[], number[]] = [[], []];
  for (let i = 0; i < 3; i += 1) {
    const uploaded = { path: file, name: 'orders.csv', sha256: '0'.repeat(64) };
    ours.push(await timed(() => datasets.import(uploaded, null, into('orders'), { signal })));
    const own = `copy (from read_csv('${file}')) to '${path.join(home, 'own.parquet')}' (format parquet, compression zstd)`;
    engine.push(await timed(() => native.run(own)));
  }
  return { ours: median(ours), engine: median(engine), ratio: median(ours) / median(engine) };
}

/** Lets a statement through as the product would, and runs it. */
async function asker(source: Connector): Promise<(sql: string) => Promise<unknown>> {
  const catalog = await source.catalog({ signal, samples: false });
  return async (sql) => {
    const policy = { fingerprint: 'none', description: '', tables: new Map() };
    const guarded = guardSql(sql, { dialect: dialects.duckdb, catalog, policy });
    if (!guarded.ok) throw new Error(guarded.problems.map(({ message }) => message).join(' '));
    const wanted = columns(guarded.value.columns.length);
    return source.run(guarded.value, wanted, { signal, maxRows: 10_000, maxBytes: 10_000_000, timeoutMs: 60_000 });
  };
}

async function groupLarge(source: Connector, runs: number): Promise<DatasetFigures['tenMillion']> {
  const ask = await asker(source);
  const sql = 'select region, sum(amount), count(*) from large group by region order by 1';
  const first = await timed(() => ask(sql));
  const later: number[] = [];
  for (let i = 0; i < runs; i += 1) later.push(await timed(() => ask(sql)));
  return { first, later: median(later) };
}

async function hotInTurns(
  source: Connector,
  native: DuckDBConnection,
  file: string,
  runs: number,
): Promise<DatasetFigures['hot']> {
  await native.run(`create table orders as from read_csv('${file}')`);
  const ask = await asker(source);
  const times = asked.map((sql) => ({ sql, ours: [] as number[], native: [] as number[] }));
  const warmUps = 5;
  for (let i = 0; i < warmUps + runs; i += 1) {
    for (const each of times) {
      const ours = await timed(() => ask(each.sql));
      const own = await timed(async () => (await native.runAndReadAll(each.sql)).getColumns());
      if (i < warmUps) continue;
      each.ours.push(ours);
      each.native.push(own);
    }
  }
  return times.map((each) => {
    const [ours, own] = [median(each.ours), median(each.native)];
    return { sql: each.sql, ours, native: own, ratio: ours / own };
  });
}
