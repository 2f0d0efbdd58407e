import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { problem, type Problem } from '@lumiere/contract';
import type { Connector, ConnectorDeps } from './connector.ts';
import { type DatasetsOptions, Datasets, type FileToImport } from './files/datasets.ts';
import { currentOf, type StoredDataset } from './files/dataset-index.ts';
import { remove } from './files/durable.ts';
import { files } from './files/files-source.ts';
import { hashFile } from './files/unpack.ts';
import { emptyTablePlan } from './empty-table.ts';
import type { FetchedTable, LoadedDef } from './loaded.ts';
import { type LoadState, LoadStateFile } from './load-state.ts';
import type { NetworkGuard } from './network/guard.ts';
import { SourceError } from './source-error.ts';

/** What a load did. */
export interface LoadResult {
  /** When the source was as the tables are now, in milliseconds. */
  readonly at: number;
  readonly tables: number;
  readonly rows: number;
  /** Tables that were the same as before. */
  readonly unchanged: number;
}

interface LoadOptions {
  readonly network: NetworkGuard;
  readonly signal: AbortSignal;
  readonly progress?: (step: string) => void;
}

/** Beyond it a load is ended: the next one would come too late. */
const longestMs = 50 * 60_000;

/**
 * The tables of one source that is brought here: the versions in force, and how the last load went. A load puts all of its tables into force
 * in one step, or none. One process at a time may load.
 */
export class LoadedTables {
  readonly #folder: string;
  readonly #datasets: Datasets;
  readonly #state: LoadStateFile;
  readonly #now: () => number;
  #known: { readonly version: string | null; readonly notes: ReadonlyMap<string, readonly Problem[]> } | null = null;

  constructor(folder: string, options: DatasetsOptions = {}) {
    this.#folder = folder;
    this.#now = options.now ?? Date.now;
    // the one before is kept for the queries that still read it
    this.#datasets = new Datasets(path.join(folder, 'tables'), { keep: 2, ...options });
    this.#state = new LoadStateFile(folder);
  }

  /** How the last load went. */
  get state(): LoadState {
    return this.#state.read();
  }

  /** Fetches everything and puts it into force. What fails leaves the tables as they are, is written down and thrown as a `SourceError`. */
  async load<Config>(def: LoadedDef<Config>, config: Config, options: LoadOptions): Promise<LoadResult> {
    try {
      return await this.#load(def, config, options);
    } catch (error) {
      const told = error instanceof SourceError && error.code !== 'query.cancelled' && !options.signal.aborted;
      if (told) await this.#failed(error);
      throw error;
    }
  }

  /** The source as its tables are here. */
  async open(pool: ConnectorDeps['pool']): Promise<Connector> {
    await mkdir(this.#datasets.folder, { recursive: true });
    const connector = await files.connect({ folder: this.#datasets.folder }, { pool });
    let version: string | null = null;
    return {
      ...connector,
      dataVersion: async () => (version = await connector.dataVersion()),
      notes: (tables) => this.#notes(tables, version),
    };
  }

  /** What a person must know of all the tables: that they are old, were cut off, or lack rows. */
  notes(): readonly Problem[] {
    const tables = this.#datasets.list();
    return [
      ...this.#notes(
        tables.map(({ table }) => table),
        null,
      ),
      ...this.state.notes,
    ];
  }

  /** Takes everything away. */
  remove(): Promise<void> {
    return remove(this.#folder);
  }

  async #load<Config>(
    def: LoadedDef<Config>,
    config: Config,
    { network, signal, progress }: LoadOptions,
  ): Promise<LoadResult> {
    await this.#tidy();
    const fetched = path.join(this.#folder, `fetched-${randomUUID()}`);
    await mkdir(fetched, { recursive: true });
    await mkdir(this.#datasets.folder, { recursive: true });
    const late = AbortSignal.timeout(longestMs);
    const both = AbortSignal.any([signal, late]);
    try {
      const before = this.state;
      const known = new Map(this.#datasets.list().map((each) => [each.id, each]));
      const tables = await def.fetch(config, {
        network,
        signal: both,
        folder: fetched,
        progress: progress ?? (() => undefined),
        mark: (table) => {
          const here = known.get(idOf(table))?.table === table;
          return here ? (before.tables[idOf(table)]?.mark ?? null) : null;
        },
      });
      return await this.#putIn(tables, {
        before,
        known,
        fetched,
        signal: both,
        progress: progress ?? (() => undefined),
      });
    } catch (error) {
      if (late.aborted && !signal.aborted) throw tooLong(error);
      throw error;
    } finally {
      await remove(fetched);
    }
  }

  async #putIn(tables: readonly FetchedTable[], work: PutIn): Promise<LoadResult> {
    const { before, known, signal, progress } = work;
    const imports: FileToImport[] = [];
    const kept = new Set<string>();
    const state: Record<string, LoadState['tables'][string]> = {};
    const notes: Problem[] = [];
    for (const each of tables) {
      const id = idOf(each.table);
      const here = known.get(id);
      const was = before.tables[id];
      if (each.kind === 'unchanged') {
        kept.add(id);
        if (was !== undefined) state[id] = was;
        continue;
      }
      progress(`Reading ${each.table}`);
      const file = each.kind === 'file' ? each : await emptyFile(each.table, here, work.fetched);
      if (file === null) {
        notes.push(
          problem('source.cut-off', `${each.table} holds no records yet; it becomes a table with the first one.`, {
            severity: 'warning',
          }),
        );
        continue;
      }
      const reading = JSON.stringify([file.choices, each.notes]);
      state[id] = { mark: file.mark, reading };
      const same = here?.table === each.table && was?.reading === reading && each.kind === 'file';
      if (same && currentOf(here).file.sha256 === (await hashFile(file.file))) {
        kept.add(id);
        continue;
      }
      const uploaded = { path: file.file, name: file.name };
      const plan =
        'plan' in file ? file.plan : (await this.#inspected(uploaded, file.choices, signal, each.table)).plan;
      imports.push({
        file: uploaded,
        plan,
        target: { dataset: id, table: each.table, how: 'replace' },
        notes: [...each.notes],
      });
    }
    if (imports.length === 0 && kept.size === 0)
      throw new SourceError('source.setup', 'There are no records yet, so there are no columns to make tables of.', {
        hint: 'Check the paths, or connect it again when there is a record.',
      });
    progress('Writing the tables');
    if (imports.length > 0 || kept.size < known.size) await this.#datasets.importAll(imports, kept, { signal });
    const at = this.#now();
    await this.#state.write({ format: 1, loadedAt: at, triedAt: at, failing: null, notes, tables: state });
    await this.#datasets.tidy();
    const now = this.#datasets.list();
    return {
      at,
      tables: now.length,
      rows: now.reduce((sum, each) => sum + currentOf(each).rows, 0),
      unchanged: kept.size,
    };
  }

  async #inspected(
    file: FileToImport['file'],
    choices: Parameters<Datasets['inspect']>[1]['choices'],
    signal: AbortSignal,
    table: string,
  ) {
    try {
      return await this.#datasets.inspect(file, { signal, ...(choices === undefined ? {} : { choices }) });
    } catch (error) {
      if (!(error instanceof SourceError) || !error.code.startsWith('file.')) throw error;
      throw new SourceError(error.code, `${table}: ${error.message}`, { hint: error.hint, cause: error });
    }
  }

  async #failed({ code, message, hint }: SourceError): Promise<void> {
    const before = this.state;
    const at = this.#now();
    const said = problem(code, message, hint === null ? {} : { hint });
    const since = before.failing?.since ?? at;
    const attempts = (before.failing?.attempts ?? 0) + 1;
    await mkdir(this.#folder, { recursive: true });
    await this.#state.write({ ...before, triedAt: at, failing: { since, attempts, problem: said } });
  }

  /** What a load that was killed left. */
  async #tidy(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => []))
      if (name.startsWith('fetched-')) await remove(path.join(this.#folder, name));
  }

  #notes(tables: readonly string[], version: string | null): readonly Problem[] {
    if (this.#known === null || this.#known.version !== version || version === null) {
      const notes = this.#datasets
        .list()
        .map((each) => [each.table, currentOf(each).warnings.filter(worthSaying)] as const);
      this.#known = { version, notes: new Map(notes) };
    }
    const { notes } = this.#known;
    const stale = staleNote(this.state);
    return [...(stale === null ? [] : [stale]), ...tables.flatMap((table) => notes.get(table) ?? [])];
  }
}

interface PutIn {
  readonly before: LoadState;
  readonly known: ReadonlyMap<string, StoredDataset>;
  readonly fetched: string;
  readonly signal: AbortSignal;
  readonly progress: (step: string) => void;
}

const worthSaying = ({ severity, code }: Problem): boolean =>
  severity !== 'info' && code !== 'file.guessed' && code !== 'file.repaired';

/** A table is known by its name, whatever its letters' size. */
const idOf = (table: string): string => createHash('sha256').update(table.toLowerCase()).digest('hex').slice(0, 24);

/** That the rows are older than they should be; null where they are not. */
function staleNote({ loadedAt, failing }: LoadState): Problem | null {
  if (failing === null || loadedAt === null) return null;
  const words = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return problem(
    'source.stale',
    `These rows were read on ${words(loadedAt)}. Since ${words(failing.since)} the source could not be read: ${failing.problem.message}`,
    { severity: 'warning', ...(failing.problem.hint === null ? {} : { hint: failing.problem.hint }) },
  );
}

/** A file with the columns of a table and no row; null where there never was one, so that nobody knows its columns. */
async function emptyFile(table: string, here: StoredDataset | undefined, folder: string) {
  if (here === undefined) return null;
  const { text, plan } = emptyTablePlan(currentOf(here).columns);
  const file = path.join(folder, `${idOf(table)}.csv`);
  await writeFile(file, text);
  return { file, name: `${table}.csv`, choices: {}, mark: null, plan };
}

const tooLong = (cause: unknown): SourceError =>
  new SourceError(
    'source.no-answer',
    `Reading the source took longer than ${longestMs / 60_000} minutes and was ended.`,
    {
      hint: 'Narrow it by query parameters, ask for larger pages, or allow more requests per second.',
      cause,
    },
  );
