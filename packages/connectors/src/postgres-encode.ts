import type { ValueType } from '@lumiere/values';
import { doubleJson, integerJson, plainDigits } from './cells.ts';
import { arrayJson, type ElementKind } from './postgres-arrays.ts';
import { misfit, type CellWriter } from './result-sink.ts';

const oid = { bool: 16, bytea: 17, json: 114, float4: 700, float8: 701, numeric: 1700, jsonb: 3802 } as const;

/** The types of arrays whose elements are no text in JSON, by their number in PostgreSQL's own catalog. */
const arrays: ReadonlyMap<number, ElementKind> = new Map([
  [1000, 'boolean'],
  [1005, 'number'],
  [1007, 'number'],
  [1016, 'number'],
  [1021, 'number'],
  [1022, 'number'],
  [1028, 'number'],
  [1231, 'text'],
  [199, 'json'],
  [3807, 'json'],
]);

/** How a cell of PostgreSQL's type `type`, which comes as text, is written as the wire form of `wanted`. */
export function cellWriter(type: number, wanted: ValueType, key: string): CellWriter<string> {
  return { json: jsonOf(type, wanted, key), double: Number };
}

function jsonOf(type: number, wanted: ValueType, key: string): (text: string) => string {
  switch (wanted) {
    case 'integer':
      return (text) => integer(text, key);
    case 'double':
      return (text) => {
        const number = Number(text);
        if (Number.isNaN(number) && text !== 'NaN') throw misfit(key, text, 'a number');
        return doubleJson(number);
      };
    case 'decimal':
      if (type === oid.float4 || type === oid.float8) return (text) => `"${plainDigits(Number(text))}"`;
      return (text) => {
        if (!/^-?(\d+(\.\d+)?|NaN|Infinity)$/.test(text)) throw misfit(key, text, 'a number');
        return `"${text}"`;
      };
    case 'boolean':
      return (text) => {
        if (text === 't' || text === '1') return 'true';
        if (text === 'f' || text === '0') return 'false';
        throw misfit(key, text, 'true or false');
      };
    case 'date':
      return (text) => moment(text, key, '').replace(/T[^"]*/, '');
    case 'timestamp':
      return (text) => moment(text, key, '');
    case 'instant':
      return (text) => moment(text, key, 'Z');
    case 'binary':
      return (text) => (text.startsWith('\\x') ? `"${text.slice(2)}"` : JSON.stringify(text));
    case 'json':
      return type === oid.json || type === oid.jsonb ? JSON.stringify : (text) => JSON.stringify(asJson(type, text));
    case 'text':
    case 'time':
      if (type === oid.bool) return (text) => (text === 't' ? '"true"' : '"false"');
      if (type === oid.bytea) return (text) => `"${text.slice(2)}"`;
      return JSON.stringify;
  }
}

function integer(text: string, key: string): string {
  // short digits are JSON as they stand
  if (text.length < 16 && /^-?\d+$/.test(text)) return text;
  const whole = /^(-?\d+)(?:\.0*)?$/.exec(text)?.[1];
  if (whole !== undefined) return integerJson(BigInt(whole));
  const number = Number(text);
  if (Number.isSafeInteger(number)) return String(number + 0);
  if (text === 't' || text === 'f') return text === 't' ? '1' : '0';
  throw misfit(key, text, 'a whole number');
}

const isoMoment = /^(\d{4,6})-(\d\d)-(\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00)?)?( BC)?$/;

/** `"2024-01-31T12:00:00[.ffffff]"` of a date or moment as PostgreSQL writes it in a session in UTC. */
function moment(text: string, key: string, tail: string): string {
  const match = isoMoment.exec(text);
  if (match === null) {
    if (text === 'infinity' || text === '-infinity') return `"${text}"`;
    throw misfit(key, text, 'a date');
  }
  const [, year = '', month, day, clock = '00:00:00', fraction = '', bc] = match;
  const digits = fraction === '' ? '' : `.${fraction.length <= 3 ? fraction.padEnd(3, '0') : fraction.padEnd(6, '0')}`;
  return `"${isoYear(year, bc !== undefined)}-${month}-${day}T${clock}${digits}${tail}"`;
}

/** Beyond 9999 and before the year 1, six digits and a sign, as ISO says; the year 1 BC is 0. */
function isoYear(year: string, bc: boolean): string {
  if (bc) {
    const before = Number(year) - 1;
    return before === 0 ? '0000' : `-${String(before).padStart(6, '0')}`;
  }
  return year.length === 4 ? year : `+${year.padStart(6, '0')}`;
}

/** Arrays as JSON; anything else that is promised as JSON is a text in it. */
const asJson = (type: number, text: string): string =>
  arrayJson(text, arrays.get(type) ?? 'text') ?? JSON.stringify(text);
