import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferType } from './infer-type.ts';

const hints = { decimalComma: false, dateOrder: null };
const of = (...cells: (string | null)[]): ReturnType<typeof inferType> => inferType(cells, hints);
const typeOf = (...cells: (string | null)[]): string => of(...cells).reading.type;
const plain = { decimal: '.', grouping: '', symbols: [], percent: false, parentheses: false };

describe('the narrowest reading that the cells allow', () => {
  test.each([
    [['1', '-2', '+3'], { type: 'integer', style: plain }],
    [['1.5', '2', '.25'], { type: 'decimal', style: plain, precision: 18, scale: 2 }],
    [['1,234.50', '7.00'], { type: 'decimal', style: { ...plain, grouping: ',' }, precision: 18, scale: 2 }],
    [
      ['1.234,50', '7,00'],
      { type: 'decimal', style: { ...plain, decimal: ',', grouping: '.' }, precision: 18, scale: 2 },
    ],
    [["1'234.50", '7.00'], { type: 'decimal', style: { ...plain, grouping: "'" }, precision: 18, scale: 2 }],
    [
      ['1 234,50', '7,00'],
      { type: 'decimal', style: { ...plain, decimal: ',', grouping: ' ' }, precision: 18, scale: 2 },
    ],
    [['$1,000', '$20'], { type: 'integer', style: { ...plain, grouping: ',', symbols: ['$'] } }],
    [['12.5 %', '3 %'], { type: 'decimal', style: { ...plain, percent: true }, precision: 18, scale: 3 }],
    [['(12.50)', '3.00'], { type: 'decimal', style: { ...plain, parentheses: true }, precision: 18, scale: 2 }],
    [['0.12345678', '1'], { type: 'double', style: plain }],
    [['1e5', '2'], { type: 'double', style: plain }],
    [['12345678901234567890', '1'], { type: 'decimal', style: plain, precision: 38, scale: 0 }],
    [['yes', 'No', 'YES'], { type: 'boolean', true: ['yes'], false: ['no'] }],
    [['t', 'f'], { type: 'boolean', true: ['t'], false: ['f'] }],
    [['2024-01-31', '2024-02-01'], { type: 'date', order: 'ymd' }],
    [['31/01/2024', '01/02/2024'], { type: 'date', order: 'dmy' }],
    [['01/31/2024', '02/01/2024'], { type: 'date', order: 'mdy' }],
    [['3.2.24', '4.2.24'], { type: 'date', order: 'dmy' }],
    [['5 Jan 2024', '6 March 2024'], { type: 'date', order: 'dmy' }],
    [['Jan 5, 2024', 'Mar 6, 2024'], { type: 'date', order: 'mdy' }],
    [['2024-01-31 10:00', '2024-02-01'], { type: 'timestamp', order: 'ymd' }],
    [['1/31/2024 3:04 PM', '2/1/2024 4:05 AM'], { type: 'timestamp', order: 'mdy' }],
    [['2024-01-31T10:00:00Z', '2024-01-31T10:00:00+02:00'], { type: 'instant', order: 'ymd' }],
    [['2024/03/12 3:05:00 PM GMT+1', '2024/03/31 11:05:00 AM GMT+2'], { type: 'instant', order: 'ymd' }],
    [['2024-03-12 15:05:00 UTC', '2024-03-12 15:05 +0100'], { type: 'instant', order: 'ymd' }],
    [['3/13/2024 3:05 PM GMT-4:30', '4/1/2024 3:05 PM GMT-4:30'], { type: 'instant', order: 'mdy' }],
    [['2024/03/12 3:05:00 PM', '2024/03/12 11:05:00 AM'], { type: 'timestamp', order: 'ymd' }],
    [['10:20', '23:59:59'], { type: 'time' }],
    [['{"a":1}', '[]'], { type: 'json' }],
  ])('%j', (cells, reading) => {
    expect(inferType(cells, hints).reading).toEqual(reading);
  });

  test.each([
    [['007', '123']],
    [['+4179123456', '+4144123456']],
    [['$5', '€5']],
    [['5 %', '5']],
    [['1.5', '1,5']],
    [['2024-02-30', '2024-02-31']],
    [['31/31/2024']],
    [['26:00', '30:15']],
    [['1.2.3', '4.5.6']],
    // with a zone and without, of twelve hours and of 24, days first and months first
    [['2024-03-12 15:05:00 UTC', '2024-03-12 15:05:00']],
    [['2024/03/12 3:05:00 PM GMT+1', '2024/03/12 3:05:00 PM']],
    [['2024-03-12 3:05 PM', '2024-03-12 15:05']],
    [['2024-03-12 3:05 PM GMT', '2024-03-12 15:05 GMT']],
    [['31/12/2024 3:05 PM GMT', '12/31/2024 3:05 PM GMT']],
    // of no offset, or of several
    [['2024-03-12 15:05:00 CST', '2024-03-12 15:05:00 IST']],
    [['2024-03-12 15:05:00+16:00', '2024-03-12 15:05:00+01:60']],
    [['2024-03-12 15:05:00 GMT+530', '2024-03-12 15:05:00+1']],
    [['2024-02-30 15:05:00Z']],
    [['a', '1']],
    [[null, '']],
  ])('%j stay text', (cells) => {
    expect(inferType(cells, hints).reading).toEqual({ type: 'text' });
  });
});

test('what could be read two ways is said', () => {
  expect(of('1,234', '5,678').doubt).toContain('could also be a decimal');
  expect(of('01/02/2024', '03/04/2024').doubt).toContain('guess');
  expect(of('01/02/2024', '13/04/2024').doubt).toBeNull();
  expect(of('01/02/2024 3:05 PM GMT+1', '03/04/2024 3:05 PM GMT+1').doubt).toContain('guess');
  expect(inferType(['01/02/2024'], { ...hints, dateOrder: 'dmy' }).reading).toEqual({ type: 'date', order: 'dmy' });
});

test('spellings of nothing are found beside values, and in texts only the sure ones', () => {
  expect(of('1', 'n/a', '-', '2')).toMatchObject({ reading: { type: 'integer' }, nulls: ['-', 'n/a'] });
  expect(of('Anna', 'NA', 'NULL')).toMatchObject({ reading: { type: 'text' }, nulls: ['NULL'] });
});

test('one wrong cell among hundreds does not make a column text, one among ten does', () => {
  const many = Array.from({ length: 300 }, (_, i) => String(i));
  expect(typeOf(...many, 'oops')).toBe('integer');
  expect(typeOf(...many.slice(0, 10), 'oops')).toBe('text');
});

test('it never fails, and text of any kind is at least text', () => {
  fc.assert(fc.property(fc.array(fc.option(fc.string())), (cells) => inferType(cells, hints).evidence.length > 0));
});
