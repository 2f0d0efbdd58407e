import { useCallback } from 'react';
import { useLocale } from './use-api.ts';

/** Moments as words in the reader's locale and a stated zone, never the browser's. */
export function useShowTime(zone: string): (instant: string) => string {
  const locale = useLocale();
  return useCallback(
    (instant) => {
      const date = new Date(instant);
      if (Number.isNaN(date.getTime())) return instant;
      return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(date);
    },
    [locale, zone],
  );
}

/** Whole numbers and milliseconds for the margins of a page. */
export function useShowNumber(): (value: number, digits?: number) => string {
  const locale = useLocale();
  return useCallback(
    (value, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    [locale],
  );
}
