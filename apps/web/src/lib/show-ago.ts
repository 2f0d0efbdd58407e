import { useCallback, useSyncExternalStore } from 'react';
import { useLocale } from './use-api.ts';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago, or in how long, a moment is, in the reader's words; it moves on by itself. */
export function useShowAgo(): (instant: string) => string {
  const locale = useLocale();
  const now = useSyncExternalStore(subscribe, halfMinutes) * tickMs;
  return useCallback((instant) => agoWords(Date.parse(instant), now, locale), [locale, now]);
}

/** `3 minutes ago`, `in 2 hours`, `now`. */
export function agoWords(moment: number, now: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const difference = moment - now;
  for (const [unit, ms] of units) {
    if (Math.abs(difference) >= ms) return words.format(Math.trunc(difference / ms), unit);
  }
  return words.format(0, 'second');
}

/** How long something takes or took: `840 ms`, `12 s`, `6 hours`. */
export function spanWords(ms: number, locale: string): string {
  const show = (value: number, unit: string, unitDisplay: 'long' | 'short') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(value);
  if (ms < 1000) return show(Math.round(ms), 'millisecond', 'short');
  if (ms < 60_000) return show(ms / 1000, 'second', 'short');
  const [unit, size] = units.find(([, each]) => ms >= each) ?? units[2];
  return show(ms / size, unit, 'long');
}

const tickMs = 30_000;
const halfMinutes = () => Math.floor(Date.now() / tickMs);
function subscribe(listener: () => void) {
  const timer = setInterval(listener, tickMs);
  return () => clearInterval(timer);
}
