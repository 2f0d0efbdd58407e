export interface Row {
  readonly name: string;
  readonly rows: number;
  /** Medians in milliseconds. */
  readonly ours: number;
  readonly raw: number;
  readonly cached: number;
  /** Where the two answers differ; null where every cell is equal. A row with a difference is void. */
  readonly difference: string | null;
}

export interface Bars {
  readonly geometricMean: number;
  readonly each: number;
  readonly orMilliseconds: number;
  readonly cachedMilliseconds: number;
}

/** What the foundation asks for at 1,000,000 rows. */
export const bars: Bars = { geometricMean: 1.3, each: 1.5, orMilliseconds: 8, cachedMilliseconds: 3 };

export const ratio = (row: Row): number => row.ours / row.raw;

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function geometricMean(numbers: readonly number[]): number {
  return Math.exp(numbers.reduce((sum, each) => sum + Math.log(each), 0) / numbers.length);
}

/** Every bar that is missed, one sentence each. */
export function missed(rows: readonly Row[], bar: Bars): readonly string[] {
  const mean = geometricMean(rows.map(ratio));
  return [
    ...rows.flatMap((row) => (row.difference === null ? [] : [`${row.name} is void: ${row.difference}`])),
    ...(mean <= bar.geometricMean
      ? []
      : [`the geometric mean is ${mean.toFixed(2)}×; the bar is ${bar.geometricMean}×`]),
    ...rows
      .filter((row) => ratio(row) > bar.each && row.ours - row.raw > bar.orMilliseconds)
      .map(
        (row) =>
          `${row.name} takes ${ratio(row).toFixed(2)}× and ${(row.ours - row.raw).toFixed(1)} ms more; the bar is ${bar.each}× or ${bar.orMilliseconds} ms`,
      ),
    ...rows
      .filter((row) => row.cached > bar.cachedMilliseconds)
      .map(
        (row) =>
          `${row.name} takes ${row.cached.toFixed(1)} ms from the cache; the bar is ${bar.cachedMilliseconds} ms`,
      ),
  ];
}

/** The first cell in which two tables differ, in words; null where all are equal, whatever the type that carries a number. */
export function firstDifference(
  ours: readonly (readonly unknown[])[],
  raw: readonly (readonly unknown[])[],
): string | null {
  if (ours.length !== raw.length) return `${ours.length} rows against ${raw.length}`;
  for (const [r, row] of raw.entries()) {
    const other = ours[r] ?? [];
    if (other.length !== row.length) return `${other.length} columns against ${row.length}`;
    const c = row.findIndex((cell, i) => !sameCell(cell, other[i]));
    if (c >= 0) return `row ${r + 1}, column ${c + 1}: ${String(other[c])} against ${String(row[c])}`;
  }
  return null;
}

/** Exact for whole numbers, decimals, text and dates; doubles within 1e-9 of each other. */
function sameCell(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number' && !(Number.isInteger(a) && Number.isInteger(b))) {
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  }
  return typeof a !== typeof b && decimal(a) !== null && decimal(a) === decimal(b);
}

/** The digits of a number or decimal text without zeros that mean nothing; null for anything else. */
function decimal(cell: unknown): string | null {
  if (typeof cell !== 'number' && typeof cell !== 'string') return null;
  const digits = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(String(cell));
  return digits ? `${digits[1]}${digits[2]}.${digits[3] ?? ''}` : null;
}
