import type { PlanColumn } from '@lumiere/contract';
import { neutralType } from '../duckdb-catalog.ts';
import type { RawTable } from './raw-table.ts';
import { cellSql, literal, nativeType, quickCast, quoted } from './reading-sql.ts';

/** A column of the plan with its place in the raw table. */
export interface TypedColumn {
  readonly column: PlanColumn;
  /** The raw column's number. */
  readonly cell: number;
}

/** A file's rows as values that were read by a plan, as SQL. */
export interface TypedTable {
  readonly columns: readonly TypedColumn[];
  /** `select` of the values under their names; the first cell that does not fit stops it. */
  readonly strict: string;
  /** The same as `lenient` without the rows' numbers, which cost the engine its threads. */
  readonly checked: string;
  /** The first rows of `lenient`. */
  readonly first: (rows: number) => string;
  /** Rows with the number `row_number`, the values `v0`, `v1`, …, the flags `m0`, `m1`, … of cells that do not fit, and the raw columns. */
  readonly lenient: string;
  /** True where a row of `lenient` is to be set aside. */
  readonly misfit: string;
}

/** How the columns that a plan uses are read from a raw table. */
export function typedTable(raw: RawTable, columns: readonly TypedColumn[]): TypedTable {
  const casts = columns.flatMap(({ column, cell }) => {
    const cast = quickCast(`c${cell}`, column.reading);
    return cast === null ? [] : [`${cast} as q${cell}`];
  });
  // cast once, in a query of its own, because a column is looked at more than once
  const quick = (from: string): string => (casts.length === 0 ? from : `(select *, ${casts.join(', ')} from ${from})`);
  const from = quick(raw.from);
  const strictly = columns.map(({ column, cell }) => `${valueOf(column, cell, true)} as ${quoted(column.name)}`);
  const guard = raw.notRecord === null ? '' : ` where case when ${raw.notRecord} then error('misfit') else true end`;
  const values = columns.map(({ column, cell }, i) => `${valueOf(column, cell, false)} as v${i}`);
  const missing = columns.flatMap(({ column, cell }, i) => {
    const { misfit } = cellSql(`c${cell}`, column.reading, column.nulls, false);
    return misfit === null ? [] : [{ i, empty: emptyOf(column, cell) }];
  });
  const row = raw.numbered ? 'r::bigint' : '(row_number() over ())';
  const read = values.join(', ');
  const flags = missing.map(({ i, empty }) => `(case when v${i} is null then not ${empty} else false end) as m${i}`);
  const flagged = (inner: string): string => `(select ${['*', ...flags].join(', ')} from (${inner}))`;
  const bad = [...(raw.notRecord === null ? [] : [raw.notRecord]), ...missing.map(({ i }) => `m${i}`)];
  return {
    columns,
    strict: `select ${strictly.join(', ')} from ${from}${guard}`,
    checked: flagged(`select *, ${read} from ${from}`),
    first: (rows) =>
      flagged(`select *, ${row} as row_number, ${read} from ${quick(`(select * from ${raw.from} limit ${rows})`)}`),
    lenient: flagged(`select *, ${row} as row_number, ${read} from ${from}`),
    misfit: bad.length === 0 ? 'false' : `(${bad.join(' or ')})`,
  };
}

function valueOf(column: PlanColumn, cell: number, strict: boolean): string {
  const name = `c${cell}`;
  if (column.reading.type === 'native') return nativeValue(name, column.reading.native);
  const quick = quickCast(name, column.reading) === null ? null : `q${cell}`;
  return cellSql(name, column.reading, column.nulls, strict, quick).value;
}

/** Types that nobody here works with are kept as what they say. */
function nativeValue(name: string, native: string): string {
  if (neutralType(native) === 'json') return native.toUpperCase() === 'JSON' ? name : `to_json(${name})`;
  if (/^(ENUM|UUID|INTERVAL|BIT|TIME WITH TIME ZONE)/i.test(native)) return `${name}::varchar`;
  if (/^U?HUGEINT$|^UBIGINT$/i.test(native)) return `${name}::decimal(38, 0)`;
  if (/^U?(TINY|SMALL|BIG)?INT(EGER)?$/i.test(native)) return `${name}::bigint`;
  if (/^TIMESTAMP_/i.test(native)) return `${name}::timestamp`;
  return /^FLOAT$/i.test(native) ? `${name}::double` : name;
}

function emptyOf(column: PlanColumn, cell: number): string {
  const name = `c${cell}`;
  const nulls = column.nulls.length === 0 ? '' : ` or trim(${name}) in (${column.nulls.map(literal).join(', ')})`;
  return `(${name} is null or trim(${name}) = ''${nulls})`;
}

/** Why a row of `lenient` is set aside, in words, as SQL. */
export function reasonSql(raw: RawTable, { columns }: TypedTable): string {
  const parts = columns.flatMap(({ column, cell }, i) => {
    if (cellSql(`c${cell}`, column.reading, column.nulls, false).misfit === null) return [];
    const what = `${column.name} holds "`;
    return [
      `case when m${i} then ${literal(what)} || left(c${cell}, 80) || ${literal(`", which is not ${kindWords(column)}`)} end`,
    ];
  });
  const record = raw.notRecord === null ? [] : [`case when ${raw.notRecord} then 'the record is not valid JSON' end`];
  const all = [...record, ...parts];
  return all.length === 0 ? `''` : `concat_ws('; ', ${all.join(', ')})`;
}

function kindWords({ reading }: PlanColumn): string {
  switch (reading.type) {
    case 'integer':
      return 'a whole number';
    case 'decimal':
      return `a number with at most ${reading.scale} decimals`;
    case 'double':
      return 'a number';
    case 'boolean':
      return `${reading.true[0] ?? 'yes'} or ${reading.false[0] ?? 'no'}`;
    case 'date':
      return { ymd: 'a date, year first', dmy: 'a date, day before month', mdy: 'a date, month before day' }[
        reading.order
      ];
    case 'timestamp':
      return { ymd: 'a moment, year first', dmy: 'a moment, day before month', mdy: 'a moment, month before day' }[
        reading.order
      ];
    case 'instant':
      return {
        ymd: 'a moment with its offset from UTC, year first',
        dmy: 'a moment with its offset from UTC, day before month',
        mdy: 'a moment with its offset from UTC, month before day',
      }[reading.order];
    case 'time':
      return 'a time of day';
    case 'json':
      return 'JSON';
    case 'text':
    case 'native':
      return 'what was expected';
  }
}

/** A row of `lenient` as text: the record, or its cells with commas between them. */
export const rawSql = (raw: RawTable): string =>
  raw.notRecord === null
    ? `array_to_string(list_transform([${Array.from({ length: raw.width }, (_, i) => `c${i}`).join(', ')}], lambda x: case when x is null then '' when contains(x, ',') or contains(x, '"') or contains(x, chr(10)) then '"' || replace(x, '"', '""') || '"' else x end), ',')`
    : 'left(line, 1000)';

/** The engine's types of the columns of what is written. */
export const storedType = (column: PlanColumn): string => {
  const { reading } = column;
  if (reading.type !== 'native') return nativeType(reading);
  return reading.as === 'json' ? 'json' : reading.native;
};
