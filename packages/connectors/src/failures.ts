import type { ProblemCode } from '@lumiere/contract';
import { SourceError } from './source-error.ts';

/** Where a connection leads, for the words of what is wrong with it. Holds no secret. */
export interface Place {
  /** What people call the kind of source: `PostgreSQL`. */
  readonly title: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

interface Words {
  readonly code: ProblemCode;
  readonly message: (place: Place) => string;
  readonly hint: (place: Place) => string | null;
}

/**
 * What a database can answer besides rows, in words: what happened and what to do. Every driver's codes lead into this one table, so that
 * the same trouble reads the same whatever the source.
 */
const table = {
  'sign-in': {
    code: 'source.sign-in',
    message: ({ title, host, user }) => `${title} on ${host} does not accept the user ${user} with this password.`,
    hint: () => 'Check user and password.',
  },
  'not-admitted': {
    code: 'source.sign-in',
    message: ({ title, host, user, database }) =>
      `${title} on ${host} does not let ${user} into ${database} from this server’s address.`,
    hint: () =>
      'Let the administrator of the database permit connections from here (pg_hba.conf, or the host of the user).',
  },
  'no-database': {
    code: 'source.no-database',
    message: ({ title, host, database }) => `${title} on ${host} has no database with the name ${database}.`,
    hint: () => 'Check the spelling; case counts.',
  },
  permission: {
    code: 'source.permission',
    message: ({ user }) => `The user ${user} has no permission for it in the source.`,
    hint: ({ user }) => `Let an administrator grant ${user} the right to read it.`,
  },
  'tls-missing': {
    code: 'source.tls-missing',
    message: ({ title, host }) => `${title} on ${host} offers no encrypted connections.`,
    hint: () => 'Have TLS switched on there, or choose the TLS mode “prefer” if the network between is trusted.',
  },
  'tls-required': {
    code: 'source.tls-required',
    message: ({ title, host }) => `${title} on ${host} accepts encrypted connections only.`,
    hint: () => 'Choose the TLS mode “require” or “verify-full”.',
  },
  silent: {
    code: 'source.no-answer',
    message: ({ title, host, port }) =>
      `${host} accepted the connection on port ${port}, but ${title} does not answer.`,
    hint: () => 'Check that the port is that of the database, and whether it is overloaded.',
  },
  'wrong-protocol': {
    code: 'source.no-answer',
    message: ({ title, host, port }) => `What answers on port ${port} of ${host} does not speak as ${title} does.`,
    hint: () => 'Check the port and the kind of the connection.',
  },
  'too-many-connections': {
    code: 'source.too-many-connections',
    message: ({ title, host }) => `${title} on ${host} has no connection left.`,
    hint: () => 'Try again in a moment; allow it more connections, or this connection fewer.',
  },
  'shutting-down': {
    code: 'source.shutting-down',
    message: ({ title, host }) =>
      `${title} on ${host} is starting, stopping, or its administrator ended the connection.`,
    hint: () => 'Try again in a moment.',
  },
  lost: {
    code: 'source.lost',
    message: ({ title, host }) => `The connection to ${title} on ${host} broke off.`,
    hint: () => 'Ask again. If it happens often, look at the network between and the log of the database.',
  },
  exhausted: {
    code: 'source.exhausted',
    message: ({ title, host }) => `${title} on ${host} ran out of disk or memory for this query.`,
    hint: () => 'Ask for fewer groups or a shorter period, or give the database more room.',
  },
  timeout: {
    code: 'query.timeout',
    message: () => 'The query took too long and was stopped in the source.',
    hint: () => 'Ask for a shorter period or fewer groups.',
  },
  stopped: {
    code: 'query.cancelled',
    message: ({ title }) => `${title} stopped the query: somebody cancelled it there.`,
    hint: () => 'Ask again.',
  },
  writes: {
    code: 'sql.refused',
    message: () => 'The statement would change the database, which is only read.',
    hint: () => null,
  },
  'no-rows': {
    code: 'sql.refused',
    message: () => 'The statement gives no rows, so it is not run: only queries are.',
    hint: () => null,
  },
} as const satisfies Record<string, Words>;

export type FailureKind = keyof typeof table;

/** A failure of that kind, in words for this place. `cause` is for the log. */
export function failureOf(kind: FailureKind, place: Place, cause?: unknown): SourceError {
  const { code, message, hint }: Words = table[kind];
  return new SourceError(code, message(place), { hint: hint(place), cause });
}

/** A refused query with what the engine says of it. */
export function refusedQuery({ title }: Place, text: string, hint: string | null, cause: unknown): SourceError {
  const first = text.split('\n')[0] ?? '';
  return new SourceError('query.failed', `${title} refused the query: ${first.slice(0, 500)}`, { hint, cause });
}

export const staleHint = 'Refresh the catalog of the connection; its tables may have changed.';

/** An error whose text and stack hold none of the secrets, to be kept as a cause. */
export function scrubbed(error: unknown, secrets: readonly (string | null)[]): Error {
  const hidden = secrets.filter((secret): secret is string => secret !== null && secret.length >= 3);
  const clean = (text: string): string => hidden.reduce((left, secret) => left.replaceAll(secret, '•••'), text);
  const copy = new Error(clean(error instanceof Error ? error.message : String(error)));
  if (error instanceof Error) {
    copy.name = error.name;
    copy.stack = clean(error.stack ?? '');
    if ('code' in error) Object.assign(copy, { code: error.code });
  }
  return copy;
}

/** Codes that say that the source could not be reached at all, whatever was asked of it. */
const unreachable: ReadonlySet<ProblemCode> = new Set([
  'source.host-not-found',
  'source.refused',
  'source.no-answer',
  'source.lost',
  'source.shutting-down',
  'source.too-many-connections',
  'source.unavailable',
  'source.failing',
  'source.rate-limited',
]);

/** True where a failure says that the source is down, rather than that the query or the account is wrong. */
export const isUnreachable = (error: unknown): error is SourceError =>
  error instanceof SourceError && unreachable.has(error.code);
