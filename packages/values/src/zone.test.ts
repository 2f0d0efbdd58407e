import fc from 'fast-check';
import { expect, test } from 'vitest';
import { offsetInZone, zoneShift, zonedMs } from './zone.ts';

const zones = [
  'Europe/Vienna',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Asia/Tehran',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Pacific/Chatham',
  'UTC',
];
const hour = 3_600_000;
const from = Date.UTC(1970, 0, 1);
const until = Date.UTC(2031, 0, 1);

/** What a clock in the zone shows, by the runtime's formatter alone. */
function clock(zone: string, ms: number): string {
  let format = clocks.get(zone);
  if (format === undefined)
    clocks.set(
      zone,
      (format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })),
    );
  return format.format(ms);
}
const clocks = new Map<string, Intl.DateTimeFormat>();
const text = (localMs: number): string => new Date(localMs).toISOString().slice(0, 19).replace('T', ' ');

test('the shift of a zone shows what its clock shows, at any moment of the range', () => {
  const shifts = new Map(zones.map((zone) => [zone, zoneShift(zone, from, until)]));
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: from / 1000, max: until / 1000 - 1 }), (zone, second) => {
      const ms = second * 1000;
      const offset =
        shifts.get(zone)?.findLast(({ fromMs }) => fromMs === null || fromMs <= ms)?.offsetSeconds ?? Number.NaN;
      expect(text(ms + offset * 1000)).toBe(clock(zone, ms));
    }),
    { numRuns: 3000 },
  );
});

test('a change of the clock is known to the second', () => {
  for (const zone of zones) {
    for (const { fromMs, offsetSeconds } of zoneShift(zone, from, until)) {
      if (fromMs === null) continue;
      expect(text(fromMs + offsetSeconds * 1000)).toBe(clock(zone, fromMs));
      expect(offsetInZone(zone, fromMs - 1000)).not.toBe(offsetSeconds);
    }
  }
});

test('every hour of years with many changes agrees', () => {
  for (const [zone, year] of [
    ['Africa/Casablanca', 2024],
    ['Africa/Cairo', 2014],
    ['Australia/Lord_Howe', 2023],
    ['Pacific/Apia', 2011],
  ] as const) {
    const shift = zoneShift(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
    for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += hour) {
      expect(shift.findLast(({ fromMs }) => fromMs === null || fromMs <= ms)?.offsetSeconds).toBe(
        offsetInZone(zone, ms),
      );
    }
  }
});

test('the first range is open below and no change outside the range is listed', () => {
  const summer = zoneShift('Europe/Vienna', Date.UTC(2024, 5, 1), Date.UTC(2024, 6, 1));
  expect(summer).toEqual([{ fromMs: null, offsetSeconds: 7200 }]);
  expect(zoneShift('UTC', from, until)).toEqual([{ fromMs: null, offsetSeconds: 0 }]);
});

test('a wall clock becomes the moment at which the clock shows it', () => {
  expect(new Date(zonedMs('Europe/Vienna', Date.UTC(2024, 6, 1))).toISOString()).toBe('2024-06-30T22:00:00.000Z');
  // 02:30 comes twice: the first coming
  expect(new Date(zonedMs('Europe/Vienna', Date.UTC(2024, 9, 27, 2, 30))).toISOString()).toBe(
    '2024-10-27T00:30:00.000Z',
  );
  // 02:30 is skipped: the moment of the skip
  expect(new Date(zonedMs('Europe/Vienna', Date.UTC(2024, 2, 31, 2, 30))).toISOString()).toBe(
    '2024-03-31T01:00:00.000Z',
  );
  // midnight itself is skipped
  expect(new Date(zonedMs('America/Sao_Paulo', Date.UTC(2017, 9, 15))).toISOString()).toBe('2017-10-15T03:00:00.000Z');
});

test('an unknown zone is an error', () => {
  expect(() => offsetInZone('Europe/Nowhere', 0)).toThrow(RangeError);
});
