import type { ChartKind } from '@lumiere/contract';
import type { Chart } from './chart.ts';
import { area } from './kinds/area.ts';
import { bar } from './kinds/bar.ts';
import { combo } from './kinds/combo.ts';
import { donut } from './kinds/donut.ts';
import { groupedBar } from './kinds/grouped-bar.ts';
import { heatmap } from './kinds/heatmap.ts';
import { histogram } from './kinds/histogram.ts';
import { horizontalBar } from './kinds/horizontal-bar.ts';
import { kpi } from './kinds/kpi.ts';
import { line } from './kinds/line.ts';
import { pie } from './kinds/pie.ts';
import { scatter } from './kinds/scatter.ts';
import { stackedBar } from './kinds/stacked-bar.ts';
import { table } from './kinds/table.ts';
import { treemap } from './kinds/treemap.ts';

/** Every kind of chart. A new one is a file and a line here; the compiler names the one that is missing. */
export const charts: { readonly [K in ChartKind]: Chart<K> } = {
  kpi,
  table,
  line,
  area,
  bar,
  'horizontal-bar': horizontalBar,
  'grouped-bar': groupedBar,
  'stacked-bar': stackedBar,
  combo,
  pie,
  donut,
  scatter,
  heatmap,
  histogram,
  treemap,
};
