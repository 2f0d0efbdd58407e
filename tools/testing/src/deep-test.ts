import { test } from 'vitest';
import { roundsOf, seed } from './length.ts';

/** How long a deep test is to be, this time. */
export interface Length {
  /** So many of `full` as this run is long (a tenth in `npm test`, all in `npm run test:deep`), but at least `least`. */
  readonly rounds: (full: number, least?: number) => number;
  readonly seed: number;
}

/**
 * A test that earns a long run. It alone is told how long to be, and it bears the tag by which `npm run test:deep` finds it: a test that
 * could be longer cannot be forgotten there. A failure names the seed that repeats it.
 */
export function deepTest(
  name: string,
  work: (length: Length) => void | Promise<void>,
  options: { readonly skip?: boolean } = {},
): void {
  test(name, { tags: ['deep'], timeout: 3_600_000, skip: options.skip ?? false }, async () => {
    try {
      await work({ rounds: roundsOf, seed });
    } catch (error) {
      if (error instanceof Error) error.message += `\nto repeat: LUMIERE_SEED=${seed}`;
      throw error;
    }
  });
}
