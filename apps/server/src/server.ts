import type { Logger } from 'pino';
import { makeSetupToken } from './auth/one-time-tokens.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { scheduleRefreshes } from './data/refresh-job.ts';
import { startProbing } from './data/probing.ts';
import { migrate } from './db/migrate.ts';
import { tidyFiles } from './datasets/tidy.ts';
import { openDeps, openHome } from './deps.ts';
import { scheduleHousekeeping } from './housekeeping.ts';
import { openLog } from './log.ts';
import { firstOrganization } from './people/create.ts';
import { lockHome } from './server-lock.ts';

export interface RunningServer {
  readonly url: string;
  /** The link that makes the owner; null once there is one. */
  readonly setupLink: string | null;
  readonly log: Logger;
  /** Takes no new requests, lets those under way finish for up to ten seconds, writes what is buffered and closes everything. */
  stop(): Promise<void>;
}

const drainMs = 10_000;

/** Brings the whole server up: lock, log, database, schema, routes, listener, in this order. */
export async function startServer(config: Config, options: { readonly terminal: boolean }): Promise<RunningServer> {
  openHome(config.home);
  // On PostgreSQL several servers may share the metadata; the folder's SQLite file may not be.
  const lock = config.databaseUrl === null ? lockHome(config.home) : null;
  const { log, flush } = openLog(config, options);
  const deps = await openDeps(config, { log });
  await migrate(deps.db, { now: deps.clock().getTime() });
  const app = await createApp(deps);
  const setupToken = await deps.db.transaction(async (trx) =>
    (await firstOrganization(trx)) === null ? makeSetupToken(trx, deps.clock().getTime()) : null,
  );
  await app.listen({ host: config.host, port: config.port });
  await scheduleHousekeeping(deps);
  await scheduleRefreshes(deps);
  // Alone on its folder, a server knows that what ran there ended with the one before.
  deps.events.start(deps);
  deps.jobs.start(deps, { alone: lock !== null });
  // What a crash left of files is gone soon after the start, not an hour later.
  tidyFiles(deps).catch((error: unknown) => log.error({ err: error }, 'Files could not be tidied.'));
  // Health as it was, and then as it is: both beside the first requests.
  const probing = deps.data.health
    .restore()
    .catch((error: unknown) => log.error({ err: error }, 'The health of sources could not be read.'))
    .then(() => startProbing(deps));
  // The sample data is made while its owner fills in the form; what was being loaded at the last end goes on.
  deps.data.loader
    .resume()
    .catch((error: unknown) => log.error({ err: error }, 'Connections that wait to be loaded could not be.'));
  // Made while nobody waits for it, so that the first sign-in does not.
  deps.keys.jwks().catch((error: unknown) => log.error({ err: error }, 'The signing key could not be made.'));
  const url =
    config.publicUrl ??
    `http://${config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host}:${config.port}`;
  return {
    url,
    setupLink: setupToken === null ? null : `${url}/setup?token=${setupToken}`,
    log,
    async stop() {
      log.info('stopping');
      const drained = setTimeout(() => app.server.closeAllConnections(), drainMs);
      // A connection whose last answer is out would be kept alive for seconds, waiting for more.
      const idle = setInterval(() => app.server.closeIdleConnections(), 50);
      await app.close();
      clearTimeout(drained);
      clearInterval(idle);
      await (await probing).stop();
      await deps.close();
      lock?.release();
      log.info('stopped');
      flush();
    },
  };
}
