import { SourceError } from '@lumiere/connectors';
import type { ConnectionId, OrgId } from '@lumiere/contract';
import { findMember } from '../auth/principal-store.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/db.ts';
import { type Engines, openEngines } from '../engines.ts';
import { openConfig, sealConfig } from '../secrets/connection-config.ts';
import { type Keyring, SecretError } from '../secrets/keyring.ts';
import type { Metrics } from '../metrics.ts';
import { type QueryDeps, openSource } from '../run-query.ts';
import type { SqlDeps } from '../run-sql.ts';
import { createSampleFiles } from '../sample.ts';
import { createJournal } from './journal.ts';
import { type Lexicons, createLexicons } from './lexicons.ts';
import { openDataMetrics } from './metrics.ts';
import { createGuardCatalogs } from './guard-catalog.ts';
import { createMatched } from './matched.ts';
import { createPreparer } from './prepare.ts';
import { createSqlPreparer } from './prepare-sql.ts';
import { type HealthWatch, createHealthWatch } from './health.ts';
import { type ConnectionHooks, type Loader, createLoader } from './loader.ts';
import { createResultCache } from './result-cache.ts';
import { createSingleFlight } from './single-flight.ts';
import { createSources } from './sources.ts';
import { createSqlGuard, guardWorker } from './sql-guard.ts';

/** Everything between a query and its answer; one for the process. */
export interface DataPath extends SqlDeps {
  readonly config: Config;
  readonly engines: Engines;
  readonly health: HealthWatch;
  readonly lexicons: Lexicons;
  readonly loader: Loader;
  /** Forgets all of a connection whose configuration was changed, and closes what is open of it. */
  changed(connection: ConnectionId): Promise<void>;
  /** Writes what is buffered and ends the engine processes. */
  close(): Promise<void>;
}

interface Options extends Pick<QueryDeps, 'clock' | 'log'> {
  readonly config: Config;
  readonly db: Db;
  readonly metrics: Metrics;
  readonly keyring: Keyring;
  readonly hooks: ConnectionHooks;
}

/** A result is kept for as long as its data stays the same, but no longer than this. */
const keepMs = 5 * 60_000;

/** Builds the path to data. No process is started and nothing is read until the first query. */
export function openDataPath({ config, db, log, clock, metrics, keyring, hooks }: Options): DataPath {
  const health = createHealthWatch({ db, clock, log });
  const engines = openEngines({
    config,
    log,
    clock,
    health,
    openSecrets: (row, def, stored) =>
      openConfig(keyring, db, def, { org: row.org_id, connection: row.id }, stored).catch(unreadable),
  });
  const cache = createResultCache({ maxBytes: config.resultCacheMb * 1024 * 1024, ttlMs: keepMs });
  const journal = createJournal(db, {
    onError: (error) => log.error({ err: error }, 'What accompanies a query could not be stored.'),
  });
  const preparer = createPreparer(createMatched());
  const sources = createSources(db, engines);
  const query: QueryDeps = {
    clock,
    log,
    sources,
    preparer,
    cache,
    flights: createSingleFlight(),
    journal,
    dataMetrics: openDataMetrics(metrics.registry, { cache, engines }),
  };
  const guard = createSqlGuard({
    worker: guardWorker(),
    onError: (error) => log.error({ err: error }, 'The thread that reads long SQL ended.'),
  });
  const sqlPreparer = createSqlPreparer(guard, createGuardCatalogs(db));
  const lexicons = createLexicons(query);
  const renew = (connection: ConnectionId): void => {
    sources.forget(connection);
    preparer.forget(connection);
    sqlPreparer.forget(connection);
    lexicons.forget(connection);
    cache.drop(connection);
  };
  const forget = async (connection: ConnectionId): Promise<void> => {
    sources.forget(connection);
    await engines.close(connection);
    renew(connection);
  };
  const samples = createSampleFiles({ home: config.home, create: engines.create });
  const warm = async (org: OrgId, id: ConnectionId): Promise<void> => {
    const owner = await db
      .selectFrom('memberships')
      .select('user_id')
      .where('org_id', '=', org)
      .where('role', '=', 'admin')
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst();
    const who = owner === undefined ? null : await findMember(db, org, owner.user_id);
    const opened = who === null ? null : await openSource(who, query, id);
    if (who !== null && opened?.ok === true) await lexicons.of(opened.value.source, opened.value.sight, who);
  };
  const loader = createLoader({
    db,
    home: config.home,
    log,
    clock,
    engines,
    samples,
    hooks,
    seal: (trx, where, def, settings) => sealConfig(keyring, trx, def, where, settings),
    forget,
    renew,
    warm,
  });
  return {
    ...query,
    sqlPreparer,
    config,
    engines,
    health,
    lexicons,
    loader,
    changed: async (connection) => {
      health.forget(connection);
      await forget(connection);
    },
    close: async () => {
      await Promise.all([loader.close(), engines.closeAll(), guard.close()]);
      await Promise.all([journal.settle(), health.settle()]);
    },
  };
}

/** A secret that cannot be read is a source that cannot be asked. */
function unreadable(error: unknown): never {
  if (!(error instanceof SecretError)) throw error;
  const { code, message, hint } = error.problem;
  throw new SourceError(code, message, { hint, cause: error });
}
