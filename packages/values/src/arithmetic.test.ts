import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCells, subtractCells, sumCells } from './arithmetic.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 9 }))
  .map(([whole, tenth]) => ({
    cell: `${whole}.${tenth}`,
    tenths: whole * 10n + BigInt(`${whole}`.startsWith('-') ? -tenth : tenth),
  }));
const tenthsOf = (cell: unknown): bigint => {
  const text = String(cell);
  return BigInt(text.includes('.') ? text.replace('.', '') : `${text}0`);
};

describe('sumCells', () => {
  it('adds decimals of any size exactly', () => {
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1, maxLength: 20 }), (values) => {
        const expected = values.reduce((total, value) => total + value.tenths, 0n);
        expect(tenthsOf(sumCells(values.map((value) => value.cell)))).toBe(expected);
      }),
    );
  });

  it('adds short decimals of one scale exactly too, as long as they stay short', () => {
    const cents = fc.integer({ min: -(10 ** 13), max: 10 ** 13 });
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 50 }), (values) => {
        const cell = (value: number): string => {
          const text = String(Math.abs(value)).padStart(3, '0');
          return `${value < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
        };
        expect(sumCells(values.map(cell))).toBe(cell(values.reduce((a, b) => a + b, 0)));
      }),
    );
  });

  it('leaves the range of doubles without losing a digit', () => {
    expect(sumCells([Number.MAX_SAFE_INTEGER, 2])).toBe('9007199254740993');
  });

  it('does not care for the order of doubles', () => {
    expect(sumCells([1e16, 1.5, -1e16])).toBe(1.5);
  });

  it('skips missing values and is missing where there are only such', () => {
    expect(sumCells([null, 2, null])).toBe(2);
    expect(sumCells([null])).toBeNull();
  });
});

describe('subtractCells and compareCells', () => {
  it('agree with whole numbers', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(tenthsOf(subtractCells(a.cell, b.cell))).toBe(a.tenths - b.tenths);
        expect(Math.sign(compareCells(a.cell, b.cell))).toBe(a.tenths < b.tenths ? -1 : a.tenths > b.tenths ? 1 : 0);
      }),
    );
  });

  it('a missing value stands last', () => {
    expect([3, null, 1].toSorted(compareCells)).toEqual([1, 3, null]);
  });
});
