import type { OrgId, Principal, UserId } from '@lumiere/contract';
import { findMember } from '../auth/principal-store.ts';
import { type ConnectionRow, listConnections } from '../data/connection-store.ts';
import type { OpenDeps } from '../deps.ts';
import { findPerson } from './person-store.ts';

/** How long a connection is waited for: whoever waits at a terminal sees that it goes on, and can leave. */
export const loadMs = 10 * 60_000;

/** The person by e-mail, or the administrator that was there first; a sentence where there is none. */
export async function asWhom({ db }: OpenDeps, email: string | null): Promise<Principal | string> {
  const found = email === null ? await firstAdministrator(db) : await findPerson(db, email.trim().toLowerCase());
  if (found === null)
    return email === null
      ? 'Nobody is set up yet: open the server’s set-up link, or run lumiere user create.'
      : `There is no account for ${email}.`;
  return (await findMember(db, found.org, found.user)) ?? `The account ${email ?? ''} is disabled.`;
}

async function firstAdministrator(db: OpenDeps['db']): Promise<{ readonly org: OrgId; readonly user: UserId } | null> {
  const row = await db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['org_id as org', 'user_id as user'])
    .where('role', '=', 'admin')
    .where('disabled', '=', 0)
    .orderBy('memberships.created_at')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** A connection by its id or name; the oldest where none is named. */
export async function which(
  { db, config }: OpenDeps,
  org: OrgId,
  wanted: string | null,
): Promise<ConnectionRow | { readonly wrong: string }> {
  const { rows } = await listConnections(db, org, { limit: 1000, offset: 0 });
  const folded = wanted?.toLowerCase();
  const found = rows.find(({ id, name }) => folded === undefined || id === wanted || name.toLowerCase() === folded);
  if (found !== undefined) return found;
  const names = rows.map(({ name }) => `"${name}"`).join(', ');
  if (names === '')
    return {
      wrong: `There is no connection yet. Start the server (npm start) and bring back the sample data in ${config.publicUrl ?? 'the browser'}.`,
    };
  return { wrong: `There is no connection "${wanted}"; there is ${names}.` };
}
