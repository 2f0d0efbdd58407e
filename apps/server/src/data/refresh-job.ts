import { type CatalogProgress, SourceError, isLoaded, isUnreachable } from '@lumiere/connectors';
import { ConnectionId, type OrgId, type Problem, problem } from '@lumiere/contract';
import { z } from 'zod';
import type { Queryable } from '../db/db.ts';
import type { Deps } from '../deps.ts';
import { type Job, type JobOutcome, done, failed, tryAgain } from '../jobs/job.ts';
import { connectorOf } from './connector-of.ts';
import { type ConnectionRow, findConnection, isEmpty, restartLoading } from './connection-store.ts';
import { ModelError } from './describe-source.ts';

const hour = 3_600_000;

interface Payload {
  readonly connection: ConnectionId;
  /** The source was connected just now: where somebody else has read it since, there is nothing left to do. */
  readonly first?: boolean | undefined;
}

/** Reads the tables of a source again, and says what changed. One that could not be loaded so far is loaded. */
export const connectionRefresh: Job<Payload> & { readonly name: 'connection-refresh' } = {
  name: 'connection-refresh',
  title: 'Read the tables of a source',
  payload: z.strictObject({ connection: ConnectionId, first: z.boolean().optional() }),
  // what is brought here takes its time
  limitMs: 60 * 60_000,
  run: async ({ connection, first = false }, { db, data }, { org, attempt, signal, progress }) => {
    if (org === null) return done();
    // a first read that was interrupted or failed is done over
    if ((!first || attempt > 1) && (await db.transaction((trx) => restartLoading(trx, org, connection))))
      data.sources.forget(connection);
    const row = await findConnection(db, org, connection);
    if (row === null) return done('The connection is no longer there.');
    const heard: CatalogProgress = (at, total) =>
      progress(at / total, `Looked into ${at.toLocaleString('en')} of ${count(total, 'table')}`);
    progress(null, 'Reading the tables');
    if (first && row.status === 'ready') return done(tablesOf(row));
    if (row.status === 'loading') {
      await data.loader.load(org, connection, heard);
      const after = await findConnection(db, org, connection);
      if (after?.status !== 'failed') return done(after === null ? null : tablesOf(after));
      if (isEmpty(after)) return done(noTables);
      return notRead(after, data.health.now(connection).problem);
    }
    if (row.status === 'failed' && isEmpty(row)) return done(noTables);
    if (row.status === 'failed') return notRead(row, data.health.now(connection).problem);
    if (row.sample === 1) {
      const renewed = await data.loader.renewSample(org, connection);
      return done(renewed ? 'The sample data lead up to today.' : 'The sample data lead up to today already.');
    }
    try {
      const step = (words: string): void => progress(null, words);
      const found = await data.loader.refresh(org, connection, signal, { step, looked: heard });
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

/** Connections of before there were schedules get theirs. */
export async function scheduleRefreshes(deps: Pick<Deps, 'db' | 'jobs'>): Promise<void> {
  const { db } = deps;
  const without = await db
    .selectFrom('connections')
    .select(['id', 'org_id'])
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

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

const noTables = 'It is connected, and shows no tables to its user.';

// our own writing
const tablesOf = ({ tables }: ConnectionRow): string => count((JSON.parse(tables) as unknown[]).length, 'table');

/** Why a source could not be loaded: what it last said of itself, and again where it was not there at all. */
function notRead({ reason }: ConnectionRow, wrong: Problem | null): JobOutcome {
  const said = wrong ?? problem('source.unavailable', reason ?? 'The source could not be read.');
  return wrong === null || isUnreachable(new SourceError(wrong.code, wrong.message)) ? tryAgain(said) : failed(said);
}
