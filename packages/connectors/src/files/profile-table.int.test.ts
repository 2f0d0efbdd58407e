import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ColumnProfile, DataProfile } from '@lumiere/contract';
import { deepProperty } from '@lumiere/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openImportEngine, type ImportEngine } from './import-engine.ts';
import { shapeOf } from './profile-shapes.ts';
import { profileTable } from './profile-table.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere-profile-'));
const now = '2025-01-01';
let engine: ImportEngine;
beforeAll(async () => {
  engine = await openImportEngine([], root, { memoryMb: 256, threads: 2 });
});
afterAll(() => {
  engine.close();
  rmSync(root, { recursive: true });
});

const file = path.join(root, 'table.parquet');
async function profileOf(select: string): Promise<DataProfile> {
  await engine.rows(`copy (${select}) to '${file}' (format parquet, row_group_size 2048)`);
  const request = { source: { kind: 'parquet', files: [file] }, staging: root, errorRows: 0, now } as const;
  return DataProfile.parse(await profileTable(request, engine, () => undefined));
}

type Cell = string | null;
const missing = (of: fc.Arbitrary<string>): fc.Arbitrary<Cell> => fc.option(of, { nil: null, freq: 6 });
const moment = fc.date({ min: new Date('1850-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
const numbers = { i: 'bigint', d: 'decimal(18,2)', big: 'decimal(38,3)', x: 'double' } as const;
const moments = { on: 'date', at: 'timestamp', z: 'timestamptz' } as const;
const row = fc.record({
  i: missing(
    fc.oneof(
      fc.integer({ min: -9, max: 9 }).map(String),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    ),
  ),
  d: missing(fc.integer({ min: -3000, max: 3000 }).map((cents) => (cents / 100).toFixed(2))),
  big: missing(fc.bigInt({ min: -(10n ** 34n), max: 10n ** 34n }).map((whole) => `${whole}.125`)),
  x: missing(
    fc.oneof(
      fc.double().map(String),
      fc.integer({ min: 0, max: 5 }).map((tenth) => String(tenth / 10)),
    ),
  ),
  t: missing(fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', '-', 'é', 'É', '😀'), maxLength: 5 })),
  b: missing(fc.boolean().map(String)),
  on: missing(moment.map((of) => of.toISOString().slice(0, 10))),
  at: missing(moment.map((of) => of.toISOString().slice(0, 19))),
  z: missing(moment.map((of) => of.toISOString().slice(0, 19))),
});
type Row = Readonly<Record<keyof typeof numbers | keyof typeof moments | 't' | 'b', Cell>>;
const types = { ...numbers, ...moments, t: 'varchar', b: 'boolean' } as const;
const keys = Object.keys(types) as (keyof typeof types)[];

deepProperty(
  'random tables are profiled as a plain loop would',
  150,
  fc.array(row, { minLength: 1, maxLength: 60 }),
  async (given: readonly Row[]) => {
    // some rows twice
    const rows = [...given, ...given.slice(0, 3)];
    const values = rows.map((each) => `(${keys.map((key) => literal(each[key], types[key])).join(', ')})`);
    const profile = await profileOf(
      `select * from (values ${values.join(', ')}) t(${keys.map((key) => `"${key}"`).join(', ')})`,
    );
    const columns = new Map(profile.columns.map((column) => [column.name, column]));
    const blank = (each: Row): boolean => keys.every((key) => (each[key] ?? '').trim() === '');
    expect(profile).toMatchObject({
      rows: rows.length,
      emptyRows: rows.filter(blank).length,
      duplicateRows:
        rows.length - new Set(rows.map((each) => JSON.stringify(keys.map((key) => same(key, each[key]))))).size,
    });
    for (const key of keys) {
      const cells = rows.flatMap((each) => each[key] ?? []);
      const column = columns.get(key)!;
      expect(column).toMatchObject({
        nulls: rows.length - cells.length,
        distinct: new Set(cells.map((cell) => same(key, cell))).size,
        estimated: false,
      });
      const counts = [...tally(cells.map((cell) => same(key, cell))).values()].sort((a, b) => b - a).slice(0, 10);
      expect(column.top.map(({ count }) => count)).toEqual(counts);
      if (key in numbers) expectNumbers(column, cells, profile);
      if (key in moments) expectMoments(column, cells, profile);
      if (key === 't') expectTexts(column, cells, profile);
    }
    expect(await profileOf(`select * from read_parquet('${file}')`)).toEqual(profile);
  },
);

const literal = (cell: Cell, type: string): string => (cell === null ? `null::${type}` : `'${cell}'::${type}`);
/** Equal texts for equal values. */
const same = (key: string, cell: Cell): string | null =>
  cell !== null && key === 'x' ? String(Number(cell) + 0) : key === 'i' && cell !== null ? String(BigInt(cell)) : cell;

function tally<T>(all: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const each of all) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

const near = (actual: unknown, expected: number, size: number): void =>
  expect(Math.abs(Number(actual) - expected)).toBeLessThanOrEqual(1e-9 * Math.max(size, 1e-290));
const flagged = ({ issues }: DataProfile, flag: string, column: string): number =>
  issues.find((issue) => issue.flag === flag && issue.column === column)?.count ?? 0;

function expectNumbers(column: ColumnProfile, cells: readonly string[], profile: DataProfile): void {
  const all = cells
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const [low, high] = [all[0], all.at(-1)];
  expect(flagged(profile, 'not-finite', column.name)).toBe(cells.length - all.length);
  if (low === undefined || high === undefined) {
    expect(column).toMatchObject({ min: null, max: null, mean: null, quartiles: null, histogram: [] });
    return;
  }
  expect([Number(column.min), Number(column.max)]).toEqual([low, high]);
  const span = Math.max(Math.abs(low), Math.abs(high));
  const mean = all.reduce((sum, x) => sum + x / all.length, 0);
  near(column.mean, mean, span);
  if (all.length === 1) expect(column.stddev).toBeNull();
  else if (span < 1e150) {
    // in parts of the largest, since squares of the smallest numbers are none
    const unit = span === 0 ? 1 : span;
    const variance = all.reduce((sum, x) => sum + ((x - mean) / unit) ** 2 / (all.length - 1), 0);
    near(column.stddev, unit * Math.sqrt(variance), span);
  }
  column.quartiles?.forEach((q, i) => {
    const place = ((i + 1) / 4) * (all.length - 1);
    const below = all[Math.floor(place)]!;
    near(q, below + (all[Math.ceil(place)]! - below) * (place % 1), span);
  });
  if (Number.isFinite(high - low)) expect(column.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
}

function expectMoments(column: ColumnProfile, cells: readonly string[], profile: DataProfile): void {
  const end = column.type === 'instant' ? 'Z' : '';
  const all = cells.map((cell) => `${cell}${end}`).sort();
  expect([column.min, column.max]).toEqual([all[0] ?? null, all.at(-1) ?? null]);
  expect(column.quartiles).toEqual(
    all.length === 0 ? null : [0.25, 0.5, 0.75].map((part) => all[Math.max(1, Math.ceil(part * all.length)) - 1]),
  );
  expect(column.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
  expect(flagged(profile, 'future-dates', column.name)).toBe(all.filter((each) => each.slice(0, 10) > now).length);
  expect(flagged(profile, 'ancient-dates', column.name)).toBe(all.filter((each) => each < '1900').length);
}

function expectTexts(column: ColumnProfile, cells: readonly string[], profile: DataProfile): void {
  const lengths = cells.map((cell) => [...cell].length);
  const distinct = [...new Set(cells)];
  expect(column.empty).toBe(cells.filter((cell) => cell.trim() === '').length);
  if (cells.length > 0)
    expect(column.length).toEqual({
      min: Math.min(...lengths),
      max: Math.max(...lengths),
      mean: lengths.reduce((sum, n) => sum + n, 0) / cells.length,
    });
  expect(flagged(profile, 'whitespace', 't')).toBe(
    cells.filter((cell) => cell !== cell.trim() && cell.trim() !== '').length,
  );
  expect(flagged(profile, 'case-variants', 't')).toBe(
    distinct.length - new Set(distinct.map((cell) => cell.trim().toLowerCase())).size,
  );
  const shapes = tally(cells.map((cell) => cell.replace(/[BÉ]+/g, 'A').replace(/[aé]+/g, 'a').replace(/7+/g, '9')));
  expect(column.patterns.map(({ count }) => count)).toEqual([...shapes.values()].sort((a, b) => b - a).slice(0, 10));
  for (const { pattern, count } of column.patterns) expect(shapes.get(pattern)).toBe(count);
}

describe('what is odd', () => {
  test('infinite dates, columns without values and without rows', async () => {
    const profile = await profileOf(
      `select unnest(['infinity', '2024-01-01', '-infinity', null])::date as d, null::integer as n, ''::varchar as t, '{}'::json as j, 'x'::blob as b`,
    );
    expect(profile.columns[0]).toMatchObject({ distinct: 3, nulls: 1, quartiles: Array(3).fill('2024-01-01') });
    expect(profile.columns[1]).toMatchObject({ nulls: 4, min: null, quartiles: null, top: [], histogram: [] });
    expect(profile.columns[3]).toMatchObject({ nulls: 0, distinct: 0 });
    expect((await profileOf(`select 1 as a, 'x' as t limit 0`)).columns).toMatchObject([{ rows: 0 }, { rows: 0 }]);
  });

  test('one enormous value among many small ones moves no quartile', async () => {
    const [column] = (await profileOf(`select i::double as x from range(10000) t(i) union all select 1e300`)).columns;
    expect(column).toMatchObject({ quartiles: [2500, 5000, 7500], max: 1e300 });
  });

  test('a shape says capitals, small letters and digits, a run of them once', () => {
    expect(['AB-12 cd', 'Élan É', '😀9', ''].map(shapeOf)).toEqual(['A-9 a', 'Aa A', '😀9', '']);
  });
});

test('where there are too many values to count, what can be said without is said', { timeout: 120_000 }, async () => {
  const profile = await profileOf(`select i as id, i % 7 as few from range(5000001) t(i)`);
  const [id, few] = profile.columns;
  expect(id).toMatchObject({
    estimated: true,
    min: 0,
    max: 5_000_000,
    mean: 2_500_000,
    quartiles: [1_250_000, 2_500_000, 3_750_000],
    top: [],
  });
  expect(Math.abs(id!.distinct / 5_000_001 - 1)).toBeLessThan(0.2);
  expect(id?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(5_000_001);
  expect(few).toMatchObject({ estimated: false, distinct: 7 });
  expect(profile.duplicateRows).toBe(0);
});
