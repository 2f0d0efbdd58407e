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
