import path from 'node:path';
import type { ColumnProfile, DataProfile, ProfileIssue } from '@lumiere/contract';
import { neutralType } from '../duckdb-catalog.ts';
import type { ImportEngine } from './import-engine.ts';
import { profileColumn } from './profile-column.ts';
import { kindOf, type ProfiledColumn } from './profile-values.ts';
import { literal, quoted } from './reading-sql.ts';

/** What is profiled: Parquet files of one table, or a table of a database file. */
export type ProfileSource =
  | { readonly kind: 'parquet'; readonly files: readonly string[] }
  | { readonly kind: 'duckdb'; readonly file: string; readonly schema: string | null; readonly table: string };

export interface ProfileRequest {
  readonly source: ProfileSource;
  readonly staging: string;
  /** Rows that were set aside when the file was read. */
  readonly errorRows: number;
  /** Today, as ISO date. */
  readonly now: string;
}

/** The files that a source lies in. */
export const filesOf = (source: ProfileSource): readonly string[] =>
  source.kind === 'parquet' ? source.files : [source.file];

/** What must be said to the engine before it is locked. */
export const attaching = (source: ProfileSource): readonly string[] =>
  // nothing here depends on the order of rows, and keeping it costs memory
  ['set preserve_insertion_order = false'].concat(
    source.kind === 'parquet' ? [] : [`attach ${literal(source.file)} as source (read_only)`],
  );

/** Rows beyond which nobody looks for such that repeat another. */
const comparable = 20_000_000;
const comparedAtOnce = 1_000_000;

/** Rows up to which every distinct value is counted; beyond them, those of columns with more than `exactDistinct` are estimated. */
const exactRows = 5_000_000;
const exactDistinct = 1_000_000;

/** Profiles a table: see the contract's `DataProfile` for what is in it and by which formula its quality is worked out. */
export async function profileTable(
  request: ProfileRequest,
  engine: ImportEngine,
  took: (done: number, total: number) => void,
): Promise<DataProfile> {
  const { source, staging, errorRows, now } = request;
  const from =
    source.kind === 'parquet'
      ? `read_parquet([${source.files.map(literal).join(', ')}])`
      : `source.${quoted(source.schema ?? 'main')}.${quoted(source.table)}`;
  const described = await engine.rows(`select column_name, column_type from (describe select * from ${from})`);
  const columns = described.map(([name, type]) => ({
    name: String(name),
    type: neutralType(String(type)),
    native: String(type).toLowerCase(),
  }));
  const [counted = []] = await engine.rows(`select count(*) from ${from}`);
  const rows = Number(counted[0]);
  const estimates = rows > exactRows ? await manyDistinct(columns, from, engine) : new Map<string, number>();
  const profiled: Awaited<ReturnType<typeof profileColumn>>[] = [];
  for (const column of columns) {
    profiled.push(await profileColumn(column, estimates.get(column.name) ?? null, { from, rows, now }, engine));
    took(profiled.length, columns.length);
  }
  const profiles = profiled.map(({ profile }) => profile);
  const mean = (of: (profile: (typeof profiles)[number]) => number): number =>
    profiles.length === 0 ? 0 : profiles.reduce((sum, each) => sum + of(each), 0) / profiles.length;
  const emptyRows = await countEmpty(profiles, { from, rows }, engine);
  const duplicateRows = await countRepeated(profiles, { from, rows, staging }, engine);
  const all = rows + errorRows;
  const sound = Math.max(0, rows - emptyRows - (duplicateRows ?? 0));
  return {
    rows,
    errorRows,
    emptyRows,
    validRows: rows - emptyRows,
    duplicateRows,
    completeness: mean(({ completeness }) => completeness),
    uniqueness: mean(({ uniqueness }) => uniqueness),
    quality: all === 0 ? 0 : (mean(({ quality }) => quality) * sound) / all,
    columns: profiles,
    issues: [...rowIssues(duplicateRows, errorRows), ...profiled.flatMap(({ issues }) => issues)],
  };
}

/** About how many distinct values the columns have that have more than can be counted. */
async function manyDistinct(
  columns: readonly ProfiledColumn[],
  from: string,
  engine: ImportEngine,
): Promise<ReadonlyMap<string, number>> {
  const asked = columns.filter(({ type }) => kindOf(type) !== 'none');
  if (asked.length === 0) return new Map();
  const [row = []] = await engine.rows(
    `select ${asked.map((column) => `approx_count_distinct(${quoted(column.name)})`).join(', ')} from ${from}`,
  );
  return new Map(
    asked.map(({ name }, i) => [name, Number(row[i])] as const).filter(([, about]) => about > exactDistinct),
  );
}

/** Rows in which no cell has a value. */
async function countEmpty(
  profiles: readonly ColumnProfile[],
  { from, rows }: { readonly from: string; readonly rows: number },
  engine: ImportEngine,
): Promise<number> {
  // a column that has a value in each row says it without a look
  if (rows === 0 || profiles.some(({ nulls, empty }) => nulls + empty === 0)) return 0;
  const missing = profiles.map(({ name, type }) =>
    type === 'text' ? `(${quoted(name)} is null or trim(${quoted(name)}::varchar) = '')` : `${quoted(name)} is null`,
  );
  const [row = []] = await engine.rows(`select count(*) from ${from} where ${missing.join(' and ')}`);
  return Number(row[0]);
}

/** Rows that repeat another in every column; null where there are too many to compare. */
async function countRepeated(
  profiles: readonly ColumnProfile[],
  { from, rows, staging }: { readonly from: string; readonly rows: number; readonly staging: string },
  engine: ImportEngine,
): Promise<number | null> {
  // so does a column that is different in each row
  if (rows === 0 || profiles.some(({ distinct, estimated }) => !estimated && distinct === rows)) return 0;
  if (rows > comparable) return null;
  // by 64 bits of each row: two different rows are taken for one another once in ten million tables of a million rows
  const hashes = literal(path.join(staging, 'hashes.parquet'));
  await engine.run(
    `copy (select hash(${profiles.map(({ name }) => quoted(name)).join(', ')}) as h from ${from}) to ${hashes} (format parquet, compression uncompressed)`,
  );
  // on disk and a part at a time, because what is to be told apart has to be held in memory
  const parts = Math.ceil(rows / comparedAtOnce);
  let distinct = 0;
  for (let part = 0; part < parts; part += 1) {
    const [row = []] = await engine.rows(`select count(distinct h) from ${hashes} where h % ${parts} = ${part}`);
    distinct += Number(row[0]);
  }
  return rows - distinct;
}

function rowIssues(duplicates: number | null, errors: number): readonly ProfileIssue[] {
  const issues: ProfileIssue[] = [];
  if (errors > 0)
    issues.push({
      flag: 'rejected-rows',
      severity: 'error',
      column: null,
      count: errors,
      message: `${errors.toLocaleString('en')} rows of the file did not fit and were set aside.`,
    });
  if (duplicates !== null && duplicates > 0)
    issues.push({
      flag: 'duplicate-rows',
      severity: 'warning',
      column: null,
      count: duplicates,
      message: `${duplicates.toLocaleString('en')} rows repeat an earlier one in every column.`,
    });
  return issues;
}
