import { compareCells, sumCells } from '@lumiere/values';
import type { Cell } from '@lumiere/values';
import type { Drawing, Drawn } from './drawing.ts';

/** One line, set of bars or layer: its cells stand at the positions of `Pivot.x`, null where there is no row. */
export interface Track {
  readonly name: string;
  readonly of: Drawn;
  readonly cells: readonly Cell[];
}

/** A result turned into positions and series. */
export interface Pivot {
  readonly x: readonly Cell[];
  readonly tracks: readonly Track[];
  /** Series that exist, drawn or not. */
  readonly seriesCount: number;
  /** True where the last track adds up those that are not drawn. */
  readonly other: boolean;
}

const maxSeries = 8;

/**
 * One track per measure, or per value of the series column. Beyond eight the largest are kept and the rest is added up as "Other",
 * which only additive measures allow; others leave the rest out. The order of positions is the caller's choice.
 */
export function pivot(drawing: Drawing, order: Order): Pivot {
  const { x, y, series } = drawing;
  const measure = y[0];
  if (x === null || measure === undefined) return { x: [], tracks: [], seriesCount: 0, other: false };
  if (series !== null) return split(drawing, x, measure, series, order);
  const rows = rowsBy(x, order);
  const tracks = y.map((of) => ({ name: of.column.label, of, cells: rows.map((row) => of.vector.cell(row)) }));
  return { x: rows.map((row) => x.vector.cell(row)), tracks, seriesCount: tracks.length, other: false };
}

/** As the rows come; forward, a missing value last; or along a line on which a missing value has no place. */
export type Order = 'rows' | 'forward' | 'line';

function rowsBy(x: Drawn, order: Order): readonly number[] {
  const at = x.vector.numbers();
  const all = Array.from(at.keys());
  if (order === 'rows') return all;
  const present = all.filter((row) => !Number.isNaN(at[row])).toSorted((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  return order === 'line' ? present : [...present, ...all.filter((row) => Number.isNaN(at[row]))];
}

function split(drawing: Drawing, x: Drawn, measure: Drawn, series: Drawn, order: Order): Pivot {
  const rows = rowsBy(x, order);
  const positions = new Map<Cell, number>();
  const groups = new Map<Cell, (Cell | undefined)[]>();
  for (const row of rows) {
    const at = x.vector.cell(row);
    const position = positions.get(at) ?? positions.size;
    positions.set(at, position);
    const name = series.vector.cell(row);
    const cells = groups.get(name) ?? [];
    groups.set(name, cells);
    const before = cells[position];
    const cell = measure.vector.cell(row);
    // Several rows for one place come from a dimension that is not drawn: only an additive measure has a value there.
    cells[position] = before === undefined ? cell : measure.column.additive ? sumCells([before, cell]) : null;
  }
  const length = positions.size;
  const all = [...groups].map(([name, cells]) => ({
    name: series.exact(name),
    of: measure,
    cells: Array.from({ length }, (_, i) => cells[i] ?? null),
  }));
  const { tracks, other } = largest(all, measure, drawing);
  return { x: [...positions.keys()], tracks, seriesCount: all.length, other };
}

function largest(
  all: readonly Track[],
  measure: Drawn,
  { theme }: Drawing,
): { tracks: readonly Track[]; other: boolean } {
  if (all.length <= maxSeries) return { tracks: all, other: false };
  const ranked = all
    .map((track) => ({ track, total: sumCells(track.cells) }))
    .toSorted((a, b) => compareCells(b.total ?? 0, a.total ?? 0))
    .map(({ track }) => track);
  if (!measure.column.additive) return { tracks: ranked.slice(0, maxSeries), other: false };
  const kept = ranked.slice(0, maxSeries - 1);
  const rest = ranked.slice(maxSeries - 1);
  const cells = (all[0]?.cells ?? []).map((_, i) => sumCells(rest.map((track) => track.cells[i] ?? null)));
  return { tracks: [...kept, { name: theme.labels.other, of: measure, cells }], other: true };
}
