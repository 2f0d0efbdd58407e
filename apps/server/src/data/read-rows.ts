import {
  type Checked,
  type ConnectionId,
  type Field,
  type Principal,
  type ProfileReading,
  type Query,
  type Table,
  pass,
} from '@lumiere/contract';
import { type QueryDeps, type Ran, runQuery } from '../run-query.ts';
import { parseCells } from './answer-bytes.ts';
import type { Caps } from './caps.ts';
import { detailQuery } from './detail-query.ts';
import { unknownVersion } from './result-cache.ts';

/** What is read of a table: enough to know it by, and no more than some seconds of work for the source. */
export interface RowLimits {
  readonly rows: number;
  readonly cells: number;
  readonly bytes: number;
  /** Of each statement. */
  readonly timeoutMs: number;
  readonly countMs: number;
}

export const rowLimits: RowLimits = {
  rows: 200_000,
  cells: 6_000_000,
  bytes: 64 * 1024 * 1024,
  timeoutMs: 10_000,
  countMs: 5000,
};

/** Rows of a table as they came, and which they are. */
export interface ReadRows extends Omit<ProfileReading, 'hidden'> {
  /** `[[…],[…]]`, a list for each field in the wire form. */
  readonly data: Uint8Array;
  readonly version: string | null;
}

interface Wanted {
  readonly connection: ConnectionId;
  readonly table: Table;
  readonly fields: readonly Field[];
  /** Rows as the catalog knows them; null where it does not. */
  readonly estimate: number | null;
  readonly limits?: RowLimits;
}

/**
 * Reads a table by the one path to data: all of it, or a sample where it is large, or its first rows where no sample can be drawn in time.
 * Whoever asks sees what is read under the rules that hold for them.
 */
export async function readRows(
  { connection, table, fields, estimate, limits = rowLimits }: Wanted,
  who: Principal,
  deps: QueryDeps,
  signal: AbortSignal,
): Promise<Checked<ReadRows>> {
  const run = (query: Query, caps: Caps, share?: number): Promise<Checked<Ran>> =>
    runQuery(query, who, deps, {
      connection,
      signal,
      caps,
      fresh: true,
      receipt: false,
      keep: false,
      ...(share === undefined ? {} : { share }),
    });
  const query = detailQuery(table, fields);
  const read = (maxRows: number, share?: number): Promise<Checked<Ran>> =>
    run(query, { maxRows, maxBytes: limits.bytes, timeoutMs: limits.timeoutMs }, share);
  const count = async (): Promise<number | null> => {
    const counted = await run(countQuery(table), { maxRows: 1, maxBytes: 1000, timeoutMs: limits.countMs });
    return counted.ok ? Number(parseCells(counted.value.finished.encoded.data)[0]?.[0] ?? 0) : null;
  };

  let known = estimate ?? (await count());
  let counted = estimate === null;
  let most = Math.max(1, Math.min(limits.rows, Math.floor(limits.cells / fields.length)));
  for (;;) {
    if (known !== null && known > most * 1.2) {
      // a sample of pages is never of quite the size that was asked for
      const sample = await read(Math.ceil(most * 1.3), most / known);
      // far fewer rows than there should be: the estimate is of long ago
      if (sample.ok && sample.value.finished.encoded.rowCount >= most / 2)
        return pass(taken(sample.value, 'sample', known));
      const code = sample.ok ? null : sample.problems[0]?.code;
      if (code === 'query.too-large' && most > 1) {
        most = Math.ceil(most / 8);
        continue;
      }
      // what cannot be drawn from, such as a view, or not in time
      if (!sample.ok && code !== 'query.failed' && code !== 'query.timeout') return sample;
    }
    const first = await read(most);
    if (!first.ok && first.problems[0]?.code === 'query.too-large' && most > 1) {
      most = Math.ceil(most / 8);
      continue;
    }
    if (!first.ok) return first;
    const { rowCount, truncated } = first.value.finished.encoded;
    if (!truncated) return pass(taken(first.value, 'all', rowCount));
    if (known !== null && known > most * 1.2) return pass(taken(first.value, 'first', known));
    // there are more than was known of: once counted, a sample may be drawn
    known = counted ? null : await count();
    if (counted || known === null || known <= most * 1.2)
      return pass(taken(first.value, 'first', known !== null && known > rowCount ? known : null));
    counted = true;
  }
}

const taken = ({ finished }: Ran, how: ProfileReading['how'], of: number | null): ReadRows => ({
  how,
  rows: finished.encoded.rowCount,
  of,
  data: finished.encoded.data,
  version: finished.dataVersion === unknownVersion ? null : finished.dataVersion,
});

const countQuery = (table: Table): Query => ({
  dimensions: [],
  measures: [{ key: 'n', label: null, value: { kind: 'count-rows', table: table.id } }],
  detail: false,
  from: null,
  where: null,
  having: null,
  sort: [],
  limit: null,
  limitWithin: null,
  distinct: false,
});
