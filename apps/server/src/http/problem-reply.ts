import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, type ProblemCode, type ProblemDocument, problem, problemTable } from '@lumiere/contract';
import type { Deps } from '../deps.ts';
import { storageProblem, storageTrouble } from '../storage.ts';
import { MalformedError, NulError, nulProblem } from './body-errors.ts';
import { Refusal } from './types.ts';

/** Answers with the problem document (RFC 9457) of a refusal: the one place that turns codes into HTTP. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const [first] = refusal.problems;
  const { status, title } = problemTable[first.code];
  const document: ProblemDocument = {
    type: `urn:lumiere:problem:${first.code}`,
    title,
    status,
    detail: first.message,
    code: first.code,
    requestId: request.id,
    problems: [...refusal.problems],
  };
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...refusal.headers })
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(document));
}

/** What is answered to an error that nobody caught: the client's own mistakes by name, everything else by the request's id alone. */
export function refusalOf(error: unknown, request: FastifyRequest, log: Deps['log']): Refusal {
  const known = clientMistake(error) ?? storage(error, log) ?? lostDatabase(error, log);
  if (known !== null) return new Refusal([known]);
  log.error(
    { err: error, requestId: request.id, method: request.method, path: pathOf(request.url) },
    'A request failed in a way that was not foreseen.',
  );
  return new Refusal([
    problem('server.internal', `Something went wrong here, and it is not your fault. It is logged as ${request.id}.`, {
      hint: 'Try again; if it stays, tell the operator this id.',
    }),
  ]);
}

/** The path without its query, which may hold what should not be in a log. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

const byFastifyCode: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'request.unsupported-media',
    'The body must be JSON: send it with Content-Type: application/json.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['request.too-large', 'The body is larger than this route takes.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['request.malformed', 'The body is empty; it must be JSON, such as {}.'],
  FST_ERR_MAX_PARAM_LENGTH: ['request.not-found', 'There is nothing at this address.'],
  FST_ERR_BAD_URL: ['request.malformed', 'The address holds an escape that cannot be read.'],
};

function clientMistake(error: unknown): Problem | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof NulError) return nulProblem(error.at);
  if (error instanceof MalformedError)
    return problem('request.malformed', `The body is not JSON: ${error.message}.`, { path: 'body' });
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? byFastifyCode[code] : undefined;
  if (known !== undefined) return problem(...known);
  // Everything else that the HTTP layer itself found wrong, such as a body shorter than announced.
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return problem('request.malformed', 'The request could not be read.');
  return null;
}

function storage(error: unknown, log: Deps['log']): Problem | null {
  const trouble = storageTrouble(error);
  if (trouble === null) return null;
  log.error({ err: error }, `The place where data is kept ${trouble}.`);
  return storageProblem(trouble);
}

const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
  '08001',
]);

function lostDatabase(error: unknown, log: Deps['log']): Problem | null {
  if (!(error instanceof Error)) return null;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // 5 is SQLITE_BUSY: another process held the file for longer than we wait.
  const busy = code === 'ERR_SQLITE_ERROR' && errcode === 5;
  const lost =
    (typeof code === 'string' && lostCodes.has(code)) ||
    /^(timeout exceeded when trying to connect|Connection terminated)/.test(error.message);
  if (!busy && !lost) return null;
  log.error({ err: error }, 'The metadata database does not answer.');
  return problem('server.busy', 'The metadata database does not answer at the moment.', {
    hint: 'Try again in a few seconds.',
  });
}
