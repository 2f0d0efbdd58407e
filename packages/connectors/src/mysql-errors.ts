import { failureOf, refusedQuery, staleHint, type FailureKind, type Place } from './failures.ts';
import { SourceError } from './source-error.ts';
import { isTlsError, tlsFailure } from './tls.ts';

/** By error number. https://mariadb.com/kb/en/mariadb-error-code-reference/ and MySQL's own list, which agree on these. */
const kinds: Readonly<Record<number, FailureKind>> = {
  1045: 'sign-in',
  1698: 'sign-in',
  1862: 'sign-in',
  1129: 'not-admitted',
  1130: 'not-admitted',
  1044: 'permission',
  1049: 'no-database',
  1142: 'permission',
  1143: 'permission',
  1227: 'permission',
  1370: 'permission',
  1040: 'too-many-connections',
  1203: 'too-many-connections',
  1226: 'too-many-connections',
  1053: 'shutting-down',
  1079: 'shutting-down',
  1021: 'exhausted',
  1037: 'exhausted',
  1038: 'exhausted',
  1041: 'exhausted',
  1114: 'exhausted',
  1135: 'exhausted',
  3: 'exhausted',
  1927: 'lost',
  1205: 'timeout',
  1969: 'timeout',
  3024: 'timeout',
  1317: 'stopped',
  1792: 'writes',
  1290: 'writes',
  1568: 'writes',
  1295: 'no-rows',
  3159: 'tls-required',
};

/** An error of MySQL, MariaDB or their driver in words. `error` is kept as the cause, `original` is the driver's own. */
export function mysqlFailure(error: Error, place: Place, original: unknown = error): SourceError {
  const { message } = error;
  const facts = original instanceof Error ? (original as Error & { errno?: unknown; code?: unknown }) : {};
  const number = 'errno' in facts && typeof facts.errno === 'number' ? facts.errno : 0;
  const code = 'code' in facts ? String(facts.code) : '';
  if (isTlsError(original) || code === 'HANDSHAKE_SSL_ERROR') return tlsFailure(error, place.host);
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return failureOf('tls-missing', place, error);
  if (/insecure transport/i.test(message)) return failureOf('tls-required', place, error);
  const kind = number > 0 ? kinds[number] : undefined;
  if (kind !== undefined) return failureOf(kind, place, error);
  if (number <= 0) {
    return failureOf(
      /packets? out of order|unexpected packet|unknown.*protocol/i.test(message) ? 'wrong-protocol' : 'lost',
      place,
      error,
    );
  }
  if ([1146, 1054, 1305, 1630, 1051].includes(number)) {
    return new SourceError('query.failed', `The database does not hold what the query names: ${message}.`, {
      hint: staleHint,
      cause: error,
    });
  }
  if ([1690, 1264].includes(number)) {
    return new SourceError('query.failed', 'A number in the calculation is larger than the source can hold exactly.', {
      hint: 'Filter out wrong values, or add up a smaller range.',
      cause: error,
    });
  }
  if ([1292, 1366, 1411, 1525].includes(number)) {
    return new SourceError('query.wrong-type', `A value does not fit the type of its column: ${message}.`, {
      hint: 'Change or remove the filter.',
      cause: error,
    });
  }
  return refusedQuery(place, message, null, error);
}
