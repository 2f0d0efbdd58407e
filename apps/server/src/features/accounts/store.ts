import type { OrgId, Profile, UserId } from '@lumiere/contract';
import type { Queryable } from '../../db/db.ts';

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

/** Changes what is given and leaves the rest. */
export async function updatePerson(
  db: Queryable,
  user: UserId,
  change: {
    readonly name?: string | undefined;
    readonly zone?: string | undefined;
    readonly locale?: string | undefined;
  },
): Promise<void> {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(set).length > 0) await db.updateTable('users').set(set).where('id', '=', user).execute();
}
