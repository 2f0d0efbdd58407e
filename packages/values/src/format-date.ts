import { cached, usable } from './intl.ts';
import type { DatePart, TimeGrain, ValueType } from './value-type.ts';
import type { Cell } from './vector.ts';

/** Wall-clock parts; no zone is left in them, so nothing can shift any more. */
interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The unit of `grain` that starts at `text`: `Q2 2024`, `May 2024`, `Week of 3 Jun 2024`. Text that is no date is given back. */
export function formatPeriod(
  text: string,
  type: ValueType,
  grain: TimeGrain,
  locale: string,
  zone: string,
  weekOf: string,
): string {
  const wall = wallClock(text, type, zone);
  if (wall === null) return text;
  switch (grain) {
    case 'year':
      return String(wall.year);
    case 'quarter':
      return `Q${Math.ceil(wall.month / 3)} ${wall.year}`;
    case 'month':
      return dateText(wall, locale, { year: 'numeric', month: 'short' });
    case 'week':
      return `${weekOf} ${dayText(wall, locale)}`;
    case 'day':
      return dayText(wall, locale);
    case 'hour':
    case 'minute':
      return `${dayText(wall, locale)}, ${clock(wall)}`;
  }
}

/** A date, or a moment to the second as far as it is not zero. */
export function formatMoment(text: string, type: ValueType, locale: string, zone: string): string {
  const wall = wallClock(text, type, zone);
  if (wall === null) return text;
  return type === 'date'
    ? dayText(wall, locale)
    : `${dayText(wall, locale)}, ${clock(wall)}${wall.second === 0 ? '' : `:${two(wall.second)}`}`;
}

/** A recurring part of a date: weekday 1 is Monday, month 5 is May, hour 14 is 14:00. */
export function formatPart(
  cell: NonNullable<Cell>,
  part: DatePart,
  locale: string,
  compact: boolean,
  week: string,
): string {
  const value = Number(cell);
  if (!Number.isInteger(value)) return String(cell);
  switch (part) {
    case 'hour':
      return `${two(value)}:00`;
    case 'weekday':
      // 1 January 2024 is a Monday.
      return within(value, 1, 7)
        ? named({ day: value }, locale, { weekday: compact ? 'short' : 'long' })
        : String(cell);
    case 'month-of-year':
      return within(value, 1, 12)
        ? named({ month: value }, locale, { month: compact ? 'short' : 'long' })
        : String(cell);
    case 'quarter-of-year':
      return `Q${value}`;
    case 'week-of-year':
      return compact ? String(value) : `${week} ${value}`;
    case 'day-of-month':
    case 'year-number':
      return String(value);
  }
}

/** A time of day, to the second as far as it is not zero. */
export function formatTime(text: string): string {
  return text.replace(/^(\d{2}:\d{2}):00(\.0*)?$/, '$1');
}

function wallClock(text: string, type: ValueType, zone: string): Wall | null {
  const match = /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?Z?)?$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const wall: Wall = { year, month, day, hour, minute, second };
  return type === 'instant' && zone !== 'UTC' ? inZone(wall, zone) : wall;
}

function inZone(wall: Wall, zone: string): Wall {
  const formatter = cached('zone', zone, {}, () => {
    const fields = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', calendar: 'iso8601', ...fields });
  });
  const parts = new Map(formatter.formatToParts(utc(wall)).map((part) => [part.type, Number(part.value)]));
  const of = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

function dayText(wall: Wall, locale: string): string {
  // English without a country is read on both sides of the ocean: the order that has one reading, without "Sept".
  if (locale === 'en') return `${wall.day} ${dateText(wall, locale, { month: 'short' })} ${wall.year}`;
  return dateText(wall, locale, { year: 'numeric', month: 'short', day: 'numeric' });
}

function named(
  date: { readonly day?: number; readonly month?: number },
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return dateText(
    { year: 2024, month: date.month ?? 1, day: date.day ?? 1, hour: 0, minute: 0, second: 0 },
    locale,
    options,
  );
}

function dateText(wall: Wall, locale: string, options: Intl.DateTimeFormatOptions): string {
  const formatter = cached(
    'date',
    locale,
    options,
    () => new Intl.DateTimeFormat(usable(locale), { timeZone: 'UTC', calendar: 'gregory', ...options }),
  );
  return formatter.format(utc(wall));
}

function utc(wall: Wall): Date {
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(wall.year, wall.month - 1, wall.day);
  date.setUTCHours(wall.hour, wall.minute, wall.second);
  return date;
}

const clock = (wall: Wall): string => `${two(wall.hour)}:${two(wall.minute)}`;
const two = (value: number): string => String(value).padStart(2, '0');
const within = (value: number, low: number, high: number): boolean => value >= low && value <= high;
