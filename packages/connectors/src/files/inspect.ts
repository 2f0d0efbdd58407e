import {
  type FileInspection,
  type ImportChoices,
  type ImportPlan,
  type PlanColumn,
  problem,
  type Problem,
  type Reading,
} from '@lumiere/contract';
import { stat } from 'node:fs/promises';
import { neutralType } from '../duckdb-catalog.ts';
import { columnNames } from './column-names.ts';
import { isCsvError, type EngineValue, type ImportEngine } from './import-engine.ts';
import { inferType, type Inferred } from './infer-type.ts';
import { fileLimits } from './limits.ts';
import { preview } from './preview.ts';
import { tableName } from './table-name.ts';
import type { RawTable } from './raw-table.ts';
import { type FoundColumn, openSource, type SourceFile } from './source-file.ts';
import { typedTable, type TypedTable } from './typed-table.ts';
import { hashFile } from './unpack.ts';

export interface InspectRequest {
  readonly file: string;
  readonly name: string;
  readonly staging: string;
  readonly choices: ImportChoices;
  /** A plan to be shown as it would read the file, instead of one that is guessed. */
  readonly plan: ImportPlan | null;
  /** The file's SHA-256 where it is known already. */
  readonly sha256: string | null;
}

/** What a file holds and how it would be read. All of it is read once, so that what is said of its columns is true of every row. */
export async function inspect(
  request: InspectRequest,
  engine: ImportEngine,
  took: (step: 'unpack' | 'read', done: number) => void,
): Promise<FileInspection> {
  const { file, name, staging, plan } = request;
  const choices = plan === null || plan.member === null ? request.choices : { ...request.choices, member: plan.member };
  const [{ size }, sha256] = await Promise.all([stat(file), request.sha256 ?? hashFile(file)]);
  const source = await openSource({ engine, staging, file, name, choices, layout: plan?.layout ?? null, took });
  const found = await source.columns();
  const columnsOf = async (table: RawTable): Promise<Guessed> => {
    if (plan !== null) return { columns: plan.columns, warnings: [], counts: null };
    return source.layout.format === 'parquet'
      ? nativeColumns(found)
      : guessColumns(table, found, source, { choices, thorough: true }, engine);
  };
  const { raw, value, counts, shown } = await withTable(source, found, async (table) => {
    const value = await columnsOf(table);
    const typed = typedTable(table, place(value.columns, found));
    const counts = value.counts ?? (await counted(typed, engine));
    return { raw: table, value, counts, shown: await preview(table, typed, engine) };
  });
  const misfits = counts.misfits + (raw.broken?.rows ?? 0);
  const rows = counts.rows + (raw.broken?.rows ?? 0);
  const warnings = [...source.warnings, ...value.warnings, ...aside(misfits, rows, raw)];
  if (rows === 0) warnings.push(problem('file.misfits', 'The file has columns but no rows.', { severity: 'warning' }));
  const planned = plan ?? planOf(source, value.columns);
  return {
    bytes: size,
    sha256,
    plan: planned,
    members: [...source.unpacked.members],
    sheets: [...source.sheets],
    name: tableName(name, planned, source.unpacked.members.length > 1 || source.sheets.length > 1),
    rows,
    misfits,
    preview: shown,
    warnings: [...warnings],
  };
}

/** The plan that the first rows suggest. It is the one that `inspect` would give where every row of the file fits it. */
export async function firstPlan(
  source: SourceFile,
  found: readonly FoundColumn[],
  table: RawTable,
  engine: ImportEngine,
): Promise<ImportPlan> {
  const { columns } =
    source.layout.format === 'parquet'
      ? nativeColumns(found)
      : await guessColumns(table, found, source, { choices: {}, thorough: false }, engine);
  return planOf(source, columns);
}

const planOf = ({ unpacked, layout }: SourceFile, columns: readonly PlanColumn[]): ImportPlan => ({
  packed: unpacked.packed,
  member: unpacked.member,
  layout,
  columns: [...columns],
});

/** Does `work` with the rows as the engine cuts them, and once more with the rows cut by ourselves where the engine stumbles. */
async function withTable<T>(
  source: SourceFile,
  found: readonly FoundColumn[],
  work: (table: RawTable) => Promise<T>,
): Promise<T> {
  try {
    return await work(await source.table(found, false));
  } catch (error) {
    if (!isCsvError(error)) throw error;
    return work(await source.table(found, true));
  }
}

interface Guessed {
  readonly columns: readonly PlanColumn[];
  readonly warnings: readonly Problem[];
  /** Null where they were not counted. */
  readonly counts: Counts | null;
}

/** The columns of a plan that are used, each with its place among those found. */
export function place(
  columns: readonly PlanColumn[],
  found: readonly FoundColumn[],
): readonly { readonly column: PlanColumn; readonly cell: number }[] {
  const places = new Map(found.map(({ at }, i) => [JSON.stringify(at), i]));
  return columns.flatMap((column) => {
    const cell = places.get(JSON.stringify(column.at));
    return column.use && cell !== undefined ? [{ column, cell }] : [];
  });
}

function nativeColumns(found: readonly FoundColumn[]): Guessed {
  const names = columnNames(found.map(({ source }) => source));
  const columns = found.map(({ at, source, native }, i): PlanColumn => {
    const type = native ?? 'VARCHAR';
    return {
      at: typeof at === 'number' ? at : [...at],
      source,
      name: names[i]?.name ?? source,
      use: true,
      reading: { type: 'native', as: neutralType(type), native: type },
      nulls: [],
      evidence: 'as the file says',
    };
  });
  return { columns, warnings: renamed(names), counts: null };
}

const renamed = (names: ReturnType<typeof columnNames>): readonly Problem[] =>
  names.flatMap(({ repaired }, i) =>
    repaired === null ? [] : [problem('file.repaired', repaired, { severity: 'info', path: `columns[${i}].name` })],
  );

async function guessColumns(
  table: RawTable,
  found: readonly FoundColumn[],
  source: SourceFile,
  { choices, thorough }: { readonly choices: ImportChoices; readonly thorough: boolean },
  engine: ImportEngine,
): Promise<Guessed> {
  const names = columnNames(found.map((column) => column.source));
  const wanted = thorough ? fileLimits.sampleRows : fileLimits.firstRows;
  const sampled = Math.max(50, Math.min(wanted, Math.floor(500_000 / found.length)));
  const sample = await engine.rows(
    `select ${found.map((_, i) => `left(c${i}, 200)`).join(', ')} from ${table.from} limit ${sampled}`,
  );
  const cells = found.map((_, i) => sample.map((row) => textOf(row[i])));
  const hints = {
    decimalComma: source.layout.format === 'csv' && source.layout.delimiter === ';',
    dateOrder: choices.dateOrder ?? null,
  };
  const guess = (all: readonly (readonly (string | null)[])[]): readonly Inferred[] => {
    const first = all.map((each) => inferType(each, hints));
    // what one column's days decide holds for the others
    const decided = first.find((each) => each.orderDecided)?.reading;
    const comma =
      hints.decimalComma || first.some(({ reading }) => 'style' in reading && reading.style.decimal === ',');
    if (decided === undefined && comma === hints.decimalComma) return first;
    const dateOrder = hints.dateOrder ?? (decided !== undefined && 'order' in decided ? decided.order : null);
    return all.map((each, i) =>
      first[i]?.orderDecided === true ? first[i] : inferType(each, { decimalComma: comma, dateOrder }),
    );
  };
  let guessed = guess(cells);
  const planned = (): readonly PlanColumn[] =>
    found.map(({ at, source: called }, i) => ({
      at: typeof at === 'number' ? at : [...at],
      source: called.slice(0, 1000),
      name: names[i]?.name ?? called,
      use: true,
      reading: guessed[i]?.reading ?? { type: 'text' },
      nulls: [...(guessed[i]?.nulls ?? [])],
      evidence: guessed[i]?.evidence ?? '',
    }));
  // all rows have their say: what does not fit is shown to the guess, until it changes nothing any more
  let counts: Counts | null = null;
  for (let round = 0; thorough && round < 4; round += 1) {
    const typed = typedTable(table, place(planned(), found));
    const looked = await strayCells(typed, engine);
    counts = looked.counts;
    const { strays } = looked;
    if (strays.size === 0) break;
    const more = cells.map((each, i) => {
      const { values = [], share = 0 } = strays.get(i) ?? {};
      // as many times as they occur, so that the few stay few and the many become many
      const times = Math.max(1, Math.round((share * each.length) / Math.max(1, values.length)));
      return share === 0
        ? each
        : [...each, ...values.flatMap((value) => Array<string>(Math.min(times, each.length)).fill(value))];
    });
    const before = JSON.stringify(guessed.map(({ reading, nulls }) => [reading, nulls]));
    more.forEach((each, i) => void (cells[i] = [...each]));
    guessed = guess(cells);
    if (JSON.stringify(guessed.map(({ reading, nulls }) => [reading, nulls])) === before) break;
    // another reading has other misfits
    counts = null;
  }
  const doubts = guessed.flatMap(({ doubt }, i) =>
    doubt === null
      ? []
      : [
          problem('file.guessed', `${names[i]?.name ?? ''}: ${doubt}.`, {
            severity: 'warning',
            path: `columns[${i}].reading`,
          }),
        ],
  );
  return { columns: planned(), warnings: [...renamed(names), ...doubts], counts };
}

const textOf = (value: EngineValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

interface Counts {
  readonly rows: number;
  readonly misfits: number;
}

/** Counts all rows and those that do not fit; of cells that do not, some by column, and their share of the rows. */
async function strayCells(
  typed: TypedTable,
  engine: ImportEngine,
): Promise<{
  readonly counts: Counts;
  readonly strays: ReadonlyMap<number, { readonly values: readonly string[]; readonly share: number }>;
}> {
  const flagged = typed.columns.flatMap(({ column, cell }, i) => (readsAll(column.reading) ? [] : [{ i, cell }]));
  const strays = new Map<number, { values: readonly string[]; share: number }>();
  const sums = ['count(*)', `count(*) filter (${typed.misfit})`, ...flagged.map(({ i }) => `count(*) filter (m${i})`)];
  const [totals = []] = await engine.rows(`select ${sums.join(', ')} from ${typed.checked}`);
  const rows = Number(totals[0]);
  for (const [n, { i, cell }] of flagged.entries()) {
    const count = Number(totals[n + 2]);
    if (count === 0) continue;
    const values = await engine.rows(
      `select left(c${cell}, 200), count(*) from ${typed.checked} where m${i} group by 1 order by 2 desc, 1 limit 100`,
    );
    strays.set(cell, { values: values.map((row) => String(row[0])), share: count / rows });
  }
  return { counts: { rows, misfits: Number(totals[1]) }, strays };
}

const readsAll = (reading: Reading): boolean => reading.type === 'text' || reading.type === 'native';

async function counted({ checked, misfit }: TypedTable, engine: ImportEngine): Promise<Counts> {
  const [row = []] = await engine.rows(`select count(*), count(*) filter (${misfit}) from ${checked}`);
  return { rows: Number(row[0]), misfits: Number(row[1]) };
}

function aside(misfits: number, rows: number, raw: RawTable): readonly Problem[] {
  if (misfits === 0) return [];
  const broken =
    raw.broken === null ? '' : ` (${raw.broken.rows.toLocaleString('en')} of them cannot be cut into cells)`;
  const words = `${misfits.toLocaleString('en')} of ${rows.toLocaleString('en')} rows do not fit and would be set aside${broken}.`;
  return [
    problem('file.misfits', words, {
      severity: 'warning',
      path: 'columns',
      hint: 'Read a column as text to keep its rows, or import and look at the rows set aside.',
    }),
  ];
}
