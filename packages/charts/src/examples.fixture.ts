import { Query, Result } from '@lumiere/contract';
import type { ChartSpec, Column } from '@lumiere/contract';
import type { Cell } from '@lumiere/values';

/** One column of an example: its facts and cells. */
export interface ExampleColumn extends Partial<Column> {
  readonly key: string;
  readonly cells: readonly Cell[];
}

const euro = { kind: 'currency', decimals: null, currency: 'EUR', unit: null } as const;
const percent = { kind: 'percent', decimals: null, currency: null, unit: null } as const;

/** A result from columns; what is not said is a text dimension. */
export function exampleResult(columns: readonly ExampleColumn[], more: Partial<Result> = {}): Result {
  return Result.parse({
    columns: columns.map(({ cells: _, ...column }) => ({
      label: column.key.charAt(0).toUpperCase() + column.key.slice(1).replaceAll('_', ' '),
      role: 'dimension',
      type: 'text',
      format: null,
      grain: null,
      part: null,
      field: null,
      additive: column.role === 'measure',
      ...column,
    })),
    data: columns.map(({ cells }) => cells),
    rowCount: columns[0]?.cells.length ?? 0,
    truncated: false,
    asOf: '2024-12-20T08:00:00Z',
    ...more,
  });
}

/** A query with what is said; nothing else. */
export const exampleQuery = (query: object = {}): Query => Query.parse(query);

export const spec = (
  kind: ChartSpec['kind'],
  x: string | null,
  y: readonly string[],
  series: string | null = null,
): ChartSpec => ({
  kind,
  x,
  y: [...y],
  series,
  title: null,
});

const months = Array.from({ length: 12 }, (_, i) => `2024-${String(i + 1).padStart(2, '0')}-01`);
const month = (cells: readonly Cell[] = months): ExampleColumn => ({
  key: 'month',
  type: 'date',
  grain: 'month',
  cells,
});
const revenue = (cells: readonly Cell[]): ExampleColumn => ({
  key: 'revenue',
  role: 'measure',
  type: 'decimal',
  format: euro,
  cells,
});
const perMonth = [
  '182340.50',
  '175220.10',
  '201877.00',
  '214300.25',
  '209118.75',
  '231455.00',
  '226390.40',
  '219874.35',
  '245120.90',
  '268750.00',
  '312480.15',
  '148220.60',
];
const regions = ['North', 'South', 'East', 'West'];
const channels = ['Online', 'Store', 'Partner'];
/** Figures that look alive and are the same in every run. */
const wave = (i: number, size: number): string => (size * (1 + 0.35 * Math.sin(i * 1.7) + 0.02 * i)).toFixed(2);
const grid = (outer: readonly Cell[], inner: readonly Cell[]): readonly (readonly [Cell, Cell])[] =>
  outer.flatMap((a) => inner.map((b) => [a, b] as const));
const split = (outer: ExampleColumn, key: string, inner: readonly Cell[], size: number): Result => {
  const pairs = grid(outer.cells, inner);
  return exampleResult([
    { ...outer, cells: pairs.map(([a]) => a) },
    { key, cells: pairs.map(([, b]) => b) },
    revenue(pairs.map((_, i) => wave(i, size * (1 + (i % inner.length))))),
  ]);
};
const categories = [
  'Consumer electronics and small appliances',
  'Garden',
  'Sports and outdoor equipment',
  'Toys',
  'Books',
  null,
  'Kitchen <b>&</b> bath',
  'Stationery',
  'Pets',
  'Music',
  'Lighting',
  'Furniture',
];

/** A small example per kind: what tests draw and people look at. */
export const examples: Readonly<Record<string, { readonly spec: ChartSpec; readonly result: Result }>> = {
  line: { spec: spec('line', 'month', ['revenue']), result: exampleResult([month(), revenue(perMonth)]) },
  'line-gap': {
    spec: spec('line', 'day', ['orders']),
    result: exampleResult([
      {
        key: 'day',
        type: 'date',
        grain: 'day',
        cells: [
          '2024-02-26',
          '2024-02-27',
          '2024-02-28',
          '2024-03-03',
          '2024-03-04',
          '2024-03-05',
          '2024-03-08',
          '2024-03-10',
          '2024-03-11',
          '2024-03-12',
          '2024-03-13',
          '2024-03-14',
        ],
      },
      { key: 'orders', role: 'measure', type: 'integer', cells: [12, 18, 15, 22, 19, 25, 31, 28, 24, 27, 35, 33] },
    ]),
  },
  'line-many': {
    spec: spec('line', 'month', ['revenue'], 'region'),
    result: split(month(), 'region', regions, 60_000),
  },
  area: {
    spec: spec('area', 'month', ['revenue']),
    result: exampleResult([month(months.slice(0, 11)), revenue(perMonth.slice(0, 11))]),
  },
  'area-stacked': {
    spec: spec('area', 'month', ['revenue'], 'channel'),
    result: split(month(), 'channel', channels, 60_000),
  },
  bar: {
    spec: spec('bar', 'region', ['revenue']),
    result: exampleResult([
      { key: 'region', cells: regions },
      revenue(['812340.10', '640221.00', '701877.45', '389120.00']),
    ]),
  },
  'bar-months': { spec: spec('bar', 'month', ['revenue']), result: exampleResult([month(), revenue(perMonth)]) },
  'bar-weekday': {
    spec: spec('bar', 'weekday', ['orders']),
    result: exampleResult([
      { key: 'weekday', type: 'integer', part: 'weekday', cells: [1, 2, 3, 4, 5, 6, 7] },
      { key: 'orders', role: 'measure', type: 'integer', cells: [1820, 1760, 1905, 2010, 2480, 2915, 1340] },
    ]),
  },
  'bar-negative': {
    spec: spec('horizontal-bar', 'region', ['revenue']),
    result: exampleResult([
      { key: 'region', cells: regions },
      { ...revenue(['8120', '-3400', '5210', '-1200']), key: 'revenue', label: 'Change in revenue' },
    ]),
  },
  'horizontal-bar': {
    spec: spec('horizontal-bar', 'category', ['revenue']),
    result: exampleResult([
      { key: 'category', cells: categories },
      revenue(categories.map((_, i) => (620_000 / (1 + i * 0.42)).toFixed(2))),
    ]),
  },
  'grouped-bar': {
    spec: spec('grouped-bar', 'region', ['revenue'], 'channel'),
    result: split({ key: 'region', cells: regions }, 'channel', channels, 60_000),
  },
  'stacked-bar': {
    spec: spec('stacked-bar', 'month', ['revenue'], 'channel'),
    result: split(month(), 'channel', channels, 60_000),
  },
  combo: {
    spec: spec('combo', 'month', ['revenue', 'margin']),
    result: exampleResult([
      month(),
      revenue(perMonth),
      {
        key: 'margin',
        role: 'measure',
        type: 'double',
        format: percent,
        additive: false,
        cells: perMonth.map((_, i) => 0.31 + 0.04 * Math.sin(i)),
      },
    ]),
  },
  pie: {
    spec: spec('pie', 'region', ['revenue']),
    result: exampleResult([
      { key: 'region', cells: regions },
      revenue(['812340.10', '640221.00', '701877.45', '389120.00']),
    ]),
  },
  donut: {
    spec: spec('donut', 'channel', ['revenue']),
    result: exampleResult([
      { key: 'channel', cells: [...channels, null] },
      revenue(['1812340.10', '940221.00', '701877.45', '89120.00']),
    ]),
  },
  scatter: {
    spec: spec('scatter', 'price', ['quantity'], 'product'),
    result: exampleResult([
      { key: 'product', cells: Array.from({ length: 60 }, (_, i) => `Product ${i + 1}`) },
      {
        key: 'price',
        role: 'measure',
        type: 'decimal',
        format: euro,
        additive: false,
        cells: Array.from({ length: 60 }, (_, i) => (12 + ((i * 37) % 90) + 0.5).toFixed(2)),
      },
      {
        key: 'quantity',
        label: 'Units sold',
        role: 'measure',
        type: 'integer',
        cells: Array.from({ length: 60 }, (_, i) =>
          Math.round(1400 / (1 + ((i * 37) % 90) / 25) + 180 * Math.sin(i * 5)),
        ),
      },
    ]),
  },
  heatmap: {
    spec: spec('heatmap', 'hour', ['orders'], 'weekday'),
    result: exampleResult([
      {
        key: 'hour',
        type: 'integer',
        part: 'hour',
        cells: grid(
          Array.from({ length: 12 }, (_, i) => i + 8),
          [1, 2, 3, 4, 5, 6, 7],
        ).map(([hour]) => hour),
      },
      {
        key: 'weekday',
        type: 'integer',
        part: 'weekday',
        cells: grid(
          Array.from({ length: 12 }, (_, i) => i + 8),
          [1, 2, 3, 4, 5, 6, 7],
        ).map(([, day]) => day),
      },
      {
        key: 'orders',
        role: 'measure',
        type: 'integer',
        cells: Array.from({ length: 84 }, (_, i) =>
          Math.round(240 + 180 * Math.sin(Math.floor(i / 7) / 2.2) + 60 * Math.cos((i % 7) * 1.3)),
        ),
      },
    ]),
  },
  histogram: {
    spec: spec('histogram', 'order_value', []),
    result: exampleResult([
      {
        key: 'order_value',
        type: 'double',
        format: euro,
        cells: Array.from({ length: 400 }, (_, i) =>
          Math.round(20 + 160 * ((i * 0.618034) % 1) ** 2.2 + 30 * ((i * 0.414214) % 1)),
        ),
      },
    ]),
  },
  treemap: {
    spec: spec('treemap', 'category', ['revenue']),
    result: exampleResult([
      { key: 'category', cells: categories },
      revenue(categories.map((_, i) => (620_000 / (1 + i * 0.42)).toFixed(2))),
    ]),
  },
};
