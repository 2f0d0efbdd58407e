import type { EChartsOption } from 'echarts';
import { addTo, temporalTypes } from '@lumiere/values';
import type { Cell } from '@lumiere/values';
import { axisTooltip } from './axis-tooltip.ts';
import { cappedNote, categoryAxis, labelStyle, middleName, plotted, valueAxis } from './axes.ts';
import { asOption, base, footnote, grid, legend, onPhone, tooltipBox } from './base.ts';
import { fade } from './colour.ts';
import type { Drawing, Drawn } from './drawing.ts';
import { axisTitle } from './lines.ts';
import { pivot } from './pivot.ts';
import type { Pivot } from './pivot.ts';
import { isOpen, millis, timeLabels } from './time-axis.ts';

interface BarStyle {
  readonly horizontal?: boolean;
  readonly stacked?: boolean;
  /** Touching bars of a distribution. */
  readonly touching?: boolean;
}

/** Bars that an eye can still tell apart; the rest is said under the chart. */
const maxBars = 40;
const maxRankedBars = 25;
const maxSlots = 400;

/** Bars, always from zero: upright or lying, side by side or stacked. Missing units of time keep an empty slot. */
export function bars(drawing: Drawing, style: BarStyle = {}): EChartsOption | null {
  const { x, y, theme } = drawing;
  if (x === null || y[0] === undefined) return null;
  // Lying bars rank periods, so they keep the order of the rows too.
  const timed = temporalTypes.has(x.column.type) && x.column.part === null && style.horizontal !== true;
  // Weekdays and months stand in their own order; lying bars are a ranking and keep that of the rows.
  const natural = x.column.part !== null && style.horizontal !== true;
  const all = timed ? withEmptySlots(x, pivot(drawing, 'line')) : pivot(drawing, natural ? 'forward' : 'rows');
  const slots = timed ? all : capped(all, style.horizontal === true ? maxRankedBars : maxBars);
  const { tracks, x: cells } = slots;
  const many = tracks.length > 1;
  const values = tracks.map((track) => track.cells.map(plotted));
  const open = cells.map((cell) => timed && isOpen(x, cell, drawing));
  const note = cappedNote(cells.length, all.x.length, drawing);
  const labelled = style.horizontal === true && !many && values.flat().every((value) => value === null || value >= 0);
  const numbers = valueAxis(y[0], theme, style.horizontal === true ? null : axisTitle(drawing), {
    ...(labelled ? { axisLabel: { show: false }, splitLine: { show: false } } : {}),
    ...(style.horizontal === true && !labelled && y.length === 1 ? middleName(y[0].column.label, theme, 28) : {}),
  });
  const slotsAxis = timed ? timeSlots(x, cells, drawing) : nameSlots(x, cells, style, drawing);
  const source: Record<string, (number | null)[]> = { slot: cells.map((_, i) => i) };
  for (const [i, column] of values.entries()) source[`y${i}`] = column;
  return asOption({
    ...base(drawing, many),
    title: footnote(theme, note),
    legend: legend(
      theme,
      tracks.map((track) => track.name),
    ),
    grid: { ...grid({ legend: many, note: note !== null }), ...(labelled ? { right: labelRoom(slots, y[0]) } : {}) },
    dataset: { source },
    xAxis: style.horizontal === true ? numbers : slotsAxis,
    yAxis: style.horizontal === true ? slotsAxis : numbers,
    tooltip: {
      ...tooltipBox(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: fade(theme.subtle, 0.1) } },
      formatter: axisTooltip(drawing, tracks, {
        cellIndex: (index) => (index >= 0 && index < cells.length ? index : null),
        heading: (index) => x.exact(cells[index] ?? null),
        note: (index) => (open[index] === true ? theme.labels.partial : null),
      }),
    },
    // units of time are short, and ECharts hides neighbours that are given a width
    media: timed ? [] : onPhone(phone(style, cells.length)),
    series: tracks.map((track, i) => barSeries(i, track.name, { drawing, style, slots, open, labelled, values })),
  });
}

interface Look {
  readonly drawing: Drawing;
  readonly style: BarStyle;
  readonly slots: Pivot;
  readonly open: readonly boolean[];
  readonly labelled: boolean;
  readonly values: readonly (readonly (number | null)[])[];
}

function barSeries(i: number, name: string, { drawing, style, slots, open, labelled, values }: Look): object {
  const { theme } = drawing;
  const colour = theme.palette[i % theme.palette.length] ?? theme.text;
  const measure = slots.tracks[i]?.of;
  const stacked = style.stacked === true;
  // Rounded only where the bar ends; in a stack only the outermost would be, and which one that is differs per bar.
  const radius = stacked || style.touching === true ? 2 : 4;
  const negative = values[i]?.some((value) => value !== null && value < 0) === true;
  const corner = negative ? radius : style.horizontal === true ? [0, radius, radius, 0] : [radius, radius, 0, 0];
  return {
    type: 'bar',
    name,
    encode: style.horizontal === true ? { x: `y${i}`, y: 'slot' } : { x: 'slot', y: `y${i}` },
    ...(stacked ? { stack: 'all' } : {}),
    barMaxWidth: style.touching === true ? 400 : style.horizontal === true ? 22 : 56,
    barCategoryGap: style.touching === true ? '3%' : slots.tracks.length > 1 && !stacked ? '28%' : '32%',
    barGap: '10%',
    barMinHeight: stacked ? 0 : 1,
    itemStyle: {
      // A unit that is not over is pale: its bar is short for want of days.
      color: ({ dataIndex }: { readonly dataIndex: number }) =>
        open[dataIndex] === true ? fade(colour, 0.45) : colour,
      borderRadius: stacked ? 0 : corner,
      ...(stacked ? { borderColor: theme.surface, borderWidth: 1 } : {}),
    },
    emphasis: slots.tracks.length > 1 ? { focus: 'series' } : {},
    blur: { itemStyle: { opacity: 0.3 } },
    ...(labelled && measure !== undefined
      ? {
          label: {
            show: true,
            position: 'right',
            color: theme.text,
            fontFamily: theme.font,
            fontSize: 12,
            formatter: ({ dataIndex }: { readonly dataIndex: number }) =>
              barLabel(measure, slots.tracks[i]?.cells[dataIndex] ?? null),
          },
        }
      : {}),
  };
}

/** Pixels beside the longest bar, so that the widest label ends within the drawing; a digit of 12 pixels is 7 wide, a W 11. */
function labelRoom({ tracks }: Pivot, measure: Drawn): number {
  const labels = (tracks[0]?.cells ?? []).map((cell) => barLabel(measure, cell));
  return 14 + 7.5 * labels.reduce((most, label) => Math.max(most, label.length), 0);
}

/** Beside a bar, exact where it is short enough to be read at a glance. */
function barLabel(measure: Drawn, cell: Cell): string {
  const exact = measure.exact(cell);
  return exact.length <= 7 ? exact : measure.short(cell);
}

/** The units between the first and the last that have no rows, as slots without bars. */
function withEmptySlots(x: Drawn, of: Pivot): Pivot {
  const grain = x.column.grain;
  const first = of.x[0];
  const last = of.x.at(-1);
  if (grain === null || grain === 'minute' || grain === 'hour' || typeof first !== 'string' || typeof last !== 'string')
    return of;
  const at = new Map(of.x.map((cell, i) => [cell, i]));
  const slots: string[] = [];
  for (
    let i = 0, date = first.slice(0, 10);
    date <= last && slots.length <= maxSlots;
    i++, date = addTo(first.slice(0, 10), grain, i)
  )
    slots.push(date);
  // Units that do not meet the steps from the first one (a change of week start, say) must not vanish.
  if (slots.length > maxSlots || of.x.some((cell) => typeof cell === 'string' && !slots.includes(cell))) return of;
  const tracks = of.tracks.map((track) => ({
    ...track,
    cells: slots.map((slot) => track.cells[at.get(slot) ?? -1] ?? null),
  }));
  return { ...of, x: slots, tracks };
}

/** The slots with the largest totals, in the order they came in. */
function capped(of: Pivot, most: number): Pivot {
  if (of.x.length <= most) return of;
  const size = (i: number): number =>
    of.tracks.reduce((sum, track) => sum + Math.abs(plotted(track.cells[i] ?? null) ?? 0), 0);
  const kept = Array.from(of.x.keys())
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, most)
    .toSorted((a, b) => a - b);
  const take = (cells: readonly Cell[]): readonly Cell[] => kept.map((i) => cells[i] ?? null);
  return { ...of, x: take(of.x), tracks: of.tracks.map((track) => ({ ...track, cells: take(track.cells) })) };
}

function timeSlots(x: Drawn, cells: readonly Cell[], drawing: Drawing): Record<string, unknown> {
  const at = cells.map((cell) => millis(x, cell, drawing.theme.zone));
  const labels = timeLabels(x, at, drawing);
  return categoryAxis(
    at.map((ms) => labels.get(ms) ?? ''),
    drawing.theme,
    {
      axisLabel: {
        ...labelStyle(drawing.theme),
        lineHeight: 16,
        interval: (index: number) => labels.has(at[index] ?? Number.NaN),
        hideOverlap: true,
      },
    },
  );
}

/** Shorter names on a phone. */
function phone(style: BarStyle, count: number): object {
  const width = style.horizontal === true ? 104 : Math.max(40, Math.floor(290 / Math.max(1, count)) - 6);
  return { [style.horizontal === true ? 'yAxis' : 'xAxis']: { axisLabel: { width } } };
}

function nameSlots(x: Drawn, cells: readonly Cell[], style: BarStyle, { theme }: Drawing): Record<string, unknown> {
  const names = cells.map((cell) => x.short(cell));
  if (style.horizontal === true) {
    return categoryAxis(names, theme, {
      inverse: true,
      axisLine: { show: false },
      axisLabel: { ...labelStyle(theme), color: theme.text, width: 170, overflow: 'truncate', interval: 0 },
    });
  }
  const width = Math.max(44, Math.floor(620 / Math.max(1, names.length)) - 8);
  return categoryAxis(names, theme, {
    ...middleName(x.column.label, theme, 28),
    axisLabel: {
      ...labelStyle(theme),
      width,
      overflow: 'truncate',
      hideOverlap: true,
      ...(names.length <= 12 ? { interval: 0 } : {}),
    },
  });
}
