import { AskRequest, type OrgId, type Principal, type UserId } from '@lumiere/contract';
import { findMember } from '../auth/principal-store.ts';
import { parsedAnswer } from '../data/answer-bytes.ts';
import { type ConnectionRow, listConnections } from '../data/connection-store.ts';
import { whenLoaded } from '../data/when-loaded.ts';
import type { OpenDeps } from '../deps.ts';
import { askAndKeep } from '../features/ask/keep.ts';
import { answerLines } from './answer-lines.ts';
import { type Command, textOf } from './command.ts';
import { findPerson } from './person-store.ts';

/** Whoever waits at a terminal sees that it goes on, and can leave. */
const loadMs = 10 * 60_000;

export const command: Command = {
  summary: 'Ask a question in plain English.',
  options: {
    json: { type: 'boolean', meaning: 'print the answer as JSON, as the API gives it' },
    connection: {
      type: 'string',
      example: '"Sales"',
      meaning: 'which connection, by name or id; the first one where not given',
    },
    email: { type: 'string', example: 'ada@example.com', meaning: 'as whom; the first administrator where not given' },
  },
  words: { name: 'question', meaning: 'what you want to know' },
  async run({ values, words, terminal, open }) {
    const began = performance.now();
    const deps = await open();
    const who = await asWhom(deps, textOf(values, 'email'));
    if (typeof who === 'string') return stop(who);
    const connection = await which(deps, who.org, textOf(values, 'connection'));
    if ('wrong' in connection) return stop(connection.wrong);
    const request = AskRequest.safeParse({ connection: connection.id, question: words.join(' ').trim() });
    if (!request.success)
      return stop('The question must have 1 to 5000 characters: lumiere ask "Revenue by month".', 2);

    const leaving = new AbortController();
    const leave = (): void => leaving.abort();
    process.once('SIGINT', leave);
    // nobody else may be there to load it: a server need not run
    if (connection.status === 'loading') {
      terminal.err(`${connection.name} is being loaded, which is done once.`);
      await whenLoaded(who, deps.data, connection.id, { signal: leaving.signal, limitMs: loadMs });
    }
    const asked = await askAndKeep(request.data, who, deps, { signal: leaving.signal, began });
    process.off('SIGINT', leave);
    if (!asked.ok) return stop(asked.problems.map(({ message }) => message).join(' '));

    const answer = parsedAnswer(asked.value);
    if (values['json'] === true) terminal.out(JSON.stringify(answer));
    else for (const line of answerLines(answer, who.locale)) terminal.out(line);
    return answer.outcome === 'answered' ? 0 : 1;

    function stop(line: string, code: 1 | 2 = 1): 1 | 2 {
      terminal.err(line);
      return code;
    }
  },
};

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
