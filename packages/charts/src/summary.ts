import { compareCells } from '@lumiere/values';
import type { ChartKind, ChartSpec, Result } from '@lumiere/contract';
import { drawingOf } from './drawing.ts';
import type { Drawn } from './drawing.ts';
import type { ChartTheme } from './theme.ts';
import { inline, listed } from './words.ts';

const names: Readonly<Record<ChartKind, string>> = {
  kpi: 'Single number',
  table: 'Table',
  line: 'Line chart',
  area: 'Area chart',
  bar: 'Bar chart',
  'horizontal-bar': 'Bar chart',
  'grouped-bar': 'Grouped bar chart',
  'stacked-bar': 'Stacked bar chart',
  combo: 'Bars and line',
  pie: 'Pie chart',
  donut: 'Donut chart',
  scatter: 'Scatter plot',
  heatmap: 'Heat map',
  histogram: 'Histogram',
  treemap: 'Tree map',
};

/** What a chart shows, for people who do not see it: kind, columns, extent, smallest and largest value. Every number is a cell of the result. */
export function chartSummary(spec: ChartSpec, result: Result, theme: ChartTheme): string {
  const drawing = drawingOf(spec, result, theme);
  const name = names[spec.kind];
  if (drawing === null || result.rowCount === 0) return `${name} without data.`;
  const { x, y, series } = drawing;
  const measured =
    y.length === 0
      ? (x?.column.label ?? '')
      : listed(y.map((of, i) => (i === 0 ? of.column.label : inline(of.column.label))));
  const by = y.length === 0 ? [] : [x, series].filter((of) => of !== null).map((of) => inline(of.column.label));
  const columns = spec.kind === 'table' ? listed(result.columns.map((column) => column.label)) : measured;
  const about = `${name} of ${columns}${by.length === 0 ? '' : spec.kind === 'scatter' ? ` against ${listed(by)}` : ` by ${listed(by)}`}`;
  const rows = new Intl.NumberFormat(theme.locale).format(result.rowCount);
  const counted = spec.kind === 'kpi' ? '' : `, ${rows} ${result.rowCount === 1 ? 'value' : 'values'}`;
  const ends = x !== null && y.length > 0 && x.column.grain !== null ? span(x) : '';
  const cut = result.truncated ? ' The result is cut off, so more exist.' : '';
  return `${about}${counted}${ends}.${extremes(y[0], x, series)}${cut}`;
}

function span(x: Drawn): string {
  const rows = present(x).toSorted((a, b) => (x.vector.number(a) || 0) - (x.vector.number(b) || 0));
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined || first === last) return '';
  return `, from ${x.exact(x.vector.cell(first))} to ${x.exact(x.vector.cell(last))}`;
}

function extremes(measure: Drawn | undefined, x: Drawn | null, series: Drawn | null): string {
  if (measure === undefined) return '';
  const rows = present(measure);
  const [start] = rows;
  if (start === undefined) return ' No values.';
  const pick = (better: (order: number) => boolean): number =>
    rows.reduce(
      (best, row) => (better(compareCells(measure.vector.cell(row), measure.vector.cell(best))) ? row : best),
      start,
    );
  const value = (row: number): string => measure.exact(measure.vector.cell(row));
  const place = (row: number): string => {
    const at = [x, series].filter((of) => of !== null).map((of) => of.exact(of.vector.cell(row)));
    return at.length === 0 ? '' : ` (${at.join(', ')})`;
  };
  if (rows.length === 1) return ` ${value(start)}${place(start)}.`;
  const high = pick((order) => order > 0);
  const low = pick((order) => order < 0);
  return ` Highest ${value(high)}${place(high)}, lowest ${value(low)}${place(low)}.`;
}

function present(of: Drawn): readonly number[] {
  return Array.from({ length: of.vector.length }, (_, row) => row).filter((row) => of.vector.cell(row) !== null);
}
