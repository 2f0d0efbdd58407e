import * as echarts from 'echarts';
import fc from 'fast-check';
import { RankedChart } from '@lumiere/contract';
import type { ChartKind, Result } from '@lumiere/contract';
import { dateOf } from '@lumiere/values';
import type { Cell } from '@lumiere/values';
import { describe, expect, it } from 'vitest';
import { exampleQuery, exampleResult } from './examples.fixture.ts';
import type { ExampleColumn } from './examples.fixture.ts';
import { toOption } from './option.ts';
import { suggestCharts } from './suggest.ts';
import { chartTheme } from './theme.ts';

const euro = { kind: 'currency', decimals: null, currency: 'EUR', unit: null } as const;
const share = { kind: 'percent', decimals: null, currency: null, unit: null } as const;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const months = (count: number): ExampleColumn => ({
  key: 'month',
  type: 'date',
  grain: 'month',
  cells: upTo(count).map((i) => `${2020 + Math.floor((i - 1) / 12)}-${String(((i - 1) % 12) + 1).padStart(2, '0')}-01`),
});
const names = (count: number, name = 'City', key = 'region'): ExampleColumn => ({
  key,
  cells: upTo(count).map((i) => `${name} ${i}`),
});
const revenue = (cells: readonly Cell[], more: Partial<ExampleColumn> = {}): ExampleColumn => ({
  key: 'revenue',
  role: 'measure',
  type: 'integer',
  format: euro,
  cells,
  ...more,
});
const rate = (cells: readonly Cell[]): ExampleColumn => ({
  key: 'rate',
  role: 'measure',
  type: 'double',
  format: share,
  additive: false,
  cells,
});
const cross = (outer: ExampleColumn, inner: ExampleColumn, more: Partial<ExampleColumn> = {}): Result => {
  const pairs = outer.cells.flatMap((a) => inner.cells.map((b) => [a, b] as const));
  return exampleResult([
    { ...outer, cells: pairs.map(([a]) => a) },
    { ...inner, cells: pairs.map(([, b]) => b) },
    revenue(
      pairs.map((_, i) => i + 1),
      more,
    ),
  ]);
};
const kinds = (query: object, result: Result): ChartKind[] =>
  suggestCharts(exampleQuery(query), result).map((chart) => chart.spec.kind);
const best = (query: object, result: Result): ChartKind | undefined => kinds(query, result)[0];
const measured = (value: object) => ({ measures: [{ key: 'revenue', value }] });
const plain = { kind: 'measure', measure: 'orders.revenue' };
const shareOf = measured({ kind: 'window', function: 'share', of: plain });
const top = (limit: number) => ({ limit, sort: [{ by: 'revenue', descending: true }] });

describe('suggestCharts', () => {
  it.each<[string, object, Result, ChartKind]>([
    ['a single number is shown as one', {}, exampleResult([revenue([5])]), 'kpi'],
    ['months make a line', {}, exampleResult([months(12), revenue(upTo(12))]), 'line'],
    ['a few periods make bars', {}, exampleResult([months(3), revenue(upTo(3))]), 'bar'],
    ['few short names make bars', {}, exampleResult([names(5), revenue(upTo(5))]), 'bar'],
    ['long names lie', {}, exampleResult([names(5, 'A rather long product name'), revenue(upTo(5))]), 'horizontal-bar'],
    ['many names lie', {}, exampleResult([names(20), revenue(upTo(20))]), 'horizontal-bar'],
    ['a ranking lies', top(5), exampleResult([names(5), revenue(upTo(5))]), 'horizontal-bar'],
    ['the best months are a ranking', top(5), exampleResult([months(5), revenue(upTo(5))]), 'horizontal-bar'],
    ['parts of a whole make a ring', shareOf, exampleResult([names(4), revenue(upTo(4))]), 'donut'],
    ['many parts of a whole make tiles', shareOf, exampleResult([names(20), revenue(upTo(20))]), 'treemap'],
    [
      'weekdays make bars in their order',
      {},
      exampleResult([{ key: 'weekday', type: 'integer', part: 'weekday', cells: upTo(7) }, revenue(upTo(7))]),
      'bar',
    ],
    ['time by a few groups makes a line each', {}, cross(months(12), names(4)), 'line'],
    ['two groupings stand side by side', {}, cross(names(6), names(3, 'Kind', 'kind')), 'grouped-bar'],
    ['two large groupings make a grid', {}, cross(names(12), names(10, 'Kind', 'kind')), 'heatmap'],
    [
      'hours by weekdays make a grid',
      {},
      cross(
        { key: 'hour', type: 'integer', part: 'hour', cells: upTo(12) },
        { key: 'day', type: 'integer', part: 'weekday', cells: upTo(7) },
      ),
      'heatmap',
    ],
    [
      'measures of different units over time share a drawing on two axes',
      {},
      exampleResult([months(12), revenue(upTo(12)), rate(upTo(12).map((i) => i / 100))]),
      'combo',
    ],
    [
      'measures of one unit share an axis',
      {},
      exampleResult([months(12), revenue(upTo(12)), { ...revenue(upTo(12)), key: 'cost' }]),
      'line',
    ],
    [
      'two measures of many things make points',
      {},
      exampleResult([names(40), revenue(upTo(40)), rate(upTo(40).map((i) => i / 100))]),
      'scatter',
    ],
    [
      'ranges make a distribution',
      { dimensions: [{ key: 'age', field: 'people.age', bin: 10 }] },
      exampleResult([{ key: 'age', type: 'integer', cells: [0, 10, 20, 30] }, revenue(upTo(4))]),
      'histogram',
    ],
    [
      'a list is a table',
      { detail: true },
      exampleResult([names(5), { key: 'kind', cells: upTo(5).map(String) }]),
      'table',
    ],
    [
      'one listed number is a distribution',
      { detail: true },
      exampleResult([{ key: 'price', type: 'double', cells: upTo(50) }]),
      'histogram',
    ],
    ['names alone are a table', {}, exampleResult([names(5)]), 'table'],
    [
      'three groupings are a table',
      {},
      exampleResult([names(4), { ...names(4), key: 'b' }, { ...names(4), key: 'c' }, revenue(upTo(4))]),
      'table',
    ],
    ['nothing is a table', {}, exampleResult([names(0), revenue([])]), 'table'],
  ])('%s', (_name, query, result, kind) => {
    expect(best(query, result)).toBe(kind);
  });

  it('offers parts of a whole only where they are', () => {
    const four = exampleResult([names(4), revenue(upTo(4))]);
    expect(kinds({}, four)).toContain('pie');
    expect(kinds(top(4), four)).not.toContain('pie');
    expect(kinds({}, { ...four, truncated: true })).not.toContain('donut');
    expect(kinds({}, exampleResult([names(4), revenue([1, 2, -1, 4])]))).not.toContain('pie');
    expect(kinds({}, exampleResult([names(4), revenue(upTo(4), { additive: false })]))).not.toContain('pie');
    expect(kinds({}, exampleResult([names(7), revenue(upTo(7))]))).not.toContain('pie');
    expect(kinds({}, cross(names(6), names(3, 'Kind', 'kind'), { additive: false }))).not.toContain('stacked-bar');
  });

  it('draws no line over names that have no order', () => {
    expect(kinds({}, exampleResult([names(12), revenue(upTo(12))]))).not.toContain('line');
  });

  it('lets the kind that was asked for lead, unless it would mislead', () => {
    const four = exampleResult([names(4), revenue(upTo(4))]);
    expect(suggestCharts(exampleQuery(), four, 'pie')[0]?.spec.kind).toBe('pie');
    const nine = exampleResult([names(9), revenue(upTo(9))]);
    expect(suggestCharts(exampleQuery(), nine, 'pie').map((chart) => chart.spec.kind)).not.toContain('pie');
  });

  it('shows the best of each group as a table, not as a grid of holes', () => {
    const result = exampleResult([names(6), names(6, 'Product', 'product'), revenue(upTo(6))]);
    expect(best({}, result)).toBe('table');
    expect(best({ limitWithin: { within: ['region'], count: 1 } }, result)).toBe('table');
  });

  it('offers bars of a list of names with one amount', () => {
    const result = exampleResult([names(5), { key: 'price', type: 'double', cells: upTo(5) }]);
    expect(kinds({ detail: true }, result)).toEqual(['table', 'bar', 'horizontal-bar']);
  });

  it('gives the reason in words', () => {
    expect(suggestCharts(exampleQuery(), exampleResult([months(12), revenue(upTo(12))]))[0]?.reason).toBe(
      'A line shows how revenue moved over 12 months.',
    );
  });
});

const column = (key: string, rows: number): fc.Arbitrary<ExampleColumn> =>
  fc.oneof(
    fc
      .array(fc.option(fc.string({ maxLength: 20 })), { minLength: rows, maxLength: rows })
      .map((cells) => ({ key, cells })),
    fc
      .array(fc.option(fc.integer({ min: 19_000, max: 19_900 }).map(dateOf)), { minLength: rows, maxLength: rows })
      .map((cells): ExampleColumn => ({ key, type: 'date', grain: 'day', cells })),
    fc
      .array(fc.option(fc.integer({ min: 0, max: 23 })), { minLength: rows, maxLength: rows })
      .map((cells): ExampleColumn => ({ key, type: 'integer', part: 'hour', cells })),
    fc
      .array(fc.option(fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 100)), {
        minLength: rows,
        maxLength: rows,
      })
      .map((cells): ExampleColumn => ({ key, type: 'double', cells })),
  );
const measure = (key: string, rows: number): fc.Arbitrary<ExampleColumn> =>
  fc
    .record({
      additive: fc.boolean(),
      format: fc.constantFrom(null, euro, share),
      cells: fc.array(fc.option(fc.integer({ min: -50, max: 1000 })), { minLength: rows, maxLength: rows }),
    })
    .map((of): ExampleColumn => ({ key, role: 'measure', type: 'integer', ...of }));
const anyResult: fc.Arbitrary<Result> = fc
  .record({
    rows: fc.integer({ min: 0, max: 30 }),
    dimensions: fc.integer({ min: 0, max: 3 }),
    measures: fc.integer({ min: 0, max: 3 }),
    truncated: fc.boolean(),
  })
  .filter(({ dimensions, measures }) => dimensions + measures > 0)
  .chain(({ rows, dimensions, measures, truncated }) =>
    fc
      .tuple(
        ...upTo(dimensions).map((i) => column(`d${i}`, rows)),
        ...upTo(measures).map((i) => measure(`m${i}`, rows)),
      )
      .map((columns) => exampleResult(columns, { truncated, rowCount: rows })),
  );
const anyQuery = fc
  .record({ detail: fc.boolean(), limit: fc.option(fc.integer({ min: 1, max: 50 })) })
  .map(exampleQuery);

describe('for any result', () => {
  it('every suggestion is a valid spec of columns that exist, best first, a table among them', () => {
    fc.assert(
      fc.property(anyQuery, anyResult, (query, result) => {
        const suggested = suggestCharts(query, result);
        const keys = new Set(result.columns.map((of) => of.key));
        for (const chart of suggested) {
          RankedChart.parse(chart);
          for (const key of [chart.spec.x, chart.spec.series, ...chart.spec.y])
            expect(key === null || keys.has(key)).toBe(true);
          expect(chart.reason).toMatch(/^\S.*\.$/s);
        }
        expect(suggested.map((chart) => chart.score)).toEqual(
          suggested.map((chart) => chart.score).toSorted((a, b) => b - a),
        );
        expect(suggested.some((chart) => chart.spec.kind === 'table')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('slices are few, never negative, never of a part', () => {
    fc.assert(
      fc.property(anyQuery, anyResult, (query, result) => {
        for (const { spec } of suggestCharts(query, result)) {
          if (spec.kind !== 'pie' && spec.kind !== 'donut') continue;
          const at = result.columns.findIndex((of) => of.key === spec.y[0]);
          expect(result.rowCount).toBeLessThanOrEqual(6);
          expect(result.data[at]?.every((cell) => Number(cell) >= 0 && cell !== null)).toBe(true);
          expect(result.columns[at]?.additive).toBe(true);
          expect(result.truncated || query.limit !== null).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('whatever is suggested is drawn by ECharts without an error', () => {
    const theme = chartTheme('light', { reducedMotion: true });
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 500, height: 300 });
    fc.assert(
      fc.property(anyQuery, anyResult, (query, result) => {
        for (const { spec } of suggestCharts(query, result)) {
          const option = toOption(spec, result, theme);
          if (spec.kind === 'table' || spec.kind === 'kpi') {
            expect(option).toBeNull();
            continue;
          }
          expect(option).not.toBeNull();
          chart.clear();
          if (option !== null) chart.setOption(option);
          expect(chart.renderToSVGString()).toContain('<svg');
        }
      }),
      { numRuns: 25 },
    );
    chart.dispose();
  });
});
