import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Connector,
  type ConnectorDef,
  type ConnectorDeps,
  EnginePool,
  NetworkGuard,
  type LoadResult,
  SourceError,
  type TestReport,
  createDuckdbFile,
  isLoaded,
  withBreaker,
} from '@lumiere/connectors';
import { type OrgId, problem } from '@lumiere/contract';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { ConnectionRow } from './data/connection-store.ts';
import { type AnyConnectorDef, connectorOf } from './data/connector-of.ts';
import { keptFile, keptPath } from './data/kept-files.ts';
import type { HealthWatch } from './data/health.ts';
import { datasetsFolder } from './datasets/folders.ts';
import { type Loads, openLoads } from './loads.ts';

/** A connection as far as opening it needs to know. */
export type Openable = Pick<ConnectionRow, 'id' | 'org_id' | 'kind' | 'config' | 'sample'>;

/** The ways to data of this process: engines in children of their own, and other servers through the network guard. */
export interface Engines {
  /** The SQL that a kind of connection speaks, as far as it is known before it is opened. */
  dialectOf(kind: string): string;
  /** Opens the source of a connection, once for all who ask it; rejects with a `SourceError`, at once while it is known to be down. */
  open(connection: Openable): Promise<Connector>;
  /**
   * Brings the tables of a connection here, where its kind is one that is brought here before it is asked; null where it is not. Rejects
   * with a `SourceError`; the tables are as they were then.
   */
  load(connection: Openable, signal: AbortSignal, progress?: (step: string) => void): Promise<LoadResult | null>;
  readonly loads: Loads;
  /** The configuration of a connection as its connector takes it, secrets and all. */
  configOf(connection: Openable): Promise<object>;
  /** Opens a source that is no connection (yet); who opens it closes it. */
  openOnce(def: ConnectorDef<object>, config: object): Promise<Connector>;
  /** Tries a source step by step. */
  test(def: AnyConnectorDef, config: object, signal: AbortSignal): Promise<TestReport>;
  /** Closes what is open of a connection. */
  close(connection: string): Promise<void>;
  /** Makes a DuckDB file by our own statements, in a short-lived child. */
  create(file: string, statements: readonly string[]): Promise<void>;
  closeAll(): Promise<void>;
  /** Process ids of the children. */
  readonly children: readonly number[];
}

interface EngineOptions {
  readonly config: Pick<Config, 'home' | 'engines' | 'engineMemoryMb' | 'allowPrivateAddresses'>;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly health: HealthWatch;
  /** Gives back a stored configuration with its secrets opened. */
  readonly openSecrets: (connection: Openable, def: AnyConnectorDef, stored: object) => Promise<object>;
}

/** The file of a connection whose data was copied here: within its organization's own folder, named by ids alone. */
export const extractFile = (home: string, org: OrgId, connection: string): string =>
  join(home, 'orgs', org, `${connection}.duckdb`);

/** Opens the ways; no child is started and nobody is connected to before it is needed. */
export function openEngines({ config, log, clock, health, openSecrets }: EngineOptions): Engines {
  const { home, engines, engineMemoryMb, allowPrivateAddresses } = config;
  const closing = new AbortController();
  const say = (line: string): void => log.warn({ engine: line }, 'A query engine said something.');
  let pool: EnginePool | null = null;
  const tempFolder = join(home, 'temp', `engines-${process.pid}`);
  const start = (): EnginePool => {
    removeLeftovers(join(home, 'temp'));
    mkdirSync(tempFolder, { recursive: true });
    return new EnginePool({ max: engines, memoryMb: engineMemoryMb, tempFolder, log: say });
  };
  const network = new NetworkGuard({ allowPrivate: allowPrivateAddresses });
  /** Made when it is needed: most servers have databases only. */
  const given: ConnectorDeps = {
    network,
    get pool() {
      return (pool ??= start());
    },
  };
  const open = new Map<string, Opened>();
  const loads = openLoads({ home, network, log, clock });

  const configOf = async (row: Openable): Promise<object> => {
    const def = connectorOf(row.kind);
    const file = row.sample === 1 ? extractFile(home, row.org_id, row.id) : null;
    const kept = keptFile(JSON.parse(row.config));
    // our own writing
    const stored =
      row.kind === 'files'
        ? { folder: datasetsFolder(home, row.org_id) }
        : kept !== null
          ? { file: keptPath(home, row.org_id, row.id, kept.upload), copy: true }
          : file === null
            ? await openSecrets(row, def, JSON.parse(row.config) as object)
            : { file };
    const parsed = def.config.safeParse(stored);
    if (parsed.success) return parsed.data as object;
    throw new SourceError('source.setup', 'The stored configuration of this connection is not complete.', {
      hint: 'Edit the connection and save it again.',
    });
  };

  const engine: Engines = {
    dialectOf: (kind) => connectorOf(kind).dialect.name,
    configOf,
    open: (row) => {
      const known = open.get(row.id);
      if (known?.config === row.config) return known.connector;
      // another process changed it
      if (known !== undefined) void engine.close(row.id);
      const def = connectorOf(row.kind);
      // what is here is asked whatever becomes of where it came from
      const connector = isLoaded(def)
        ? loads.of(row).open(given.pool)
        : health
            .call(row.id, async () => def.connect(await configOf(row), given))
            .then((opened) => withBreaker(opened, (work) => health.call(row.id, work)));
      const entry = { config: row.config, connector };
      open.set(row.id, entry);
      connector.catch(() => open.get(row.id) === entry && open.delete(row.id));
      return connector;
    },
    load: async (row, signal, progress) => {
      const def = connectorOf(row.kind);
      if (!isLoaded(def)) return null;
      try {
        const result = await loads.load(row, def, await configOf(row), { signal, ...(progress ? { progress } : {}) });
        health.note(row.id, null);
        return result;
      } catch (error) {
        if (error instanceof SourceError && !signal.aborted)
          health.note(row.id, problem(error.code, error.message, error.hint === null ? {} : { hint: error.hint }));
        throw error;
      }
    },
    loads,
    openOnce: (def, settings) => def.connect(settings, given),
    test: (def, settings, signal) => def.test(settings, given, signal),
    close: async (id) => {
      const known = open.get(id);
      open.delete(id);
      await known?.connector.then(
        (connector) => connector.close(),
        () => undefined,
      );
    },
    create: (file, statements) =>
      createDuckdbFile(file, statements, {
        signal: AbortSignal.any([AbortSignal.timeout(createMs), closing.signal]),
        limits: { memoryMb: engineMemoryMb },
        log: say,
      }),
    closeAll: async () => {
      closing.abort();
      await Promise.all([...open.keys()].map((id) => engine.close(id)));
      await pool?.close();
      rmSync(tempFolder, { recursive: true, force: true });
    },
    get children() {
      return pool?.pids ?? [];
    },
  };
  return engine;
}

interface Opened {
  readonly config: string;
  readonly connector: Promise<Connector>;
}

/** Folders of processes that ended without tidying up. A process beside this one keeps its own. */
function removeLeftovers(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(/^(?:engines|profiles)-(\d+)$/.exec(name)?.[1] ?? 0);
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
