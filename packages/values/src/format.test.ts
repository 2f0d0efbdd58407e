import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addTo, dateOf } from './calendar.ts';
import { formatCell } from './format.ts';
import type { CellColumn, CellFormat } from './format.ts';
import { coveredUntil, isPartialPeriod } from './period.ts';
import type { DatePart, TimeGrain, ValueType } from './value-type.ts';

const column = (type: ValueType, extra: Partial<CellColumn> = {}): CellColumn => ({
  type,
  format: null,
  grain: null,
  part: null,
  ...extra,
});
const format = (kind: CellFormat['kind'], extra: Partial<CellFormat> = {}): CellFormat => ({
  kind,
  decimals: null,
  currency: null,
  unit: null,
  ...extra,
});
const at = (grain: TimeGrain, type: ValueType = 'date'): CellColumn => column(type, { grain });
const part = (name: DatePart): CellColumn => column('integer', { part: name });

describe('formatCell', () => {
  it.each<[string, string | number | boolean, CellColumn, string]>([
    ['groups integers', 1234567, column('integer'), '1,234,567'],
    ['keeps integers beyond 2^53', '123456789012345678901', column('integer'), '123,456,789,012,345,678,901'],
    ['keeps decimals beyond doubles', '9007199254740993.10', column('decimal'), '9,007,199,254,740,993.10'],
    ['drops only zeros that a wide scale adds', '12.500000', column('decimal'), '12.50'],
    ['rounds a double by its size', 1234.5678, column('double'), '1,234.57'],
    ['keeps three digits of a small double', 0.000123456, column('double'), '0.000123'],
    ['never writes minus zero', -0.001, column('double', { format: format('number', { decimals: 1 }) }), '0.0'],
    ['shows ids ungrouped', 100234, column('integer', { format: format('id') }), '100234'],
    [
      'shows money in its currency',
      '1234567.8',
      column('decimal', { format: format('currency', { currency: 'EUR' }) }),
      '€1,234,567.80',
    ],
    [
      'knows currencies without cents',
      1500,
      column('integer', { format: format('currency', { currency: 'JPY' }) }),
      '¥1,500',
    ],
    ['takes a fraction for percent', 0.123, column('double', { format: format('percent') }), '12.3%'],
    ['does not show a small share as nothing', 0.000456, column('double', { format: format('percent') }), '0.046%'],
    ['adds the unit', 12, column('integer', { format: format('number', { unit: 'kg' }) }), '12\u00a0kg'],
    [
      'says a duration in its unit',
      3.5,
      column('double', { format: format('duration', { unit: 'days' }) }),
      '3.5 days',
    ],
    ['says one of a unit as one', 1, column('double', { format: format('duration', { unit: 'days' }) }), '1 day'],
    [
      'splits seconds into the two largest parts',
      93_784,
      column('integer', { format: format('duration') }),
      '1 day 2 hr',
    ],
    ['shows what is not a number', 'Infinity', column('double'), '∞'],
    ['shows a day', '2024-05-03', at('day'), '3 May 2024'],
    ['shows a date without grain', '2024-09-03', column('date'), '3 Sep 2024'],
    ['shows a week by its first day', '2024-06-03', at('week'), 'Week of 3 Jun 2024'],
    ['shows a month', '2024-05-01', at('month'), 'May 2024'],
    ['shows a quarter', '2024-04-01', at('quarter'), 'Q2 2024'],
    ['shows a year', '2024-01-01', at('year'), '2024'],
    ['shows an hour', '2024-05-03T14:00:00', at('hour', 'timestamp'), '3 May 2024, 14:00'],
    ['shows seconds where there are any', '2024-05-03T14:00:07.5', column('timestamp'), '3 May 2024, 14:00:07'],
    ['names weekdays', 1, part('weekday'), 'Monday'],
    ['names months', 5, part('month-of-year'), 'May'],
    ['writes hours as a clock', 14, part('hour'), '14:00'],
    ['does not group year numbers', 2024, part('year-number'), '2024'],
    ['names weeks of the year', 7, part('week-of-year'), 'Week 7'],
    ['shows a time of day', '14:05:00', column('time'), '14:05'],
    ['answers yes and no', true, column('boolean'), 'Yes'],
    ['gives text back as it is', '<b>x</b>', column('text'), '<b>x</b>'],
    ['gives back what is no date', 'soon', column('date'), 'soon'],
  ])('%s', (_name, cell, of, expected) => {
    expect(formatCell(cell, of, 'en')).toBe(expected);
  });

  it('leaves null to the caller', () => {
    expect(formatCell(null, column('text'), 'en')).toBeNull();
  });

  it('follows the locale', () => {
    expect(formatCell('1234.5', column('decimal', { format: format('currency', { currency: 'EUR' }) }), 'de')).toBe(
      '1.234,50\u00a0€',
    );
    expect(formatCell('2024-05-03', at('day'), 'en-US')).toBe('May 3, 2024');
    expect(formatCell(3, part('weekday'), 'fr')).toBe('mercredi');
  });

  it('falls back to English where the locale is not one', () => {
    expect(formatCell(1234, column('integer'), 'no such locale!')).toBe('1,234');
  });

  it('shortens numbers and names for axes', () => {
    const compact = { locale: 'en', compact: true };
    expect(formatCell(1_234_567, column('integer'), compact)).toBe('1.2M');
    expect(formatCell(15_000, column('integer', { format: format('currency', { currency: 'USD' }) }), compact)).toBe(
      '$15K',
    );
    expect(formatCell(2, part('weekday'), compact)).toBe('Tue');
  });

  it('takes the words for yes and no from the caller', () => {
    expect(formatCell(false, column('boolean'), { locale: 'de', labels: { false: 'Nein' } })).toBe('Nein');
  });

  it('shows an instant on the clock of the zone that is asked for', () => {
    const instant = column('instant');
    expect(formatCell('2024-03-31T00:30:00Z', instant, { locale: 'en', zone: 'Asia/Kathmandu' })).toBe(
      '31 Mar 2024, 06:15',
    );
    expect(formatCell('2024-01-01T02:00:00Z', instant, { locale: 'en', zone: 'America/New_York' })).toBe(
      '31 Dec 2023, 21:00',
    );
  });
});

describe('exactness', () => {
  // Lengths up to the longest on purpose: by default few would pass those that doubles hold.
  const text = (maxLength: number): fc.Arbitrary<string> =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength, size: 'max' }).map((list) => list.join(''));
  const digits = text(36).map((rest) => `7${rest}`);
  const fraction = text(18);

  it('a decimal shows every digit it has', () => {
    fc.assert(
      fc.property(fc.boolean(), digits, fraction, (negative, whole, rest) => {
        const cell = `${negative ? '-' : ''}${whole}.${rest}`;
        const shown = formatCell(cell, column('decimal'), 'en').replaceAll(',', '');
        const trimmed = (text: string): string => text.replace(/\.?0+$/, '');
        expect(trimmed(shown)).toBe(trimmed(cell));
      }),
    );
  });

  it('an integer of any length shows every digit it has', () => {
    fc.assert(
      fc.property(digits, (cell) => {
        expect(formatCell(cell, column('integer'), 'en').replaceAll(',', '')).toBe(cell);
      }),
    );
  });
});

describe('dates', () => {
  const before = process.env.TZ;
  afterEach(() => {
    // Assigning undefined would name a zone "undefined".
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it.each(['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Pago_Pago', 'UTC'])(
    'do not move on a machine in %s',
    (zone) => {
      process.env.TZ = zone;
      fc.assert(
        fc.property(fc.integer({ min: -200_000, max: 200_000 }), (days) => {
          const date = dateOf(days);
          const [year = '', month = '', day = ''] = date.split('-');
          const shown = formatCell(date, at('day'), 'en').split(' ');
          expect([shown[0], shown[2]]).toEqual([String(Number(day)), String(Number(year))]);
          expect(formatCell(date, at('day'), 'sv')).toContain(String(Number(day)));
          expect(formatCell(`${date}T23:59:00`, column('timestamp'), 'en')).toBe(`${shown.join(' ')}, 23:59`);
          expect(formatCell(date, at('month'), 'en')).toBe(`${shown[1]} ${Number(year)}`);
          expect(formatCell(date, at('quarter'), 'en')).toBe(`Q${Math.ceil(Number(month) / 3)} ${Number(year)}`);
        }),
      );
    },
  );

  it('the machine was really elsewhere in these tests', () => {
    process.env.TZ = 'Pacific/Kiritimati';
    expect(new Date('2024-01-01T00:00:00Z').getHours()).toBe(14);
  });
});

describe('isPartialPeriod', () => {
  it('is true for the unit that the covered dates end in, and for the one they begin in', () => {
    const covered = { from: '2024-01-10', until: '2024-06-15' };
    expect(isPartialPeriod('2024-06-01', 'month', covered)).toBe(true);
    expect(isPartialPeriod('2024-05-01', 'month', covered)).toBe(false);
    expect(isPartialPeriod('2024-01-01', 'quarter', covered)).toBe(true);
  });

  it('is false for a unit that ends exactly where the cover ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom<TimeGrain>('day', 'week', 'month', 'quarter', 'year'),
        (days, grain) => {
          const start = `${dateOf(days).slice(0, 7)}-01`;
          expect(isPartialPeriod(start, grain, { from: start, until: addTo(start, grain, 1) })).toBe(false);
        },
      ),
    );
  });
});

describe('coveredUntil', () => {
  it('ends with the bound or with the data, whichever is first, and keeps what is known where one is not', () => {
    const covered = { from: '2024-01-10', until: '2024-06-15' };
    expect(coveredUntil(covered, '2024-03-01')).toEqual({ from: '2024-01-10', until: '2024-03-01' });
    expect(coveredUntil(covered, '2024-07-01')).toEqual(covered);
    expect(coveredUntil(covered, null)).toEqual(covered);
    expect(coveredUntil({ from: null, until: null }, '2024-07-01')).toEqual({ from: null, until: '2024-07-01' });
    expect(coveredUntil(undefined, null)).toEqual({ from: null, until: null });
  });
});
