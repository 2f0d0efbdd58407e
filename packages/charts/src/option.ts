import type { EChartsOption } from 'echarts';
import type { ChartSpec, Result } from '@lumiere/contract';
import { charts } from './charts.ts';
import { drawingOf } from './drawing.ts';
import type { ChartTheme } from './theme.ts';

/**
 * The ECharts option that draws `spec` over `result`; null for kinds that the page draws itself (kpi, table) and where the result
 * lacks a column of the spec or cannot be drawn so without a lie. Tooltips are HTML with all text from data escaped.
 */
export function toOption(spec: ChartSpec, result: Result, theme: ChartTheme): EChartsOption | null {
  const drawing = drawingOf(spec, result, theme);
  return drawing === null || result.rowCount === 0 ? null : charts[spec.kind].option(drawing);
}
