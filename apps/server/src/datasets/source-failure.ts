import { SourceError } from '@lumiere/connectors';
import { type Problem, problem } from '@lumiere/contract';
import { type JobOutcome, failed, tryAgain } from '../jobs/job.ts';

/** The problem that a failure of reading files is; null where it is a bug or lost I/O. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof SourceError)) return null;
  return problem(error.code, error.message, error.hint === null ? {} : { hint: error.hint });
}

/** What such a failure is to the job that it ends: a busy or lost engine is tried again, a file that cannot be read is not. */
export function sourceFailure(error: unknown, signal: AbortSignal): JobOutcome | null {
  const found = problemOf(error);
  if (found === null) return null;
  // whoever ended the job has said why
  const passing = signal.aborted || found.code === 'source.busy' || found.code === 'source.unavailable';
  return passing ? tryAgain(found) : failed(found);
}
