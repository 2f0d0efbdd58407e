import { parseArgs } from 'node:util';

export interface Options {
  readonly folder: string;
  readonly engine: string;
  /** File that takes one line of JSON a question; null for none. */
  readonly out: string | null;
  readonly limit: number | null;
  /** Only the questions of this database. */
  readonly db: string | null;
  /** Only the questions with this tag. */
  readonly tag: string | null;
}

export const usage =
  'npm run eval -- <suite folder> [--engine builtin] [--out answers.jsonl] [--limit 100] [--db name] [--tag name]';

/** The options of a command line, or the sentence that says what is wrong with it. */
export function readOptions(args: readonly string[]): Options | string {
  try {
    const option = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { engine: option, out: option, limit: option, db: option, tag: option },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) return `Name one suite folder: ${usage}`;
    const limit = values.limit === undefined ? null : Number(values.limit);
    if (limit !== null && !(Number.isInteger(limit) && limit > 0))
      return `--limit is "${values.limit}"; it must be a whole number such as 100.`;
    return {
      folder,
      engine: values.engine ?? 'builtin',
      out: values.out ?? null,
      limit,
      db: values.db ?? null,
      tag: values.tag ?? null,
    };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}. ${usage}`;
  }
}
