export { charts } from './charts.ts';
export { toOption } from './option.ts';
export { suggestCharts } from './suggest.ts';
export { chartSummary } from './summary.ts';
export { chartTheme, palettes } from './theme.ts';
export type { ChartLabels, ChartTheme } from './theme.ts';
