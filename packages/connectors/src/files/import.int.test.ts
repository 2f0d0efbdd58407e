import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { DataProfile, FileInspection, ImportPlan } from '@lumiere/contract';
import { deepProperty, deepTest } from '@lumiere/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childCommand } from '../spawn-command.ts';
import { Datasets } from './datasets.ts';
import { currentOf, partFile } from './dataset-index.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere-files-'));
const signal = new AbortController().signal;
const datasets = new Datasets(path.join(root, 'org'), { now: () => Date.UTC(2025, 0, 1) });
let reader: DuckDBConnection;

beforeAll(async () => {
  reader = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  reader.closeSync();
  rmSync(root, { recursive: true });
});

const put = (name: string, body: string | Uint8Array): { path: string; name: string } => {
  writeFileSync(path.join(root, name), body);
  return { path: path.join(root, name), name };
};

async function stored(dataset: string, which: 'parts' | 'aside', select = '*'): Promise<unknown[][]> {
  const found = datasets.list().find(({ id }) => id === dataset)!;
  const files = currentOf(found)[which].map((part) => `'${partFile(datasets.folder, dataset, part)}'`);
  return files.length === 0
    ? []
    : (await reader.runAndReadAll(`select ${select} from read_parquet([${files.join(', ')}])`)).getRowsJson();
}

async function load(
  dataset: string,
  name: string,
  body: string | Uint8Array,
): Promise<{ inspection: FileInspection; rows: unknown[][] }> {
  const file = put(name, body);
  const inspection = await datasets.inspect(file, { signal });
  await datasets.import(file, inspection.plan, { dataset, table: dataset, how: 'replace' }, { signal });
  return { inspection, rows: await stored(dataset, 'parts') };
}

const style = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  end: fc.constantFrom('\n', '\r\n'),
  all: fc.boolean(),
  last: fc.boolean(),
});
const two = (n: number): string => String(n).padStart(2, '0');
const day = fc.integer({ min: 0, max: 20_000 }).map((days) => new Date(days * 86_400_000));
const missing = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null, freq: 5 });
const dates = {
  ymd: (of: Date) => of.toISOString().slice(0, 10),
  dmy: (of: Date) => `${two(of.getUTCDate())}/${two(of.getUTCMonth() + 1)}/${of.getUTCFullYear()}`,
  mdy: (of: Date) => `${of.getUTCMonth() + 1}/${of.getUTCDate()}/${of.getUTCFullYear()}`,
} as const;
const row = fc.record({
  text: missing(
    fc
      .string({
        unit: fc.constantFrom('a', 'B', 'é', '"', ',', ';', '\n', ' ', '|', '😀', "'"),
        minLength: 1,
        maxLength: 12,
      })
      .map((text) => `x${text}`),
  ),
  whole: missing(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n })),
  money: missing(fc.integer({ min: -99_999_999, max: 99_999_999 })),
  on: missing(day),
  flag: missing(fc.boolean()),
});
const table = fc.record({
  style,
  rows: fc.array(row, { minLength: 3, maxLength: 60 }),
  order: fc.constantFrom('ymd', 'dmy', 'mdy'),
  comma: fc.boolean(),
  words: fc.constantFrom(['true', 'false'], ['yes', 'no'], ['Y', 'N']),
});

deepProperty(
  'a table written in any style is read back as it was',
  100,
  table,
  async ({ style: by, rows, order, comma, words }) => {
    // what decides each column's type has to be there once
    const all = [
      ...rows,
      { text: 'x', whole: 1n, money: 150, on: new Date(Date.UTC(2024, 11, 31)), flag: true },
      { text: 'y', whole: 2n, money: 250, on: new Date(Date.UTC(2024, 11, 30)), flag: false },
    ];
    const cents = (n: number): string =>
      `${n < 0 ? '-' : ''}${Math.floor(Math.abs(n) / 100)}${comma ? ',' : '.'}${two(Math.abs(n) % 100)}`;
    const cell = (text: string | null): string =>
      text === null ? '' : by.all || /[",;|\t\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const lines = all.map(({ text, whole, money, on, flag }) =>
      [
        text,
        whole === null ? null : String(whole),
        money === null ? null : cents(money),
        on === null ? null : dates[order](on),
        flag === null ? null : (words[flag ? 0 : 1] ?? ''),
      ]
        .map(cell)
        .join(by.delimiter),
    );
    const body =
      [['text', 'whole', 'money', 'on', 'flag'].join(by.delimiter), ...lines].join(by.end) + (by.last ? by.end : '');
    const { rows: found } = await load('any', 'any.csv', body);
    const expected = all.map(({ text, whole, money, on, flag }) => [
      text,
      whole === null ? null : String(whole),
      money === null
        ? null
        : `${money < 0 ? '-' : ''}${Math.floor(Math.abs(money) / 100)}.${two(Math.abs(money) % 100)}`,
      on === null ? null : dates.ymd(on),
      flag,
    ]);
    expect(found).toEqual(expected);
  },
);

describe('nothing is lost', () => {
  test('rows that do not fit lie beside, with number, text and reason', async () => {
    const lines = Array.from({ length: 400 }, (_, i) =>
      i === 99 ? 'oops,2024-01-01' : i === 199 ? '5,2024-02-30' : `${i},2024-01-0${1 + (i % 9)}`,
    );
    const { inspection, rows } = await load('bad', 'bad.csv', `n,on\n${lines.join('\n')}\n`);
    expect(inspection.misfits).toBe(2);
    expect(rows).toHaveLength(398);
    expect(await stored('bad', 'aside')).toEqual([
      ['100', 'oops,2024-01-01', 'n holds "oops", which is not a whole number'],
      ['200', '5,2024-02-30', 'on holds "2024-02-30", which is not a date, year first'],
    ]);
  });

  test('a corrected plan is followed: types, names, columns left out', async () => {
    const file = put('corrected.csv', 'a,b,c\n01,1.5,x\n02,2.5,y\n');
    const { plan } = await datasets.inspect(file, { signal });
    const columns = plan.columns.map((column, i) =>
      i === 0
        ? {
            ...column,
            name: 'number',
            reading: {
              type: 'integer',
              style: { decimal: '.', grouping: '', symbols: [], percent: false, parentheses: false },
            },
          }
        : i === 2
          ? { ...column, use: false }
          : column,
    );
    const corrected = ImportPlan.parse({ ...plan, columns });
    expect((await datasets.inspect(file, { signal, plan: corrected })).preview.read).toEqual([
      [1, '1.5'],
      [2, '2.5'],
    ]);
    await datasets.import(file, corrected, { dataset: 'corrected', table: 'corrected', how: 'replace' }, { signal });
    expect(await stored('corrected', 'parts')).toEqual([
      ['1', '1.5'],
      ['2', '2.5'],
    ]);
  });

  test('a Parquet file comes in with its types, and lists as JSON', async () => {
    const file = path.join(root, 'typed.parquet');
    await reader.run(
      `copy (select 1::utinyint as a, 2.5::decimal(9, 3) as b, [1, 2] as c, uuid '00000000-0000-0000-0000-000000000001' as d, timestamptz '2024-01-01 00:00:00+00' as e) to '${file}' (format parquet)`,
    );
    const { inspection, rows } = await load('typed', 'typed.parquet', readFileSync(file));
    expect(rows).toEqual([['1', '2.500', '[1,2]', '00000000-0000-0000-0000-000000000001', '2024-01-01 00:00:00+00']]);
    expect(FileInspection.parse(inspection).plan.columns.map(({ reading }) => 'as' in reading && reading.as)).toEqual([
      'integer',
      'decimal',
      'json',
      'text',
      'instant',
    ]);
  });
});

describe('the profile', () => {
  const value = fc.record({
    n: missing(fc.integer({ min: -50, max: 50 })),
    t: missing(fc.constantFrom('a', 'A', 'b ', 'ccc', 'd1', '')),
    on: missing(day),
  });
  deepProperty(
    'the profile says what a plain loop says',
    50,
    fc.array(value, { minLength: 5, maxLength: 80 }),
    async (given) => {
      const all = [...given, { n: 7, t: 'word', on: new Date(Date.UTC(2026, 5, 5)) }];
      const cell = (text: string | null): string => (text === null ? '' : `"${text}"`);
      await load(
        'loop',
        'loop.csv',
        `n,t,on\n${all.map(({ n, t, on }) => [n === null ? null : String(n), t, on === null ? null : dates.ymd(on)].map(cell).join(',')).join('\n')}\n`,
      );
      const profile = DataProfile.parse(await datasets.profile('loop', { signal }));
      const [n, t, on] = profile.columns;
      const numbers = all.flatMap((each) => (each.n === null ? [] : [each.n])).sort((a, b) => a - b);
      const texts = all.flatMap((each) => (each.t === null ? [] : [each.t]));
      const days = all.flatMap((each) => (each.on === null ? [] : [dates.ymd(each.on)]));
      const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
      const at = (q: number): number => {
        const place = q * (numbers.length - 1);
        const low = numbers[Math.floor(place)]!;
        return low + (numbers[Math.ceil(place)]! - low) * (place - Math.floor(place));
      };
      expect(profile).toMatchObject({
        rows: all.length,
        emptyRows: all.filter((each) => each.n === null && (each.t ?? '').trim() === '' && each.on === null).length,
        duplicateRows: all.length - new Set(all.map((each) => JSON.stringify(each))).size,
      });
      expect(n).toMatchObject({
        nulls: all.length - numbers.length,
        distinct: new Set(numbers).size,
        min: numbers[0],
        max: numbers.at(-1),
      });
      expect(n?.mean).toBeCloseTo(mean, 9);
      if (numbers.length > 1)
        expect(n?.stddev).toBeCloseTo(
          Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (numbers.length - 1)),
          9,
        );
      n?.quartiles?.forEach((q, i) => expect(q).toBeCloseTo(at((i + 1) / 4), 9));
      expect(n?.histogram.reduce((sum, bin) => sum + bin.count, 0)).toBe(numbers.length);
      expect(n?.top).toEqual(commonest(numbers, (a, b) => a - b));
      expect(t).toMatchObject({
        nulls: all.length - texts.length,
        empty: texts.filter((text) => text === '').length,
        distinct: new Set(texts).size,
      });
      expect(t?.top).toEqual(commonest(texts, (a, b) => (a < b ? -1 : 1)));
      expect(on).toMatchObject({
        min: [...days].sort()[0],
        max: [...days].sort().at(-1),
        distinct: new Set(days).size,
      });
      expect(profile.issues.find(({ flag }) => flag === 'future-dates')?.count).toBe(
        days.filter((each) => each > '2025-01-01').length,
      );
      expect(profile.issues.find(({ flag }) => flag === 'whitespace')?.count ?? 0).toBe(
        texts.filter((text) => text !== text.trim() && text.trim() !== '').length,
      );
      expect(profile.issues.filter(({ flag }) => flag === 'nulls').map(({ column }) => column)).toEqual(
        [n, t, on].filter((each) => each!.nulls > all.length / 2).map((each) => each!.name),
      );
      expect(await datasets.profile('loop', { signal })).toEqual(profile);
    },
  );

  function commonest<T extends string | number>(
    values: readonly T[],
    compare: (a: T, b: T) => number,
  ): { value: T; count: number }[] {
    const counts = new Map<T, number>();
    for (const each of values) counts.set(each, (counts.get(each) ?? 0) + 1);
    return [...counts]
      .sort((a, b) => b[1] - a[1] || compare(a[0], b[0]))
      .slice(0, 10)
      .map(([value, count]) => ({ value, count }));
  }
});

deepTest('kill -9 at any moment leaves the old version or the new one, and no strays', async (length) => {
  const rounds = length.rounds(50, 4);
  const org = path.join(root, 'killed');
  const file = put('killed.csv', `a,b\n${Array.from({ length: 60_000 }, (_, i) => `${i},text ${i}`).join('\n')}\n`);
  const here = new Datasets(org);
  // the one that is killed is not started by this run, and would not find its bundles
  const command = childCommand('files/import-child');
  const { plan } = await here.inspect(file, { signal });
  await here.import(file, plan, { dataset: 'd', table: 'd', how: 'replace' }, { signal });
  const program = path.join(root, 'importer.mts');
  writeFileSync(
    program,
    `import { Datasets } from ${JSON.stringify(path.join(import.meta.dirname, 'datasets.ts'))};
    const [org, file, plan, command] = process.argv.slice(2).map((text) => JSON.parse(text));
    const datasets = new Datasets(org, { command });
    process.stdout.write('go');
    for (;;) await datasets.import(file, plan, { dataset: 'd', table: 'd', how: 'append' }, { signal: new AbortController().signal });`,
  );
  let random = length.seed;
  for (let round = 0; round < rounds; round += 1) {
    random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
    const args = [org, file, plan, command].map((each) => JSON.stringify(each));
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
      cwd: path.join(import.meta.dirname, '../../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, random % 900));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const [dataset] = here.list();
    const version = currentOf(dataset!);
    expect(version.rows % 60_000).toBe(0);
    const files = version.parts.map((part) => `'${partFile(org, 'd', part)}'`).join(', ');
    const [counted] = (
      await reader.runAndReadAll(`select count(*), count(distinct a) from read_parquet([${files}])`)
    ).getRowsJson();
    expect(counted).toEqual([String(version.rows), '60000']);
    await here.tidy();
    expect(readdirSync(org).sort()).toEqual(['d', 'datasets.json']);
    const needed = new Set(dataset!.versions.flatMap(({ parts }) => parts.map((part) => part.file)));
    expect(readdirSync(path.join(org, 'd')).sort()).toEqual([...needed].sort());
  }
});

test(
  'a text of one enormous line, and one whose quote never closes, cost little memory and are told',
  { timeout: 300_000 },
  async () => {
    mkdirSync(root, { recursive: true });
    const line = `a,b\n1,2\n${'x'.repeat(30_000_000)}\n3,4\n`;
    const { inspection, rows } = await load('line', 'line.csv', line);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(inspection.preview.bad[0]?.reason).toContain('longer than 2,000,000 characters');
    const open = await load('open', 'open.csv', `a,b\n1,"2\n${'3,4\n'.repeat(1_000_000)}`);
    expect(open.inspection).toMatchObject({ rows: 1_000_001, misfits: 1 });
    expect(open.rows).toHaveLength(1_000_000);
  },
);
