import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type {
  DataProfile,
  DatasetVersion,
  FileInspection,
  ImportChoices,
  ImportPlan,
  ImportProgress,
  Problem,
} from '@lumiere/contract';
import { SourceError } from '../source-error.ts';
import {
  currentOf,
  indexName,
  partFile,
  readIndex,
  type StoredDataset,
  type StoredVersion,
  type DatasetIndex,
  type DatasetPart,
} from './dataset-index.ts';
import { checkName, checkSame } from './dataset-checks.ts';
import { moveDurably, remove, writeDurably } from './durable.ts';
import type { ImportLimits } from './import-engine.ts';
import type { ImportedRows } from './import-rows.ts';
import type { ProfileSource } from './profile-table.ts';
import type { RejectedRows } from './rejected-rows.ts';
import { runImportChild, type ImportChildOptions } from './run-import-child.ts';

export interface DatasetsOptions extends Pick<ImportChildOptions, 'command' | 'processMb' | 'log'> {
  readonly limits?: Partial<ImportLimits>;
  /** Versions kept of each dataset, the current one among them; 10. */
  readonly keep?: number;
  readonly now?: () => number;
}

/** Where rows go. */
export interface ImportTarget {
  /** Id of the dataset; it is made where there is none. */
  readonly dataset: string;
  /** What its table is called; of an existing dataset, its new name. */
  readonly table: string;
  readonly how: 'replace' | 'append';
}

export interface TaskOptions {
  readonly signal: AbortSignal;
  readonly progress?: (progress: ImportProgress) => void;
}

/** A file that makes the new state of a dataset. */
export interface FileToImport {
  readonly file: UploadedFile;
  readonly plan: ImportPlan;
  readonly target: ImportTarget;
  /** What a person must know of it beside what its reading finds. */
  readonly notes: readonly Problem[];
}

/** A file as it was uploaded: where it lies and what it was called. */
export interface UploadedFile {
  readonly path: string;
  readonly name: string;
  /** Its SHA-256 where that is known, so that it is not read for it once more. */
  readonly sha256?: string | null;
}

/** A version that a file was read into, and the plan that it was read by. */
export interface ImportedVersion extends DatasetVersion {
  readonly plan: ImportPlan;
}

/**
 * The datasets of one organization: a folder with Parquet files and one index of what is in force. Files are written beside first and the
 * index exchanged last, so that a crash leaves the old state or the new one. One process at a time may write.
 */
export class Datasets {
  readonly folder: string;
  readonly #options: DatasetsOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, options: DatasetsOptions = {}) {
    this.folder = folder;
    this.#options = options;
  }

  /** What a file holds and how it would be read; with a `plan`, how that would read it. */
  async inspect(
    file: UploadedFile,
    of: TaskOptions & { readonly choices?: ImportChoices; readonly plan?: ImportPlan },
  ): Promise<FileInspection> {
    return this.#staged((staging) =>
      runImportChild(
        {
          kind: 'inspect',
          file: file.path,
          name: file.name,
          staging,
          choices: of.choices ?? {},
          plan: of.plan ?? null,
          sha256: file.sha256 ?? null,
          limits: this.#limits(),
        },
        { ...this.#options, ...of },
      ),
    );
  }

  /** Reads a file by its plan, or as it suggests itself, into a new version, which is in force when this resolves. */
  async import(
    file: UploadedFile,
    plan: ImportPlan | null,
    target: ImportTarget,
    of: TaskOptions,
  ): Promise<ImportedVersion> {
    checkName(target.dataset, target.table);
    return this.#staged(async (staging) => {
      const made = await runImportChild(
        {
          kind: 'import',
          file: file.path,
          name: file.name,
          staging,
          plan,
          sha256: file.sha256 ?? null,
          limits: this.#limits(),
        },
        { ...this.#options, ...of },
      );
      if (of.signal.aborted) throw new SourceError('query.cancelled', 'Reading the file was cancelled.');
      const version = await this.#inTurn(() => this.#commit(made, file, target, staging));
      return { ...version, plan: made.plan };
    });
  }

  /** Reads several files, each into the new state of a dataset, and puts all of them into force in one step; datasets that are neither read nor `kept` go with it. */
  async importAll(files: readonly FileToImport[], kept: ReadonlySet<string>, of: TaskOptions): Promise<void> {
    for (const { target } of files) checkName(target.dataset, target.table);
    await this.#staged(async (staging) => {
      const read: (readonly [FileToImport, ImportedRows, string])[] = [];
      for (const [i, each] of files.entries()) {
        const own = path.join(staging, String(i));
        await mkdir(own);
        const { file, plan } = each;
        const task = {
          kind: 'import',
          file: file.path,
          name: file.name,
          staging: own,
          plan,
          sha256: file.sha256 ?? null,
          limits: this.#limits(),
        } as const;
        read.push([each, await runImportChild(task, { ...this.#options, ...of }), own]);
      }
      if (of.signal.aborted) throw new SourceError('query.cancelled', 'Reading the files was cancelled.');
      await this.#inTurn(async () => {
        const index = readIndex(this.folder);
        const next = new Map(index.datasets.filter(({ id }) => kept.has(id)).map((each) => [each.id, each]));
        for (const [{ file, target, notes }, made, own] of read) {
          const stored = await this.#next(
            index,
            { ...made, warnings: [...made.warnings, ...notes] },
            file,
            target,
            own,
          );
          next.set(target.dataset, stored);
        }
        await this.#write(index, [...next.values()]);
      });
    });
  }

  /** The datasets with their versions, as they are in force. */
  list(): readonly StoredDataset[] {
    return readIndex(this.folder).datasets;
  }

  /** The version that holds this very file's rows and is in force, if there is one: the same upload need not be read again. */
  holds(dataset: string, sha256: string): DatasetVersion | null {
    const found = this.list().find(({ id }) => id === dataset);
    if (found === undefined) return null;
    const version = currentOf(found);
    return version.how === 'replace' && version.file.sha256 === sha256 ? publicVersion(version) : null;
  }

  /** What is in a dataset's current version, and how far it can be trusted. */
  async profile(dataset: string, of: TaskOptions): Promise<DataProfile> {
    const found = this.list().find(({ id }) => id === dataset);
    if (found === undefined) throw new SourceError('request.not-found', 'There is no such dataset.');
    const { parts, rejected } = currentOf(found);
    const files = parts.map((part) => partFile(this.folder, dataset, part));
    return this.profileSource({ kind: 'parquet', files }, rejected, of);
  }

  /** The first rows of a dataset's current version that were set aside. */
  rejected(dataset: string, of: TaskOptions): Promise<RejectedRows> {
    const found = this.list().find(({ id }) => id === dataset);
    if (found === undefined) return Promise.reject(new SourceError('request.not-found', 'There is no such dataset.'));
    const files = currentOf(found).aside.map((part) => partFile(this.folder, dataset, part));
    if (files.length === 0) return Promise.resolve({ rows: [], reasons: [], raws: [] });
    return this.#staged((staging) =>
      runImportChild({ kind: 'rejected', files, staging, limits: this.#limits() }, { ...this.#options, ...of }),
    );
  }

  /** The same of a table of a database file. */
  profileSource(source: ProfileSource, errorRows: number, of: TaskOptions): Promise<DataProfile> {
    const now = new Date(this.#options.now?.() ?? Date.now()).toISOString().slice(0, 10);
    // what it needs grows with the values it tells apart, and spills beyond this
    const limits = { ...this.#limits(), memoryMb: Math.min(128, this.#limits().memoryMb) };
    return this.#staged((staging) =>
      runImportChild({ kind: 'profile', source, staging, errorRows, now, limits }, { ...this.#options, ...of }),
    );
  }

  /** Puts an earlier version into force again; later ones stay and can be restored too. */
  restore(dataset: string, version: string): Promise<void> {
    return this.#change(dataset, (found) => {
      if (!found.versions.some(({ id }) => id === version)) throw noVersion(version);
      return { ...found, current: version };
    });
  }

  rename(dataset: string, table: string): Promise<void> {
    checkName(dataset, table);
    return this.#change(dataset, (found) => ({ ...found, table }));
  }

  /** Takes a dataset with all its versions away. */
  delete(dataset: string): Promise<void> {
    return this.#change(dataset, () => null);
  }

  /** Removes what no version needs: what crashes left, versions beyond those kept, datasets that were deleted. */
  tidy(): Promise<void> {
    return this.#inTurn(async () => {
      const index = readIndex(this.folder);
      const needed = new Map(index.datasets.map((dataset) => [dataset.id, filesIn(dataset.versions)] as const));
      for (const name of await readdir(this.folder).catch(() => [])) {
        if (name === indexName) continue;
        const parts = needed.get(name);
        // a task that runs has its own folder, named by the process
        if (parts === undefined) {
          if (!isOwnStaging(name)) await remove(path.join(this.folder, name));
          continue;
        }
        for (const file of await readdir(path.join(this.folder, name))) {
          if (!parts.has(file)) await remove(path.join(this.folder, name, file));
        }
      }
    });
  }

  #limits(): ImportLimits {
    return { memoryMb: 192, threads: 2, ...this.#options.limits };
  }

  async #staged<T>(work: (staging: string) => Promise<T>): Promise<T> {
    const staging = path.join(this.folder, `staging-${thisProcess}-${randomUUID()}`);
    await mkdir(staging, { recursive: true });
    try {
      return await work(staging);
    } finally {
      await remove(staging);
    }
  }

  async #commit(
    made: ImportedRows,
    file: UploadedFile,
    target: ImportTarget,
    staging: string,
  ): Promise<DatasetVersion> {
    const index = readIndex(this.folder);
    const dataset = await this.#next(index, made, file, target, staging);
    const before = index.datasets.find(({ id }) => id === dataset.id);
    await this.#write(
      index,
      before === undefined
        ? [...index.datasets, dataset]
        : index.datasets.map((each) => (each === before ? dataset : each)),
    );
    if (before !== undefined) await this.#removeDropped(before, dataset);
    return publicVersion(currentOf(dataset));
  }

  /** Removes the files of versions that are no longer kept, but for those that a query may be reading still. */
  async #removeDropped(before: StoredDataset, after: StoredDataset): Promise<void> {
    const needed = filesIn([...after.versions, currentOf(before)]);
    for (const file of filesIn(before.versions)) {
      if (needed.has(file)) continue;
      // the version is in force whether or not this succeeds, and tidying comes back to it
      await remove(path.join(this.folder, after.id, file)).catch(() => undefined);
    }
  }

  /** What a dataset will be with rows that were read; their files are where they belong, and nobody looks there yet. */
  async #next(
    index: DatasetIndex,
    made: ImportedRows,
    file: UploadedFile,
    target: ImportTarget,
    staging: string,
  ): Promise<StoredDataset> {
    const before = index.datasets.find(({ id }) => id === target.dataset);
    const base = before === undefined || target.how === 'replace' ? null : currentOf(before);
    if (base !== null) checkSame(base, made);
    const id = newVersionId(before);
    const move = async (
      name: string | null,
      to: string,
      rows: number,
      bytes: number,
    ): Promise<readonly DatasetPart[]> => {
      if (name === null) return [];
      const part = { file: to, rows, bytes };
      await moveDurably(path.join(staging, name), partFile(this.folder, target.dataset, part));
      return [part];
    };
    const unique = randomUUID().slice(0, 8);
    const version: StoredVersion = {
      id,
      at: new Date(this.#options.now?.() ?? Date.now()).toISOString(),
      how: target.how,
      rows: made.rows + (base?.rows ?? 0),
      rejected: made.rejected + (base?.rejected ?? 0),
      bytes: made.bytes + (base?.bytes ?? 0),
      columns: [...(base?.columns ?? made.columns)],
      file: { name: file.name, sha256: made.sha256, bytes: made.fileBytes },
      warnings: [...made.warnings],
      parts: [...(base?.parts ?? []), ...(await move(made.part, `${id}-${unique}.parquet`, made.rows, made.bytes))],
      aside: [...(base?.aside ?? []), ...(await move(made.aside, `${id}-${unique}-aside.parquet`, made.rejected, 0))],
    };
    const versions = [...(before?.versions ?? []), version].slice(-(this.#options.keep ?? 10));
    return { id: target.dataset, table: target.table, current: id, versions };
  }

  #change(dataset: string, how: (found: StoredDataset) => StoredDataset | null): Promise<void> {
    return this.#inTurn(async () => {
      const index = readIndex(this.folder);
      const found = index.datasets.find(({ id }) => id === dataset);
      if (found === undefined) throw new SourceError('request.not-found', 'There is no such dataset.');
      const changed = how(found);
      await this.#write(
        index,
        index.datasets.flatMap((each) => (each !== found ? [each] : changed === null ? [] : [changed])),
      );
    });
  }

  async #write(index: DatasetIndex, datasets: readonly StoredDataset[]): Promise<void> {
    const names = datasets.map(({ table }) => table.toLowerCase());
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) {
      throw new SourceError('request.conflict', `There is a dataset called ${JSON.stringify(twice)} already.`, {
        hint: 'Choose another name, or replace that dataset.',
      });
    }
    await writeDurably(path.join(this.folder, indexName), `${JSON.stringify({ ...index, datasets })}\n`);
  }

  /** One change after the other; a failed one does not hold up the next. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Not its number, which is the same after every restart of a container. */
const thisProcess = randomUUID().slice(0, 8);

const isOwnStaging = (name: string): boolean => name.startsWith(`staging-${thisProcess}-`);

const filesIn = (versions: readonly StoredVersion[]): ReadonlySet<string> =>
  new Set(versions.flatMap(({ parts, aside }) => [...parts, ...aside].map(({ file }) => file)));

const noVersion = (id: string): SourceError =>
  new SourceError('request.not-found', `The dataset has no version ${JSON.stringify(id)}.`, {
    hint: 'Only the latest versions are kept.',
  });

function newVersionId(before: StoredDataset | undefined): string {
  const last = before?.versions.at(-1)?.id ?? 'v0';
  return `v${Number(last.slice(1)) + 1}`;
}

function publicVersion({ parts: _parts, aside: _aside, ...version }: StoredVersion): DatasetVersion {
  return version;
}
