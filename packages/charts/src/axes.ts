import { numericTypes } from '@lumiere/values';
import type { Cell } from '@lumiere/values';
import type { Drawing, Drawn } from './drawing.ts';
import type { ChartTheme } from './theme.ts';

/** Axis options as plain objects: ECharts' own types differ per axis and kind in ways that do not matter here. */
export type AxisOption = Record<string, unknown>;

/** A number axis: short numbers, thin lines, its measure as the name above it. Starts at zero unless `scale`. */
export function valueAxis(
  of: Drawn | undefined,
  theme: ChartTheme,
  name: string | null,
  more: AxisOption = {},
): AxisOption {
  return {
    type: 'value',
    splitNumber: 4,
    ...(of?.column.type === 'integer' ? { minInterval: 1 } : {}),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...labelStyle(theme), formatter: (value: number) => of?.short(value) ?? String(value) },
    splitLine: { lineStyle: { color: theme.grid, width: 1 } },
    ...(name === null ? {} : axisName(name, theme)),
    ...more,
  };
}

/** The axis of names or slots; positions are row numbers, so that two things of one name stay two. */
export function categoryAxis(names: readonly string[], theme: ChartTheme, more: AxisOption = {}): AxisOption {
  return {
    type: 'category',
    data: [...names],
    axisLine: { lineStyle: { color: theme.grid } },
    axisTick: { show: false },
    axisLabel: { ...labelStyle(theme), hideOverlap: true },
    ...more,
  };
}

/** Labels of an axis, subtle beside the data. */
export function labelStyle(theme: ChartTheme): AxisOption {
  return { color: theme.subtle, fontFamily: theme.font, fontSize: 12 };
}

/** A measure's name over the axis it belongs to; `right` for the second axis. */
export function axisName(name: string, theme: ChartTheme, side: 'left' | 'right' = 'left'): AxisOption {
  return {
    name,
    nameLocation: 'end',
    nameGap: 14,
    nameTruncate: { maxWidth: 260, ellipsis: '…' },
    nameTextStyle: { color: theme.subtle, fontFamily: theme.font, fontSize: 12, align: side, padding: 0 },
  };
}

/** The name of an axis, in the middle of its side. */
export function middleName(name: string, theme: ChartTheme, gap: number): AxisOption {
  return {
    name,
    nameLocation: 'middle',
    nameGap: gap,
    nameTruncate: { maxWidth: 320, ellipsis: '…' },
    nameTextStyle: { color: theme.subtle, fontFamily: theme.font, fontSize: 12 },
  };
}

/** Whether all drawn numbers lie so close together, far from zero, that an axis from zero would show a flat line. */
export function farFromZero(values: readonly number[]): boolean {
  const present = values.filter(Number.isFinite);
  const min = present.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = present.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return present.length > 1 && (min > 0 || max < 0) && max - min < 0.4 * Math.max(Math.abs(min), Math.abs(max));
}

/** A number cell as the double that is drawn; null leaves a gap. */
export function plotted(cell: Cell): number | null {
  if (cell === null || typeof cell === 'boolean') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

export const isNumeric = (of: Drawn | null | undefined): boolean =>
  of !== null && of !== undefined && numericTypes.has(of.column.type);

/** A footnote of both: items left out by the cap. */
export function cappedNote(shown: number, all: number, { theme }: Drawing): string | null {
  const print = new Intl.NumberFormat(theme.locale);
  return shown < all ? theme.labels.capped(print.format(shown), print.format(all)) : null;
}
