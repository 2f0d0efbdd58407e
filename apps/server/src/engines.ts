import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Connector,
  type EngineKind,
  EnginePool,
  type SpawnCommand,
  connectors,
  createDuckdbFile,
} from '@lumiere/connectors';
import type { OrgId } from '@lumiere/contract';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { ConnectionRow } from './data/connection-store.ts';
import { projectFolder } from './project.ts';

/** The query engines of this process, all in children of their own. */
export interface Engines {
  /** The SQL that a kind of connection speaks. */
  dialectOf(kind: string): 'duckdb' | 'sqlite';
  /** Opens the source of a connection, once for all who ask it; rejects with a `SourceError`. */
  open(connection: Pick<ConnectionRow, 'id' | 'org_id' | 'kind' | 'config' | 'sample'>): Promise<Connector>;
  /** Closes what is open of a connection. */
  close(connection: string): Promise<void>;
  /** Makes a DuckDB file by our own statements, in a short-lived child. */
  create(file: string, statements: readonly string[]): Promise<void>;
  closeAll(): Promise<void>;
  /** Process ids of the children. */
  readonly children: readonly number[];
}

/** The file of a connection whose data was copied here: within its organization's own folder, named by ids alone. */
export const extractFile = (home: string, org: OrgId, connection: string): string =>
  join(home, 'orgs', org, `${connection}.duckdb`);

/** Opens the pool; no child is started before it is needed. */
export function openEngines(
  { home, engines, engineMemoryMb }: Pick<Config, 'home' | 'engines' | 'engineMemoryMb'>,
  log: Logger,
): Engines {
  const commands = bundled();
  const closing = new AbortController();
  const say = (line: string): void => log.warn({ engine: line }, 'A query engine said something.');
  let pool: EnginePool | null = null;
  const tempFolder = join(home, 'temp', `engines-${process.pid}`);
  const start = (): EnginePool => {
    removeLeftovers(join(home, 'temp'));
    mkdirSync(tempFolder, { recursive: true });
    return new EnginePool({
      max: engines,
      memoryMb: engineMemoryMb,
      tempFolder,
      log: say,
      ...(commands === null ? {} : { commands }),
    });
  };
  const open = new Map<string, Promise<Connector>>();

  return {
    dialectOf: (kind) => kindOf(kind),
    open: (row) => {
      const known = open.get(row.id);
      if (known !== undefined) return known;
      pool ??= start();
      const file = row.sample === 1 ? extractFile(home, row.org_id, row.id) : null;
      const opened = connect(row, file, pool);
      open.set(row.id, opened);
      opened.catch(() => open.get(row.id) === opened && open.delete(row.id));
      return opened;
    },
    close: async (id) => {
      const known = open.get(id);
      open.delete(id);
      await known?.then(
        (connector) => connector.close(),
        () => undefined,
      );
    },
    create: (file, statements) =>
      createDuckdbFile(file, statements, {
        signal: AbortSignal.any([AbortSignal.timeout(createMs), closing.signal]),
        limits: { memoryMb: engineMemoryMb },
        log: say,
        ...(commands === null ? {} : { command: commands.duckdb }),
      }),
    closeAll: async () => {
      closing.abort();
      open.clear();
      await pool?.close();
      rmSync(tempFolder, { recursive: true, force: true });
    },
    get children() {
      return pool?.pids ?? [];
    },
  };
}

/** Folders of processes that ended without tidying up. A process beside this one keeps its own. */
function removeLeftovers(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(/^engines-(\d+)$/.exec(name)?.[1] ?? 0);
    if (pid > 0 && !alive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const createMs = 10 * 60_000;

async function connect(
  row: Pick<ConnectionRow, 'kind' | 'config'>,
  file: string | null,
  pool: EnginePool,
): Promise<Connector> {
  const { config, connect: open } = connectors[kindOf(row.kind)];
  return open(config.parse(file === null ? JSON.parse(row.config) : { file }), { pool });
}

/** Only kinds that have a connector get into the database. */
function kindOf(kind: string): 'duckdb' | 'sqlite' {
  if (kind === 'duckdb' || kind === 'sqlite') return kind;
  throw new Error(`There is no connector of the kind ${kind}.`);
}

/** How the children are started by the bundle, which lies apart from their files; null where the sources run. */
function bundled(): Readonly<Record<EngineKind, SpawnCommand>> | null {
  if (import.meta.url.endsWith('.ts')) return null;
  const child = (name: string): SpawnCommand => ({
    command: process.execPath,
    args: ['--max-old-space-size=1024', join(projectFolder(), 'dist', name)],
  });
  return { duckdb: child('engine-child.mjs'), files: child('files-child.mjs'), sqlite: child('sqlite-child.mjs') };
}
