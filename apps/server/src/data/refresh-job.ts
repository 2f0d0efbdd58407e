import { SourceError, isLoaded, isUnreachable } from '@lumiere/connectors';
import { ConnectionId, type OrgId, problem } from '@lumiere/contract';
import { z } from 'zod';
import type { Queryable } from '../db/db.ts';
import type { Deps } from '../deps.ts';
import { type Job, done, failed, tryAgain } from '../jobs/job.ts';
import { connectorOf } from './connector-of.ts';
import { findConnection, isEmpty, restartLoading } from './connection-store.ts';
import { ModelError } from './describe-source.ts';

const hour = 3_600_000;

/** Reads the tables of a source again, and says what changed. One that could not be loaded so far is loaded. */
export const connectionRefresh: Job<{ readonly connection: ConnectionId }> & { readonly name: 'connection-refresh' } = {
  name: 'connection-refresh',
  title: 'Read the tables of a source',
  payload: z.strictObject({ connection: ConnectionId }),
  // what is brought here takes its time
  limitMs: 60 * 60_000,
  run: async ({ connection }, { db, data }, { org, signal, progress }) => {
    if (org === null) return done();
    if (await db.transaction((trx) => restartLoading(trx, org, connection))) data.sources.forget(connection);
    const row = await findConnection(db, org, connection);
    if (row === null) return done('The connection is no longer there.');
    progress(null, 'Reading the tables');
    if (row.status === 'loading') {
      await data.loader.load(org, connection);
      const after = await findConnection(db, org, connection);
      if (after?.status !== 'failed') return done();
      if (isEmpty(after)) return done('It is connected, and shows no tables to its user.');
      return tryAgain(problem('source.unavailable', after.reason ?? 'The source could not be read.'));
    }
    try {
      const found = await data.loader.refresh(org, connection, signal, (step) => progress(null, step));
      if (found === null) return done('The connection was changed meanwhile.');
      return done(
        `${count(found.tables, 'table')}, ${found.changes === 0 ? 'nothing changed' : count(found.changes, 'change')}.`,
      );
    } catch (error) {
      if (error instanceof ModelError) return failed(problem('model.invalid', error.message));
      if (!(error instanceof SourceError)) throw error;
      const said = problem(error.code, error.message, error.hint === null ? {} : { hint: error.hint });
      return isUnreachable(error) ? tryAgain(said) : failed(said);
    }
  },
};

/** Lets the tables of a connection be read every six hours, or as its configuration says. */
export async function scheduleRefresh(
  { jobs }: Pick<Deps, 'jobs'>,
  trx: Queryable,
  org: OrgId,
  connection: ConnectionId,
): Promise<void> {
  const row = await findConnection(trx, org, connection);
  const def = row === null ? null : connectorOf(row.kind);
  const everyMs = row !== null && def !== null && isLoaded(def) ? def.everyMs(JSON.parse(row.config)) : 6 * hour;
  await jobs.putSchedule(trx, connectionRefresh, {
    org,
    subject: connection,
    payload: { connection },
    lane: connection,
    timing: { kind: 'interval', everyMs },
    missed: 'latest',
  });
}

/** Connections of before there were schedules get theirs. What was copied here does not change. */
export async function scheduleRefreshes(deps: Pick<Deps, 'db' | 'jobs'>): Promise<void> {
  const { db } = deps;
  const without = await db
    .selectFrom('connections')
    .select(['id', 'org_id'])
    .where('sample', '=', 0)
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('schedules')
        .select((each) => each.ref('subject').$castTo<ConnectionId>().as('subject'))
        .where('kind', '=', connectionRefresh.name)
        .where('subject', 'is not', null),
    )
    .execute();
  for (const { id, org_id } of without) await db.transaction((trx) => scheduleRefresh(deps, trx, org_id, id));
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
