import { BOOLEAN, DOUBLE, DuckDBDataChunk, VARCHAR, type DuckDBType } from '@duckdb/node-api';
import type { Cell, ValueType } from '@lumiere/values';
import type { ImportEngine } from './import-engine.ts';
import { quoted } from './reading-sql.ts';

/** A column of a source as its cells arrive. */
export interface WireTableColumn {
  readonly name: string;
  readonly type: ValueType;
  /** The source's own word for its type. */
  readonly native: string;
}

/** Rows that are handed to the engine at a time: the size of its vectors. */
const batch = 2048;

/**
 * Makes the table `rows` of the attached database `source` from columns in the wire form, each of the type that its column promises. A column
 * with a value that the engine has no room for (a date of year 300,000, a time of 30 hours) becomes doubles or text as a whole; nothing
 * is left out or bent.
 */
export async function loadWireTable(
  data: readonly (readonly Cell[])[],
  columns: readonly WireTableColumn[],
  engine: ImportEngine,
): Promise<void> {
  const cells = columns.map(({ type }, at) => cellsOf(data[at] ?? [], type));
  const names = columns.map((_, at) => `c${at}`);
  const raw = cells.map(({ raw: type }, at) => `${names[at]} ${type}`);
  await engine.run(`create table source.main.incoming (${raw.join(', ')})`);
  const appender = await engine.connection.createAppender('incoming', 'main', 'source');
  const types = cells.map(({ vector }) => vector);
  const rows = data[0]?.length ?? 0;
  for (let from = 0; from < rows; from += batch) {
    const chunk = DuckDBDataChunk.create(types, Math.min(batch, rows - from));
    chunk.setColumns(cells.map(({ values }) => values.slice(from, from + batch)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const typed = await Promise.all(cells.map(async ({ casts }, at) => firstThatFits(names[at] ?? '', casts, engine)));
  const select = columns.map(({ name }, at) => `${typed[at]} as ${quoted(name)}`);
  await engine.run(`create table source.main.rows as select ${select.join(', ')} from source.main.incoming`);
  await engine.run('drop table source.main.incoming');
}

interface RawCells {
  readonly raw: string;
  readonly vector: DuckDBType;
  readonly values: readonly Cell[];
  /** Types to try in turn, the best first; after them it is text. */
  readonly casts: readonly string[];
}

const texts = (values: readonly Cell[], ...casts: readonly string[]): RawCells => ({
  raw: 'varchar',
  vector: VARCHAR,
  values: values.map((value) => (value === null ? null : String(value))),
  casts,
});

function cellsOf(values: readonly Cell[], type: ValueType): RawCells {
  // what arrives as a number is one that a double holds exactly
  const numbers = (cast: string): RawCells => ({ raw: 'double', vector: DOUBLE, values, casts: [cast] });
  switch (type) {
    case 'integer':
      return values.every(isNumber) ? numbers('bigint') : texts(values, 'bigint', 'ubigint', 'hugeint', 'double');
    case 'double':
      return values.every(isNumber) ? numbers('double') : texts(values, 'double');
    case 'decimal':
      return texts(values, ...decimalType(values), 'double');
    case 'boolean':
      return { raw: 'boolean', vector: BOOLEAN, values, casts: ['boolean'] };
    case 'date':
      return texts(values.map(engineMoment), 'date');
    case 'timestamp':
      return texts(values.map(engineMoment), 'timestamp');
    case 'instant':
      return texts(values.map(engineMoment), 'timestamptz');
    case 'time':
      return texts(values, 'time');
    case 'json':
      return texts(values, 'json');
    case 'binary':
    case 'text':
      return texts(values);
  }
}

const isNumber = (value: Cell): boolean => value === null || typeof value === 'number';

/** The narrowest decimal that holds all of them; nothing where there is none. */
function decimalType(values: readonly Cell[]): readonly string[] {
  let whole = 1;
  let scale = 0;
  for (const value of values) {
    if (value === null) continue;
    const match = /^-?0*(\d*)(?:\.(\d+))?$/.exec(String(value));
    if (match === null) return [];
    whole = Math.max(whole, match[1]?.length ?? 0);
    scale = Math.max(scale, match[2]?.length ?? 0);
  }
  return whole + scale <= 38 ? [`decimal(${whole + scale}, ${scale})`] : [];
}

/** ISO's years of six digits in the engine's own way; years before the first are counted back from it. */
function engineMoment(value: Cell): Cell {
  const match = typeof value === 'string' ? /^(?:([+-])(\d{6})|(0000))(-\d\d-\d\d)(.*)$/.exec(value) : null;
  if (match === null) return value;
  const [, sign, digits, , day = '', clock = ''] = match;
  const year = Number(digits ?? 0);
  return sign === '+'
    ? `${year}${day}${clock}`
    : `${String(year + 1).padStart(4, '0')}${day} (BC)${clock.replace('T', ' ')}`;
}

async function firstThatFits(name: string, casts: readonly string[], engine: ImportEngine): Promise<string> {
  for (const type of casts) {
    const [row] = await engine.rows(
      `select count(*) from source.main.incoming where ${name} is not null and try_cast(${name} as ${type}) is null`,
    );
    if (Number(row?.[0]) === 0) return `${name}::${type}`;
  }
  return `${name}::varchar`;
}
