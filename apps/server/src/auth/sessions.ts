import type { OrgId, UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import { newId } from '../ids.ts';
import { deriveToken, hashToken, randomToken } from './secret.ts';
import type { Claims } from './signing-keys.ts';

interface Lifetime {
  readonly now: number;
  readonly refreshMs: number;
}

/** A session with the refresh token that continues it. */
export interface Continued {
  readonly claims: Claims;
  readonly refreshToken: string;
}

export type Rotation =
  | ({ readonly outcome: 'continued' } & Continued)
  /** Unknown, expired, logged out, or its person was disabled. */
  | { readonly outcome: 'ended' }
  /** Used a second time, so somebody else has it: the whole family is revoked. */
  | { readonly outcome: 'replayed'; readonly claims: Claims };

/** Two tabs may send the same token at the same moment; within this time the second is given what the first was. */
export const graceMs = 10_000;

/** Signs a person in: a new family of refresh tokens. */
export async function startSession(
  trx: Queryable,
  person: { readonly user: UserId; readonly org: OrgId },
  from: { readonly address: string; readonly agent: string },
  { now, refreshMs }: Lifetime,
): Promise<Continued> {
  const id = newId('ses');
  const refreshToken = randomToken();
  const expires_at = now + refreshMs;
  await trx
    .insertInto('sessions')
    .values({
      id,
      org_id: person.org,
      user_id: person.user,
      created_at: now,
      used_at: now,
      expires_at,
      revoked_at: null,
      revoked_reason: null,
      address: from.address,
      agent: from.agent,
    })
    .execute();
  await trx
    .insertInto('refresh_tokens')
    .values({ hash: hashToken(refreshToken), session_id: id, created_at: now, expires_at, rotated_at: null })
    .execute();
  return { claims: { ...person, session: id }, refreshToken };
}

/**
 * Exchanges a refresh token for its successor (RFC 9700, 4.14). The successor follows from the token and the server's secret, so that it can be given
 * again within the grace time without being kept. Call inside a transaction.
 */
export async function rotate(
  trx: Queryable,
  token: string,
  secret: string,
  { now, refreshMs }: Lifetime,
): Promise<Rotation> {
  const hash = hashToken(token);
  const row = await trx
    .selectFrom('refresh_tokens')
    .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .innerJoin('memberships', (join) =>
      join.onRef('memberships.user_id', '=', 'sessions.user_id').onRef('memberships.org_id', '=', 'sessions.org_id'),
    )
    .select([
      'sessions.id as session',
      'sessions.user_id as user',
      'sessions.org_id as org',
      'sessions.revoked_at',
      'refresh_tokens.expires_at',
      'users.disabled',
    ])
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined || row.revoked_at !== null || row.expires_at <= now || row.disabled === 1)
    return { outcome: 'ended' };
  const claims: Claims = { user: row.user, org: row.org, session: row.session };
  const first = await trx
    .updateTable('refresh_tokens')
    .set({ rotated_at: now })
    .where('hash', '=', hash)
    .where('rotated_at', 'is', null)
    .returning('hash')
    .executeTakeFirst();
  if (first !== undefined) {
    const refreshToken = successor(secret, token);
    const expires_at = now + refreshMs;
    await trx
      .insertInto('refresh_tokens')
      .values({ hash: hashToken(refreshToken), session_id: row.session, created_at: now, expires_at, rotated_at: null })
      .execute();
    await trx.updateTable('sessions').set({ used_at: now, expires_at }).where('id', '=', row.session).execute();
    return { outcome: 'continued', claims, refreshToken };
  }
  const latest = await latestWithinGrace(trx, token, secret, now);
  if (latest !== null) return { outcome: 'continued', claims, refreshToken: latest };
  await revokeSession(trx, row.session, 'replayed', now);
  return { outcome: 'replayed', claims };
}

/** The token of the family that is good now, reached from one that was exchanged a moment ago; null where that was longer ago. */
async function latestWithinGrace(trx: Queryable, token: string, secret: string, now: number): Promise<string | null> {
  let current = token;
  // Each step was taken within the grace time; more than a few in a row is no tab.
  for (let step = 0; step < 20; step++) {
    const row = await trx
      .selectFrom('refresh_tokens')
      .select('rotated_at')
      .where('hash', '=', hashToken(current))
      .executeTakeFirst();
    if (row === undefined) return null;
    if (row.rotated_at === null) return current;
    if (now - row.rotated_at > graceMs) return null;
    current = successor(secret, current);
  }
  return null;
}

const successor = (secret: string, token: string): string => deriveToken(secret, 'refresh-token', token);

/** The session that a refresh token belongs to, for logging out; null where it is unknown. */
export async function findSession(db: Queryable, token: string): Promise<Claims | null> {
  const row = await db
    .selectFrom('refresh_tokens')
    .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
    .select(['sessions.id as session', 'user_id as user', 'org_id as org'])
    .where('hash', '=', hashToken(token))
    .executeTakeFirst();
  return row ?? null;
}

/** Ends a session: its refresh tokens and its access tokens are refused from the next request on. */
export async function revokeSession(db: Queryable, session: string, reason: string, now: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ revoked_at: now, revoked_reason: reason })
    .where('id', '=', session)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Ends every session of a person. */
export async function revokeSessionsOf(db: Queryable, user: UserId, reason: string, now: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ revoked_at: now, revoked_reason: reason })
    .where('user_id', '=', user)
    .where('revoked_at', 'is', null)
    .execute();
}
