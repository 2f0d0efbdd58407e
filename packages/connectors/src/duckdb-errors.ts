import { SourceError } from './source-error.ts';

/** An error of DuckDB as a problem in words; its own text goes along as the cause. */
export function duckdbFailure(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const first = text.split('\n')[0] ?? text;
  for (const [pattern, make] of known) {
    if (pattern.test(text)) return make(first, error);
  }
  return new SourceError('query.failed', `DuckDB refused the query: ${first}`, { cause: error });
}

/** Whether the engine found a block of its file that is not as it was written. */
export const isDamaged = (error: unknown): boolean =>
  error instanceof Error && /corrupt database file|could not read enough bytes/i.test(error.message);

const known: readonly (readonly [RegExp, (text: string, cause: unknown) => SourceError])[] = [
  [
    /out of memory|could not allocate|failed to offload|max_temp_directory_size/i,
    (_, cause) =>
      new SourceError('query.too-large', 'The query needs more memory than it may use.', {
        hint: 'Ask for fewer groups, a shorter period or fewer columns.',
        cause,
      }),
  ],
  [
    /out of range error/i,
    (_, cause) =>
      new SourceError('query.failed', 'A number in the calculation is larger than the source can hold exactly.', {
        hint: 'Filter out wrong values, or add up a smaller range.',
        cause,
      }),
  ],
  [
    /could not convert string '.*' to (INT128|UUID|INTERVAL)|casting value ".*" to type \w+|function matches.*'lower\(/i,
    (text, cause) => new SourceError('query.wrong-type', misfit(text), { hint: 'Change or remove the filter.', cause }),
  ],
  [
    /conversion error|invalid input error/i,
    (text, cause) =>
      new SourceError('query.failed', `A value could not be read as its type: ${text.replace(/^[^:]*: /, '')}`, {
        cause,
      }),
  ],
  [/interrupt/i, (_, cause) => new SourceError('query.cancelled', 'The query was cancelled.', { cause })],
  [
    /cannot open encrypted database/i,
    (_, cause) =>
      new SourceError('source.unavailable', 'The DuckDB file is encrypted.', {
        hint: 'Copy it into one that is not: attach both in DuckDB, and run copy from database.',
        cause,
      }),
  ],
  [
    /version number|newer version|older version/i,
    (_, cause) =>
      new SourceError(
        'source.unavailable',
        'The file was written by another version of DuckDB, whose files this one cannot read.',
        {
          hint: 'Export it with the version that wrote it (export database), and import that with a current one.',
          cause,
        },
      ),
  ],
  [
    /cannot open file|does not exist|no such file|database does not exist/i,
    (text, cause) =>
      /catalog error|binder error/i.test(text)
        ? new SourceError(
            'query.failed',
            `The database does not hold what the query names: ${text.replace(/^[^:]*: /, '')}`,
            { hint: 'Refresh the catalog of the connection; its tables may have changed.', cause },
          )
        : new SourceError(
            'source.unavailable',
            'The database file cannot be opened: it does not exist or may not be read.',
            { cause },
          ),
  ],
  [
    /not a valid duckdb database|not a duckdb database|magic bytes|unable to load block|could not read enough bytes|corrupt|checksum|serializ/i,
    (_, cause) =>
      new SourceError('source.unavailable', 'The file is not a DuckDB database, or it is damaged.', { cause }),
  ],
  [
    /could not set lock|conflicting lock/i,
    (_, cause) =>
      new SourceError('source.unavailable', 'The database file is locked by another program.', {
        hint: 'Close the program that writes to it, and try again.',
        cause,
      }),
  ],
  [
    /catalog error|binder error/i,
    (text, cause) =>
      new SourceError(
        'query.failed',
        `The database does not hold what the query names: ${text.replace(/^[^:]*: /, '')}`,
        { hint: 'Refresh the catalog of the connection; its tables may have changed.', cause },
      ),
  ],
  [
    /fatal error|database has been invalidated/i,
    (_, cause) => new SourceError('source.crashed', 'The query engine stopped.', { cause }),
  ],
];

/** What does not fit, where a column's own type is narrower than the text or number that the model knows it as. */
function misfit(text: string): string {
  const [, value, type] = /string '(.*)' to (\w+)/.exec(text) ?? [];
  // a UUID is a whole number of 128 bits inside
  if (type !== undefined)
    return `'${value}' is not ${type === 'INTERVAL' ? 'a span of time' : 'a UUID'}, which the column holds.`;
  const [, number] = /casting value "(.*)" to type/i.exec(text) ?? [];
  if (number !== undefined) return `${number} is larger than any number that the column can hold.`;
  return 'The column holds no text, so it cannot be searched for a part of it.';
}
