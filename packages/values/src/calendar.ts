import type { TimeGrain } from './value-type.ts';

/** A calendar date as `YYYY-MM-DD`, proleptic Gregorian, without any zone. */
export type IsoDate = string;

const msPerDay = 86_400_000;

/** Days since 1970-01-01 of a date; NaN where the text is no real date (`2023-02-29`). */
export function daysOf(date: IsoDate): number {
  const match = /^([+-]?\d{4,6})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return Number.NaN;
  const days = utcDays(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateOf(days) === date ? days : Number.NaN;
}

/** The date that lies `days` after 1970-01-01; beyond the years of four digits as ISO 8601 writes them, `+010000-01-01`. */
export function dateOf(days: number): IsoDate {
  return new Date(days * msPerDay).toISOString().slice(0, -14);
}

/** The date `count` units of `grain` later; days past the month's end fall back to its last day. */
export function addTo(date: IsoDate, grain: TimeGrain, count: number): IsoDate {
  switch (grain) {
    case 'minute':
    case 'hour':
      throw new RangeError(`a date has no ${grain}`);
    case 'day':
      return dateOf(daysOf(date) + count);
    case 'week':
      return dateOf(daysOf(date) + 7 * count);
    case 'month':
      return addMonths(date, count);
    case 'quarter':
      return addMonths(date, 3 * count);
    case 'year':
      return addMonths(date, 12 * count);
  }
}

/** The first day of the unit of `grain` that holds `date`. `weekStart` is ISO: 1 is Monday, 7 is Sunday. */
export function startOf(date: IsoDate, grain: TimeGrain, weekStart = 1): IsoDate {
  switch (grain) {
    case 'minute':
    case 'hour':
    case 'day':
      return date;
    case 'week':
      return dateOf(daysOf(date) - ((weekdayOf(date) - weekStart + 7) % 7));
    case 'month':
      return `${date.slice(0, -3)}-01`;
    case 'quarter': {
      const first = Math.floor((Number(date.slice(-5, -3)) - 1) / 3) * 3 + 1;
      return `${date.slice(0, -6)}-${String(first).padStart(2, '0')}-01`;
    }
    case 'year':
      return `${date.slice(0, -6)}-01-01`;
  }
}

/** ISO weekday of a date: 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: IsoDate): number {
  return ((((daysOf(date) + 3) % 7) + 7) % 7) + 1;
}

/** The calendar date that a clock in `zone` (IANA name) shows at `instant`. */
export function dateInZone(instant: Date, zone: string): IsoDate {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(instant);
}

function addMonths(date: IsoDate, count: number): IsoDate {
  const year = Number(date.slice(0, -6));
  const months = year * 12 + Number(date.slice(-5, -3)) - 1 + count;
  const toYear = Math.floor(months / 12);
  const toMonth = months - toYear * 12 + 1;
  const lastDay = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate();
  return dateOf(utcDays(toYear, toMonth, Math.min(Number(date.slice(-2)), lastDay)));
}

function utcDays(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / msPerDay);
}

/** The months in English, January first: the language that questions are asked and answers described in. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
