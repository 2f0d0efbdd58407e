import type { ProblemCode } from '@lumiere/contract';
import type { Fetched } from '../network/guarded-fetch.ts';
import { SourceError } from '../source-error.ts';

/** What an answer without success says, in words. */
export function answerTrouble({ status, url }: Pick<Fetched, 'status' | 'url'>): SourceError {
  const { host, pathname } = new URL(url);
  const [code, message, hint] = wordsOf(status, host, pathname);
  return new SourceError(code, message, { hint });
}

function wordsOf(status: number, host: string, path: string): readonly [ProblemCode, string, string | null] {
  if (status === 401)
    return ['source.sign-in', `${host} does not accept the sign-in (401).`, 'Check the kind of sign-in and its key.'];
  if (status === 403)
    return [
      'source.permission',
      `${host} does not permit ${path} (403).`,
      'Let the key be given the right to read it, or check whether it is the right one.',
    ];
  if (status === 404 || status === 410)
    return ['source.not-there', `${host} has nothing at ${path} (${status}).`, 'Check the address and the path.'];
  if (status === 429)
    return [
      'source.rate-limited',
      `${host} says that it is asked too often (429).`,
      'Lower the requests per second of the connection, or read it less often.',
    ];
  if (status >= 300 && status < 400)
    return [
      'source.unexpected',
      `${host} redirects ${path} without saying where to (${status}).`,
      'Check the address.',
    ];
  if (status >= 500)
    return [
      'source.failing',
      `${host} fails on ${path} (${status}).`,
      'It is the source that is in trouble: try again later.',
    ];
  return [
    'source.unexpected',
    `${host} refuses the request for ${path} (${status}).`,
    'Check the path and the query parameters.',
  ];
}

/** Whether the same request may fare better a moment later. */
export const isPassing = ({ code }: SourceError): boolean =>
  code === 'source.rate-limited' || code === 'source.failing' || code === 'source.lost' || code === 'source.no-answer';

/** Milliseconds that a source asks to wait: seconds, or a date; null where it does not say. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
