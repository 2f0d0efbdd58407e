import { DuckDBTypeId, JsonDuckDBValueConverter, type DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ValueType } from '@lumiere/values';
import { dateText, decimalText, doubleJson, integerJson, momentText, plainDigits } from './cells.ts';
import { SourceError } from './source-error.ts';
import { missingDouble, type ColumnText } from './wire.ts';

/** The cells of one vector as the engine holds them. */
interface Cells {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly valid: Uint8Array | null;
  readonly rows: number;
}

/** The JSON of row i of a vector; only called where there is a value. */
type Writer = (cells: Cells, i: number) => string;

/** How one column of a result is written: decided once, then run over each chunk. */
export interface ColumnWriter {
  append(chunk: DuckDBDataChunk, column: number, rows: number, to: ColumnText): void;
}

/** The writer of a column of the engine's type that was promised as `wanted`; a value that cannot be that is refused when met. */
export function columnWriter(native: DuckDBType, wanted: ValueType, key: string): ColumnWriter {
  const known = fixedWriter(native, wanted, key);
  if (known === null) return { append: (chunk, column, rows, to) => appendOdd(chunk, column, rows, to, native) };
  const { width, write, double } = known;
  return {
    append(chunk, column, rows, to) {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
      const bytes = duckdb.vector_get_data(vector, rows * width);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const cells: Cells = { bytes, view, valid: validityOf(vector, rows), rows };
      let text = '';
      const { valid } = cells;
      for (let i = 0; i < rows; i += 1) {
        const has = valid === null || ((valid[i >> 3] ?? 0) & (1 << (i & 7))) !== 0;
        text += has ? `,${write(cells, i)}` : ',null';
        if (to.doubles !== null) to.doubles.push(has ? double(cells, i) + 0 : missingDouble);
      }
      to.text += text;
    },
  };
}

interface Fixed {
  readonly width: number;
  readonly write: Writer;
  readonly double: (cells: Cells, i: number) => number;
}

function validityOf(vector: duckdb.Vector, rows: number): Uint8Array | null {
  // typed as always there, but the engine gives none where no row is missing
  const valid: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8);
  return valid ?? null;
}

function fixedWriter(native: DuckDBType, wanted: ValueType, key: string): Fixed | null {
  switch (native.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return number(
        1,
        (c, i) => c.bytes[i] ?? 0,
        wanted,
        key,
        (n) => (n === 1 ? 'true' : 'false'),
      );
    case DuckDBTypeId.TINYINT:
      return number(1, (c, i) => c.view.getInt8(i), wanted, key);
    case DuckDBTypeId.UTINYINT:
      return number(1, (c, i) => c.view.getUint8(i), wanted, key);
    case DuckDBTypeId.SMALLINT:
      return number(2, (c, i) => c.view.getInt16(i * 2, true), wanted, key);
    case DuckDBTypeId.USMALLINT:
      return number(2, (c, i) => c.view.getUint16(i * 2, true), wanted, key);
    case DuckDBTypeId.INTEGER:
      return number(4, (c, i) => c.view.getInt32(i * 4, true), wanted, key);
    case DuckDBTypeId.UINTEGER:
      return number(4, (c, i) => c.view.getUint32(i * 4, true), wanted, key);
    case DuckDBTypeId.BIGINT:
      return big(8, int64, wanted);
    case DuckDBTypeId.UBIGINT:
      return big(8, (c, i) => c.view.getBigUint64(i * 8, true), wanted);
    case DuckDBTypeId.HUGEINT:
      return big(16, int128, wanted);
    case DuckDBTypeId.FLOAT:
      return double(4, (c, i) => shortFloat(c.view.getFloat32(i * 4, true)), wanted, key);
    case DuckDBTypeId.DOUBLE:
      return double(8, (c, i) => c.view.getFloat64(i * 8, true), wanted, key);
    case DuckDBTypeId.DECIMAL:
      return decimal(native, wanted, key);
    case DuckDBTypeId.DATE:
      return date(wanted);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return moment(1, 1, wanted);
    case DuckDBTypeId.TIMESTAMP_S:
      return moment(1_000_000, 1, wanted);
    case DuckDBTypeId.TIMESTAMP_MS:
      return moment(1000, 1, wanted);
    case DuckDBTypeId.TIMESTAMP_NS:
      return moment(1, 1000, wanted);
    case DuckDBTypeId.VARCHAR:
      return { width: 16, write: stringWriter(), double: () => Number.NaN };
    case DuckDBTypeId.BLOB:
      return { width: 16, write: (c, i) => `"${bytesAt(c, i).toString('hex')}"`, double: () => Number.NaN };
    case DuckDBTypeId.ENUM: {
      const names = native.values.map((name) => JSON.stringify(name));
      const size = enumSize(names.length);
      const at: Writer = (c, i) =>
        names[
          size === 1 ? c.view.getUint8(i) : size === 2 ? c.view.getUint16(i * 2, true) : c.view.getUint32(i * 4, true)
        ] ?? 'null';
      return { width: size, write: at, double: () => Number.NaN };
    }
    default:
      return null;
  }
}

const enumSize = (names: number): 1 | 2 | 4 => (names < 256 ? 1 : names < 65_536 ? 2 : 4);

/** Integers that fit a double whatever they hold. */
function number(
  width: number,
  at: (c: Cells, i: number) => number,
  wanted: ValueType,
  key: string,
  text: (n: number) => string = String,
): Fixed {
  const write = (): Writer => {
    switch (wanted) {
      case 'boolean':
        return (c, i) => booleanJson(at(c, i), key);
      case 'text':
      case 'decimal':
        return (c, i) => `"${text(at(c, i))}"`;
      default:
        return (c, i) => text(at(c, i));
    }
  };
  return { width, write: write(), double: at };
}

function booleanJson(n: number, key: string): string {
  if (n === 1) return 'true';
  if (n === 0) return 'false';
  throw misfit(key, String(n), 'true or false');
}

type Wide = number | bigint;

function int64(c: Cells, i: number): Wide {
  const low = c.view.getUint32(i * 8, true);
  const high = c.view.getInt32(i * 8 + 4, true);
  // 21 bits above 32 are safe in a double, and nearly every integer is that small
  return high >= -0x20_0000 && high < 0x20_0000 ? high * 4_294_967_296 + low : c.view.getBigInt64(i * 8, true);
}

function int128(c: Cells, i: number): Wide {
  const low = c.view.getUint32(i * 16, true);
  const middle = c.view.getInt32(i * 16 + 4, true);
  const high = c.view.getBigInt64(i * 16 + 8, true);
  const small =
    (high === 0n && middle >= 0 && middle < 0x20_0000) || (high === -1n && middle < 0 && middle >= -0x20_0000);
  return small ? middle * 4_294_967_296 + low : (high << 64n) | c.view.getBigUint64(i * 16, true);
}

function big(width: number, at: (c: Cells, i: number) => Wide, wanted: ValueType): Fixed {
  const json = (value: Wide): string =>
    typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : integerJson(BigInt(value));
  const write = (): Writer => {
    switch (wanted) {
      case 'text':
      case 'decimal':
        return (c, i) => `"${at(c, i)}"`;
      case 'boolean':
        return (c, i) => (at(c, i) === 0 ? 'false' : 'true');
      case 'double':
        return (c, i) => doubleJson(Number(at(c, i)));
      default:
        return (c, i) => json(at(c, i));
    }
  };
  return { width, write: write(), double: (c, i) => Number(at(c, i)) };
}

/** A 32-bit float as the shortest double that reads the same: 0.1, not 0.10000000149011612. */
function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function double(width: number, at: (c: Cells, i: number) => number, wanted: ValueType, key: string): Fixed {
  const write = (): Writer => {
    switch (wanted) {
      case 'integer':
        return (c, i) => {
          const value = at(c, i);
          if (Number.isSafeInteger(value)) return String(value + 0);
          throw misfit(key, String(value), 'a whole number below 2^53');
        };
      case 'decimal':
      case 'text':
        return (c, i) => `"${plainDigits(at(c, i))}"`;
      default:
        return (c, i) => doubleJson(at(c, i));
    }
  };
  return { width, write: write(), double: at };
}

function decimal(native: DuckDBType & { typeId: DuckDBTypeId.DECIMAL }, wanted: ValueType, key: string): Fixed {
  const { width: digits, scale } = native;
  const [width, at]: [number, (c: Cells, i: number) => Wide] =
    digits <= 4
      ? [2, (c, i) => c.view.getInt16(i * 2, true)]
      : digits <= 9
        ? [4, (c, i) => c.view.getInt32(i * 4, true)]
        : digits <= 18
          ? [8, int64]
          : [16, int128];
  const toDouble = (c: Cells, i: number): number => Number(decimalText(at(c, i), scale));
  const write = (): Writer => {
    switch (wanted) {
      case 'double':
        return (c, i) => doubleJson(toDouble(c, i));
      case 'integer':
        return (c, i) => {
          const whole = /^(-?\d+)(?:\.0*)?$/.exec(decimalText(at(c, i), scale))?.[1];
          if (whole === undefined) throw misfit(key, decimalText(at(c, i), scale), 'a whole number');
          return integerJson(BigInt(whole));
        };
      default:
        return (c, i) => `"${decimalText(at(c, i), scale)}"`;
    }
  };
  return { width, write: write(), double: toDouble };
}

const infiniteDay = 2_147_483_647;

function date(wanted: ValueType): Fixed {
  const tail = wanted === 'timestamp' ? 'T00:00:00' : wanted === 'instant' ? 'T00:00:00Z' : '';
  const write: Writer = (c, i) => {
    const day = c.view.getInt32(i * 4, true);
    if (Math.abs(day) >= infiniteDay) return day > 0 ? '"infinity"' : '"-infinity"';
    return `"${dateText(day)}${tail}"`;
  };
  return { width: 4, write, double: (c, i) => c.view.getInt32(i * 4, true) };
}

function moment(times: number, over: number, wanted: ValueType): Fixed {
  const tail = wanted === 'instant' ? 'Z' : '';
  const write: Writer = (c, i) => {
    const stored = int64(c, i);
    if (typeof stored === 'bigint' && (stored >= 9_223_372_036_854_775_807n || stored <= -9_223_372_036_854_775_807n)) {
      return stored > 0n ? '"infinity"' : '"-infinity"';
    }
    const micros = times === 1 && over === 1 ? Number(stored) : Number((BigInt(stored) * BigInt(times)) / BigInt(over));
    const text = momentText(micros);
    return wanted === 'date' ? `"${text.slice(0, text.indexOf('T'))}"` : `"${text}${tail}"`;
  };
  return { width: 8, write, double: (c, i) => Number(int64(c, i)) };
}

function bytesAt(c: Cells, i: number): Buffer {
  const at = i * 16;
  const length = c.view.getUint32(at, true);
  // up to 12 bytes stand in the vector itself, longer ones behind a pointer
  if (length <= 12) return Buffer.from(c.bytes.buffer, c.bytes.byteOffset + at + 4, length);
  const far = duckdb.get_data_from_pointer(arrayBufferOf(c.bytes), c.bytes.byteOffset + at + 8, length);
  return Buffer.from(far.buffer, far.byteOffset, far.byteLength);
}

const plainLetters = /^[\u0020\u0021\u0023-\u005b\u005d-\u007e]*$/;
const remembered = 4096;

/**
 * Writes strings. Short ones stand in the vector and mostly repeat: their JSON is looked up by their bytes. Behind equal pointers of one
 * chunk lies one string, as with a dictionary; in another chunk it may be another.
 */
function stringWriter(): Writer {
  const short = new Map<string, string>();
  const long = new Map<string, string>();
  let chunk: Cells | null = null;
  let raw = '';
  return (c, i) => {
    if (chunk !== c) {
      chunk = c;
      raw = Buffer.from(c.bytes.buffer, c.bytes.byteOffset, c.bytes.byteLength).toString('latin1');
      long.clear();
    }
    const length = c.view.getUint32(i * 16, true);
    const known = length <= 12 ? short : long;
    const key = length <= 12 ? raw.substring(i * 16 + 4, i * 16 + 4 + length) : raw.substring(i * 16, i * 16 + 16);
    let json = known.get(key);
    if (json === undefined) {
      json = length <= 12 && plainLetters.test(key) ? `"${key}"` : JSON.stringify(bytesAt(c, i).toString('utf8'));
      if (known.size >= remembered) known.clear();
      known.set(key, json);
    }
    return json;
  };
}

// the driver's vectors are never shared memory
const arrayBufferOf = (bytes: Uint8Array): ArrayBuffer => bytes.buffer as ArrayBuffer;

/** Types that are rare in results: through the driver's own values, as text. */
function appendOdd(chunk: DuckDBDataChunk, column: number, rows: number, to: ColumnText, native: DuckDBType): void {
  const nested = new Set([
    DuckDBTypeId.LIST,
    DuckDBTypeId.STRUCT,
    DuckDBTypeId.MAP,
    DuckDBTypeId.ARRAY,
    DuckDBTypeId.UNION,
    DuckDBTypeId.VARIANT,
  ]);
  const cells = nested.has(native.typeId)
    ? chunk
        .convertColumnValues(column, JsonDuckDBValueConverter)
        .map((value) => (value === null ? null : JSON.stringify(value)))
    : chunk.getColumnValues(column).map((value) => (value === null ? null : String(value)));
  for (const cell of cells.slice(0, rows)) {
    to.text += cell === null ? ',null' : `,${JSON.stringify(cell)}`;
    to.doubles?.push(cell === null ? missingDouble : Number(cell));
  }
}

function misfit(key: string, found: string, expected: string): SourceError {
  return new SourceError('query.failed', `The column ${key} holds ${found}, where ${expected} was expected.`, {
    hint: 'The number may be too large for the source to add up exactly, or the column’s type in the model does not fit its data.',
  });
}
