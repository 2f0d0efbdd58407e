/** A table of plain cells, as a database or an answer gives it: `rows[r][c]`. */
export interface Grid {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly GridCell[])[];
}

export type GridCell = string | number | bigint | boolean | null;

/**
 * The form in which cells are compared: numbers to 4 decimals (after float noise in the 13th digit is dropped), flags as 0 and 1,
 * text exact, and a moment written with `T` as one written with a space.
 */
export function canonical(cell: GridCell): string {
  if (cell === null) return '∅';
  if (typeof cell === 'boolean') return cell ? 'n1.0000' : 'n0.0000';
  if (typeof cell === 'bigint') return `n${cell}.0000`;
  if (typeof cell === 'string') return `t${cell.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/, '$1 $2')}`;
  if (!Number.isFinite(cell)) return `n${cell}`;
  if (Number.isInteger(cell)) return `n${BigInt(cell)}.0000`;
  const rounded = Number(cell.toPrecision(12)).toFixed(4);
  return `n${rounded === '-0.0000' ? '0.0000' : rounded}`;
}

/** The canonical cells column by column. */
export function canonicalColumns(grid: Grid): readonly (readonly string[])[] {
  return grid.columns.map((_, c) => grid.rows.map((row) => canonical(row[c] ?? null)));
}
