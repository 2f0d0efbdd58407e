import type { EChartsOption } from 'echarts';
import { BarChart, HeatmapChart, LineChart, PieChart, ScatterChart, TreemapChart } from 'echarts/charts';
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendScrollComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

register([
  BarChart,
  HeatmapChart,
  LineChart,
  PieChart,
  ScatterChart,
  TreemapChart,
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendScrollComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  SVGRenderer,
]);

export interface Drawn {
  readonly show: (option: EChartsOption) => void;
  readonly resize: () => void;
  readonly dispose: () => void;
}

/** The drawing engine on one element. Only what the kinds need is loaded, and only when the first chart is drawn. */
export function drawOn(element: HTMLElement): Drawn {
  const chart = init(element, null, { renderer: 'svg' });
  return {
    show: (option) => {
      chart.setOption(option, { notMerge: true });
      // the place around it names the chart; a second name inside would be read twice
      element.firstElementChild?.setAttribute('aria-hidden', 'true');
    },
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  };
}
