import type { DataProfile } from '@lumiere/contract';
import type { Cell } from '@lumiere/values';
import { SourceError } from '../source-error.ts';
import type { ImportEngine } from './import-engine.ts';
import { profileTable } from './profile-table.ts';
import { literal, quoted } from './reading-sql.ts';
import { loadWireTable, type WireTableColumn } from './wire-table.ts';

interface Common {
  readonly staging: string;
  /** Today, as ISO date. */
  readonly now: string;
}

/** Rows of a source, brought as the body of the message: `[[…],[…]]`, a list for each column in the wire form. */
export interface WireRowsRequest extends Common {
  readonly columns: readonly WireTableColumn[];
  /** False where the table has rows that are not among them. */
  readonly whole: boolean;
}

/** A table of a DuckDB file. */
export interface FileTableRequest extends Common {
  readonly file: string;
  readonly schema: string | null;
  readonly table: string;
  /** Columns to look at; null for all of them. */
  readonly columns: readonly string[] | null;
  /** Cells beyond which a sample is drawn. */
  readonly maxCells: number;
}

/** A profile and what it is of. */
export interface ReadProfile {
  readonly profile: DataProfile;
  /** Rows of the table, whether they were looked at or not. */
  readonly of: number;
}

type Took = (done: number, total: number) => void;

/** What must be said to the engine before it is locked. */
export const attachingRows: readonly string[] = [`attach ':memory:' as source`];

/** The same for a DuckDB file. */
export const attachingFile = ({ file }: FileTableRequest): readonly string[] => [
  `attach ${literal(file)} as origin (read_only)`,
  ...attachingRows,
];

/** Profiles rows that were read from any source, by the same code as everything else. */
export async function profileRows(
  { columns, whole, staging, now }: WireRowsRequest,
  body: Uint8Array,
  engine: ImportEngine,
  took: Took,
): Promise<ReadProfile> {
  // a connector wrote it, see packages/values/src/vector.ts
  const data = JSON.parse(Buffer.from(body).toString()) as Cell[][];
  await loadWireTable(data, columns, engine);
  const profile = await profileLoaded(staging, now, engine, took);
  const native = new Map(columns.map((column) => [column.name, column.native]));
  const own = profile.columns.map((column) => ({ ...column, native: native.get(column.name) ?? column.native }));
  const named = { ...profile, columns: own };
  return { profile: whole ? named : partial(named), of: profile.rows };
}

/** Profiles a table of a DuckDB file where it lies; of one that is very large, a sample from all over it. */
export async function profileFileTable(
  { schema, table, columns, maxCells, staging, now }: FileTableRequest,
  engine: ImportEngine,
  took: Took,
): Promise<ReadProfile> {
  const from = `origin.${quoted(schema ?? 'main')}.${quoted(table)}`;
  const list = columns === null ? '*' : columns.map(quoted).join(', ');
  const width = columns?.length ?? (await engine.rows(`select 1 from (describe select * from ${from})`)).length;
  if (width === 0) throw new SourceError('query.invalid', 'No column of the table may be looked at.');
  const [counted] = await engine.rows(`select count(*) from ${from}`);
  const of = Number(counted?.[0]);
  const share = maxCells / Math.max(1, of * width);
  const sample = share < 1 ? ` tablesample bernoulli(${(100 * share).toFixed(6)} percent) repeatable (1)` : '';
  await engine.run(
    share < 1
      ? `create table source.main.rows as select * from (select ${list} from ${from})${sample}`
      : `create view source.main.rows as select ${list} from ${from}`,
  );
  const profile = await profileLoaded(staging, now, engine, took);
  return { profile: share < 1 ? partial(profile) : profile, of };
}

const profileLoaded = (staging: string, now: string, engine: ImportEngine, took: Took): Promise<DataProfile> =>
  profileTable(
    { source: { kind: 'duckdb', file: ':memory:', schema: 'main', table: 'rows' }, staging, errorRows: 0, now },
    engine,
    took,
  );

/** What is said of some rows is not said of all of them. */
const partial = (profile: DataProfile): DataProfile => ({
  ...profile,
  issues: profile.issues.map((issue) => ({ ...issue, message: `Among the rows looked at: ${issue.message}` })),
});
