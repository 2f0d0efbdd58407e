import type { EChartsOption } from 'echarts';
import type { Cell } from '@lumiere/values';
import { middleName, plotted, valueAxis } from '../axes.ts';
import { asOption, base, grid, legend, tooltipBox } from '../base.ts';
import type { Chart } from '../chart.ts';
import type { Drawing } from '../drawing.ts';
import { isNumber } from '../shape.ts';
import type { Facts, Shape } from '../shape.ts';
import { tooltipHtml } from '../tooltip.ts';
import { labelOf } from '../words.ts';

/** Points that large are drawn in one pass. */
const manyPoints = 2000;

/** How two measures of the same things go together. */
export const scatter: Chart<'scatter'> = {
  kind: 'scatter',
  fits: (shape) => {
    const pair = shape.detail ? detailPair(shape) : groupPair(shape);
    if (pair === null || shape.rows < 4) return null;
    const { x, y, name, score } = pair;
    const of = name === null ? '' : ` of each ${labelOf(name)}`;
    const reason = `Points show how ${labelOf(x)} and ${labelOf(y)}${of} go together.`;
    return { x: x.column.key, y: [y.column.key], series: name?.column.key ?? null, score, reason };
  },
  option: (drawing) => scatterOption(drawing),
};

interface Pair {
  readonly x: Facts;
  readonly y: Facts;
  readonly name: Facts | null;
  readonly score: number;
}

function groupPair(shape: Shape): Pair | null {
  const [x, y] = shape.measures;
  const [name] = shape.categories;
  if (
    x === undefined ||
    y === undefined ||
    shape.measures.length !== 2 ||
    name === undefined ||
    shape.dimensions.length !== 1
  )
    return null;
  if (shape.ordered.has(name.column.key)) return null;
  return { x, y, name, score: shape.rows > 12 ? 0.9 : shape.together.length === 2 ? 0.66 : 0.76 };
}

function detailPair(shape: Shape): Pair | null {
  const numbers = shape.dimensions.filter(isNumber);
  const [x, y] = numbers;
  const names = shape.dimensions.filter((facts) => !isNumber(facts));
  if (x === undefined || y === undefined || numbers.length !== 2 || names.length > 1) return null;
  return { x, y, name: names[0] ?? null, score: names.length === 0 ? 0.93 : 0.7 };
}

function scatterOption(drawing: Drawing): EChartsOption | null {
  const { x, y, series, theme } = drawing;
  const [up] = y;
  if (x === null || up === undefined) return null;
  const rows = Array.from({ length: x.vector.length }, (_, row) => row);
  const groups = new Map<Cell, number[]>();
  // A few names that repeat are groups with a colour each; names of single things stand in the tooltip alone.
  const distinct = series === null ? 0 : new Set(rows.map((row) => series.vector.cell(row))).size;
  const grouped = series !== null && distinct > 1 && distinct <= 8 && distinct * 2 <= rows.length;
  for (const row of rows) {
    const key = grouped ? series.vector.cell(row) : null;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const parts = [...groups].map(([key, at]) => ({ name: grouped ? series.exact(key) : up.column.label, at }));
  const many = rows.length > manyPoints;
  const names = grouped ? parts.map((part) => part.name) : [];
  return asOption({
    ...base(drawing, grouped),
    legend: legend(theme, names),
    grid: grid({ legend: grouped, note: false }),
    dataset: parts.map(({ at }) => ({
      source: { x: at.map((row) => plotted(x.vector.cell(row))), y: at.map((row) => plotted(up.vector.cell(row))) },
    })),
    xAxis: valueAxis(x, theme, null, {
      ...middleName(x.column.label, theme, 28),
      scale: true,
    }),
    yAxis: valueAxis(up, theme, up.column.label, { scale: true }),
    tooltip: {
      ...tooltipBox(theme),
      trigger: 'item',
      formatter: (hovered: unknown) => {
        // ECharts types the hovered item as anything.
        const { dataIndex, seriesIndex } = hovered as { readonly dataIndex: number; readonly seriesIndex: number };
        const row = parts[seriesIndex]?.at[dataIndex] ?? -1;
        const colour = theme.palette[seriesIndex % theme.palette.length] ?? theme.text;
        const lines = [x, up].map((of) => ({ colour, name: of.column.label, value: of.exact(of.vector.cell(row)) }));
        return tooltipHtml(series === null ? '' : series.exact(series.vector.cell(row)), lines, theme);
      },
    },
    series: parts.map(({ name }, i) => ({
      type: 'scatter',
      name,
      datasetIndex: i,
      encode: { x: 'x', y: 'y' },
      symbolSize: many ? 4 : rows.length > 300 ? 7 : 10,
      ...(many ? { large: true, largeThreshold: manyPoints } : {}),
      itemStyle: { opacity: many ? 0.5 : 0.78, borderColor: theme.surface, borderWidth: many ? 0 : 1 },
      emphasis: { scale: 1.4, itemStyle: { opacity: 1 } },
    })),
  });
}
