import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { deepTest } from './deep-test.ts';

/** Where a failing run is found again: the seed and the path through shrinking to the smallest counterexample. */
interface Counterexample {
  readonly seed: number;
  readonly path: string;
}

/**
 * A property that earns long runs: `runs` tries at full scale, a tenth of them in `npm test`. What was ever found failing is tried
 * first, from `test/deep/counterexamples/<name>.json`; `examples` are tried in every run.
 */
export function deepProperty<T>(
  name: string,
  runs: number,
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
  examples: readonly T[] = [],
): void {
  deepTest(name, async ({ rounds, seed }) => {
    const property = fc.asyncProperty(arbitrary, async (value) => holds(value));
    for (const known of recorded(name)) {
      const again = await fc.check(property, { ...known, numRuns: 1, endOnFailure: true });
      if (again.failed)
        throw new Error(`a recorded counterexample fails again: ${fc.stringify(again.counterexample)}`, {
          cause: again.errorInstance,
        });
    }
    const found = await fc.check(property, {
      seed,
      numRuns: rounds(runs),
      examples: examples.map((each): [T] => [each]),
    });
    if (!found.failed) return;
    const record: Counterexample = { seed: found.seed, path: found.counterexamplePath ?? '' };
    const why = found.errorInstance instanceof Error ? found.errorInstance.message : String(found.errorInstance);
    throw new Error(
      `after ${found.numRuns} tries: ${fc.stringify(found.counterexample)}\n${why}\nto record: ${JSON.stringify(record)}`,
      { cause: found.errorInstance },
    );
  });
}

function recorded(name: string): readonly Counterexample[] {
  const file = new URL(
    `../../../test/deep/counterexamples/${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.json`,
    import.meta.url,
  );
  try {
    // written by hand from the line that a failing run prints
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Counterexample[];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`${file.pathname} must hold a list of {"seed", "path"}`, { cause: error });
  }
}
