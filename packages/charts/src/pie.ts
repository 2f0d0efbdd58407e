import type { EChartsOption } from 'echarts';
import { sumCells } from '@lumiere/values';
import type { Fit } from './chart.ts';
import { plotted } from './axes.ts';
import { asOption, base, onPhone, tooltipBox } from './base.ts';
import type { Drawing } from './drawing.ts';
import type { Facts, Shape } from './shape.ts';
import { tooltipHtml } from './tooltip.ts';

const maxSlices = 6;

/** Whether slices would be true: few, none below zero, all there, and adding up to something. */
export function slices(shape: Shape): { readonly names: Facts; readonly measure: Facts } | null {
  const [names] = shape.categories;
  const measure =
    shape.measures.find((facts) => facts.column.additive) ?? shape.measures.find((facts) => isShare(facts, shape));
  if (shape.detail || names === undefined || measure === undefined || shape.dimensions.length > 1 || !shape.complete)
    return null;
  if (shape.rows < 2 || shape.rows > maxSlices || names.distinct < shape.rows || shape.ordered.has(names.column.key))
    return null;
  // Other measures would be lost, except the share that the slices are.
  if (shape.measures.some((facts) => facts !== measure && !isShare(facts, shape))) return null;
  if (!(measure.min >= 0) || !(measure.max > 0) || measure.vector.hasNull) return null;
  return { names, measure };
}

function isShare(facts: Facts, shape: Shape): boolean {
  const expression = shape.expressions.get(facts.column.key);
  return expression?.kind === 'window' && expression.function === 'share' && expression.within.length === 0;
}

export function sliceFit(
  shape: Shape,
  scores: { readonly asked: number; readonly otherwise: number },
  reason: (measure: Facts, names: Facts) => string,
): Fit | null {
  const found = slices(shape);
  if (found === null) return null;
  const { names, measure } = found;
  const score = shape.share ? scores.asked : scores.otherwise;
  return { x: names.column.key, y: [measure.column.key], series: null, score, reason: reason(measure, names) };
}

/** A pie or, with a hole, a donut whose middle says the total. Names and shares stand beside the slices, not in a legend. */
export function pieOption(drawing: Drawing, hole: boolean): EChartsOption | null {
  const { x, y, theme } = drawing;
  const [measure] = y;
  if (x === null || measure === undefined) return null;
  const rows = Array.from({ length: x.vector.length }, (_, i) => i);
  const values = rows.map((row) => plotted(measure.vector.cell(row)));
  // Drawn by any spec, but never untrue: what lies below zero has no slice.
  if (values.some((value) => value !== null && value < 0)) return null;
  const total = sumCells(rows.map((row) => measure.vector.cell(row)));
  const size = Number(total ?? 0);
  const percent = new Intl.NumberFormat(theme.locale, { style: 'percent', maximumFractionDigits: 1 });
  const share = (row: number): string => percent.format(size === 0 ? 0 : (values[row] ?? 0) / size);
  const isPercent = measure.column.format?.kind === 'percent';
  const names = rows.map((row) => x.exact(x.vector.cell(row)));
  return asOption({
    ...base(drawing, true),
    title:
      hole && measure.column.additive ? middle(measure.exact(total), measure.short(total), drawing) : { show: false },
    legend: { show: false },
    dataset: { source: { name: names, value: values.map((value) => value ?? 0) } },
    tooltip: {
      ...tooltipBox(theme),
      trigger: 'item',
      formatter: (hovered: unknown) => {
        // ECharts types the hovered item as anything.
        const row = (hovered as { readonly dataIndex: number }).dataIndex;
        const value = measure.exact(measure.vector.cell(row));
        const colour = theme.palette[row % theme.palette.length] ?? theme.text;
        return tooltipHtml(
          names[row] ?? '',
          [{ colour, name: measure.column.label, value }],
          theme,
          isPercent ? null : share(row),
        );
      },
    },
    media: onPhone({
      series: [{ radius: hole ? ['36%', '54%'] : ['0%', '54%'], label: { width: 72, overflow: 'truncate' } }],
    }),
    series: [
      {
        type: 'pie',
        encode: { itemName: 'name', value: 'value' },
        radius: hole ? ['54%', '78%'] : ['0%', '78%'],
        center: ['50%', '50%'],
        startAngle: 90,
        padAngle: hole ? 1.5 : 0,
        itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: hole ? 5 : 3 },
        minShowLabelAngle: 4,
        label: {
          color: theme.text,
          fontFamily: theme.font,
          fontSize: 12,
          lineHeight: 17,
          formatter: ({ dataIndex }: { readonly dataIndex: number }) =>
            `${clip(names[dataIndex] ?? '')}\n{s|${share(dataIndex)}}`,
          rich: { s: { color: theme.subtle, fontSize: 12, lineHeight: 17 } },
        },
        labelLine: { length: 10, length2: 10, lineStyle: { color: theme.grid } },
        emphasis: { scaleSize: 4 },
      },
    ],
  });
}

function middle(exact: string, short: string, { theme }: Drawing): object {
  return {
    text: exact.length <= 9 ? exact : short,
    subtext: theme.labels.total,
    left: 'center',
    top: 'center',
    itemGap: 2,
    textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 22, fontWeight: 600 },
    subtextStyle: { color: theme.subtle, fontFamily: theme.font, fontSize: 12 },
  };
}

/** Braces would be read as ECharts' own markup. */
function clip(name: string): string {
  const plain = name.replace(/[{}|]/g, ' ');
  return plain.length > 22 ? `${plain.slice(0, 21)}…` : plain;
}
