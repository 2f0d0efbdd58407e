import type { Cell } from './vector.ts';

interface Exact {
  readonly digits: bigint;
  readonly scale: number;
}

/**
 * The sum of number cells, nulls skipped: exact text or integer where all are integers or decimals, a double as soon as one is a
 * fraction held as a double. Null where there is nothing to add, or a cell that is no number.
 */
export function sumCells(cells: readonly Cell[]): Cell {
  const present = cells.filter((cell) => cell !== null);
  if (present.length === 0) return null;
  if (present.every((cell) => typeof cell === 'number')) {
    const sum = present.reduce((total, cell) => total + cell, 0);
    if (!present.every(Number.isInteger)) return compensatedSum(present);
    if (Number.isSafeInteger(sum)) return sum;
  }
  return (
    sumOfShort(present) ??
    wire(present.map(exactOf), present, (scaled) => scaled.reduce((total, digits) => total + digits, 0n))
  );
}

/** The usual case without big integers: decimals of one scale whose digits doubles hold exactly, and so does every partial sum. */
function sumOfShort(cells: readonly Cell[]): Cell {
  const [first] = cells;
  if (typeof first !== 'string') return null;
  const scale = first.length - 1 - first.indexOf('.');
  if (scale === first.length || scale < 1) return null;
  let sum = 0;
  for (const cell of cells) {
    if (typeof cell !== 'string' || cell.length > 16 || cell.charCodeAt(cell.length - 1 - scale) !== point) return null;
    const digits = Number(cell.slice(0, -scale - 1) + cell.slice(-scale));
    sum += digits;
    if (!Number.isSafeInteger(digits) || !Number.isSafeInteger(sum)) return null;
  }
  return decimalText(BigInt(sum), scale);
}

const point = '.'.charCodeAt(0);

/** `left` minus `right`, exact as `sumCells` is; null where either has no number. */
export function subtractCells(left: Cell, right: Cell): Cell {
  if (left === null || right === null) return null;
  return wire(
    [exactOf(left), exactOf(right)],
    [left, right],
    ([a = 0n, b = 0n]) => a - b,
    (a, b) => a - b,
  );
}

/** Negative where `left` is the smaller number, positive where it is the larger; exact beyond doubles. Null stands last. */
export function compareCells(left: Cell, right: Cell): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  if (left === right) return 0;
  // Rounding to doubles keeps the order, so only where they are equal the digits are looked at.
  const rounded = Number(left) - Number(right);
  if (Number.isNaN(rounded)) return 0;
  if (rounded !== 0 || (typeof left === 'number' && typeof right === 'number')) return rounded;
  const difference = subtractCells(left, right);
  return difference === null ? 0 : Number(difference);
}

function wire(
  exact: readonly (Exact | null)[],
  cells: readonly Cell[],
  apply: (scaled: readonly bigint[]) => bigint,
  inexact: (a: number, b: number) => number = (a, b) => a + b,
): Cell {
  const known = exact.filter((value) => value !== null);
  if (known.length < exact.length) {
    const result = cells.map(Number).reduce(inexact);
    return Number.isNaN(result) ? null : result;
  }
  const scale = known.reduce((most, value) => Math.max(most, value.scale), 0);
  const total = apply(known.map((value) => value.digits * 10n ** BigInt(scale - value.scale)));
  const text = decimalText(total, scale);
  const asNumber = Number(text);
  return scale === 0 && Number.isSafeInteger(asNumber) ? asNumber : text;
}

/** Null for a fraction held as a double, which has no exact decimal form worth keeping, and for what is no number. */
function exactOf(cell: Cell): Exact | null {
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? { digits: BigInt(cell), scale: 0 } : null;
  if (typeof cell !== 'string' || !/^[+-]?\d+(\.\d+)?$/.test(cell)) return null;
  const point = cell.indexOf('.');
  if (point < 0) return { digits: BigInt(cell), scale: 0 };
  return { digits: BigInt(cell.slice(0, point) + cell.slice(point + 1)), scale: cell.length - point - 1 };
}

function decimalText(digits: bigint, scale: number): string {
  if (scale === 0) return digits.toString();
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** Neumaier's sum: the order of rows does not change what is shown. */
function compensatedSum(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
