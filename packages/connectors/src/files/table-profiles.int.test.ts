import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataProfile, type ImportPlan } from '@lumiere/contract';
import { deepProperty } from '@lumiere/testing';
import type { Cell, ValueType } from '@lumiere/values';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createDuckdbFile } from '../create-duckdb-file.ts';
import { Datasets } from './datasets.ts';
import { TableProfiles } from './table-profiles.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere-profiles-'));
const signal = new AbortController().signal;
const now = (): number => Date.UTC(2025, 0, 1);
const profiles = new TableProfiles(path.join(root, 'temp'), { now });
const datasets = new Datasets(path.join(root, 'org'), { now });

afterAll(() => {
  expect(existsSync(path.join(root, 'temp'))).toBe(false);
  rmSync(root, { recursive: true });
});

const wire = (columns: readonly (readonly Cell[])[]): Uint8Array => Buffer.from(JSON.stringify(columns));
const columnOf = (name: string, type: ValueType, native: string = type) => ({ name, type, native });
const ofRows = (data: readonly (readonly Cell[])[], ...types: readonly ValueType[]) =>
  profiles.ofRows(
    { data: wire(data), columns: types.map((type, i) => columnOf(`c${i}`, type)), whole: true },
    { signal },
  );
/** All but the words that the source and the engine have for a type. */
const without = (profile: DataProfile) => ({
  ...profile,
  columns: profile.columns.map(({ native: _, ...rest }) => rest),
});

const missing = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 6 });
const moment = fc.integer({ min: -2_000_000, max: 2_000_000 }).map((n) => new Date(n * 1_000_000).toISOString());
const row = fc.tuple(
  missing(fc.integer({ min: -50, max: 50 })),
  missing(fc.integer({ min: -99_999, max: 99_999 }).map((cents) => (cents / 100).toFixed(2))),
  missing(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((x) => x + 0)),
  missing(moment.map((text) => text.slice(0, 10))),
  missing(moment.map((text) => text.slice(0, 19))),
  missing(fc.boolean()),
  missing(fc.constantFrom('a', 'A', 'Bo', 'Ünal', 'x 12', 'x-7', '漢字', '😀')),
);
const types: readonly ValueType[] = ['integer', 'decimal', 'double', 'date', 'timestamp', 'boolean', 'text'];

/** The file is read as these types, whatever its values look like. */
function typed(plan: ImportPlan): ImportPlan {
  const style = { decimal: '.', grouping: '', symbols: [], percent: false, parentheses: false } as const;
  const readings = [
    { type: 'integer', style },
    { type: 'decimal', style, precision: 12, scale: 2 },
    { type: 'double', style },
    { type: 'date', order: 'ymd' },
    { type: 'timestamp', order: 'ymd' },
    { type: 'boolean', true: ['true'], false: ['false'] },
    { type: 'text' },
  ] as const;
  return {
    ...plan,
    columns: plan.columns.map((column, i) => ({
      ...column,
      name: `c${i}`,
      nulls: [],
      reading: (readings[i] ?? { type: 'text' }) as ImportPlan['columns'][number]['reading'],
    })),
  };
}

deepProperty(
  'rows of a source have the profile of the same rows brought as a file, and of the same rows in a database file',
  30,
  fc.array(row, { minLength: 1, maxLength: 60 }),
  async (rows) => {
    // a row that says which columns there are
    const header = types.map((_, i) => `h${i}`).join(',');
    const csv = path.join(root, 'rows.csv');
    writeFileSync(csv, `${header}\n${rows.map((cells) => cells.map((cell) => cell ?? '').join(',')).join('\n')}\n`);
    const file = { path: csv, name: 'rows.csv' };
    const { plan } = await datasets.inspect(file, { signal, choices: { header: true, delimiter: ',', quote: '' } });
    await datasets.import(file, typed(plan), { dataset: 'd', table: 'd', how: 'replace' }, { signal });
    const expected = DataProfile.parse(await datasets.profile('d', { signal }));

    const found = await ofRows(
      types.map((_, i) => rows.map((cells) => cells[i] ?? null)),
      ...types,
    );
    expect(found.of).toBe(rows.length);
    expect(without(DataProfile.parse(found.profile))).toEqual(without(expected));

    const database = path.join(root, 'rows.duckdb');
    const literal = (cell: Cell): string => (cell === null ? 'null' : `'${cell}'`);
    await createDuckdbFile(
      database,
      [
        'create table t (c0 bigint, c1 decimal(12, 2), c2 double, c3 date, c4 timestamp, c5 boolean, c6 varchar)',
        `insert into t values ${rows.map((cells) => `(${cells.map(literal).join(', ')})`).join(', ')}`,
        'create view seen as select * from t',
      ],
      { signal, limits: { memoryMb: 256 } },
    );
    for (const table of ['t', 'seen']) {
      const direct = await profiles.ofFile({ file: database, schema: 'main', table }, null, { signal });
      expect(without(direct.profile)).toEqual(without(expected));
    }
    rmSync(database);
  },
);

const shape = (profile: DataProfile) => profile.columns.map(({ type, min, max, nulls }) => ({ type, min, max, nulls }));

test('values that no other engine has room for are neither left out nor bent', async () => {
  const found = await ofRows(
    [
      ['18446744073709551615', 1],
      ['123456789012345678901234567890123456789012345', '0.5'],
      ['NaN', 1.5],
      ['+012345-01-01T00:00:00', '-000043-03-15T00:00:00'],
      ['-838:59:59', '12:00:00'],
      ['{"a":1}', '[1,2]'],
      ['ff00', '00'],
      ['NaN', '1.50'],
      ['a\u0000b', '\u{1F600}'],
    ],
    'integer',
    'decimal',
    'double',
    'timestamp',
    'time',
    'json',
    'binary',
    'decimal',
    'text',
  );
  expect(shape(found.profile)).toEqual([
    { type: 'integer', min: 1, max: '18446744073709551615', nulls: 0 },
    { type: 'double', min: 0.5, max: expect.closeTo(1.2345e44, -41), nulls: 0 },
    { type: 'double', min: 1.5, max: 1.5, nulls: 0 },
    { type: 'timestamp', min: expect.stringContaining('BC'), max: expect.stringContaining('12345'), nulls: 0 },
    { type: 'text', min: '-838:59:59', max: '12:00:00', nulls: 0 },
    { type: 'json', min: null, max: null, nulls: 0 },
    { type: 'text', min: '00', max: 'ff00', nulls: 0 },
    { type: 'double', min: 1.5, max: 1.5, nulls: 0 },
    { type: 'text', min: 'a\u0000b', max: '\u{1F600}', nulls: 0 },
  ]);
  const endless = await ofRows(
    [
      ['infinity', '2024-01-01'],
      ['-infinity', '2024-01-01T00:00:00Z'],
    ],
    'date',
    'instant',
  );
  expect(shape(endless.profile).map(({ nulls }) => nulls)).toEqual([0, 0]);
});

test('an empty table, a table of nothing, and three hundred columns have profiles too', async () => {
  const empty = await ofRows([[], []], 'integer', 'text');
  expect(DataProfile.parse(empty.profile)).toMatchObject({
    rows: 0,
    quality: 0,
    columns: [{ distinct: 0 }, { distinct: 0 }],
  });
  const nothing = await ofRows(
    [
      [null, null],
      [null, null],
    ],
    'date',
    'text',
  );
  expect(nothing.profile).toMatchObject({ rows: 2, emptyRows: 2, duplicateRows: 1, completeness: 0 });
  const wide = await ofRows(
    Array.from({ length: 300 }, (_, i) => [i, null]),
    ...Array.from({ length: 300 }, () => 'integer' as const),
  );
  expect(wide.profile.columns).toHaveLength(300);
}, 60_000);

test('a large table of a file is looked at by a sample, which says so', async () => {
  const database = path.join(root, 'large.duckdb');
  await createDuckdbFile(
    database,
    ['create table t as select i as id, i // 1000 as part, null as gone from range(300000) r(i)'],
    { signal, limits: { memoryMb: 256 } },
  );
  const whole = await profiles.ofFile({ file: database, schema: 'main', table: 't' }, ['id'], { signal });
  expect(whole).toMatchObject({
    of: 300_000,
    profile: { rows: 300_000, columns: [{ name: 'id', distinct: 300_000 }] },
  });
  const sample = await profiles.ofFile({ file: database, schema: 'main', table: 't' }, null, {
    signal,
    maxCells: 60_000,
  });
  expect(sample.of).toBe(300_000);
  expect(sample.profile.rows).toBeGreaterThan(15_000);
  expect(sample.profile.rows).toBeLessThan(25_000);
  // from all over it, not only the first rows
  expect(Number(sample.profile.columns[0]?.max)).toBeGreaterThan(290_000);
  expect(Number(sample.profile.columns[0]?.min)).toBeLessThan(10_000);
  for (const { message } of sample.profile.issues) expect(message).toMatch(/^Among the rows looked at: /);
}, 60_000);

test('looking is cancelled at once, and what is no database says so', async () => {
  const cancelled = new AbortController();
  const looking = profiles.ofRows(
    { data: wire([[1]]), columns: [columnOf('a', 'integer')], whole: true },
    { signal: cancelled.signal },
  );
  cancelled.abort();
  await expect(looking).rejects.toMatchObject({ code: 'query.cancelled' });
  const missingFile = { file: path.join(root, 'nowhere.duckdb'), schema: 'main', table: 't' };
  await expect(profiles.ofFile(missingFile, null, { signal })).rejects.toMatchObject({ code: expect.any(String) });
  // nothing but the file may be reached, whatever a view in it says
  const database = path.join(root, 'sly.duckdb');
  writeFileSync(path.join(root, 'secret.csv'), 'a\n1\n');
  const sly = [`create view t as select * from read_csv('${path.join(root, 'secret.csv')}')`];
  await createDuckdbFile(database, sly, { signal, limits: { memoryMb: 256 } }).catch(() => undefined);
  if (existsSync(database))
    await expect(
      profiles.ofFile({ file: database, schema: 'main', table: 't' }, null, { signal }),
    ).rejects.toMatchObject({
      code: expect.any(String),
    });
});
