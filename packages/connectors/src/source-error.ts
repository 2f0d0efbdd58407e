import type { ProblemCode } from '@lumiere/contract';

/** A failure of a source that a person is told about: the code of a problem, and words for it. `cause` holds the engine's own. */
export class SourceError extends Error {
  readonly code: ProblemCode;
  readonly hint: string | null;

  constructor(
    code: ProblemCode,
    message: string,
    options: { readonly hint?: string | null; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SourceError';
    this.code = code;
    this.hint = options.hint ?? null;
  }
}

/** A failure to open a file: whatever the engine called it, the source cannot be reached. */
export const unavailable = (error: SourceError): SourceError =>
  error.code === 'query.failed'
    ? new SourceError('source.unavailable', `The database file cannot be opened. ${error.message}`, {
        cause: error.cause,
      })
    : error;
