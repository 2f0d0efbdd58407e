import fc from 'fast-check';
import { type Cell, dateOf } from '@lumiere/values';
import type { Result } from '@lumiere/contract';
import { describe, expect, it } from 'vitest';
import { checkNarrative, hasDigit } from './check-narrative.ts';
import { type TestColumn, money, orders, percent, queryOf, region, resultOf, revenue } from './describe.fixture.ts';
import { describe as narrate } from './describe.ts';

const en = { locale: 'en', zone: 'UTC' };

describe('checkNarrative', () => {
  it('finds a figure that the result does not hold', () => {
    const result = resultOf([region(['North', 'South']), orders([5, 9])]);
    const narrative = narrate(queryOf(), result, en);
    const other = resultOf([region(['North', 'South']), orders([5, 10])]);
    expect(checkNarrative(narrative, other, en)).toContain(
      'Sentence 1: the figure is "9" but the result says "10" (cell).',
    );
  });

  it('finds a digit without proof and a cell that is not there', () => {
    const result = resultOf([orders([5])]);
    const sentences = [
      [{ text: 'About 5' }, { figure: '5', from: { kind: 'cell' as const, cell: { column: 'orders', row: 7 } } }],
    ];
    expect(checkNarrative({ sentences }, result, en)).toHaveLength(2);
  });
});

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 99 }))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`);
const value = (type: TestColumn['type']): fc.Arbitrary<Cell> => {
  const some: fc.Arbitrary<Cell> =
    type === 'decimal'
      ? decimal
      : type === 'double'
        ? fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
        : fc.integer();
  return fc.option(some, { freq: 6 });
};
const measure = (key: string): fc.Arbitrary<(rows: number) => fc.Arbitrary<TestColumn>> =>
  fc
    .record({
      type: fc.constantFrom('integer', 'decimal', 'double'),
      additive: fc.boolean(),
      format: fc.constantFrom(null, money, percent),
      label: fc.constantFrom('Revenue', 'Orders', 'Sales 2024'),
    })
    .map(
      (column) => (rows: number) =>
        fc
          .array(value(column.type), { minLength: rows, maxLength: rows })
          .map((cells): TestColumn => ({ key, role: 'measure', ...column, cells })),
    );
const dimension = (key: string): fc.Arbitrary<(rows: number) => fc.Arbitrary<TestColumn>> =>
  fc.constantFrom<(rows: number) => fc.Arbitrary<TestColumn>>(
    (rows) =>
      fc
        .array(fc.option(fc.string({ maxLength: 8 })), { minLength: rows, maxLength: rows })
        .map((cells) => ({ key, cells })),
    (rows) =>
      fc
        .uniqueArray(fc.integer({ min: 17_000, max: 20_500 }), { minLength: rows, maxLength: rows })
        .map((days) => ({ key, type: 'date', grain: 'day', cells: days.map(dateOf) })),
    (rows) =>
      fc
        .array(fc.option(fc.integer({ min: 1, max: 7 })), { minLength: rows, maxLength: rows })
        .map((cells) => ({ key, type: 'integer', part: 'weekday', cells })),
  );
const anyResult: fc.Arbitrary<Result> = fc
  .tuple(
    fc.integer({ min: 0, max: 12 }),
    fc.array(dimension('d'), { maxLength: 3 }),
    fc.array(measure('m'), { maxLength: 3 }),
    fc.boolean(),
  )
  .filter(([, dimensions, measures]) => dimensions.length + measures.length > 0)
  .chain(([rows, dimensions, measures, truncated]) => {
    const n = dimensions.length === 0 ? Math.min(rows, 1) : rows;
    return fc.tuple(...[...dimensions, ...measures].map((column) => column(n))).map((columns) =>
      resultOf(
        columns.map((column, i) => ({ ...column, key: `${column.key}${i}` })),
        { truncated, rowCount: n },
      ),
    );
  });
const anyQuery = fc.record({
  detail: fc.boolean(),
  limit: fc.option(fc.integer({ min: 1, max: 20 })),
  sort: fc.array(fc.record({ by: fc.constantFrom('m0', 'm1', 'm2', 'd0'), descending: fc.boolean() }), {
    maxLength: 1,
  }),
});

describe('for any result', () => {
  it('every figure follows from its derivation and no word holds a digit', () => {
    fc.assert(
      fc.property(anyQuery, anyResult, fc.constantFrom('en', 'de', 'en-US', 'fr'), (query, result, locale) => {
        const narrative = narrate(queryOf(query), result, { locale });
        expect(checkNarrative(narrative, result, { locale })).toEqual([]);
        for (const part of narrative.sentences.flat()) if ('text' in part) expect(hasDigit(part.text)).toBe(false);
        expect(narrative.sentences.length).toBeGreaterThan(0);
        expect(narrative.sentences.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 500 },
    );
  });

  it('who is said to lead has the greatest number, by every digit', () => {
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 2, maxLength: 30 }), (cells) => {
        const hundredths = cells.map((cell) => BigInt(cell.replace('.', '')));
        const most = hundredths.reduce((a, b) => (a > b ? a : b));
        const result = resultOf([region(cells.map((_, i) => `r${i}`)), revenue(cells)]);
        const first = narrate(queryOf(), result, en).sentences[0] ?? [];
        const led = first.flatMap((part) =>
          'figure' in part && part.from.kind === 'cell' && part.from.cell.column === 'revenue'
            ? [part.from.cell.row]
            : [],
        );
        expect(hundredths[led[0] ?? -1]).toBe(most);
      }),
    );
  });

  it('a share is of the sum of all cells', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 30 }), (cells) => {
        const result = resultOf([region(cells.map((_, i) => `r${i}`)), orders(cells)]);
        const shares = narrate(queryOf(), result, en)
          .sentences.flat()
          .filter((part) => 'figure' in part && part.from.kind === 'share');
        const expected = Math.max(...cells) / cells.reduce((a, b) => a + b);
        const shown =
          'figure' in (shares[0] ?? {})
            ? Number.parseFloat((shares[0] as { figure: string }).figure) / 100
            : Number.NaN;
        expect(Math.abs(shown - expected)).toBeLessThanOrEqual(0.0005001);
      }),
    );
  });
});
