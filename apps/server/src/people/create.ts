import type { OrgId, Role, UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import { newId } from '../ids.ts';
import { newOrganizationSteps } from '../new-organization.ts';

/** Somebody who is to have an account. */
export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly zone: string;
}

/** Makes an organization with its first person, and what every feature puts into a new one. Null where the e-mail address has an account. */
export async function createOrganization(
  trx: Queryable,
  name: string,
  owner: Omit<NewPerson, 'role'>,
  now: number,
): Promise<{ readonly org: OrgId; readonly user: UserId } | null> {
  const user = await insertUser(trx, owner, now);
  if (user === null) return null;
  const org = newId('org');
  await trx.insertInto('organizations').values({ id: org, name, created_at: now }).execute();
  await insertMembership(trx, { org, user, role: 'admin', now });
  for (const step of newOrganizationSteps) await step(trx, { org, owner: user, now });
  return { org, user };
}

/** Makes a person and their membership; null where the e-mail address has an account already. */
export async function createPerson(trx: Queryable, org: OrgId, person: NewPerson, now: number): Promise<UserId | null> {
  const user = await insertUser(trx, person, now);
  if (user !== null) await insertMembership(trx, { org, user, role: person.role, now });
  return user;
}

async function insertUser(
  trx: Queryable,
  { email, name, passwordHash, zone }: Omit<NewPerson, 'role'>,
  now: number,
): Promise<UserId | null> {
  const row = await trx
    .insertInto('users')
    .values({
      id: newId('usr'),
      email,
      name,
      password_hash: passwordHash,
      zone,
      locale: 'en',
      disabled: 0,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

async function insertMembership(
  trx: Queryable,
  { org, user, role, now }: { readonly org: OrgId; readonly user: UserId; readonly role: Role; readonly now: number },
): Promise<void> {
  await trx
    .insertInto('memberships')
    .values({ org_id: org, user_id: user, role, groups: '[]', attributes: '{}', created_at: now })
    .execute();
}

/** The organization that was made first, which the operator's commands act on; null before set-up. */
export async function firstOrganization(db: Queryable): Promise<{ readonly id: OrgId; readonly name: string } | null> {
  return (
    (await db
      .selectFrom('organizations')
      .select(['id', 'name'])
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()) ?? null
  );
}
