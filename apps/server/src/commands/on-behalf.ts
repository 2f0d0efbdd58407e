import type { OrgId, Principal, UserId } from '@lumiere/contract';
import { findMember } from '../auth/principal-store.ts';
import { type ConnectionRow, listConnections } from '../data/connection-store.ts';
import { whenLoaded } from '../data/when-loaded.ts';
import type { OpenDeps } from '../deps.ts';
import { type Command, type Values, textOf } from './command.ts';
import { findPerson } from './person-store.ts';

/** How long a connection is waited for: whoever waits at a terminal sees that it goes on, and can leave. */
const loadMs = 10 * 60_000;

/** What every command takes that looks at data as a person. */
export const onBehalfOptions = {
  json: { type: 'boolean', meaning: 'print the answer as JSON, as the API gives it' },
  connection: {
    type: 'string',
    example: '"Sales"',
    meaning: 'which connection, by name or id; the first one where not given',
  },
  email: { type: 'string', example: 'ada@example.com', meaning: 'as whom; the first administrator where not given' },
} satisfies Command['options'];

/** Whom a command works for and on what; a sentence where there is no such person or connection. */
export async function onBehalf(
  deps: OpenDeps,
  values: Values,
): Promise<{ readonly who: Principal; readonly connection: ConnectionRow } | string> {
  const who = await asWhom(deps, textOf(values, 'email'));
  if (typeof who === 'string') return who;
  const connection = await which(deps, who.org, textOf(values, 'connection'));
  return 'wrong' in connection ? connection.wrong : { who, connection };
}

/**
 * Does what a person at a terminal waits for, once the connection has its data: nobody else may be there to load it, since a server need not
 * run. The signal is aborted when they leave.
 */
export async function atTerminal<T>(
  { data }: OpenDeps,
  { who, connection }: { readonly who: Principal; readonly connection: ConnectionRow },
  say: (line: string) => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  process.once('SIGINT', leave);
  try {
    if (connection.status === 'loading') {
      say(`${connection.name} is being loaded, which is done once.`);
      await whenLoaded(who, data, connection.id, { signal: leaving.signal, limitMs: loadMs });
    }
    return await work(leaving.signal);
  } finally {
    process.off('SIGINT', leave);
  }
}

/** The person by e-mail, or the administrator that was there first; a sentence where there is none. */
async function asWhom({ db }: OpenDeps, email: string | null): Promise<Principal | string> {
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
async function which(
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
