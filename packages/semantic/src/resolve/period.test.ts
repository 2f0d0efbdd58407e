import { addTo, dateOf, daysOf, startOf } from '@lumiere/values';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangesOf, shiftRange } from './period.ts';
import type { Range } from './period.ts';

const day = 86_400_000;
const at = (date: string, time = 12): number => daysOf(date) * day + time * 3_600_000;
const dates = fc.integer({ min: daysOf('2019-12-20'), max: daysOf('2025-03-05') }).map(dateOf);
const holds = (ranges: readonly Range[] | null, date: string): boolean =>
  (ranges ?? []).some(
    ({ fromMs, untilMs }) =>
      (fromMs === null || fromMs <= daysOf(date) * day) && (untilMs === null || daysOf(date) * day < untilMs),
  );
/** Days a few years around, tested one by one. */
const around = (date: string): string[] => Array.from({ length: 900 }, (_, i) => dateOf(daysOf(date) - 600 + i));
const grains = fc.constantFrom('day', 'week', 'month', 'quarter', 'year');

test('a calendar period holds the days whose unit lies the right number of units away', () => {
  fc.assert(
    fc.property(
      dates,
      grains,
      fc.integer({ min: -2, max: 1 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(1, 7),
      (today, grain, offset, count, weekStart) => {
        const ranges = rangesOf({ kind: 'calendar', grain, offset, count, toDate: false }, at(today), weekStart);
        const units = Array.from({ length: count }, (_, i) =>
          addTo(startOf(today, grain, weekStart), grain, offset + i),
        );
        for (const date of around(today))
          if (holds(ranges, date) !== units.includes(startOf(date, grain, weekStart)))
            expect.fail(`${date} of ${today}`);
      },
    ),
    { numRuns: 60 },
  );
});

test('to date, each unit ends with the day at which today stands in it', () => {
  fc.assert(
    fc.property(
      dates,
      fc.constantFrom('month', 'quarter', 'year'),
      fc.integer({ min: 0, max: 1 }),
      (today, grain, back) => {
        const ranges = rangesOf({ kind: 'calendar', grain, offset: -back, count: 1, toDate: true }, at(today), 1);
        const start = addTo(startOf(today, grain), grain, -back);
        // the same month and day of month; a day that the month does not have is its last one
        const months = Number(today.slice(5, 7)) - Number(startOf(today, grain).slice(5, 7));
        const month = addTo(start, 'month', months);
        const lastOfMonth = daysOf(addTo(month, 'month', 1)) - 1;
        const last = dateOf(Math.min(daysOf(month) + Number(today.slice(8)) - 1, lastOfMonth));
        for (const date of around(today))
          if (holds(ranges, date) !== (date >= start && date <= last)) expect.fail(`${date} of ${today}`);
      },
    ),
    { numRuns: 60 },
  );
});

describe('periods as they are said', () => {
  const days = (ranges: readonly Range[] | null): (string | null)[][] =>
    (ranges ?? []).map(({ fromMs, untilMs }) =>
      [fromMs, untilMs].map((ms) => (ms === null ? null : new Date(ms).toISOString().replace('T00:00:00.000Z', ''))),
    );
  const today = at('2025-06-15');
  test.each([
    [
      'this year',
      { kind: 'calendar', grain: 'year', offset: 0, count: 1, toDate: false },
      [['2025-01-01', '2026-01-01']],
    ],
    [
      'last month',
      { kind: 'calendar', grain: 'month', offset: -1, count: 1, toDate: false },
      [['2025-05-01', '2025-06-01']],
    ],
    [
      'last week',
      { kind: 'calendar', grain: 'week', offset: -1, count: 1, toDate: false },
      [['2025-06-02', '2025-06-09']],
    ],
    [
      'the last 3 months',
      { kind: 'calendar', grain: 'month', offset: -3, count: 3, toDate: false },
      [['2025-03-01', '2025-06-01']],
    ],
    [
      'year to date',
      { kind: 'calendar', grain: 'year', offset: 0, count: 1, toDate: true },
      [['2025-01-01', '2025-06-16']],
    ],
    [
      'same period last year',
      { kind: 'calendar', grain: 'year', offset: -1, count: 1, toDate: true },
      [['2024-01-01', '2024-06-16']],
    ],
    ['past 90 days', { kind: 'rolling', grain: 'day', count: 90 }, [['2025-03-17', '2025-06-16']]],
    ['today', { kind: 'calendar', grain: 'day', offset: 0, count: 1, toDate: false }, [['2025-06-15', '2025-06-16']]],
    ['since May', { kind: 'between', from: '2025-05-01', until: null }, [['2025-05-01', null]]],
    [
      'the last hour',
      { kind: 'calendar', grain: 'hour', offset: -1, count: 1, toDate: false },
      [['2025-06-15T11:00:00.000Z', '2025-06-15T12:00:00.000Z']],
    ],
  ] as const)('%s', (_, period, expected) => {
    expect(days(rangesOf(period, today, 1))).toEqual(expected);
  });
  test('two years to date are two stretches', () => {
    expect(days(rangesOf({ kind: 'calendar', grain: 'year', offset: -1, count: 2, toDate: true }, today, 1))).toEqual([
      ['2024-01-01', '2024-06-16'],
      ['2025-01-01', '2025-06-16'],
    ]);
  });
  test('29 February to date is all of February in other years', () => {
    expect(
      days(rangesOf({ kind: 'calendar', grain: 'year', offset: -1, count: 1, toDate: true }, at('2024-02-29'), 1)),
    ).toEqual([['2023-01-01', '2023-03-01']]);
  });
  test('what is no date is no period', () => {
    expect(rangesOf({ kind: 'between', from: '2025-02-30', until: null }, today, 1)).toBeNull();
  });
  test('a moved month stays a whole month, and a moved part ends with the month', () => {
    const [range] = rangesOf({ kind: 'between', from: '2023-02-01', until: '2023-03-01' }, today, 1) ?? [];
    expect(days([shiftRange(range ?? { fromMs: null, untilMs: null }, { grain: 'year', offset: 1 })])).toEqual([
      ['2024-02-01', '2024-03-01'],
    ]);
    const [part] = rangesOf({ kind: 'between', from: '2025-03-01', until: '2025-03-31' }, today, 1) ?? [];
    expect(days([shiftRange(part ?? { fromMs: null, untilMs: null }, { grain: 'month', offset: -1 })])).toEqual([
      ['2025-02-01', '2025-03-01'],
    ]);
  });
});
