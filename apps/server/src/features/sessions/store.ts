import type { OrgId, UserId } from '@lumiere/contract';
import type { Queryable } from '../../db/db.ts';

/** The account of an e-mail address with the organization that was joined first; null where there is none. */
export async function findAccount(
  db: Queryable,
  email: string,
): Promise<{
  readonly user: UserId;
  readonly org: OrgId;
  readonly passwordHash: string;
  readonly disabled: boolean;
} | null> {
  const row = await db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select(['users.id as user', 'org_id as org', 'password_hash as passwordHash', 'disabled'])
    .where('email', '=', email)
    .orderBy('memberships.created_at')
    .orderBy('org_id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, disabled: row.disabled === 1 };
}

/** Gives the person a new password; their e-mail address, or null where they have gone. */
export async function setPassword(db: Queryable, user: UserId, passwordHash: string): Promise<string | null> {
  const row = await db
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('id', '=', user)
    .returning('email')
    .executeTakeFirst();
  return row?.email ?? null;
}
