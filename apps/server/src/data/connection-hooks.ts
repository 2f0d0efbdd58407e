import type { Deps } from '../deps.ts';
import type { ConnectionHooks } from './loader.ts';
import { scheduleRefresh } from './refresh-job.ts';

/** What becomes of connections is told as events, and their tables are read again and again as long as they are there. */
export const connectionHooks = (deps: () => Pick<Deps, 'jobs' | 'events'>): ConnectionHooks => ({
  created: (trx, org, connection) => scheduleRefresh(deps(), trx, org, connection),
  ready: (trx, org, connection, tables) =>
    deps().events.publish(trx, { type: 'connection.ready', org, key: connection, data: { connection, tables } }),
  failed: (trx, org, connection, reason) =>
    deps().events.publish(trx, {
      type: 'connection.failed',
      org,
      key: connection,
      data: { connection, reason: reason.slice(0, 2000) },
    }),
  removed: async (trx, org, connection) => {
    await deps().jobs.removeSchedules(trx, org, connection);
    await deps().events.publish(trx, { type: 'connection.removed', org, key: connection, data: { connection } });
  },
});
