import type { DatePart, TimeGrain } from '@lumiere/values';

export const monthNumbers: ReadonlyMap<string, number> = new Map(
  ['january jan', 'february feb', 'march mar', 'april apr', 'may', 'june jun', 'july jul', 'august aug', 'september sep sept', 'october oct', 'november nov', 'december dec'].flatMap(
    (names, i) => names.split(' ').map((name) => [name, i + 1] as const),
  ),
);
export const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;

/** ISO weekdays: 1 is Monday. */
export const weekdayNumbers: ReadonlyMap<string, number> = new Map(
  ['monday mondays', 'tuesday tuesdays', 'wednesday wednesdays', 'thursday thursdays', 'friday fridays', 'saturday saturdays', 'sunday sundays'].flatMap((names, i) =>
    names.split(' ').map((name) => [name, i + 1] as const),
  ),
);
export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const grainNouns: ReadonlyMap<string, TimeGrain> = new Map([
  ['day', 'day'], ['days', 'day'], ['week', 'week'], ['weeks', 'week'], ['month', 'month'], ['months', 'month'], ['quarter', 'quarter'], ['quarters', 'quarter'],
  ['year', 'year'], ['years', 'year'], ['date', 'day'], ['calendar month', 'month'], ['calendar year', 'year'],
]);
export const grainAdverbs: ReadonlyMap<string, TimeGrain> = new Map([
  ['daily', 'day'], ['weekly', 'week'], ['monthly', 'month'], ['quarterly', 'quarter'], ['yearly', 'year'], ['annually', 'year'], ['day by day', 'day'], ['week by week', 'week'],
  ['month by month', 'month'], ['quarter by quarter', 'quarter'], ['year by year', 'year'], ['over time', 'month'], ['trend', 'month'], ['trends', 'month'], ['trend of', 'month'],
  ['per annum', 'year'], ['time series', 'month'], ['timeline', 'month'], ['evolution', 'month'], ['development', 'month'],
]);
/** Cycles of a date, by the phrases that name them. */
export const partPhrases: ReadonlyMap<string, DatePart> = new Map([
  ['weekday', 'weekday'], ['weekdays', 'weekday'], ['day of week', 'weekday'], ['day of the week', 'weekday'], ['days of the week', 'weekday'], ['hour', 'hour'], ['hours', 'hour'],
  ['hour of day', 'hour'], ['hour of the day', 'hour'], ['hourly', 'hour'], ['time of day', 'hour'], ['month of year', 'month-of-year'], ['month of the year', 'month-of-year'],
  ['calendar month of year', 'month-of-year'], ['day of month', 'day-of-month'], ['day of the month', 'day-of-month'], ['quarter of year', 'quarter-of-year'],
  ['quarter of the year', 'quarter-of-year'], ['week of year', 'week-of-year'], ['week of the year', 'week-of-year'], ['week number', 'week-of-year'],
]);

/** Every word of time that is no number, for the mending of typos. */
export const timeWords: readonly string[] = [
  ...monthNumbers.keys(), ...weekdayNumbers.keys(), ...grainNouns.keys(), ...[...grainAdverbs.keys(), ...partPhrases.keys()].flatMap((phrase) => phrase.split(' ')),
  'today', 'yesterday', 'tomorrow', 'last', 'previous', 'past', 'current', 'this', 'next', 'since', 'until', 'till', 'before', 'after', 'between', 'during', 'ago', 'half', 'weekend',
  'weekends', 'recent', 'trailing', 'rolling', 'through', 'period', 'spring', 'summer', 'autumn', 'winter', 'prior', 'earlier', 'hourly', 'now', 'starting', 'beginning',
].filter((word, i, all) => all.indexOf(word) === i && word.length > 1);
