import { statSync } from 'node:fs';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { currentOf, indexName, partFile, readIndex, type StoredVersion } from './dataset-index.ts';
import { literal, quoted } from './reading-sql.ts';

interface Served {
  readonly table: string;
  readonly version: StoredVersion;
  /** Changes when what the view reads changes. */
  readonly identity: string;
  readonly parquet: string;
  /** Its copy in memory; null where there is none. */
  hot: { readonly name: string; readonly bytes: number } | null;
  used: number;
  /** What is wrong with it, where it cannot be read. */
  broken: string | null;
  /** Too large for memory, or it failed before: not tried again. */
  cold: boolean;
}

/**
 * The views that stand for datasets, kept as the index says, each over Parquet files or over a copy in memory. A view is exchanged in one
 * step: what runs goes on with what it began with. Copies are made of tables that are asked for, within a budget, and the least recently
 * used give way.
 */
export class ServedTables {
  readonly #connection: DuckDBConnection;
  readonly #folder: string;
  readonly #budget: number;
  #tables = new Map<string, Served>();
  #stamp = '';
  #turn: Promise<unknown> = Promise.resolve();
  #copies = 0;
  #clock = 0;
  #closed = false;

  constructor(connection: DuckDBConnection, folder: string, budgetBytes: number) {
    this.#connection = connection;
    this.#folder = folder;
    this.#budget = budgetBytes;
  }

  /** The tables in force. */
  get list(): readonly { readonly table: string; readonly rows: number }[] {
    return [...this.#tables.values()].map(({ table, version }) => ({ table, rows: version.rows }));
  }

  /** Names of tables that lie in memory, for tests. */
  get hot(): readonly string[] {
    return [...this.#tables.values()].filter(({ hot }) => hot !== null).map(({ table }) => table);
  }

  /** Follows the index if it has changed. Cheap where it has not: one look at the file. */
  async refresh(): Promise<void> {
    if (this.#stampNow() === this.#stamp) return;
    await this.#inTurn(async () => {
      const stamp = this.#stampNow();
      if (stamp === this.#stamp) return;
      const before = this.#tables;
      const next = new Map<string, Served>();
      for (const dataset of readIndex(this.#folder).datasets) {
        const version = currentOf(dataset);
        const identity = JSON.stringify([dataset.table, version.parts]);
        const known = before.get(dataset.id);
        if (known?.identity === identity) {
          next.set(dataset.id, known);
          continue;
        }
        const files = version.parts.map((part) => literal(partFile(this.#folder, dataset.id, part)));
        const columns = version.columns.map(({ name }) => quoted(name)).join(', ');
        const served: Served = {
          table: dataset.table,
          version,
          identity,
          parquet: `select ${columns} from read_parquet([${files.join(', ')}])`,
          hot: null,
          used: 0,
          broken: null,
          cold: false,
        };
        next.set(dataset.id, served);
      }
      // names that nobody has any more first, so that a name can go from one dataset to another
      const names = new Set([...next.values()].map(({ table }) => table));
      for (const { table } of before.values())
        if (!names.has(table)) await this.#run(`drop view if exists main.${quoted(table)}`);
      for (const [id, served] of next) if (before.get(id) !== served) await this.#view(served);
      this.#tables = next;
      this.#stamp = stamp;
      for (const [id, old] of before)
        if (next.get(id) !== old && old.hot !== null)
          await this.#run(`drop table if exists hot.main.${quoted(old.hot.name)}`);
    });
  }

  /** The tables that a statement may read: those whose names stand in its text. Says so where one of them is broken. */
  mentioned(sql: string): { readonly broken: string | null; readonly note: () => void } {
    const text = sql.toLowerCase();
    const found = [...this.#tables.values()].filter(({ table }) =>
      text.includes(table.toLowerCase().replaceAll('"', '""')),
    );
    this.#clock += 1;
    for (const each of found) each.used = this.#clock;
    return {
      broken: found.find(({ broken }) => broken !== null)?.broken ?? null,
      note: () => {
        for (const each of found)
          if (each.hot === null && !each.cold && each.broken === null)
            void this.#inTurn(() => this.#heat(each)).catch(() => undefined);
      },
    };
  }

  /** Waits until copies that are being made are made. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  close(): void {
    this.#closed = true;
  }

  async #view(served: Served): Promise<void> {
    const from = served.hot === null ? served.parquet : `select * from hot.main.${quoted(served.hot.name)}`;
    try {
      await this.#run(`create or replace view main.${quoted(served.table)} as ${from}`);
    } catch (error) {
      served.broken = `The files of the dataset ${JSON.stringify(served.table)} are damaged or missing.`;
      await this.#run(`drop view if exists main.${quoted(served.table)}`).catch(() => undefined);
      // kept for the log of the process that holds us
      process.stderr.write(`${served.broken} ${error instanceof Error ? error.message.slice(0, 300) : ''}\n`);
    }
  }

  async #heat(served: Served): Promise<void> {
    if (this.#closed || served.hot !== null || served.cold || ![...this.#tables.values()].includes(served)) return;
    const expected = guess(served.version);
    if (expected > this.#budget) {
      served.cold = true;
      return;
    }
    await this.#makeRoom(this.#budget - expected, served);
    const name = `copy_${(this.#copies += 1)}`;
    const before = await this.#memory();
    try {
      await this.#run(`create table hot.main.${quoted(name)} as ${served.parquet}`);
    } catch {
      // no room, or a damaged file: the query that meets it says so
      served.cold = true;
      await this.#run(`drop table if exists hot.main.${quoted(name)}`).catch(() => undefined);
      return;
    }
    served.hot = { name, bytes: Math.max(1, (await this.#memory()) - before) };
    await this.#makeRoom(this.#budget, served);
    await this.#view(served);
  }

  /** Gives up copies, least recently used first, until those left need no more than `bytes`. */
  async #makeRoom(bytes: number, spare: Served): Promise<void> {
    const hot = [...this.#tables.values()]
      .filter((each) => each.hot !== null && each !== spare)
      .sort((a, b) => a.used - b.used);
    let total = hot.reduce((sum, each) => sum + (each.hot?.bytes ?? 0), spare.hot?.bytes ?? 0);
    for (const each of hot) {
      if (total <= bytes || each.hot === null) break;
      const { name, bytes: freed } = each.hot;
      each.hot = null;
      await this.#view(each);
      await this.#run(`drop table hot.main.${quoted(name)}`);
      total -= freed;
    }
  }

  async #memory(): Promise<number> {
    const result = await this.#connection.runAndReadAll(
      `select coalesce(sum(memory_usage_bytes), 0)::double from duckdb_memory() where tag = 'IN_MEMORY_TABLE'`,
    );
    return Number(result.getRows()[0]?.[0] ?? 0);
  }

  async #run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  #stampNow(): string {
    const found = statSync(path.join(this.#folder, indexName), { throwIfNoEntry: false });
    return found === undefined ? 'none' : `${found.ino} ${found.mtimeMs} ${found.size}`;
  }

  /** One change of tables after the other, since they share a connection. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** About what a version needs in memory. */
function guess(version: StoredVersion): number {
  const width = version.columns.reduce(
    (sum, { type }) =>
      sum + (type === 'text' || type === 'json' || type === 'binary' ? 24 : type === 'decimal' ? 12 : 8),
    0,
  );
  return version.rows * width;
}
