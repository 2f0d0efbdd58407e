import { expect } from 'vitest';
import fc from 'fast-check';
import { addTo, dateOf, daysOf, startOf, weekdayOf } from '@lumiere/values';
import { deepProperty } from '@lumiere/testing';

// the years 500 to 9500, so that what is added stays within four digits
const day = fc.integer({ min: -536_000, max: 2_750_000 }).map(dateOf);
const grain = fc.constantFrom('day', 'week', 'month', 'quarter', 'year');

deepProperty(
  'a date and its day number are two names of one thing',
  300_000,
  fc.integer({ min: -700_000, max: 2_900_000 }),
  (days) => {
    expect(daysOf(dateOf(days))).toBe(days);
  },
);

deepProperty('weekdays go round', 200_000, day, (date) => {
  expect(weekdayOf(addTo(date, 'day', 1))).toBe((weekdayOf(date) % 7) + 1);
});

deepProperty(
  'a unit of time starts at or before each of its days, and the next one after them',
  200_000,
  fc.tuple(day, grain, fc.integer({ min: 1, max: 7 })),
  ([date, unit, weekStart]) => {
    const first = startOf(date, unit, weekStart);
    const next = addTo(first, unit, 1);
    expect(daysOf(first)).toBeLessThanOrEqual(daysOf(date));
    expect(daysOf(next)).toBeGreaterThan(daysOf(date));
    expect(startOf(first, unit, weekStart)).toBe(first);
    expect(startOf(next, unit, weekStart)).toBe(next);
  },
);

deepProperty(
  'months added and taken away again never pass the first day',
  200_000,
  fc.tuple(day, fc.integer({ min: -5000, max: 5000 })),
  ([date, count]) => {
    const there = addTo(date, 'month', count);
    const back = addTo(there, 'month', -count);
    expect(daysOf(back)).toBeLessThanOrEqual(daysOf(date));
    expect(startOf(back, 'month')).toBe(startOf(date, 'month'));
  },
);
