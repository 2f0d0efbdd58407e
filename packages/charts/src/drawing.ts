import { formatCell, vector } from '@lumiere/values';
import type { Cell, Vector } from '@lumiere/values';
import type { ChartSpec, Column, Result } from '@lumiere/contract';
import type { ChartTheme } from './theme.ts';

/** A column with the ways to show it. */
export interface Drawn {
  readonly column: Column;
  readonly vector: Vector;
  /** A cell with every digit, for tooltips; a missing one in words. */
  readonly exact: (cell: Cell) => string;
  /** A number or name made short, for axes and labels. */
  readonly short: (cell: Cell) => string;
}

/** All that a kind draws from. */
export interface Drawing {
  readonly spec: ChartSpec;
  readonly result: Result;
  readonly theme: ChartTheme;
  readonly x: Drawn | null;
  readonly y: readonly Drawn[];
  readonly series: Drawn | null;
}

/** Looks up the columns of a spec; null where the result has no such column. */
export function drawingOf(spec: ChartSpec, result: Result, theme: ChartTheme): Drawing | null {
  const found = new Map(result.columns.map((column, i) => [column.key, drawn(column, result.data[i] ?? [], theme)]));
  const y = spec.y.map((key) => found.get(key)).filter((column) => column !== undefined);
  const x = spec.x === null ? null : found.get(spec.x);
  const series = spec.series === null ? null : found.get(spec.series);
  if (x === undefined || series === undefined || y.length < spec.y.length) return null;
  return { spec, result, theme, x, y, series };
}

function drawn(column: Column, cells: readonly Cell[], theme: ChartTheme): Drawn {
  const { locale, zone, labels } = theme;
  const options = { locale, zone, labels: { true: labels.yes, false: labels.no } };
  const missing = column.role === 'measure' ? labels.noData : labels.empty;
  return {
    column,
    vector: vector(column.type, cells),
    exact: (cell) => named(formatCell(cell, column, options), missing),
    short: (cell) => named(formatCell(cell, column, { ...options, compact: true }), missing),
  };
}

/** A text of nothing but spaces would be a bar without a name. */
const named = (text: string | null, missing: string): string => (text === null || text.trim() === '' ? missing : text);
