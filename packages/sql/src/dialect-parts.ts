import type { TimeGrain } from '@lumiere/values';
import type { ZoneShift } from '@lumiere/semantic';
import type { Dialect } from './dialect.ts';
import { isoOf } from './moments.ts';
import { unreachable } from './unreachable.ts';

/** The call before `over` as SQL has it everywhere; aggregates are the dialect's own. */
export function windowCall(dialect: Dialect, ...[fn, of, type]: Parameters<Dialect['window']>): string | null {
  switch (fn) {
    case 'rank':
      return 'rank()';
    case 'row-number':
      return 'row_number()';
    case 'lag':
      return `lag(${of})`;
    case 'median':
      return dialect.ranked.has('median-window') ? null : dialect.aggregate(fn, of, type, null);
    case 'count':
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
      return dialect.aggregate(fn, of, type, null);
    default:
      return unreachable(fn);
  }
}

/** The start of a number's bin, below zero too; whole and decimal numbers without a detour by doubles. */
export const floorBin: Dialect['bin'] = (of, width, exact) =>
  exact ? `(${of} - (((${of} % ${width}) + ${width}) % ${width}))` : `(floor(${of} / ${width}) * ${width})`;

const decimalDigits = /^-?0*(\d*?)(?:\.(\d+))?$/;

/** How many digits a number is written with, in all and behind its point; null for one with an exponent, which is a double's. */
export function digitsOf(value: string | number): { readonly width: number; readonly scale: number } | null {
  const digits = decimalDigits.exec(String(value));
  if (digits === null) return null;
  const scale = digits[2]?.length ?? 0;
  return { width: Math.max(1, (digits[1]?.length ?? 0) + scale), scale };
}

/**
 * By how much a zone's clock is ahead of UTC at a moment: `seconds` writes one offset, `before` that a moment is earlier than a constant; null
 * where there is nothing to move.
 */
export function zoneOffset(
  zone: ZoneShift | null,
  seconds: (offset: number) => string,
  before: (iso: string) => string,
): string | null {
  const ranges = zone ?? [];
  const last = ranges[ranges.length - 1]?.offsetSeconds ?? 0;
  if (ranges.length < 2) return last === 0 ? null : seconds(last);
  const cases = ranges
    .slice(1)
    .map(({ fromMs }, i) => `when ${before(isoOf(fromMs ?? 0, ' '))} then ${seconds(ranges[i]?.offsetSeconds ?? 0)}`);
  return `(case ${cases.join(' ')} else ${seconds(last)} end)`;
}

/** Steps on the calendar in units that every engine knows; months and years end where a month does. */
export function stepsOf(
  grain: TimeGrain,
  count: number,
): { readonly unit: 'minute' | 'hour' | 'day' | 'month' | 'year'; readonly count: number } {
  switch (grain) {
    case 'quarter':
      return { unit: 'month', count: count * 3 };
    case 'week':
      return { unit: 'day', count: count * 7 };
    case 'minute':
    case 'hour':
    case 'day':
    case 'month':
    case 'year':
      return { unit: grain, count };
    default:
      return unreachable(grain);
  }
}

/** The type that a decimal constant is read as in engines whose decimals have `digits` digits at most, `scale` of them behind the point. */
export const decimalOf = (
  { width, scale }: { readonly width: number; readonly scale: number },
  most: { readonly width: number; readonly scale: number },
): string => (width <= most.width && scale <= most.scale ? `decimal(${width}, ${scale})` : 'double');
