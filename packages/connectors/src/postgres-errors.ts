import { failureOf, refusedQuery, staleHint, type FailureKind, type Place } from './failures.ts';
import { SourceError } from './source-error.ts';
import { isTlsError, tlsFailure } from './tls.ts';

/** By SQLSTATE, or its first two letters. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const kinds: Readonly<Record<string, FailureKind>> = {
  '28P01': 'sign-in',
  '28000': 'sign-in',
  '3D000': 'no-database',
  '42501': 'permission',
  '53300': 'too-many-connections',
  '53100': 'exhausted',
  '53200': 'exhausted',
  '53400': 'exhausted',
  '57P01': 'shutting-down',
  '57P02': 'shutting-down',
  '57P03': 'shutting-down',
  '57P05': 'lost',
  '25P03': 'lost',
  '55P03': 'timeout',
  '25006': 'writes',
  '25001': 'writes',
  '25002': 'writes',
  '2D000': 'writes',
  '08': 'lost',
};

/** An error of PostgreSQL or its driver in words. `error` is the one that is kept as the cause, `original` the driver's own. */
export function postgresFailure(error: Error, place: Place, original: unknown = error): SourceError {
  const { message } = error;
  const code = original instanceof Error && 'code' in original ? String(original.code) : '';
  if (isTlsError(original)) return tlsFailure(error, place.host);
  if (/does not support SSL/.test(message)) return failureOf('tls-missing', place, error);
  if (/establishing an SSL/.test(message)) return failureOf('wrong-protocol', place, error);
  if (/terminated|ended|not queryable|ECONNRESET|EPIPE|closed/i.test(message) && !/^[0-9A-Z]{5}$/.test(code))
    return failureOf('lost', place, error);
  if (/SASL|SCRAM|client password must/i.test(message)) return failureOf('sign-in', place, error);
  if (code === '28000' && /no pg_hba\.conf entry|pg_hba\.conf rejects/.test(message)) {
    // the server says so where the same connection might be let in with encryption
    return failureOf(/no encryption|SSL off/.test(message) ? 'tls-required' : 'not-admitted', place, error);
  }
  if (code === '57014') return failureOf(/statement timeout/.test(message) ? 'timeout' : 'stopped', place, error);
  const kind = kinds[code] ?? kinds[code.slice(0, 2)];
  if (kind !== undefined) return failureOf(kind, place, error);
  if (code === '') return failureOf('wrong-protocol', place, error);
  return queryFailure(code, message, place, error);
}

function queryFailure(code: string, message: string, place: Place, cause: Error): SourceError {
  if (/^(42P01|42703|42883|3F000|42704)$/.test(code)) {
    return new SourceError('query.failed', `The database does not hold what the query names: ${message}.`, {
      hint: staleHint,
      cause,
    });
  }
  if (code === '22003') {
    return new SourceError('query.failed', 'A number in the calculation is larger than the source can hold exactly.', {
      hint: 'Filter out wrong values, or add up a smaller range.',
      cause,
    });
  }
  if (/^(22P02|22007|22008|22023|42804)$/.test(code)) {
    return new SourceError('query.wrong-type', `A value does not fit the type of its column: ${message}.`, {
      hint: 'Change or remove the filter.',
      cause,
    });
  }
  return refusedQuery(place, message, null, cause);
}
