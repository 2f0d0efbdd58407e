import { sql } from 'kysely';
import type { Queryable } from '../db/db.ts';
import { deriveToken } from './secret.ts';

/** Wrong passwords in a row that lock the account, and for how long. */
export const lockAfter = 5;
export const lockMs = 15 * 60_000;
/** Wrong passwords further apart than this are not in a row. */
const forgetMs = 24 * 3_600_000;

/**
 * Counts an attempt before the password is looked at, so that many at once cannot try more than one after another could. Accounts that do not exist
 * are counted and locked alike. Gives the time until which the account is locked, or null where the attempt may go on.
 */
export async function countAttempt(db: Queryable, secret: string, email: string, now: number): Promise<number | null> {
  const fresh = sql<boolean>`(login_failures.last_at < ${now - forgetMs} or coalesce(login_failures.locked_until, ${now + 1}) <= ${now})`;
  const failures = sql<number>`case when ${fresh} then 1 else login_failures.failures + 1 end`;
  const row = await db
    .insertInto('login_failures')
    .values({ email_hash: keyOf(secret, email), failures: 1, last_at: now, locked_until: null })
    .onConflict((conflict) =>
      conflict.column('email_hash').doUpdateSet({
        failures,
        last_at: now,
        // An attempt while it is locked does not make the lock longer: it must not keep its owner out for good.
        locked_until: sql`case when ${fresh} then null when login_failures.failures + 1 >= ${lockAfter} then coalesce(login_failures.locked_until, ${now + lockMs}) else null end`,
      }),
    )
    .returning(['failures', 'locked_until'])
    .executeTakeFirstOrThrow();
  return row.failures > lockAfter ? (row.locked_until ?? now + lockMs) : null;
}

/** Until when the account is locked after the attempt that was just found wrong; null where it is not. */
export async function lockedUntil(db: Queryable, secret: string, email: string): Promise<number | null> {
  const row = await db
    .selectFrom('login_failures')
    .select('locked_until')
    .where('email_hash', '=', keyOf(secret, email))
    .executeTakeFirst();
  return row?.locked_until ?? null;
}

/** Forgets the wrong passwords: after the right one, and after a reset. */
export async function clearFailures(db: Queryable, secret: string, email: string): Promise<void> {
  await db.deleteFrom('login_failures').where('email_hash', '=', keyOf(secret, email)).execute();
}

/** What people typed as an address may be anything, a password even: it is not kept. */
const keyOf = (secret: string, email: string): string => deriveToken(secret, 'login-failures', email);
