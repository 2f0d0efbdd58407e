import type { Column, Result } from '@lumiere/contract';
import type { Cell } from '@lumiere/values';

const sampled = 200;

/** Widths in characters from the first rows, so that columns keep still while rows scroll through. */
export function columnWidths(result: Result, show: (cell: Cell, column: Column) => string): readonly number[] {
  return result.columns.map((column, index) => {
    const cells = (result.data[index] ?? []).slice(0, sampled);
    const longest = cells.reduce<number>((most, cell) => Math.max(most, show(cell, column).length), 0);
    // room for the padding and the arrow of the heading
    return Math.min(Math.max(longest, column.label.length + 3, 6) + 5, 44);
  });
}
