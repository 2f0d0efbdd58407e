import type { ValueType } from '@lumiere/values';
import { doubleJson, integerJson, plainDigits } from './cells.ts';
import { misfit, type CellWriter } from './result-sink.ts';

/** A cell as the driver gives it, told to keep decimals, big integers, dates and JSON as text. */
export type MysqlCell = string | number | Uint8Array | object;

const float = 4;
const bit = 16;

/** How a cell of MySQL's column type `type` is written as the wire form of `wanted`. */
export function cellWriter(type: number, wanted: ValueType, key: string): CellWriter<MysqlCell> {
  const single = type === float;
  return {
    json: jsonOf(type, wanted, key),
    double: (cell) => (single ? shortFloat(Number(cell)) : Number(cell)),
  };
}

function jsonOf(type: number, wanted: ValueType, key: string): (cell: MysqlCell) => string {
  switch (wanted) {
    case 'integer':
      return (cell) => integer(type === bit ? bits(cell) : cell, key);
    case 'double':
      return (cell) => {
        const number = type === float ? shortFloat(Number(cell)) : Number(textOf(cell));
        if (Number.isNaN(number)) throw misfit(key, textOf(cell), 'a number');
        return doubleJson(number);
      };
    case 'decimal':
      return (cell) => {
        const text = typeof cell === 'number' ? plainDigits(type === float ? shortFloat(cell) : cell) : textOf(cell);
        if (!/^-?\d+(\.\d+)?$/.test(text)) throw misfit(key, text, 'a number');
        return `"${text}"`;
      };
    case 'boolean':
      return (cell) => {
        const number = Number(type === bit ? bits(cell) : cell);
        if (number === 1) return 'true';
        if (number === 0) return 'false';
        throw misfit(key, textOf(cell), 'true or false');
      };
    case 'date':
      return (cell) => `"${moment(cell, key).slice(0, 10)}"`;
    case 'timestamp':
      return (cell) => `"${moment(cell, key)}"`;
    case 'instant':
      return (cell) => `"${moment(cell, key)}Z"`;
    case 'binary':
      return (cell) => `"${Buffer.from(cell instanceof Uint8Array ? cell : textOf(cell)).toString('hex')}"`;
    case 'json':
      // what is no text is a shape, which the driver takes apart
      return (cell) =>
        JSON.stringify(typeof cell === 'object' && !(cell instanceof Uint8Array) ? JSON.stringify(cell) : textOf(cell));
    case 'text':
    case 'time':
      return (cell) =>
        JSON.stringify(type === float && typeof cell === 'number' ? String(shortFloat(cell)) : textOf(cell));
  }
}

function integer(cell: MysqlCell | bigint, key: string): string {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return String(cell + 0);
  if (typeof cell === 'bigint') return integerJson(cell);
  const text = textOf(cell);
  const whole = /^(-?\d+)(?:\.0*)?$/.exec(text)?.[1];
  if (whole === undefined) throw misfit(key, text, 'a whole number');
  return integerJson(BigInt(whole));
}

const bits = (cell: MysqlCell): MysqlCell | bigint =>
  cell instanceof Uint8Array ? BigInt(`0x${Buffer.from(cell).toString('hex') || '0'}`) : cell;

function textOf(cell: MysqlCell | bigint): string {
  if (typeof cell === 'string') return cell;
  if (cell instanceof Uint8Array) {
    const text = Buffer.from(cell).toString('utf8');
    // a text of the binary collation comes as bytes; what is no text at all is shown as they are
    return text.includes('\ufffd') ? Buffer.from(cell).toString('hex') : text;
  }
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

const isoMoment = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?$/;

/** `2024-01-31T12:00:00[.ffffff]`. MySQL's zero dates are no dates, and are never passed off as one or as missing. */
function moment(cell: MysqlCell, key: string): string {
  const text = textOf(cell);
  const match = isoMoment.exec(text);
  if (match === null) throw misfit(key, text, 'a date');
  const [, date = '', clock = '00:00:00', digits = ''] = match;
  if (/^0000|-00/.test(date)) throw misfit(key, `${date}, which is on no calendar`, 'a date');
  const fraction = digits.replace(/0+$/, '');
  const tail = fraction === '' ? '' : `.${fraction.length <= 3 ? fraction.padEnd(3, '0') : fraction.padEnd(6, '0')}`;
  return `${date}T${clock}${tail}`;
}

/** A 32-bit float as the shortest double that reads the same: 0.1, not 0.10000000149011612. */
function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
