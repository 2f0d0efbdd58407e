import { useCallback } from 'react';
import { useLocale } from './use-api.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `640 byte`, `1.4 MB`, in steps of a thousand as systems show files. */
export function bytesWords(bytes: number, locale: string): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step < 2 || value >= 100 ? 0 : 1,
  }).format(value);
}

export function useShowBytes(): (bytes: number) => string {
  const locale = useLocale();
  return useCallback((bytes) => bytesWords(bytes, locale), [locale]);
}
