import type { EChartsOption } from 'echarts';
import { fade } from './colour.ts';
import type { Drawing } from './drawing.ts';
import { chartSummary } from './summary.ts';
import type { ChartTheme } from './theme.ts';

/** What all drawings share: type, colours, calm motion, tooltip box, text alternative. `many` is true for more than one series. */
export function base({ spec, result, theme }: Drawing, many: boolean): EChartsOption {
  return {
    color: [...theme.palette],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: theme.font, color: theme.text, fontSize: 12 },
    useUTC: true,
    animation: !theme.reducedMotion,
    animationDuration: 350,
    animationDurationUpdate: 250,
    animationEasing: 'cubicOut',
    aria: {
      enabled: true,
      label: { enabled: true, description: chartSummary(spec, result, theme) },
      decal: { show: many, decals: decals(theme) },
    },
  };
}

/**
 * A plain object as an ECharts option. Its declared types differ per axis type and series and refuse `undefined`, in ways that say
 * nothing about what is drawn; that every kind draws is what the tests see.
 */
export function asOption(plain: { readonly [Key in keyof EChartsOption]?: unknown }): EChartsOption {
  return plain as EChartsOption;
}

/** Changes for a drawing no wider than a phone, which ECharts applies and takes back as the width changes. */
export function onPhone(option: object): object[] {
  return [{ query: { maxWidth: 460 }, option }];
}

/** The box of a tooltip; its content is the kind's own. */
export function tooltipBox(theme: ChartTheme): Record<string, unknown> {
  return {
    confine: true,
    backgroundColor: theme.surface,
    borderColor: theme.grid,
    borderWidth: 1,
    padding: [10, 12],
    textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 13 },
    extraCssText: `border-radius:10px;box-shadow:0 8px 24px ${fade('#0b0d14', theme.mode === 'light' ? 0.12 : 0.5)}`,
    transitionDuration: theme.reducedMotion ? 0 : 0.15,
  };
}

/** The names of several series above the drawing; nothing for one, which its axis names. */
export function legend(theme: ChartTheme, names: readonly string[]): object {
  if (names.length < 2) return { show: false };
  return {
    type: 'scroll',
    top: 0,
    left: 0,
    data: [...names],
    icon: 'roundRect',
    itemWidth: 10,
    itemHeight: 10,
    itemGap: 16,
    textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12, width: 160, overflow: 'truncate' },
    tooltip: { show: false },
    pageIconColor: theme.text,
    pageIconInactiveColor: theme.grid,
    pageTextStyle: { color: theme.subtle },
    inactiveColor: theme.grid,
  };
}

/** Room around the axes: labels and axis names are kept inside, whatever their length. */
export function grid(room: { readonly legend: boolean; readonly note: boolean }): object {
  return {
    top: room.legend ? 34 : 6,
    left: 8,
    right: 16,
    bottom: room.note ? 28 : 4,
    outerBoundsMode: 'same',
    outerBoundsContain: 'all',
  };
}

/** A line under the drawing, such as how many items are not drawn. */
export function footnote(theme: ChartTheme, text: string | null): object {
  if (text === null) return { show: false };
  return {
    text,
    left: 4,
    bottom: 0,
    padding: 0,
    textStyle: { color: theme.subtle, fontFamily: theme.font, fontSize: 12, fontWeight: 'normal' },
  };
}

/** Quiet patterns over the fills, so that series differ without colour; the first is plain. */
function decals(theme: ChartTheme): object[] {
  const color = fade(theme.surface, theme.mode === 'light' ? 0.22 : 0.24);
  const shared = { color, symbolSize: 1 };
  return [
    { symbol: 'none', color: 'rgba(0,0,0,0)' },
    { ...shared, dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 4 },
    {
      ...shared,
      symbol: 'circle',
      dashArrayX: [
        [6, 6],
        [0, 6, 6, 0],
      ],
      dashArrayY: [6, 0],
      symbolSize: 0.5,
    },
    { ...shared, dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4 },
    { ...shared, dashArrayX: [1, 0], dashArrayY: [2, 6] },
    { ...shared, dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 2 },
    {
      ...shared,
      symbol: 'rect',
      dashArrayX: [
        [4, 8],
        [0, 6, 6, 0],
      ],
      dashArrayY: [6, 0],
      symbolSize: 0.5,
    },
    { ...shared, dashArrayX: [1, 0], dashArrayY: [1, 3], rotation: Math.PI / 4 },
  ];
}
