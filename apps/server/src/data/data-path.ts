import type { ConnectionId, OrgId } from '@lumiere/contract';
import { findMember } from '../auth/principal-store.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/db.ts';
import type { EventTransport } from '../events/transport.ts';
import { type Engines, openEngines } from '../engines.ts';
import type { Metrics } from '../metrics.ts';
import { type QueryDeps, openSource } from '../run-query.ts';
import { createSampleFiles } from '../sample.ts';
import { createJournal } from './journal.ts';
import { type Lexicons, createLexicons } from './lexicons.ts';
import { openDataMetrics } from './metrics.ts';
import { createMatched } from './matched.ts';
import { createPreparer } from './prepare.ts';
import { type Loader, createLoader } from './loader.ts';
import { createResultCache } from './result-cache.ts';
import { createSingleFlight } from './single-flight.ts';
import { createSources } from './sources.ts';

/** Everything between a query and its answer; one for the process. */
export interface DataPath extends QueryDeps {
  readonly config: Config;
  readonly engines: Engines;
  readonly lexicons: Lexicons;
  readonly loader: Loader;
  /** Writes what is buffered and ends the engine processes. */
  close(): Promise<void>;
}

interface Options extends Pick<QueryDeps, 'clock' | 'log'> {
  readonly config: Config;
  readonly db: Db;
  readonly metrics: Metrics;
  readonly publish: EventTransport<never>['publish'];
}

/** A result is kept for as long as its data stays the same, but no longer than this. */
const keepMs = 5 * 60_000;

/** Builds the path to data. No process is started and nothing is read until the first query. */
export function openDataPath({ config, db, log, clock, metrics, publish }: Options): DataPath {
  const engines = openEngines(config, log);
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
  const lexicons = createLexicons(query);
  const forget = async (connection: string): Promise<void> => {
    await sources.forget(connection);
    preparer.forget(connection);
    lexicons.forget(connection);
    cache.drop(connection);
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
  const loader = createLoader({ db, home: config.home, log, clock, engines, samples, forget, publish, warm });
  return {
    ...query,
    config,
    engines,
    lexicons,
    loader,
    close: async () => {
      await Promise.all([loader.close(), engines.closeAll()]);
      await journal.settle();
    },
  };
}
