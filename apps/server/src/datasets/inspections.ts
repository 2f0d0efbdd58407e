import { SourceError } from '@lumiere/connectors';
import { uploadLimits } from './limits.ts';

/** Lets a few work at once; the others wait their turn, and beyond a length of the queue are sent away. */
export interface Turnstile {
  pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** A turnstile with nobody in it. */
export function createTurnstile(
  atOnce: number = uploadLimits.inspections,
  mostWaiting: number = uploadLimits.waiting,
): Turnstile {
  let inside = 0;
  const queue: (() => void)[] = [];
  const enter = async (signal: AbortSignal): Promise<void> => {
    if (inside < atOnce) {
      inside += 1;
      return;
    }
    if (queue.length >= mostWaiting)
      throw new SourceError('server.busy', 'Many files are being looked at right now.', {
        hint: 'Try again in a few seconds.',
      });
    await new Promise<void>((resolve, reject) => {
      const come = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        const at = queue.indexOf(come);
        if (at >= 0) queue.splice(at, 1);
        reject(new SourceError('query.cancelled', 'Looking at the file was cancelled.'));
      };
      queue.push(come);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  return {
    pass: async (signal, work) => {
      await enter(signal);
      try {
        return await work();
      } finally {
        const next = queue.shift();
        // the place is handed on
        if (next === undefined) inside -= 1;
        else next();
      }
    },
  };
}
