import { z } from 'zod';
import { tidyFiles } from './datasets/tidy.ts';
import type { Deps } from './deps.ts';
import { done, type Job } from './jobs/job.ts';
import { removeEnded } from './jobs/job-store.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Ended sessions are kept for a while, so that the audit log's references to them mean something. */
const keepSessionsMs = 30 * day;
/** Ended jobs are the log of their schedules; a key is not used twice for as long as its job is remembered. */
const keepJobsMs = 30 * day;

/** Removes what has expired: every hour, by one server of however many there are. */
export const housekeeping: Job<Record<string, never>> & { readonly name: 'housekeeping' } = {
  name: 'housekeeping',
  title: 'Remove what has expired',
  payload: z.strictObject({}),
  run: async (_payload, deps) => {
    await removeExpired(deps);
    await tidyFiles(deps);
    return done();
  },
};

/** Sees to it that housekeeping comes again and again. */
export async function scheduleHousekeeping({ db, jobs }: Pick<Deps, 'db' | 'jobs'>): Promise<void> {
  await db.transaction((trx) =>
    jobs.putSchedule(trx, housekeeping, {
      org: null,
      subject: null,
      payload: {},
      timing: { kind: 'interval', everyMs: hour },
      missed: 'latest',
    }),
  );
}

/** Deletes tokens, lock counters, sessions and jobs that nobody can use any more. */
export async function removeExpired({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const now = clock().getTime();
  await db.deleteFrom('refresh_tokens').where('expires_at', '<', now).execute();
  await db
    .deleteFrom('sessions')
    .where('expires_at', '<', now - keepSessionsMs)
    .execute();
  await db.deleteFrom('one_time_tokens').where('expires_at', '<', now).execute();
  await db
    .deleteFrom('login_failures')
    .where('last_at', '<', now - day)
    .execute();
  await removeEnded(db, now - keepJobsMs);
}
