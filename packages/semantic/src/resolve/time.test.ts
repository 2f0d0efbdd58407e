import { Model, Query } from '@lumiere/contract';
import { addTo, dateOf, daysOf, startOf } from '@lumiere/values';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelFor } from '../model-for.ts';
import { runPlan } from '../testing/run-plan.ts';
import type { Row, Value } from '../testing/run-plan.ts';
import { somebody } from '../testing/shop.ts';
import { resolve } from './resolve.ts';

const model = Model.parse({
  version: 1,
  name: 'Times',
  tables: [
    {
      id: 'events',
      label: 'Events',
      singular: 'event',
      source: { name: 'events' },
      time: 'day',
      fields: [
        { id: 'day', label: 'Day', column: 'day', type: 'date', role: 'time' },
        { id: 'at', label: 'At', column: 'at', type: 'instant', role: 'time' },
        { id: 'utc', label: 'Utc', column: 'utc', type: 'timestamp', role: 'time' },
        { id: 'wall', label: 'Wall', column: 'wall', type: 'timestamp', role: 'time', storedZone: 'America/New_York' },
        { id: 'n', label: 'N', column: 'n', type: 'integer', role: 'number' },
        { id: 'kind', label: 'Kind', column: 'kind', type: 'text', role: 'category' },
      ],
    },
  ],
});
const view = modelFor(model, somebody, 'v');
const total = { kind: 'aggregate', function: 'sum', field: 'events.n' };
const count = { kind: 'count-rows', table: 'events' };
const cells = (
  input: unknown,
  events: readonly Row[],
  zone = 'UTC',
  now = new Date('2024-03-31T10:00:00Z'),
): Value[][] => {
  const result = resolve(Query.parse(input), view, { now, zone });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return runPlan(result.value, { events }).map((row) => Object.values(row));
};

const clocks = new Map<string, Intl.DateTimeFormat>();
/** What a clock in the zone shows at a moment. */
function clock(zone: string, ms: number): string {
  let format = clocks.get(zone);
  if (format === undefined)
    clocks.set(
      zone,
      (format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })),
    );
  return format.format(ms).replace(' ', 'T');
}
const zones = fc.constantFrom(
  'UTC',
  'Europe/Vienna',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
);
const moments = fc.array(
  fc.integer({ min: Date.UTC(2023, 9, 20) / 1000, max: Date.UTC(2024, 3, 10) / 1000 }).map((second) => second * 1000),
  { maxLength: 25 },
);
const stored = (list: readonly number[]): Row[] =>
  list.map((ms) => ({
    at: `${new Date(ms).toISOString().slice(0, 19)}Z`,
    utc: new Date(ms).toISOString().slice(0, 19),
    wall: clock('America/New_York', ms),
  }));
/** Wall clocks that come twice cannot be told apart, however they are read. */
const ambiguous = (ms: number): boolean =>
  clock('America/New_York', ms) === clock('America/New_York', ms + 3_600_000) ||
  clock('America/New_York', ms) === clock('America/New_York', ms - 3_600_000);

test('moments are filtered and grouped by the clock of the report, however they are stored', () => {
  fc.assert(
    fc.property(
      moments,
      zones,
      fc.constantFrom('at', 'utc', 'wall'),
      fc.constantFrom('hour', 'day', 'week', 'month'),
      fc.integer({ min: 0, max: 3 }),
      (list, zone, field, grain, back) => {
        const events = list.filter((ms) => field !== 'wall' || !ambiguous(ms));
        const now = new Date('2024-03-31T10:00:00Z');
        const today = clock(zone, now.getTime()).slice(0, 10);
        const month = addTo(startOf(today, 'month'), 'month', -back);
        const expected = new Map<string, number>();
        for (const ms of events) {
          const local = clock(zone, ms);
          if (startOf(local.slice(0, 10), 'month') !== month) continue;
          const key = grain === 'hour' ? `${local.slice(0, 13)}:00:00` : startOf(local.slice(0, 10), grain);
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        const period = { kind: 'calendar', grain: 'month', offset: -back };
        const actual = cells(
          {
            dimensions: [{ key: 'd', field: `events.${field}`, grain }],
            measures: [{ key: 'n', value: count }],
            where: { kind: 'period', on: { field: `events.${field}` }, period },
          },
          stored(events),
          zone,
          now,
        );
        expect(actual.map(([key, n]) => [String(key).replace('Z', ''), n])).toEqual(
          [...expected].toSorted(([a], [b]) => (a < b ? -1 : 1)),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test('a day compared with a moment means the whole day of the report', () => {
  const events = stored([Date.UTC(2024, 0, 9, 23, 30), Date.UTC(2024, 0, 10, 12), Date.UTC(2024, 0, 10, 23, 30)]);
  const ask = (op: string, value = '2024-01-10'): Value =>
    cells(
      { measures: [{ key: 'n', value: count }], where: { kind: 'compare', on: { field: 'events.at' }, op, value } },
      events,
      'Europe/Vienna',
    )[0]?.[0] ?? null;
  expect([ask('='), ask('!='), ask('<'), ask('<='), ask('>'), ask('>=')]).toEqual([2, 1, 0, 2, 1, 3]);
  expect(ask('<', '2024-01-10T00:31:00')).toBe(1);
});

test('bounds stand on the bare column, in the zone it is written in', () => {
  const bounds = (field: string, zone: string): unknown => {
    const result = resolve(
      Query.parse({
        measures: [{ key: 'n', value: count }],
        where: {
          kind: 'period',
          on: { field: `events.${field}` },
          period: { kind: 'between', from: '2024-07-01', until: null },
        },
      }),
      view,
      { now: new Date(0), zone },
    );
    return result.ok ? result.value.steps[0]?.where : null;
  };
  const column = (name: string, type: string): object => ({ kind: 'column', alias: 'events', name, type });
  expect(bounds('day', 'Europe/Vienna')).toEqual({
    kind: 'compare',
    op: '>=',
    left: column('day', 'date'),
    right: { kind: 'value', value: '2024-07-01', type: 'date' },
  });
  expect(bounds('at', 'Europe/Vienna')).toEqual({
    kind: 'compare',
    op: '>=',
    left: column('at', 'instant'),
    right: { kind: 'value', value: '2024-06-30T22:00:00Z', type: 'instant' },
  });
  expect(bounds('wall', 'Europe/Vienna')).toEqual({
    kind: 'compare',
    op: '>=',
    left: column('wall', 'timestamp'),
    right: { kind: 'value', value: '2024-06-30T18:00:00', type: 'timestamp' },
  });
  expect(bounds('wall', 'America/New_York')).toMatchObject({ right: { value: '2024-07-01T00:00:00' } });
});

// --- measures over time against loops over days
const days = fc.array(
  fc.record({
    day: fc.option(fc.integer({ min: daysOf('2022-12-15'), max: daysOf('2024-03-20') }).map(dateOf), {
      nil: null,
      freq: 9,
    }),
    n: fc.option(fc.integer({ min: -3, max: 9 }), { nil: null, freq: 6 }),
    kind: fc.constantFrom('a', 'b', null),
  }),
  { maxLength: 30 },
);
const sumOf = (rows: readonly Row[]): Value => {
  const values = rows.flatMap(({ n }) => (typeof n === 'number' ? [n] : []));
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
};
const grains = fc.constantFrom('day', 'week', 'month', 'quarter', 'year');

test('a moved measure is the measure of the group that lies so far away', () => {
  fc.assert(
    fc.property(
      days,
      fc.constantFrom(
        ['month', 'month'],
        ['month', 'year'],
        ['day', 'day'],
        ['day', 'month'],
        ['day', 'year'],
        ['quarter', 'year'],
        ['year', 'year'],
        ['week', 'week'],
        ['month', 'quarter'],
      ),
      fc.constantFrom(-2, -1, 1),
      fc.boolean(),
      (events, pair, offset, split) => {
        const [grain, shift] = pair as [
          'day' | 'week' | 'month' | 'quarter' | 'year',
          'day' | 'week' | 'month' | 'quarter' | 'year',
        ];
        const keyOf = (row: Row): Value =>
          row['day'] === null || row['day'] === undefined ? null : startOf(String(row['day']), grain);
        const groups = new Map(
          events.map((row) => [
            JSON.stringify([keyOf(row), ...(split ? [row['kind']] : [])]),
            [keyOf(row), ...(split ? [row['kind'] ?? null] : [])],
          ]),
        );
        const at = (key: Value, kind: Value | undefined): Value =>
          sumOf(events.filter((row) => keyOf(row) === key && (kind === undefined || row['kind'] === kind)));
        const expected = [...groups.values()].map(([key, kind]) => [
          key ?? null,
          ...(split ? [kind ?? null] : []),
          at(key ?? null, split ? (kind ?? null) : undefined),
          at(
            key === null || key === undefined ? null : addTo(String(key), shift, offset),
            split ? (kind ?? null) : undefined,
          ),
        ]);
        const dimensions = [
          { key: 'd', field: 'events.day', grain },
          ...(split ? [{ key: 'k', field: 'events.kind' }] : []),
        ];
        const actual = cells(
          {
            dimensions,
            measures: [
              { key: 'a', value: total },
              { key: 'b', value: { kind: 'shifted', of: total, grain: shift, offset } },
            ],
          },
          events,
        );
        const sorted = (list: readonly (readonly Value[])[]): string[] =>
          list.map((row) => JSON.stringify(row)).toSorted();
        expect(sorted(actual)).toEqual(sorted(expected));
      },
    ),
    { numRuns: 100 },
  );
});

test('an average of sums per unit of time is what loops give', () => {
  fc.assert(
    fc.property(
      days,
      grains,
      fc.constantFrom('avg', 'max', 'count', 'sum'),
      fc.boolean(),
      (events, grain, fn, split) => {
        const kinds: Value[] = split
          ? [...new Set(events.filter(({ day }) => day !== null).map(({ kind }) => kind))]
          : [null];
        const expected = kinds.map((kind) => {
          const own = events.filter((row) => row.day !== null && (!split || row.kind === kind));
          const sums = [...new Set(own.map((row) => startOf(String(row.day), grain)))]
            .map((key) => sumOf(own.filter((row) => startOf(String(row.day), grain) === key)))
            .flatMap((value) => (typeof value === 'number' ? [value] : []));
          const sum = sums.reduce((a, b) => a + b, 0);
          const value =
            fn === 'count'
              ? sums.length
              : sums.length === 0
                ? null
                : fn === 'max'
                  ? Math.max(...sums)
                  : fn === 'sum'
                    ? sum
                    : sum / sums.length;
          return split ? [kind, value] : [value];
        });
        const actual = cells(
          {
            dimensions: split ? [{ key: 'k', field: 'events.kind' }] : [],
            measures: [
              { key: 'v', value: { kind: 'nested', function: fn, of: total, per: [{ field: 'events.day', grain }] } },
            ],
          },
          events,
        );
        expect(actual.map((row) => JSON.stringify(row)).toSorted()).toEqual(
          expected.map((row) => JSON.stringify(row)).toSorted(),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test('windows along time are what loops over the sorted groups give', () => {
  fc.assert(
    fc.property(days, grains, fc.integer({ min: 1, max: 4 }), (events, grain, rows) => {
      const dated = events.filter(({ day }) => day !== null);
      const keys = [...new Set(dated.map(({ day }) => startOf(String(day), grain)))].toSorted();
      // every row counts one, so that no group is without a value
      const values = keys.map((key) => dated.filter(({ day }) => startOf(String(day), grain) === key).length);
      const all = values.reduce((a, b) => a + b, 0);
      const expected = keys.map((key, i) => {
        const [value = 0, before] = [values[i], values[i - 1]];
        const frame = values.slice(Math.max(0, i + 1 - rows), i + 1);
        return [
          key,
          value / all,
          values.slice(0, i + 1).reduce((a, b) => a + b, 0),
          1 + values.filter((other) => other > value).length,
          before ?? null,
          before === undefined ? null : value - before,
          before === undefined ? null : (value - before) / before,
          frame.reduce((a, b) => a + b, 0) / frame.length,
        ];
      });
      const window = (fn: string): object => ({
        key: fn.replaceAll('-', '_'),
        value: { kind: 'window', function: fn, of: count, rows: fn === 'moving-avg' ? rows : null },
      });
      const actual = cells(
        {
          dimensions: [{ key: 'd', field: 'events.day', grain }],
          measures: ['share', 'running-sum', 'rank', 'previous', 'change', 'growth', 'moving-avg'].map(window),
          where: { kind: 'not', condition: { kind: 'null', on: { field: 'events.day' } } },
        },
        events,
      );
      expect(actual).toEqual(expected);
    }),
    { numRuns: 80 },
  );
});
