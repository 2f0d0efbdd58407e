import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timing } from '@lumiere/contract';
import { deepProperty } from '@lumiere/testing';
import { dueAt, graceMs, nextDue, timingProblems } from './due-times.ts';

const minute = 60_000;
const at = (text: string): number => Date.parse(text);
const cron = (expression: string, zone: string): Timing => ({ kind: 'cron', cron: expression, zone });

/** The due times in (after, until], one after the other. */
function listed(timing: Timing, after: number, until: number, anchor = 0): number[] {
  const times: number[] = [];
  for (let next = nextDue(timing, anchor, after); next !== null && next <= until; next = nextDue(timing, anchor, next))
    times.push(next);
  return times;
}

describe('days that the clock changes', () => {
  test.each([
    [
      'a fixed time that the day leaves out is due when the gap ends',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-29',
      ['01:00'],
    ],
    [
      'a fixed time that the day has twice is due the first time',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-25',
      ['00:30'],
    ],
    ['the same holds where midnight is left out', '0 0 * * *', 'America/Santiago', '2026-09-06', ['04:00']],
    [
      'what is due every half hour stays so in real time',
      '*/30 1-4 * * *',
      'Europe/Berlin',
      '2026-03-29',
      ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30'],
    ],
  ])('%s', (_name, expression, zone, day, expected) => {
    const from = at(`${day}T00:00:00Z`) - 1;
    const found = listed(cron(expression, zone), from, from + 12 * 3_600_000);
    expect(found.map((time) => new Date(time).toISOString().slice(11, 16))).toEqual(expected);
  });
});

describe('times by the wall clock', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/Santiago',
  ];
  const minutes = fc.integer({ min: 0, max: 59 });
  const hours = fc.integer({ min: 0, max: 23 });
  const days = fc.constantFrom('*', '1', '15', '28', '31');
  const weekdays = fc.constantFrom('*', '1-5', '0', '6');
  // the times that clocks change are where mistakes live
  const starts = fc
    .constantFrom(
      '2026-03-28',
      '2026-10-24',
      '2026-03-07',
      '2026-10-31',
      '2026-04-04',
      '2026-10-03',
      '2026-09-05',
      '2026-06-01',
    )
    .chain((day) => fc.integer({ min: 0, max: 4320 }).map((past) => at(`${day}T00:00:00Z`) - past * minute));
  deepProperty(
    'a schedule by the wall clock is due when a naive walk over every minute says so',
    1000,
    fc.tuple(minutes, hours, days, weekdays, fc.constantFrom(...zones), starts),
    ([m, h, day, weekday, zone, start]) => {
      const until = start + 4 * 86_400_000;
      const timing = cron(`${m} ${h} ${day} * ${weekday}`, zone);
      expect(listed(timing, start, until)).toEqual(naive({ m, h, day, weekday, zone }, start, until));
    },
  );
});

interface Fields {
  readonly m: number;
  readonly h: number;
  readonly day: string;
  readonly weekday: string;
  readonly zone: string;
}

/** Looks at the wall clock of every minute, by nothing but the runtime's own zones. */
function naive({ m, h, day, weekday, zone }: Fields, after: number, until: number): number[] {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });
  const wall = (time: number) => {
    const parts = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, value]));
    const { year = '', month = '', day: dayOf = '', weekday: name = '' } = parts;
    return {
      date: `${year}-${month}-${dayOf}`,
      day: Number(dayOf),
      weekday: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(name),
      past: Number(parts['hour']) * 60 + Number(parts['minute']),
    };
  };
  const fits = (now: { readonly day: number; readonly weekday: number }): boolean => {
    const byDay = now.day === Number(day);
    const byWeekday = weekday === '1-5' ? now.weekday >= 1 && now.weekday <= 5 : now.weekday === Number(weekday);
    if (day === '*') return weekday === '*' || byWeekday;
    // cron's old rule: where both are said, either will do
    return weekday === '*' ? byDay : byDay || byWeekday;
  };
  const wanted = h * 60 + m;
  const times: number[] = [];
  let lastDay = '';
  const first = Math.floor(after / minute) * minute - 26 * 3_600_000;
  let before = wall(first - minute);
  for (let time = first; time <= until; time += minute) {
    const now = wall(time);
    const sameDay = now.date === before.date;
    // a gap within a day, or one that takes the day's first minutes
    const leftOut = sameDay
      ? now.past > before.past + 1 && wanted > before.past && wanted < now.past
      : now.past > wanted;
    if ((now.past === wanted || leftOut) && fits(now) && now.date !== lastDay) {
      lastDay = now.date;
      if (time > after) times.push(time);
    }
    before = now;
  }
  return times;
}

test('an interval is counted from its anchor, whenever one looks', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 10_000_000 }),
      fc.integer({ min: 0, max: 1e12 }),
      fc.integer({ min: 0, max: 1e12 }),
      (everyMs, anchor, after) => {
        const next = nextDue({ kind: 'interval', everyMs }, anchor, after) ?? 0;
        expect((next - anchor) % everyMs).toBe(0);
        expect(next).toBeGreaterThan(Math.min(after, anchor - 1));
        expect(next - everyMs <= after || next === anchor).toBe(true);
      },
    ),
  );
});

describe('what was missed', () => {
  const timings: readonly Timing[] = [
    { kind: 'interval', everyMs: 47 * minute },
    cron('*/30 * * * *', 'Europe/Berlin'),
    cron('0 6 * * 1', 'UTC'),
    cron('30 2 1 * *', 'America/New_York'),
  ];
  const start = at('2026-03-01T00:00:00Z');

  test('each policy does with a naive list of due times what it promises, however the worker looks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...timings),
        fc.array(fc.integer({ min: 0, max: 20 * 24 * 60 }), { minLength: 1, maxLength: 3 }),
        (timing, looks) => {
          const anchor = start;
          for (const missed of ['each', 'latest', 'skip'] as const) {
            const ran: number[] = [];
            let next = nextDue(timing, anchor, start);
            let now = start;
            for (const look of looks) {
              const before = next;
              now += look * minute + 13_000;
              const all = before === null ? [] : listed(timing, before - 1, now, anchor);
              const here: number[] = [];
              for (let more = true; more && next !== null;) {
                const due = dueAt(timing, anchor, next, now, missed);
                here.push(...due.run);
                next = due.next;
                more = missed === 'each' && next !== null && next <= now;
                if (missed !== 'each') {
                  const left = all.filter((time) => !due.run.includes(time));
                  expect(due.skipped).toEqual(left.length === 0 ? null : { from: left[0], to: left.at(-1) });
                }
              }
              expect(next).toBe(nextDue(timing, anchor, all.at(-1) ?? now));
              if (missed === 'each') expect(here).toEqual(all);
              else if (missed === 'latest') expect(here).toEqual(all.slice(-1));
              else expect(here).toEqual(all.slice(-1).filter((time) => now - time <= graceMs));
              ran.push(...here);
            }
            expect(new Set(ran).size).toBe(ran.length);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  test('years behind, the latest of every minute is found at once', () => {
    const began = performance.now();
    const due = dueAt(
      cron('* * * * *', 'Europe/Berlin'),
      0,
      at('2016-01-01T00:00:00Z'),
      at('2026-06-01T12:00:30Z'),
      'latest',
    );
    expect(due.run).toEqual([at('2026-06-01T12:00:00Z')]);
    expect(due.skipped).toEqual({ from: at('2016-01-01T00:00:00Z'), to: at('2026-06-01T11:59:00Z') });
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

test.each([
  [cron('61 * * * *', 'UTC'), /"61 \* \* \* \*" cannot be read/],
  [cron('0 0 31 2 *', 'UTC'), /never comes/],
  [cron('0 0 * * *', 'Mars/Olympus'), /"Mars\/Olympus" is no time zone/],
])('%o is refused in words', (timing, words) => {
  expect(timingProblems(timing, 0).map(({ message }) => message)).toEqual([expect.stringMatching(words)]);
});
