import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, inkOn } from './colour.ts';
import { drawingOf } from './drawing.ts';
import { exampleResult, spec } from './examples.fixture.ts';
import { toOption } from './option.ts';
import { sharedZero } from './shared-zero.ts';
import { chartTheme } from './theme.ts';

const theme = chartTheme('light');
const resultOf = (left: readonly number[], right: readonly number[]) =>
  exampleResult([
    { key: 'name', type: 'text', cells: left.map((_, i) => `n${i}`) },
    { key: 'amount', role: 'measure', type: 'integer', cells: [...left] },
    { key: 'rate', role: 'measure', type: 'double', cells: [...right] },
  ]);
const combo = spec('combo', 'name', ['amount', 'rate']);

function scalesOf(left: readonly number[], right: readonly number[]) {
  const [one, other] = drawingOf(combo, resultOf(left, right), theme)?.y ?? [];
  if (one === undefined || other === undefined) throw new Error('nothing is drawn');
  return sharedZero(one, other);
}

test('nothing below zero needs no scale of its own', () => {
  expect(scalesOf([0, 5], [0.1, 0.2])).toBeNull();
});

test('a loss in one measure lowers the zero of both', () => {
  expect(scalesOf([100, 400], [0.2, -0.1])).toEqual([
    { min: -200, max: 400, interval: 100 },
    { min: -0.1, max: 0.2, interval: 0.05 },
  ]);
  const axes = toOption(combo, resultOf([100, 400], [0.2, -0.1]), theme)?.yAxis;
  expect(axes).toMatchObject([
    { min: -200, max: 400 },
    { min: -0.1, max: 0.2 },
  ]);
});

test('whatever the numbers, all are on their axis, zeros and lines lie at one height, and half of one axis at least is used', () => {
  const numbers = (of: fc.Arbitrary<number>) => fc.array(of, { minLength: 3, maxLength: 3 });
  const whole = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -2e9, max: 2e9 }));
  const part = fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 1000);
  fc.assert(
    fc.property(numbers(whole), numbers(part), (left, right) => {
      fc.pre(left.some((value) => value < 0) || right.some((value) => value < 0));
      const scales = scalesOf(left, right);
      if (scales === null) throw new Error('no scale');
      const [one, other] = scales;
      for (const [values, { min, max }] of [
        [left, one],
        [right, other],
      ] as const) {
        const slack = (max - min) * 1e-8;
        for (const value of values) expect(value >= min - slack && value <= max + slack).toBe(true);
      }
      expect(one.max / (one.max - one.min)).toBeCloseTo(other.max / (other.max - other.min), 9);
      expect((one.max - one.min) / one.interval).toBeCloseTo((other.max - other.min) / other.interval, 9);
      const used = (values: readonly number[], { min, max }: typeof one): number =>
        (Math.max(0, ...values) - Math.min(0, ...values)) / (max - min);
      expect(Math.max(used(left, one), used(right, other))).toBeGreaterThan(0.4);
    }),
    { numRuns: 500 },
  );
});

test('words on any colour are read with ease', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  fc.assert(fc.property(colour, (surface) => contrast(inkOn(surface), surface) >= 4.5));
});

test('the widest number beside a lying bar ends within the drawing', () => {
  const result = exampleResult([
    { key: 'name', type: 'text', cells: ['a', 'b'] },
    { key: 'amount', role: 'measure', type: 'integer', cells: [1_234_567, 12] },
  ]);
  const narrow = toOption(spec('horizontal-bar', 'name', ['amount']), result, theme)?.grid;
  expect((narrow as { right: number }).right).toBeGreaterThan(40);
});
