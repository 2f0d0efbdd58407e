import { randomUUID } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { TaskOptions } from './datasets.ts';
import { remove } from './durable.ts';
import type { ImportLimits } from './import-engine.ts';
import type { ReadProfile } from './profile-rows.ts';
import { runImportChild, type ImportChildOptions } from './run-import-child.ts';
import type { WireTableColumn } from './wire-table.ts';

export interface TableProfilesOptions extends Pick<ImportChildOptions, 'command' | 'processMb' | 'log'> {
  readonly limits?: Partial<ImportLimits>;
  readonly now?: () => number;
}

/** Cells of a DuckDB table up to which all of it is looked at: some seconds of work. */
const mostCells = 50_000_000;

/** Looks at tables of sources, each in a short-lived child of its own. What a child puts aside lies in `folder`, which is gone when nobody looks. */
export class TableProfiles {
  readonly #folder: string;
  readonly #options: TableProfilesOptions;

  constructor(folder: string, options: TableProfilesOptions = {}) {
    this.#folder = folder;
    this.#options = options;
  }

  /** The profile of rows that were read: `data` is `[[…],[…]]`, a list for each column in the wire form. `whole` where they are all there are. */
  ofRows(
    {
      data,
      columns,
      whole,
    }: { readonly data: Uint8Array; readonly columns: readonly WireTableColumn[]; readonly whole: boolean },
    of: TaskOptions,
  ): Promise<ReadProfile> {
    return this.#staged((staging) =>
      runImportChild(
        { kind: 'profile-rows', columns, whole, ...this.#common(staging) },
        { ...this.#options, ...of, body: data },
      ),
    );
  }

  /** The profile of a table of a DuckDB file, of these columns or of all. */
  ofFile(
    table: { readonly file: string; readonly schema: string | null; readonly table: string },
    columns: readonly string[] | null,
    of: TaskOptions & { readonly maxCells?: number },
  ): Promise<ReadProfile> {
    const { maxCells = mostCells, ...options } = of;
    return this.#staged((staging) =>
      runImportChild(
        { kind: 'profile-file', ...table, columns, maxCells, ...this.#common(staging) },
        { ...this.#options, ...options },
      ),
    );
  }

  #common(staging: string) {
    const now = new Date(this.#options.now?.() ?? Date.now()).toISOString().slice(0, 10);
    return { staging, now, limits: { memoryMb: 768, threads: 2, ...this.#options.limits } };
  }

  async #staged<T>(work: (staging: string) => Promise<T>): Promise<T> {
    const staging = path.join(this.#folder, randomUUID());
    await mkdir(staging, { recursive: true });
    try {
      return await work(staging);
    } finally {
      await remove(staging);
      // others may be at work in it
      await rmdir(this.#folder).catch(() => undefined);
    }
  }
}
