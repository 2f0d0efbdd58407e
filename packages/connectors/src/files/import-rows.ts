import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { type DatasetColumn, type ImportPlan, problem, type Problem } from '@lumiere/contract';
import { SourceError } from '../source-error.ts';
import { neutralType } from '../duckdb-catalog.ts';
import { firstPlan, inspect, place } from './inspect.ts';
import { isCsvError, isHopeless, type ImportEngine } from './import-engine.ts';
import { brokenRows, type RawTable } from './raw-table.ts';
import { literal, quoted } from './reading-sql.ts';
import { openSource, type SourceFile } from './source-file.ts';
import { rawSql, reasonSql, typedTable, type TypedTable } from './typed-table.ts';
import { hashFile } from './unpack.ts';

export interface ImportRequest {
  readonly file: string;
  readonly name: string;
  readonly staging: string;
  /** How it is read; null where nobody has looked at it, and it is to be found out. */
  readonly plan: ImportPlan | null;
  /** The file's SHA-256 where it is known already. */
  readonly sha256: string | null;
}

/** What an import wrote into its staging folder. */
export interface ImportedRows {
  /** Name of the Parquet file within staging. */
  readonly part: string;
  /** Name of the file of rows set aside; null where there are none. */
  readonly aside: string | null;
  readonly rows: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly columns: readonly DatasetColumn[];
  readonly sha256: string;
  readonly fileBytes: number;
  readonly warnings: readonly Problem[];
  /** The plan that it was read by. */
  readonly plan: ImportPlan;
}

const part = 'part.parquet';
const asideName = 'aside.parquet';

type Took = (step: 'unpack' | 'read' | 'write', done: number) => void;

/**
 * Reads all of a file and writes it as Parquet; rows that do not fit are written beside it with their number, text and reason. Without a plan
 * the one that the first rows suggest is tried, and only where a row does not fit it is the file inspected as a whole.
 */
export async function importRows(request: ImportRequest, engine: ImportEngine, took: Took): Promise<ImportedRows> {
  const { file, name, staging, plan } = request;
  const [{ size }, sha256] = await Promise.all([stat(file), request.sha256 ?? hashFile(file)]);
  const choices = plan === null || plan.member === null ? {} : { member: plan.member };
  const source = await openSource({ engine, staging, file, name, choices, layout: plan?.layout ?? null, took });
  const read = plan === null ? await byFirstRows(source, staging, engine) : await byPlan(source, plan, staging, engine);
  if (read === null) {
    const inspected = await inspect({ file, name, staging, choices, plan: null, sha256 }, engine, took);
    return importRows({ ...request, plan: inspected.plan, sha256 }, engine, took);
  }
  const { rows, rejected } = read;
  const target = path.join(staging, part);
  await Promise.all([target, ...(rejected > 0 ? [path.join(staging, asideName)] : [])].map(synced));
  const types = await engine.rows(
    `select column_name, column_type from (describe select * from read_parquet(${literal(target)}))`,
  );
  const { size: bytes } = await stat(target);
  const warnings =
    rejected === 0
      ? []
      : [
          problem(
            'file.misfits',
            `${rejected.toLocaleString('en')} of ${(rows + rejected).toLocaleString('en')} rows do not fit and were set aside.`,
            { severity: 'warning' },
          ),
        ];
  return {
    part,
    aside: rejected > 0 ? asideName : null,
    rows,
    rejected,
    bytes,
    columns: types.map(([column, native]) => ({
      name: String(column),
      type: neutralType(String(native)),
      native: String(native).toLowerCase(),
    })),
    sha256,
    fileBytes: size,
    warnings: [...source.warnings, ...warnings],
    plan: read.plan,
  };
}

interface Read {
  readonly plan: ImportPlan;
  readonly rows: number;
  readonly rejected: number;
}

/** Reads the file as its first rows suggest; null where a row contradicts them. */
async function byFirstRows(source: SourceFile, staging: string, engine: ImportEngine): Promise<Read | null> {
  try {
    const found = await source.columns();
    const raw = await source.table(found, false);
    if (raw.broken !== null) return null;
    const plan = await firstPlan(source, found, raw, engine);
    const typed = typedTable(raw, place(plan.columns, found));
    const rows = await copy(typed.strict, path.join(staging, part), typed.columns.length, engine);
    return { plan, rows, rejected: 0 };
  } catch (error) {
    // what is wrong is told by the inspection, in words
    if (error instanceof SourceError || isHopeless(error)) throw error;
    return null;
  }
}

/** Reads the file by a plan. First without a look at misfits, which is quickest and right for most files. */
async function byPlan(source: SourceFile, plan: ImportPlan, staging: string, engine: ImportEngine): Promise<Read> {
  const found = await source.columns();
  const columns = place(plan.columns, found);
  checkPlan(plan, columns.length);
  const target = path.join(staging, part);
  const from = async (repair: boolean): Promise<Read> => {
    const raw = await source.table(found, repair);
    const typed = typedTable(raw, columns);
    const rejected = raw.broken?.rows ?? 0;
    try {
      const rows = await copy(typed.strict, target, columns.length, engine);
      if (rejected > 0) await copy(asideSql(raw, typed, false), path.join(staging, asideName), 3, engine);
      return { plan, rows, rejected };
    } catch (error) {
      if (isHopeless(error) || (isCsvError(error) && !repair)) throw error;
    }
    const select = columns.map(({ column }, i) => `v${i} as ${quoted(column.name)}`).join(', ');
    const rows = await copy(
      `select ${select} from ${typed.lenient} where not ${typed.misfit}`,
      target,
      columns.length,
      engine,
    );
    const aside = await copy(asideSql(raw, typed, true), path.join(staging, asideName), 3, engine);
    return { plan, rows, rejected: aside };
  };
  return from(false).catch((error: unknown) => {
    if (isCsvError(error)) return from(true);
    throw error;
  });
}

/** Refuses plans that contradict themselves or the file. */
function checkPlan(plan: ImportPlan, used: number): void {
  if (used === 0)
    throw new SourceError('file.plan', 'The plan uses no column of the file.', { hint: 'Choose at least one column.' });
  if (used < plan.columns.filter((column) => column.use).length) {
    throw new SourceError('file.plan', 'The plan names columns that the file does not have.', {
      hint: 'Inspect the file again; it is not the one that the plan was made for.',
    });
  }
  const names = plan.columns.filter((column) => column.use).map((column) => column.name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new SourceError('file.plan', `Two columns are called ${JSON.stringify(twice)}.`, {
      hint: 'Give each column a name of its own.',
    });
  for (const { name, reading } of plan.columns) {
    if ('style' in reading && reading.style.decimal === reading.style.grouping) {
      throw new SourceError(
        'file.plan',
        `In ${name}, ${JSON.stringify(reading.style.decimal)} cannot stand both before decimals and between thousands.`,
      );
    }
    if (reading.type === 'decimal' && reading.scale >= reading.precision + (reading.precision === 38 ? 0 : 1)) {
      throw new SourceError(
        'file.plan',
        `In ${name}, a number of ${reading.precision} digits cannot have ${reading.scale} decimals.`,
      );
    }
  }
}

function asideSql(raw: RawTable, typed: TypedTable, misfits: boolean): string {
  const parts = [
    ...(misfits
      ? [
          `select row_number as "row", ${rawSql(raw)} as raw, ${reasonSql(raw, typed)} as reason from ${typed.lenient} where ${typed.misfit}`,
        ]
      : []),
    ...(raw.broken === null ? [] : [`select r::bigint as "row", raw, reason from ${brokenRows(raw.broken.file)}`]),
  ];
  return parts.length === 0
    ? `select 0::bigint as "row", '' as raw, '' as reason limit 0`
    : `${parts.join(' union all ')} order by 1`;
}

/** Writes a query as Parquet; gives its rows. Wide tables have smaller groups of rows, which are held in memory while they are written. */
async function copy(sql: string, file: string, width: number, engine: ImportEngine): Promise<number> {
  const group = Math.max(2048, Math.min(122_880, Math.floor(4_000_000 / width / 2048) * 2048));
  const [row] = await engine.rows(
    `copy (${sql}) to ${literal(file)} (format parquet, compression zstd, row_group_size ${group})`,
  );
  return Number(row?.[0] ?? 0);
}

async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
