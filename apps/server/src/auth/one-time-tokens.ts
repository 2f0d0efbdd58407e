import type { UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import { hashToken, randomToken } from './secret.ts';

const resetMs = 24 * 3_600_000;

/** A new set-up token in place of any earlier one; it is good until it is used or the server starts again. */
export async function makeSetupToken(trx: Queryable, now: number): Promise<string> {
  await trx.deleteFrom('one_time_tokens').where('purpose', '=', 'setup').execute();
  const token = randomToken();
  await trx
    .insertInto('one_time_tokens')
    .values({
      hash: hashToken(token),
      purpose: 'setup',
      user_id: null,
      created_at: now,
      expires_at: null,
      used_at: null,
    })
    .execute();
  return token;
}

/** A new token with which this person sets a password within a day; earlier ones end. */
export async function makeResetToken(trx: Queryable, user: UserId, now: number): Promise<string> {
  await trx.deleteFrom('one_time_tokens').where('purpose', '=', 'password-reset').where('user_id', '=', user).execute();
  const token = randomToken();
  await trx
    .insertInto('one_time_tokens')
    .values({
      hash: hashToken(token),
      purpose: 'password-reset',
      user_id: user,
      created_at: now,
      expires_at: now + resetMs,
      used_at: null,
    })
    .execute();
  return token;
}

/** Uses a token up; null where it is unknown, used or expired. Of two who come at once, one gets it. */
export async function useToken(
  trx: Queryable,
  purpose: 'setup' | 'password-reset',
  token: string,
  now: number,
): Promise<{ readonly user: UserId | null } | null> {
  const row = await trx
    .updateTable('one_time_tokens')
    .set({ used_at: now })
    .where('hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .returning('user_id')
    .executeTakeFirst();
  return row === undefined ? null : { user: row.user_id };
}
