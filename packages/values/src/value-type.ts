/**
 * The type of a value as every part of the house knows it, whatever the engine calls it.
 * `timestamp` is naive (wall clock, its zone stated by the model), `instant` is a point in time in UTC.
 */
export const valueTypes = [
  'boolean',
  'integer',
  'decimal',
  'double',
  'text',
  'date',
  'time',
  'timestamp',
  'instant',
  'binary',
  'json',
] as const;
export type ValueType = (typeof valueTypes)[number];

export const numericTypes: ReadonlySet<ValueType> = new Set(['integer', 'decimal', 'double']);
export const temporalTypes: ReadonlySet<ValueType> = new Set(['date', 'timestamp', 'instant']);

/** A calendar unit that a date can be truncated to, finest first. */
export const timeGrains = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type TimeGrain = (typeof timeGrains)[number];

/** A recurring part of a date: what cycles instead of advancing. Weekday is ISO: 1 is Monday, 7 is Sunday. */
export const dateParts = [
  'hour',
  'weekday',
  'day-of-month',
  'week-of-year',
  'month-of-year',
  'quarter-of-year',
  'year-number',
] as const;
export type DatePart = (typeof dateParts)[number];
