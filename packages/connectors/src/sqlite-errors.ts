import { SourceError } from './source-error.ts';

/** An error of SQLite as a problem in words; its own text goes along as the cause. */
export function sqliteFailure(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const text = error instanceof Error ? error.message : String(error);
  for (const [pattern, make] of known) {
    if (pattern.test(text)) return make(text, error);
  }
  return new SourceError('query.failed', `SQLite refused the query: ${text}`, { cause: error });
}

const stale = { hint: 'Refresh the catalog of the connection; its tables may have changed.' };

const known: readonly (readonly [RegExp, (text: string, cause: unknown) => SourceError])[] = [
  [
    /integer overflow/i,
    (_, cause) =>
      new SourceError('query.failed', 'The sum is larger than SQLite can add up exactly (2^63).', {
        hint: 'Add up a smaller range.',
        cause,
      }),
  ],
  [
    /out of memory/i,
    (_, cause) =>
      new SourceError('query.too-large', 'The query needs more memory than it may use.', {
        hint: 'Ask for fewer groups, a shorter period or fewer columns.',
        cause,
      }),
  ],
  [
    /not a database|file is encrypted/i,
    (_, cause) =>
      new SourceError('source.unavailable', 'The file is not an SQLite database, or it is encrypted.', { cause }),
  ],
  [
    /malformed(?! JSON)|corrupt/i,
    (_, cause) =>
      new SourceError('source.unavailable', 'The SQLite file is damaged.', {
        hint: 'Restore it from a backup, or run `pragma integrity_check` on it.',
        cause,
      }),
  ],
  [
    /unable to open|no such file|cantopen|is a directory/i,
    (_, cause) =>
      new SourceError(
        'source.unavailable',
        'The database file cannot be opened: it does not exist or may not be read.',
        { cause },
      ),
  ],
  [
    /locked|busy/i,
    (_, cause) =>
      new SourceError('source.unavailable', 'The database file is locked by another program.', {
        hint: 'Close the program that writes to it, and try again.',
        cause,
      }),
  ],
  [
    /disk i\/o/i,
    (_, cause) =>
      new SourceError('source.unavailable', 'The database file could not be read: the disk reports an error.', {
        cause,
      }),
  ],
  [
    /readonly|read-only|not authorized|query_only/i,
    (_, cause) =>
      new SourceError('sql.refused', 'The statement would change the database, which is only read.', { cause }),
  ],
  [
    /no such (table|column)/i,
    (text, cause) =>
      new SourceError('query.failed', `The database does not hold what the query names: ${text}.`, { ...stale, cause }),
  ],
];
