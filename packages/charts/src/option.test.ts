import * as echarts from 'echarts';
import type { ChartKind, ChartSpec, Result } from '@lumiere/contract';
import { chartKinds } from '@lumiere/contract';
import { describe, expect, it } from 'vitest';
import { charts } from './charts.ts';
import { exampleResult, examples, spec } from './examples.fixture.ts';
import { toOption } from './option.ts';
import { chartSummary } from './summary.ts';
import { chartTheme } from './theme.ts';

const light = chartTheme('light', { reducedMotion: true });
const dark = chartTheme('dark', { reducedMotion: true });

/** An option as tests read it: any key, as ECharts itself allows. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests read it by path
type Loose = Record<string, any>;
const optionOf = (of: ChartSpec, result: Result, theme = light): Loose => {
  const option = toOption(of, result, theme);
  if (option === null) throw new Error(`no option for ${of.kind}`);
  return { ...option };
};

function svg(option: Loose): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 600, height: 320 });
  chart.setOption(option);
  const drawn = chart.renderToSVGString();
  chart.dispose();
  return drawn;
}

/** What is drawn from what, without colours and type. */
function skeleton(option: Loose): object {
  const axis = (of: Loose | undefined): unknown =>
    of === undefined ? undefined : { type: of['type'], name: of['name'], data: of['data'], scale: of['scale'] };
  const list = (of: Loose | readonly Loose[] | undefined): readonly Loose[] =>
    of === undefined ? [] : Array.isArray(of) ? of : [of];
  return {
    x: list(option['xAxis']).map(axis),
    y: list(option['yAxis']).map(axis),
    legend: option['legend']?.data,
    note: option['title']?.text,
    columns: list(option['dataset']).map((set) => Object.keys(set['source'])),
    series: list(option['series']).map(({ type, name, stack, encode, yAxisIndex }) => ({
      type,
      name,
      stack,
      encode,
      yAxisIndex,
    })),
  };
}

describe('toOption', () => {
  it.each(Object.entries(examples))('draws %s in both themes', (_name, example) => {
    for (const theme of [light, dark]) {
      const drawn = svg(optionOf(example.spec, example.result, theme));
      expect(drawn).toContain('<svg');
      expect(drawn).not.toMatch(/NaN|undefined/);
    }
    expect(skeleton(optionOf(example.spec, example.result))).toMatchSnapshot();
  });

  it('has an example of every kind that it draws', () => {
    const shown = new Set(Object.values(examples).map((example) => example.spec.kind));
    expect(chartKinds.filter((kind) => !shown.has(kind))).toEqual(['kpi', 'table']);
    for (const kind of chartKinds) expect(charts[kind].kind).toBe(kind);
  });

  it('leaves numbers and tables to the page, and draws nothing from nothing', () => {
    const result = exampleResult([{ key: 'revenue', role: 'measure', type: 'integer', cells: [1] }]);
    expect(toOption(spec('kpi', null, ['revenue']), result, light)).toBeNull();
    expect(toOption(spec('table', null, []), result, light)).toBeNull();
    expect(toOption(spec('bar', 'gone', ['revenue']), result, light)).toBeNull();
    const empty = exampleResult([
      { key: 'region', cells: [] },
      { key: 'revenue', role: 'measure', type: 'integer', cells: [] },
    ]);
    expect(toOption(spec('bar', 'region', ['revenue']), empty, light)).toBeNull();
  });

  it('draws no slice for what lies below zero', () => {
    const result = exampleResult([
      { key: 'region', cells: ['A', 'B'] },
      { key: 'profit', role: 'measure', type: 'integer', cells: [5, -3] },
    ]);
    for (const kind of ['pie', 'donut', 'treemap'] as const)
      expect(toOption(spec(kind, 'region', ['profit']), result, light)).toBeNull();
  });

  it('shows a missing month as a gap in a line and an empty slot of bars', () => {
    const result = exampleResult([
      { key: 'month', type: 'date', grain: 'month', cells: ['2024-01-01', '2024-02-01', '2024-04-01'] },
      { key: 'orders', role: 'measure', type: 'integer', cells: [1, 2, 4] },
    ]);
    const line = optionOf(spec('line', 'month', ['orders']), result);
    expect(line['dataset'].source.y0).toEqual([1, 2, null, 4]);
    expect(line['series'][0].connectNulls).toBe(false);
    const bar = optionOf(spec('bar', 'month', ['orders']), result);
    expect(bar['dataset'].source.y0).toEqual([1, 2, null, 4]);
  });

  it('labels days without a doubt about their order', () => {
    const cells = Array.from({ length: 9 }, (_, i) => `2024-09-0${i + 1}`);
    const result = exampleResult([
      { key: 'day', type: 'date', grain: 'day', cells },
      { key: 'orders', role: 'measure', type: 'integer', cells: cells.map((_, i) => i) },
    ]);
    const label = optionOf(spec('line', 'day', ['orders']), result)['xAxis'].axisLabel;
    expect(label.customValues.map(label.formatter).slice(0, 2)).toEqual(['1 Sep\n2024', '2 Sep']);
  });

  it('names every month of a few on a phone too', () => {
    const cells = ['2024-08-01', '2024-09-01', '2024-10-01', '2024-11-01'];
    const result = exampleResult([
      { key: 'month', type: 'date', grain: 'month', cells },
      { key: 'orders', role: 'measure', type: 'integer', cells: [200_000, 600_000, 700_000, 500_000] },
    ]);
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 330, height: 260 });
    chart.setOption(optionOf(spec('bar', 'month', ['orders']), result));
    const drawn = chart.renderToSVGString();
    chart.dispose();
    for (const name of ['Aug', '2024', 'Sep', 'Oct', 'Nov']) expect(drawn).toContain(`>${name}<`);
  });

  it('dashes the stretch to a period that is not over, and only that', () => {
    const { spec: of, result } = examples['line'] ?? { spec: spec('line', null, []), result: exampleResult([]) };
    const option = optionOf(of, result);
    expect(option['dataset'].source.y0.at(-1)).toBeNull();
    expect(option['dataset'].source.open0.filter((value: number | null) => value !== null)).toEqual([
      312480.15, 148220.6,
    ]);
    expect(option['series'][1].lineStyle.type).toEqual([5, 5]);
    const later = optionOf(of, { ...result, asOf: '2025-01-01T00:00:00Z' });
    expect(later['series']).toHaveLength(1);
  });

  it('dashes the first stretch too where the question cuts its unit', () => {
    const result = exampleResult([
      {
        key: 'month',
        type: 'date',
        grain: 'month',
        cells: ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01', '2024-05-01'],
      },
      { key: 'orders', role: 'measure', type: 'integer', cells: [5, 20, 30, 40, 9] },
    ]);
    const [month, ...rest] = result.columns;
    if (month === undefined) throw new Error('no month');
    const covered = { from: '2024-01-20', until: '2024-05-08' };
    const option = optionOf(spec('line', 'month', ['orders']), {
      ...result,
      asOf: '2025-01-01T00:00:00Z',
      columns: [{ ...month, covered }, ...rest],
    });
    const { source } = option['dataset'];
    expect([source.y0, source.open0]).toEqual([
      [null, 20, 30, 40, null],
      [5, 20, null, 40, 9],
    ]);
  });

  it('lets bars and areas start at zero, lines only where zero is near', () => {
    const high = exampleResult([
      { key: 'month', type: 'date', grain: 'month', cells: ['2024-01-01', '2024-02-01', '2024-03-01'] },
      { key: 'orders', role: 'measure', type: 'integer', cells: [1000, 1010, 1020] },
    ]);
    expect(optionOf(spec('line', 'month', ['orders']), high)['yAxis'].scale).toBe(true);
    expect(optionOf(spec('area', 'month', ['orders']), high)['yAxis'].scale).toBe(false);
    expect(optionOf(spec('bar', 'month', ['orders']), high)['yAxis'].scale).toBeUndefined();
  });

  it('keeps two things of one name apart', () => {
    const result = exampleResult([
      { key: 'name', cells: ['Anna', 'Anna'] },
      { key: 'orders', role: 'measure', type: 'integer', cells: [1, 2] },
    ]);
    const option = optionOf(spec('bar', 'name', ['orders']), result);
    expect(option['xAxis'].data).toEqual(['Anna', 'Anna']);
    expect(option['dataset'].source.slot).toEqual([0, 1]);
  });

  it('puts weekdays into their order, but lying bars keep that of the rows', () => {
    const result = exampleResult([
      { key: 'weekday', type: 'integer', part: 'weekday', cells: [6, 1, null, 3] },
      { key: 'orders', role: 'measure', type: 'integer', cells: [60, 10, 5, 30] },
    ]);
    expect(optionOf(spec('bar', 'weekday', ['orders']), result)['xAxis'].data).toEqual([
      'Mon',
      'Wed',
      'Sat',
      '(empty)',
    ]);
    expect(optionOf(spec('horizontal-bar', 'weekday', ['orders']), result)['yAxis'].data[0]).toBe('Sat');
  });

  it('caps the bars and says so', () => {
    const cells = Array.from({ length: 214 }, (_, i) => i);
    const result = exampleResult([
      { key: 'name', cells: cells.map((i) => `n${i}`) },
      { key: 'orders', role: 'measure', type: 'integer', cells },
    ]);
    const option = optionOf(spec('horizontal-bar', 'name', ['orders']), result);
    expect(option['yAxis'].data).toHaveLength(25);
    expect(option['yAxis'].data[0]).toBe('n189');
    expect(option['title'].text).toBe('Largest 25 of 214 shown');
  });

  it('adds up the smaller series only where they may be added', () => {
    const pairs = ['2024-01-01', '2024-02-01', '2024-03-01'].flatMap((month) =>
      Array.from({ length: 11 }, (_, i) => [month, `s${i}`, i + 1] as const),
    );
    const of = (additive: boolean): Result =>
      exampleResult([
        { key: 'month', type: 'date', grain: 'month', cells: pairs.map(([month]) => month) },
        { key: 'name', cells: pairs.map(([, name]) => name) },
        { key: 'orders', role: 'measure', type: 'integer', additive, cells: pairs.map(([, , value]) => value) },
      ]);
    const added = optionOf(spec('line', 'month', ['orders'], 'name'), of(true));
    expect(added['legend'].data).toEqual(['s10', 's9', 's8', 's7', 's6', 's5', 's4', 'Other']);
    expect(added['dataset'].source.y7).toEqual([10, 10, 10]);
    const left = optionOf(spec('line', 'month', ['orders'], 'name'), of(false));
    expect(left['legend'].data).not.toContain('Other');
    expect(left['title'].text).toBe('Largest 8 of 11 shown');
  });

  it('thins a long line and draws many points in one pass', () => {
    const cells = Array.from({ length: 5000 }, (_, i) => i);
    const result = exampleResult([
      {
        key: 'at',
        type: 'timestamp',
        grain: 'minute',
        cells: cells.map((i) => new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString().slice(0, 19)),
      },
      { key: 'a', role: 'measure', type: 'integer', cells },
      { key: 'b', role: 'measure', type: 'integer', cells },
    ]);
    expect(optionOf(spec('line', 'at', ['a']), result)['series'][0].sampling).toBe('lttb');
    expect(optionOf(spec('scatter', 'a', ['b']), result)['series'][0].large).toBe(true);
  });
});

describe('tooltips', () => {
  it('show every digit, though the drawing holds doubles', () => {
    const result = exampleResult([
      { key: 'region', cells: ['A'] },
      { key: 'revenue', role: 'measure', type: 'decimal', cells: ['9007199254740993.17'] },
    ]);
    const html = optionOf(spec('bar', 'region', ['revenue']), result)['tooltip'].formatter([
      { dataIndex: 0, seriesName: 'Revenue' },
    ]);
    expect(html).toContain('9,007,199,254,740,993.17');
  });

  it.each<ChartKind>(['bar', 'horizontal-bar', 'pie', 'donut', 'treemap'])(
    'of a %s let no markup out of the data',
    (kind) => {
      const name = '<img src=x onerror="alert(1)">';
      const result = exampleResult([
        { key: 'region', cells: [name, 'B'] },
        { key: 'orders', label: name, role: 'measure', type: 'integer', cells: [1, 2] },
      ]);
      const html = optionOf(spec(kind, 'region', ['orders']), result)['tooltip'].formatter({
        dataIndex: 0,
        seriesIndex: 0,
        seriesName: name,
        data: { row: 0 },
      });
      expect(html).toContain('&#60;img');
      expect(html).not.toContain('<img');
      expect(html).not.toContain('onerror="');
    },
  );

  it('name the group without a name and the value that is missing', () => {
    const result = exampleResult([
      { key: 'region', cells: [null, 'B'] },
      { key: 'orders', role: 'measure', type: 'integer', cells: [1, null] },
    ]);
    const formatter = optionOf(spec('bar', 'region', ['orders']), result)['tooltip'].formatter;
    expect(formatter([{ dataIndex: 0, seriesName: 'Orders' }])).toContain('(empty)');
    expect(formatter([{ dataIndex: 1, seriesName: 'Orders' }])).toContain('no data');
  });

  it('say that a period is not over', () => {
    const { spec: of, result } = examples['bar-months'] ?? { spec: spec('bar', null, []), result: exampleResult([]) };
    const formatter = optionOf(of, result)['tooltip'].formatter;
    expect(formatter([{ dataIndex: 11, seriesName: 'Revenue' }])).toContain('incomplete');
    expect(formatter([{ dataIndex: 10, seriesName: 'Revenue' }])).not.toContain('incomplete');
  });
});

describe('chartSummary', () => {
  it('says kind, columns, extent, highest and lowest', () => {
    const { spec: of, result } = examples['line-gap'] ?? { spec: spec('line', null, []), result: exampleResult([]) };
    expect(chartSummary(of, result, light)).toBe(
      'Line chart of Orders by day, 12 values, from 26 Feb 2024 to 14 Mar 2024. Highest 35 (13 Mar 2024), lowest 12 (26 Feb 2024).',
    );
  });

  it('stands in the drawing for those who hear it', () => {
    const { spec: of, result } = examples['bar'] ?? { spec: spec('bar', null, []), result: exampleResult([]) };
    expect(optionOf(of, result)['aria'].label.description).toContain('Highest €812,340.10 (North)');
  });

  it('says that the result is cut off', () => {
    const result = exampleResult(
      [
        { key: 'region', cells: ['A', 'B'] },
        { key: 'orders', role: 'measure', type: 'integer', cells: [1, 2] },
      ],
      { truncated: true },
    );
    expect(chartSummary(spec('bar', 'region', ['orders']), result, light)).toContain('more exist');
  });
});
