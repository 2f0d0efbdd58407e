import { SourceError } from './source-error.ts';

export interface StopOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What it fails with when the time is over. */
  readonly late: () => Error;
}

/** Waits for `work` until the signal is aborted (`query.cancelled`) or the time is over (`late`). What `work` then becomes is nobody's concern. */
export function stoppable<T>(work: Promise<T>, { signal, timeoutMs, late }: StopOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const cancel = (): void => {
      done();
      reject(cancelled());
    };
    const timer = setTimeout(
      () => {
        done();
        reject(late());
      },
      Math.max(0, timeoutMs),
    );
    signal.addEventListener('abort', cancel, { once: true });
    work.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
    if (signal.aborted) cancel();
  });
}

/** The problem of what was called off by the person who asked. */
export const cancelled = (): SourceError => new SourceError('query.cancelled', 'The query was cancelled.');
