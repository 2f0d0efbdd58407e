import type { Action, OrgId, Principal, UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import type { Claims } from './signing-keys.ts';

export interface Authenticated {
  readonly principal: Principal;
  /** What an API key is limited to; null for all that the person may do. */
  readonly scopes: readonly Action[] | null;
}

const columns = [
  'users.id as user',
  'memberships.org_id as org',
  'role',
  'groups',
  'attributes',
  'zone',
  'locale',
] as const;

/** The person of a session that was neither ended nor outlived, as they are now; null where there is none or they are disabled. */
export async function findSessionPrincipal(db: Queryable, claims: Claims, now: number): Promise<Principal | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('memberships', (join) =>
      join.onRef('memberships.user_id', '=', 'sessions.user_id').onRef('memberships.org_id', '=', 'sessions.org_id'),
    )
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(columns)
    .where('sessions.id', '=', claims.session)
    .where('sessions.user_id', '=', claims.user)
    .where('sessions.org_id', '=', claims.org)
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', now)
    .where('users.disabled', '=', 0)
    .executeTakeFirst();
  return row === undefined ? null : principal(row);
}

/** A member of an organization as they are now; null where there is none or they are disabled. */
export async function findMember(db: Queryable, org: OrgId, user: UserId): Promise<Principal | null> {
  const row = await db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(columns)
    .where('memberships.org_id', '=', org)
    .where('memberships.user_id', '=', user)
    .where('users.disabled', '=', 0)
    .executeTakeFirst();
  return row === undefined ? null : principal(row);
}

/** The person behind an API key and what the key is limited to; null where it is unknown, expired or revoked. */
export async function findApiKey(db: Queryable, hash: string, now: number): Promise<Authenticated | null> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('memberships', (join) =>
      join.onRef('memberships.user_id', '=', 'api_keys.user_id').onRef('memberships.org_id', '=', 'api_keys.org_id'),
    )
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select([...columns, 'scopes', 'api_keys.id as key', 'used_at'])
    .where('hash', '=', hash)
    .where('api_keys.revoked_at', 'is', null)
    .where('api_keys.expires_at', '>', now)
    .where('users.disabled', '=', 0)
    .executeTakeFirst();
  if (row === undefined) return null;
  // When it was last used is kept to the hour: a write with every request would cost more than the request.
  if (row.used_at === null || now - row.used_at > 3_600_000)
    await db.updateTable('api_keys').set({ used_at: now }).where('id', '=', row.key).execute();
  // Written by `createApiKey`, which takes actions only.
  return {
    principal: principal(row),
    scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as readonly Action[]),
  };
}

type Row = Pick<Principal, 'user' | 'org' | 'role' | 'zone' | 'locale'> & {
  readonly groups: string;
  readonly attributes: string;
};

function principal({ user, org, role, zone, locale, groups, attributes }: Row): Principal {
  // Both columns are written from a checked Principal's own parts.
  return {
    user,
    org,
    role,
    zone,
    locale,
    groups: JSON.parse(groups) as string[],
    attributes: JSON.parse(attributes) as Record<string, string[]>,
  };
}
