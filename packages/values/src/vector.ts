import type { ValueType } from './value-type.ts';

/**
 * One value on the wire. Integers beyond ±(2^53 − 1) and all decimals are strings, so that nothing is rounded on the way;
 * dates are `2024-01-31`, naive timestamps `2024-01-31T12:00:00[.ffffff]`, instants the same with `Z`, times `12:00:00`,
 * binary is lower-case hex, non-finite doubles are `NaN`, `Infinity`, `-Infinity`.
 */
export type Cell = string | number | boolean | null;

/** A column of values of one type. `cells[i]` is null where row i has no value; `numbers` is filled on first use. */
export interface Vector {
  readonly type: ValueType;
  readonly length: number;
  /** True where any cell is null. */
  readonly hasNull: boolean;
  /** The wire form of row i, exact. */
  cell(i: number): Cell;
  /** Row i as a double for drawing and statistics (NaN where null or not a number); dates are days, instants milliseconds. */
  number(i: number): number;
  /** All rows as doubles, computed once. */
  numbers(): Float64Array;
}

const msPerDay = 86_400_000;

/** Wraps the wire cells of a column of `type`; the array is kept, not copied, and must not change afterwards. */
export function vector(type: ValueType, cells: readonly Cell[]): Vector {
  let doubles: Float64Array | null = null;
  const hasNull = cells.includes(null);
  const number = (i: number): number => toNumber(type, cells[i] ?? null);
  return {
    type,
    length: cells.length,
    hasNull,
    cell: (i) => cells[i] ?? null,
    number,
    numbers: () => (doubles ??= Float64Array.from(cells, (cell) => toNumber(type, cell))),
  };
}

function toNumber(type: ValueType, cell: Cell): number {
  if (cell === null) return Number.NaN;
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'double':
      return Number(cell);
    case 'date':
      return Date.parse(`${cell}T00:00:00Z`) / msPerDay;
    case 'timestamp':
      return Date.parse(`${cell}Z`);
    case 'instant':
      return Date.parse(cell);
    default:
      return Number.NaN;
  }
}
