import type { Deps } from './deps.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Ended sessions are kept for a while, so that the audit log's references to them mean something. */
const keepSessionsMs = 30 * day;

/** Removes what has expired, now and every hour. Several servers may do it at once. */
export function startHousekeeping(deps: Pick<Deps, 'db' | 'clock' | 'log'>): { readonly stop: () => void } {
  const run = (): void =>
    void removeExpired(deps).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'What has expired could not be removed.'),
    );
  const timer = setInterval(run, hour).unref();
  const first = setTimeout(run, 5000).unref();
  return {
    stop: () => {
      clearInterval(timer);
      clearTimeout(first);
    },
  };
}

/** Deletes tokens, lock counters and sessions that nobody can use any more. */
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
}
