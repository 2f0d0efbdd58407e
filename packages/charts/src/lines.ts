import type { EChartsOption } from 'echarts';
import type { Cell } from '@lumiere/values';
import { categoryAxis, farFromZero, isNumeric, labelStyle, plotted, valueAxis } from './axes.ts';
import { asOption, base, footnote, grid, legend, tooltipBox } from './base.ts';
import { fade } from './colour.ts';
import type { Drawing, Drawn } from './drawing.ts';
import { pivot } from './pivot.ts';
import type { Track } from './pivot.ts';
import { isOpen, millis, nextPeriod, timeLabels } from './time-axis.ts';
import { temporalTypes } from '@lumiere/values';
import { axisTooltip } from './axis-tooltip.ts';

/** From how many points on ECharts thins a line by largest-triangle-three-buckets. */
const manyPoints = 2000;

/** Lines or areas over time or over an ordered axis. A missing unit of time is a gap; the first and the last unit are dashed where they are not whole. */
export function lines(drawing: Drawing, fill: 'none' | 'area' | 'stacked'): EChartsOption | null {
  const { x, y, theme } = drawing;
  if (x === null || y[0] === undefined) return null;
  const timed = temporalTypes.has(x.column.type) && x.column.part === null;
  const { tracks, x: cells, seriesCount, other } = pivot(drawing, timed || isNumeric(x) ? 'line' : 'rows');
  const places = timed ? timePlaces(x, cells, drawing) : cells.map((_, i) => ({ at: i, from: i }));
  const values = tracks.map((track) =>
    places.map(({ from }) => (from === null ? null : plotted(track.cells[from] ?? null))),
  );
  const many = tracks.length > 1;
  const cut = (cell: Cell | undefined): boolean =>
    fill !== 'stacked' && timed && places.length > 1 && isOpen(x, cell ?? null, drawing);
  const [firstOpen, lastOpen] = [cut(cells[0]), cut(cells.at(-1))];
  const note = other ? null : cappedSeries(tracks, seriesCount, drawing);
  const series = tracks.flatMap((track, i) =>
    lineSeries(i, track, values[i] ?? [], { drawing, fill, many, open: firstOpen || lastOpen }),
  );
  const source: Record<string, (number | null)[]> = { x: places.map(({ at }) => at) };
  for (const [i, column] of values.entries()) {
    const end = column.length - 1;
    source[`y${i}`] = column.map((value, at) => ((firstOpen && at === 0) || (lastOpen && at === end) ? null : value));
    if (firstOpen || lastOpen)
      source[`open${i}`] = column.map((value, at) =>
        (firstOpen && at <= 1) || (lastOpen && at >= end - 1) ? value : null,
      );
  }
  const names = tracks.map((track) => track.name);
  return asOption({
    ...base(drawing, many && fill !== 'none'),
    title: footnote(theme, note),
    legend: legend(theme, names),
    grid: grid({ legend: many, note: note !== null }),
    dataset: { source },
    xAxis: timed ? timeAxis(x, places, drawing) : orderedAxis(x, cells, drawing),
    yAxis: valueAxis(y[0], theme, axisTitle(drawing), {
      scale: fill === 'none' && farFromZero(values.flat().filter((value) => value !== null)),
    }),
    tooltip: {
      ...tooltipBox(theme),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: theme.subtle, width: 1, type: [3, 3] } },
      formatter: axisTooltip(drawing, tracks, {
        cellIndex: (index) => places[index]?.from ?? null,
        heading: (from) => x.exact(cells[from] ?? null),
        note: (from) => (timed && isOpen(x, cells[from] ?? null, drawing) ? theme.labels.partial : null),
      }),
    },
    series,
  });
}

/** The measure over the axis: the one that is drawn, or the one that is split; several are named by the legend. */
export function axisTitle({ y }: Drawing): string | null {
  return y.length === 1 ? (y[0]?.column.label ?? null) : null;
}

function cappedSeries(tracks: readonly Track[], all: number, { theme }: Drawing): string | null {
  return tracks.length < all ? theme.labels.capped(String(tracks.length), String(all)) : null;
}

interface Place {
  readonly at: number;
  /** Position in the pivot; null in a gap. */
  readonly from: number | null;
}

/** One place per point, and one without value after each point whose next unit is missing. */
function timePlaces(x: Drawn, cells: readonly Cell[], { theme }: Drawing): readonly Place[] {
  const at = cells.map((cell) => millis(x, cell, theme.zone));
  return at.flatMap((ms, i): Place[] => {
    const next = nextPeriod(ms, x.column.grain);
    const following = at[i + 1];
    const gap = next !== null && following !== undefined && following > next;
    return gap
      ? [
          { at: ms, from: i },
          { at: next, from: null },
        ]
      : [{ at: ms, from: i }];
  });
}

function timeAxis(x: Drawn, places: readonly Place[], drawing: Drawing): object {
  const { theme } = drawing;
  const starts = places.filter(({ from }) => from !== null).map(({ at }) => at);
  const labels = timeLabels(x, starts, drawing);
  const customValues = [...labels.keys()];
  return {
    type: 'time',
    axisLine: { lineStyle: { color: theme.grid } },
    axisTick: { show: true, length: 4, lineStyle: { color: theme.grid }, customValues },
    splitLine: { show: false },
    axisLabel: {
      ...labelStyle(theme),
      customValues,
      lineHeight: 16,
      hideOverlap: true,
      // The first one bears the year.
      showMinLabel: true,
      formatter: (ms: number) => labels.get(ms) ?? '',
    },
    axisPointer: { label: { show: false } },
  };
}

function orderedAxis(x: Drawn, cells: readonly Cell[], { theme }: Drawing): object {
  return categoryAxis(
    cells.map((cell) => x.short(cell)),
    theme,
    { boundaryGap: false },
  );
}

interface Look {
  readonly drawing: Drawing;
  readonly fill: 'none' | 'area' | 'stacked';
  readonly many: boolean;
  /** Whether the first or the last unit is not whole. */
  readonly open: boolean;
}

function lineSeries(
  i: number,
  track: Track,
  values: readonly (number | null)[],
  { drawing, fill, many, open }: Look,
): object[] {
  const { theme } = drawing;
  const colour = theme.palette[i % theme.palette.length] ?? theme.text;
  const points = values.length;
  const alone = values.some(
    (value, at) => value !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null,
  );
  const shared = {
    type: 'line',
    name: track.name,
    symbol: 'circle',
    symbolSize: 6,
    showSymbol: (alone && points <= 400) || points <= 2,
    connectNulls: false,
    itemStyle: { color: colour, borderColor: theme.surface, borderWidth: 1 },
    emphasis: many ? { focus: 'series', lineStyle: { width: 2.5 } } : { lineStyle: { width: 2 } },
    blur: { lineStyle: { opacity: 0.25 } },
    ...(points > manyPoints ? { sampling: 'lttb' } : {}),
    ...(fill === 'stacked' ? { stack: 'all' } : {}),
  };
  const line = {
    ...shared,
    lineStyle: { width: 2, color: colour, cap: 'round', join: 'round' },
    ...area(fill, colour, theme.mode),
    encode: { x: 'x', y: `y${i}` },
  };
  if (!open) return [line];
  // The outer stretches again as a series of its own, because a line has one style. It bears the same name, so the legend hides both.
  return [line, { ...shared, lineStyle: { width: 2, color: colour, type: [5, 5] }, encode: { x: 'x', y: `open${i}` } }];
}

function area(fill: Look['fill'], colour: string, mode: 'light' | 'dark'): object {
  if (fill === 'none') return {};
  if (fill === 'stacked')
    return { areaStyle: { color: colour, opacity: mode === 'light' ? 0.82 : 0.78 }, lineStyle: { width: 0 } };
  const from = { offset: 0, color: fade(colour, mode === 'light' ? 0.22 : 0.34) };
  return {
    areaStyle: {
      color: { type: 'linear', x: 0, y: 0, x2: 0, y2: 1, colorStops: [from, { offset: 1, color: fade(colour, 0.02) }] },
    },
  };
}
