import { parseArgs } from 'node:util';

export interface Options {
  readonly sizes: readonly number[];
  /** Measured runs of each query at 1,000,000 rows; fewer at 10,000,000. */
  readonly runs: number;
  /** Whether the import of a file is measured instead of queries. */
  readonly import: boolean;
  /** Whether datasets are measured against the engine by itself. */
  readonly datasets: boolean;
  /** Whether the guard of hand-written SQL is measured instead of queries. */
  readonly guard: boolean;
  /** Whether a missed bar is a failure. */
  readonly check: boolean;
}

export const usage = 'npm run bench -- [--rows 1m|10m|both] [--runs 15] [--check] [--import | --datasets | --guard]';

const sizes: Readonly<Record<string, readonly number[]>> = {
  '1m': [1_000_000],
  '10m': [10_000_000],
  both: [1_000_000, 10_000_000],
};

/** The options of a command line, or the sentence that says what is wrong with it. */
export function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rows: { type: 'string' },
        runs: { type: 'string' },
        check: { type: 'boolean' },
        import: { type: 'boolean' },
        datasets: { type: 'boolean' },
        guard: { type: 'boolean' },
      },
    });
    const rows = sizes[values.rows ?? 'both'];
    if (rows === undefined) return `--rows is "${values.rows}"; it must be 1m, 10m or both.`;
    const runs = Number(values.runs ?? '15');
    if (!Number.isInteger(runs) || runs < 3) return `--runs is "${values.runs}"; it must be a whole number from 3.`;
    const { import: imports = false, datasets = false, guard = false, check = false } = values;
    return { sizes: rows, runs, import: imports, datasets, guard, check };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}. ${usage}`;
  }
}
