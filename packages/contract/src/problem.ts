import { z } from 'zod';

/**
 * Every code that a person can meet, with the HTTP status it travels under and its title (RFC 9457).
 * The one table: pure code names a code, only the server's reply knows the status.
 */
export const problemTable = {
  'request.malformed': { status: 400, title: 'The request could not be read' },
  'request.invalid': { status: 422, title: 'The request is not valid' },
  'request.too-large': { status: 413, title: 'The request is too large' },
  'request.unsupported-media': { status: 415, title: 'The content type is not supported' },
  'request.conflict': { status: 409, title: 'The request conflicts with the current state' },
  'request.not-found': { status: 404, title: 'Not found' },
  'request.method': { status: 405, title: 'The method is not allowed here' },
  'request.rate-limited': { status: 429, title: 'Too many requests' },
  'auth.required': { status: 401, title: 'Sign in first' },
  'auth.invalid-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'auth.locked': { status: 429, title: 'Too many wrong passwords' },
  'auth.expired': { status: 401, title: 'The session has ended' },
  'auth.csrf': { status: 403, title: 'The request did not come from this application' },
  'auth.setup-token': { status: 403, title: 'The set-up link is not valid' },
  'auth.setup-done': { status: 409, title: 'Lumiere is set up already' },
  'auth.reset-token': { status: 403, title: 'The reset link is not valid' },
  'permission.denied': { status: 403, title: 'Not permitted' },
  'model.invalid': { status: 422, title: 'The model is not valid' },
  'query.invalid': { status: 422, title: 'The query is not valid' },
  'query.unknown-field': { status: 422, title: 'The field is not known' },
  'query.wrong-type': { status: 422, title: 'The value does not fit the field' },
  'query.no-path': { status: 422, title: 'The tables are not related' },
  'query.ambiguous-path': { status: 422, title: 'The tables are related in several ways' },
  'query.unsupported': { status: 422, title: 'The source cannot do this' },
  'query.truncated': { status: 200, title: 'The result is cut off' },
  'query.join-loss': { status: 200, title: 'A join leaves rows out' },
  'query.fan-out': { status: 200, title: 'A join would count rows twice' },
  'query.partial-period': { status: 200, title: 'A period is not complete' },
  'query.not-applied': { status: 200, title: 'A part of the question was not applied' },
  'query.timeout': { status: 504, title: 'The query took too long' },
  'query.cancelled': { status: 499, title: 'The query was cancelled' },
  'query.too-large': { status: 422, title: 'The result is too large' },
  'query.failed': { status: 422, title: 'The source refused the query' },
  'sql.refused': { status: 422, title: 'The SQL is refused' },
  'source.unavailable': { status: 503, title: 'The data source cannot be reached' },
  'source.setup': { status: 422, title: 'The connection is not set up completely' },
  'source.host-not-found': { status: 503, title: 'The data source’s host name is not known' },
  'source.address-refused': { status: 422, title: 'This address may not be connected to' },
  'source.refused': { status: 503, title: 'The data source refuses the connection' },
  'source.no-answer': { status: 503, title: 'The data source does not answer' },
  'source.tls-missing': { status: 503, title: 'The data source offers no encryption' },
  'source.tls-required': { status: 503, title: 'The data source demands encryption' },
  'source.tls-untrusted': { status: 503, title: 'The data source’s certificate is not trusted' },
  'source.tls-wrong-name': { status: 503, title: 'The data source’s certificate is for another name' },
  'source.sign-in': { status: 503, title: 'The data source refuses the user or password' },
  'source.no-database': { status: 503, title: 'The database does not exist' },
  'source.permission': { status: 422, title: 'The data source does not permit it' },
  'source.too-many-connections': { status: 503, title: 'The data source has no free connection' },
  'source.shutting-down': { status: 503, title: 'The data source is stopping or starting' },
  'source.lost': { status: 503, title: 'The connection to the data source was lost' },
  'source.exhausted': { status: 503, title: 'The data source ran out of disk or memory' },
  'source.crashed': { status: 503, title: 'The query engine stopped' },
  'source.busy': { status: 503, title: 'The query engine is busy' },
  'source.not-there': { status: 503, title: 'The data source has nothing at this address' },
  'source.rate-limited': { status: 503, title: 'The data source is asked too often' },
  'source.failing': { status: 503, title: 'The data source is in trouble' },
  'source.unexpected': { status: 503, title: 'The data source answers otherwise than expected' },
  'source.repeats': { status: 503, title: 'The data source gives the same page again' },
  'source.cut-off': { status: 200, title: 'Not everything was read' },
  'source.moved': { status: 200, title: 'The data changed while they were read' },
  'source.stale': { status: 200, title: 'The data could not be refreshed' },
  'file.unreadable': { status: 422, title: 'The file cannot be read' },
  'file.empty': { status: 422, title: 'There is nothing in it' },
  'file.unsupported': { status: 415, title: 'Files of this kind are not read' },
  'file.too-large': { status: 413, title: 'The file is too large' },
  'file.plan': { status: 422, title: 'The file cannot be read this way' },
  'file.repaired': { status: 200, title: 'Something in the file was repaired' },
  'file.guessed': { status: 200, title: 'Something about the file is a guess' },
  'file.misfits': { status: 200, title: 'Some rows do not fit' },
  'ask.not-understood': { status: 200, title: 'The question was not understood' },
  'ask.not-in-data': { status: 200, title: 'The data does not hold this' },
  'ask.not-a-question': { status: 200, title: 'This is not a question about the data' },
  'job.failed': { status: 500, title: 'The job failed' },
  'job.crashed': { status: 500, title: 'The job ended with its server' },
  'job.timeout': { status: 504, title: 'The job took too long' },
  'secret.unreadable': { status: 500, title: 'A stored secret cannot be read' },
  'config.invalid': { status: 500, title: 'A setting is not valid' },
  'server.busy': { status: 503, title: 'The server is busy' },
  'server.storage': { status: 507, title: 'The server cannot store data' },
  'server.internal': { status: 500, title: 'Something went wrong here' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof problemTable;
export const ProblemCode = z.enum(Object.keys(problemTable) as [ProblemCode, ...ProblemCode[]]);

export const Severity = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** What a person can fix, or must know: what was found, what was expected, what to do next. */
export const Problem = z.strictObject({
  code: ProblemCode,
  message: z.string(),
  /** Where: `measures[0].field`, `line 12`, `body.email`; empty where it concerns the whole. */
  path: z.string().default(''),
  severity: Severity.default('error'),
  hint: z.string().nullable().default(null),
});
export type Problem = z.infer<typeof Problem>;

/** An RFC 9457 problem document as every failing route answers it. */
export const ProblemDocument = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: ProblemCode,
  requestId: z.string(),
  problems: z.array(Problem),
});
export type ProblemDocument = z.infer<typeof ProblemDocument>;

/** The outcome of a pure step: a value with warnings, or all that is wrong with the input at once. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const pass = <T>(value: T, warnings: readonly Problem[] = []): Checked<T> => ({ ok: true, value, warnings });
export const fail = (
  ...problems: readonly Problem[]
): { readonly ok: false; readonly problems: readonly Problem[] } => ({ ok: false, problems });

/** A problem of `code` at `path` with the words for the person who reads it. */
export function problem(
  code: ProblemCode,
  message: string,
  extra: { path?: string; severity?: Severity; hint?: string } = {},
): Problem {
  return { code, message, path: extra.path ?? '', severity: extra.severity ?? 'error', hint: extra.hint ?? null };
}
