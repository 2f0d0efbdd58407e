import { z } from 'zod';
import { ColumnKey } from './query.ts';

/** The kinds that can be drawn now; a kind is one file in charts/ plus its name here. */
export const chartKinds = [
  'kpi',
  'table',
  'line',
  'area',
  'bar',
  'horizontal-bar',
  'grouped-bar',
  'stacked-bar',
  'combo',
  'pie',
  'donut',
  'scatter',
  'heatmap',
  'histogram',
  'treemap',
] as const;
export type ChartKind = (typeof chartKinds)[number];
export const ChartKind = z.enum(chartKinds);

/** A chart as a value: the kind and which column plays which part. Settings grow per kind. */
export const ChartSpec = z.strictObject({
  kind: ChartKind,
  /** Category or time axis; slices of a pie; rows of a heatmap's x axis. */
  x: ColumnKey.nullable().default(null),
  /** The measures drawn, first one leading. */
  y: z.array(ColumnKey).max(20).default([]),
  /** The column that splits into series, or the second axis of a heatmap. */
  series: ColumnKey.nullable().default(null),
  title: z.string().max(300).nullable().default(null),
});
export type ChartSpec = z.infer<typeof ChartSpec>;

export const RankedChart = z.strictObject({ spec: ChartSpec, score: z.number(), reason: z.string() });
export type RankedChart = z.infer<typeof RankedChart>;
