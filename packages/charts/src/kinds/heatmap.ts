import type { EChartsOption } from 'echarts';
import type { Cell } from '@lumiere/values';
import { categoryAxis, labelStyle, plotted } from '../axes.ts';
import { asOption, base, tooltipBox } from '../base.ts';
import type { Chart } from '../chart.ts';
import { inkOn, inks, mix } from '../colour.ts';
import type { Drawing, Drawn } from '../drawing.ts';
import { isTime, outerAndInner } from '../shape.ts';
import { tooltipHtml } from '../tooltip.ts';
import type { ChartTheme } from '../theme.ts';
import { labelOf } from '../words.ts';

const maxCells = 4000;

/** Two groupings as a grid whose shade is the number: many combinations at a glance. */
export const heatmap: Chart<'heatmap'> = {
  kind: 'heatmap',
  fits: (shape) => {
    const parts = outerAndInner(shape);
    const [measure] = shape.measures;
    if (shape.detail || parts === null || measure === undefined || shape.measures.length > 1) return null;
    const { outer, inner } = parts;
    if (outer.distinct < 3 || inner.distinct < 3 || outer.distinct * inner.distinct > maxCells) return null;
    const spec = { x: outer.column.key, y: [measure.column.key], series: inner.column.key };
    const reason = `Shades show where ${labelOf(measure)} is high and low by ${labelOf(outer)} and ${labelOf(inner)}.`;
    const both = [outer, inner].every((facts) => shape.ordered.has(facts.column.key));
    if (both) return { ...spec, score: 0.95, reason };
    const wide = inner.distinct > 6 && outer.distinct > 6;
    return { ...spec, score: isTime(outer) ? (wide ? 0.66 : 0.5) : wide ? 0.87 : 0.58, reason };
  },
  option: (drawing) => heatmapOption(drawing),
};

function heatmapOption(drawing: Drawing): EChartsOption | null {
  const { x, y, series, theme } = drawing;
  const [measure] = y;
  if (x === null || measure === undefined || series === null) return null;
  const across = positions(x);
  const down = positions(series);
  const rows = Array.from({ length: x.vector.length }, (_, row) => row);
  const values = rows.map((row) => plotted(measure.vector.cell(row)));
  const present = values.filter((value) => value !== null);
  const low = present.reduce((a, b) => Math.min(a, b), present[0] ?? 0);
  const high = present.reduce((a, b) => Math.max(a, b), present[0] ?? 0);
  const scale = shades(low, high, theme);
  const labelled = across.size * down.size <= 84 && across.size <= 12;
  const columns = rows.filter((row) => values[row] !== null);
  return asOption({
    ...base(drawing, false),
    grid: { top: 4, left: 4, right: 8, bottom: 40, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    dataset: {
      source: {
        x: columns.map((row) => across.get(x.vector.cell(row)) ?? 0),
        y: columns.map((row) => down.get(series.vector.cell(row)) ?? 0),
        value: columns.map((row) => values[row] ?? 0),
      },
    },
    xAxis: names(x, across, theme, { axisLine: { show: false } }),
    yAxis: names(series, down, theme, {
      inverse: true,
      axisLine: { show: false },
      axisLabel: { ...labelStyle(theme), width: 150, overflow: 'truncate' },
    }),
    visualMap: {
      type: 'continuous',
      dimension: 'value',
      min: scale.min,
      max: scale.max,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemWidth: 10,
      itemHeight: 140,
      text: [measure.short(scale.max), measure.short(scale.min)],
      textStyle: { color: theme.subtle, fontFamily: theme.font, fontSize: 12 },
      inRange: { color: [...scale.colours] },
    },
    tooltip: {
      ...tooltipBox(theme),
      trigger: 'item',
      formatter: (hovered: unknown) => {
        // ECharts types the hovered item as anything.
        const row = columns[(hovered as { readonly dataIndex: number }).dataIndex] ?? -1;
        const heading = `${x.exact(x.vector.cell(row))} · ${series.exact(series.vector.cell(row))}`;
        const line = {
          colour: scale.at(values[row] ?? 0),
          name: measure.column.label,
          value: measure.exact(measure.vector.cell(row)),
        };
        return tooltipHtml(heading, [line], theme);
      },
    },
    series: [
      {
        type: 'heatmap',
        encode: { x: 'x', y: 'y', value: 'value' },
        itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 4 },
        label: {
          show: labelled,
          fontFamily: theme.font,
          fontSize: 12,
          formatter: ({ dataIndex }: { readonly dataIndex: number }) => {
            const row = columns[dataIndex] ?? -1;
            const ink = inkOn(scale.at(values[row] ?? 0)) === inks.light ? 'light' : 'dark';
            return `{${ink}|${measure.short(measure.vector.cell(row)).replace(/[{}|]/g, ' ')}}`;
          },
          rich: { light: { color: inks.light, fontSize: 12 }, dark: { color: inks.dark, fontSize: 12 } },
        },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      },
    ],
  });
}

/** Position of each value on its axis: time and parts of dates in their order, names as they come. */
function positions(of: Drawn): ReadonlyMap<Cell, number> {
  const cells = [...new Set(Array.from({ length: of.vector.length }, (_, row) => of.vector.cell(row)))];
  const ordered = of.column.part !== null || of.column.grain !== null;
  const sorted = ordered ? cells.toSorted((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1)) : cells;
  return new Map(sorted.map((cell, i) => [cell, i]));
}

function names(
  of: Drawn,
  at: ReadonlyMap<Cell, number>,
  theme: ChartTheme,
  more: Record<string, unknown>,
): Record<string, unknown> {
  return categoryAxis(
    [...at.keys()].map((cell) => of.short(cell)),
    theme,
    { splitArea: { show: false }, ...more },
  );
}

interface Shades {
  readonly min: number;
  readonly max: number;
  readonly colours: readonly string[];
  readonly at: (value: number) => string;
}

/** One hue from pale to deep; with values on both sides of zero two hues that meet there. */
function shades(low: number, high: number, theme: ChartTheme): Shades {
  const deep = theme.palette[0] ?? theme.text;
  const warm = theme.palette[1] ?? theme.text;
  const pale = mix(theme.surface, deep, theme.mode === 'light' ? 0.1 : 0.16);
  const crossing = low < 0 && high > 0;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const colours = crossing
    ? [warm, mix(theme.surface, theme.subtle, 0.15), deep]
    : high <= 0 && low < 0
      ? [warm, mix(theme.surface, warm, 0.12)]
      : [pale, deep];
  const min = crossing ? -reach : low;
  // A scale needs a length, also where all cells are equal.
  const max = crossing ? reach : high === low ? low + 1 : high;
  return {
    min,
    max,
    colours,
    at: (value) => {
      const place = ((value - min) / (max - min)) * (colours.length - 1);
      const i = Math.min(colours.length - 2, Math.max(0, Math.floor(place)));
      return mix(colours[i] ?? deep, colours[i + 1] ?? deep, Math.min(1, Math.max(0, place - i)));
    },
  };
}
