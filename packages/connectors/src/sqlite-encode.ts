import type { ValueType } from '@lumiere/values';
import { doubleJson, integerJson, plainDigits } from './cells.ts';
import { SourceError } from './source-error.ts';

const isoDate = /^[+-]?\d{4,6}-\d{2}-\d{2}$/;
const isoMoment = /^([+-]?\d{4,6}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?)?Z?$/;

/**
 * How a cell of a column of `type` is written. SQLite's columns hold anything, so every cell is checked: one that does not fit fails
 * the query in words instead of turning into something else.
 */
export function cellWriter(type: ValueType, key: string): (cell: unknown) => string {
  switch (type) {
    case 'integer':
      return (cell) => {
        if (typeof cell === 'bigint') return integerJson(cell);
        if (typeof cell === 'number' && Number.isSafeInteger(cell)) return String(cell + 0);
        throw misfit(key, cell, 'a whole number', typeof cell === 'number' ? tooBig : null);
      };
    case 'double':
      return (cell) => {
        if (typeof cell === 'number') return doubleJson(cell);
        if (typeof cell === 'bigint') return doubleJson(Number(cell));
        throw misfit(key, cell, 'a number', null);
      };
    case 'decimal':
      return (cell) => {
        if (typeof cell === 'number') return `"${plainDigits(cell)}"`;
        if (typeof cell === 'bigint') return `"${cell}"`;
        throw misfit(key, cell, 'a number', null);
      };
    case 'boolean':
      return (cell) => {
        const number = Number(cell);
        if (number === 1) return 'true';
        if (number === 0 && typeof cell !== 'string') return 'false';
        throw misfit(key, cell, 'true or false', null);
      };
    case 'date':
      return (cell) => {
        if (typeof cell === 'string' && isoDate.test(cell)) return `"${cell}"`;
        throw misfit(key, cell, 'a date such as 2024-01-31', null);
      };
    case 'timestamp':
    case 'instant':
      return (cell) => {
        const moment = typeof cell === 'string' ? momentJson(cell, type === 'instant') : null;
        if (moment === null) throw misfit(key, cell, 'a date and time such as 2024-01-31 12:00:00', null);
        return moment;
      };
    case 'text':
    case 'time':
    case 'json':
      return (cell) => JSON.stringify(textOf(cell));
    case 'binary':
      return (cell) =>
        cell instanceof Uint8Array ? `"${Buffer.from(cell).toString('hex')}"` : JSON.stringify(textOf(cell));
  }
}

function momentJson(text: string, instant: boolean): string | null {
  const match = isoMoment.exec(text);
  if (match === null) return null;
  const fraction = (match[4] ?? '').replace(/0+$/, '');
  const digits =
    fraction === '' ? '' : `.${fraction.length <= 3 ? fraction.padEnd(3, '0') : fraction.padEnd(6, '0').slice(0, 6)}`;
  return `"${match[1]}T${match[2] ?? '00:00'}:${match[3] ?? '00'}${digits}${instant ? 'Z' : ''}"`;
}

/** As SQLite itself would cast it: integers come as big integers here, so that 1.0 can be told from 1. */
function textOf(cell: unknown): string {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex');
  if (typeof cell === 'number' && Number.isInteger(cell) && Math.abs(cell) < 1e15) return cell.toFixed(1);
  return String(cell);
}

const tooBig = 'The sum may be larger than SQLite can add up exactly (2^63).';

function misfit(key: string, cell: unknown, expected: string, hint: string | null): SourceError {
  const found =
    cell instanceof Uint8Array ? 'binary data' : typeof cell === 'string' ? `'${cell.slice(0, 60)}'` : String(cell);
  return new SourceError('query.failed', `The column ${key} holds ${found}, where ${expected} was expected.`, {
    hint: hint ?? 'Refresh the catalog of the connection: the data may have changed since its types were read.',
  });
}
