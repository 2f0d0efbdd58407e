import type { OrgId, Role, UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';

/** The person of an e-mail address in the organization that they joined first; null where there is none. */
export async function findPerson(
  db: Queryable,
  email: string,
): Promise<{ readonly user: UserId; readonly org: OrgId; readonly role: Role } | null> {
  const row = await db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select(['users.id as user', 'org_id as org', 'role'])
    .where('email', '=', email)
    .orderBy('memberships.created_at')
    .orderBy('org_id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
