import type { OrgId, Profile, UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';

/** The person within their organization; null where they are not a member. */
export async function findProfile(db: Queryable, org: OrgId, user: UserId): Promise<Profile | null> {
  const row = await db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .innerJoin('organizations', 'organizations.id', 'memberships.org_id')
    .select([
      'users.id as user',
      'organizations.id as org',
      'organizations.name as orgName',
      'email',
      'users.name as name',
      'role',
      'zone',
      'locale',
    ])
    .where('memberships.org_id', '=', org)
    .where('memberships.user_id', '=', user)
    .executeTakeFirst();
  return row ?? null;
}
