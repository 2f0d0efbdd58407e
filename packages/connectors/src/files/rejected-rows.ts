import type { ImportEngine } from './import-engine.ts';
import { literal } from './reading-sql.ts';

export interface RejectedRequest {
  /** Files of rows that were set aside, oldest first. */
  readonly files: readonly string[];
  readonly staging: string;
}

/** Rows that were set aside, by column: where each stood in its file, why it was set aside, and its text. */
export interface RejectedRows {
  readonly rows: readonly number[];
  readonly reasons: readonly string[];
  readonly raws: readonly string[];
}

const mostRows = 100_000;
/** Of a row's text; a spreadsheet's cell takes no more. */
const mostChars = 32_000;
const mostCharsInAll = 50_000_000;

/** Reads the first rows that were set aside: 100,000 of them, and 50 million characters, at most. */
export async function rejectedRows({ files }: RejectedRequest, engine: ImportEngine): Promise<RejectedRows> {
  if (files.length === 0) return { rows: [], reasons: [], raws: [] };
  const read = await engine.rows(`
    select "row", reason, raw
    from (
      select part, "row", coalesce(reason, '') as reason, coalesce(substr(raw::varchar, 1, ${mostChars}), '') as raw
      from (${files.map((file, part) => `select ${part} as part, * from read_parquet(${literal(file)})`).join(' union all ')})
      order by part, "row"
      limit ${mostRows}
    )
    qualify sum(length(raw)) over (order by part, "row" rows unbounded preceding) <= ${mostCharsInAll}
    order by part, "row"`);
  return {
    rows: read.map(([row]) => Number(row)),
    reasons: read.map(([, reason]) => String(reason)),
    raws: read.map(([, , raw]) => String(raw)),
  };
}
