import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { FileInspection, ImportChoices } from '@lumiere/contract';
import { writeXlsx } from 'hucre/xlsx';
import { utils, write } from '@e965/xlsx';
import { afterAll, describe, expect, test } from 'vitest';
import { SourceError } from '../source-error.ts';
import { Datasets } from './datasets.ts';
import { zipOf } from '../testing/zip-of.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere files ü'));
const datasets = new Datasets(path.join(folder, 'org'));
const signal = new AbortController().signal;
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, body: string | Uint8Array): { path: string; name: string } => {
  writeFileSync(path.join(folder, name), body);
  return { path: path.join(folder, name), name };
};
const inspect = (name: string, body: string | Uint8Array, choices: ImportChoices = {}): Promise<FileInspection> =>
  datasets.inspect(put(name, body), { signal, choices });
const problemOf = async (work: Promise<unknown>): Promise<SourceError> => {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw error;
};
const types = (found: FileInspection): Record<string, string> =>
  Object.fromEntries(found.plan.columns.map((column) => [column.name, column.reading.type]));
const words = (found: FileInspection): string => found.warnings.map((warning) => warning.message).join(' ');

describe('what a file is, is told by its content', () => {
  test.each<[name: string, body: string | Uint8Array, read: unknown[][]]>([
    [
      'semicolons.csv',
      'Name;Betrag;Datum\nMüller;1.234,50 €;31.12.2023\nMeier;2,00 €;01.02.2024\n',
      [
        ['Müller', '1234.50', '2023-12-31'],
        ['Meier', '2.00', '2024-02-01'],
      ],
    ],
    ['western.csv', Buffer.from('Name,Ort\nM\xfcller,K\xf6ln\n', 'latin1'), [['Müller', 'Köln']]],
    [
      'russian.csv',
      Buffer.from([...Buffer.from('a,b\n1,'), 0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0xee, 0xf2, 0xe5, 0xed, 0x0a]),
      [[1, 'Приветотен']],
    ],
    ['utf-16.txt', Buffer.from('\ufeffa\tb\n1\tü\n', 'utf16le'), [[1, 'ü']]],
    ['utf-16-unmarked.txt', Buffer.from('a\tb\n1\tü\n', 'utf16le'), [[1, 'ü']]],
    ['marked.csv', '\ufeffa,b\n1,x\n', [[1, 'x']]],
    [
      'titled.csv',
      'Report of sales\n\nid,amount\n1,2\n2,3\n3,4\n',
      [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    ],
    ['sep.csv', 'sep=;\na;b\n1;x\n', [[1, 'x']]],
    [
      'no-header.csv',
      '1,x\n2,y\n',
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
    [
      'mixed-ends.csv',
      'a,b\n1,x\r\n2,y\r3,z\n',
      [
        [1, 'x'],
        [2, 'y'],
        [3, 'z'],
      ],
    ],
    [
      'nul.csv',
      'a,b\n1,x\0y\n2,z\n',
      [
        [1, 'xy'],
        [2, 'z'],
      ],
    ],
    ['one-column.csv', 'a\n1\n\n2\n', [[1], [null], [2]]],
    [
      'quoted-lines.csv',
      'a,b\n1,"x\ny"\n2,""\n3,\n',
      [
        [1, 'x\ny'],
        [2, ''],
        [3, null],
      ],
    ],
    ['packed.csv.gz', gzipSync('a,b\n1,2\n'), [[1, 2]]],
    [
      'packed.zip',
      zipOf([
        { name: 'x/a.csv', body: 'a,b\n1,2\n' },
        { name: '__MACOSX/._a.csv', body: 'zzzzzzzzzzzzzzz' },
      ]),
      [[1, 2]],
    ],
    [
      // neither the largest nor the first, but the one that is a table
      'mixed.zip',
      zipOf([
        { name: 'manual.pdf', body: `%PDF-1.4\n${'x'.repeat(5000)}` },
        { name: 'readme.txt', body: 'Read me, please.\n'.repeat(100) },
        { name: 'data/a.csv', body: 'a,b\n1,2\n' },
      ]),
      [[1, 2]],
    ],
    [
      'called.zip',
      zipOf([
        { name: 'picture.csv', body: `%PDF-1.4\n${'x'.repeat(5000)}` },
        { name: 'a.data', body: 'a,b\n1,2\n' },
      ]),
      [[1, 2]],
    ],
    [
      'list.json',
      '[{"a":1,"b":{"c":"x"}},{"a":2.5,"b":{"c":"y","d":[1,2]}}]',
      [
        ['1.0', 'x', null],
        ['2.5', 'y', '[1,2]'],
      ],
    ],
    ['called.csv', '[{"a":1},\n{"a":2}]', [[1], [2]]],
    [
      'lines.ndjson',
      '{"a":"1","b":true}\n{"a":"x","c":12345678901234567890}\n',
      [
        ['1', true, null],
        ['x', null, '12345678901234567890'],
      ],
    ],
    ['wrapped.json', JSON.stringify({ meta: { n: [1] }, data: [{ q: 'a]"' }, { q: 'b' }] }, null, 1), [['a]"'], ['b']]],
    [
      'long.ndjson',
      '{"id": 12345678901234567890, "sum":1234567890123456.78, "note":"y"}\n{"id":2,"sum":0.25,"note":"x: 12345678901234567890, y"}\n',
      [
        ['12345678901234567890', '1234567890123456.78', 'y'],
        ['2', '0.25', 'x: 12345678901234567890, y'],
      ],
    ],
    [
      'long.json',
      '[{"a":[12345678901234567,12345678901234568],"b":9007199254740993.5}]',
      [['["12345678901234567","12345678901234568"]', '9007199254740993.5']],
    ],
    ['numbers.json', '[1, 2.5, null]', [['1.0'], ['2.5'], [null]]],
  ])('%s', async (name, body, read) => {
    expect((await inspect(name, body)).preview.read).toEqual(read);
  });

  test('sheets of a workbook, new and old', async () => {
    const rows = [
      ['a', 'day', 'at', 'ok'],
      [1.5, new Date(Date.UTC(2024, 0, 2)), new Date(Date.UTC(2024, 0, 2, 10, 30)), true],
      [2, new Date(Date.UTC(2024, 0, 3)), null, false],
    ];
    const sheet = utils.aoa_to_sheet(rows, { UTC: true });
    const book = {
      SheetNames: ['S & "1"', 'two'],
      Sheets: { 'S & "1"': sheet, two: utils.aoa_to_sheet([['q'], ['x']]) },
    };
    const old = new Uint8Array(write(book, { type: 'array', bookType: 'biff8' }) as ArrayBuffer);
    const fresh = await writeXlsx({
      sheets: [
        { name: 'S & "1"', rows },
        { name: 'two', rows: [['q'], ['x']] },
      ],
    });
    for (const [name, body] of [
      ['a.xls', old],
      ['a.xlsx', fresh],
      ['wrong.csv', fresh],
    ] as const) {
      const found = await inspect(name, body);
      expect(found.sheets).toEqual(['S & "1"', 'two']);
      expect(types(found)).toEqual({ a: 'decimal', day: 'date', at: 'timestamp', ok: 'boolean' });
      expect(found.preview.read).toEqual([
        ['1.5', '2024-01-02', '2024-01-02T10:30:00', true],
        ['2.0', '2024-01-03', null, false],
      ]);
      expect((await inspect(name, body, { sheet: 'two' })).preview.read).toEqual([['x']]);
    }
    expect(words(await inspect('wrong.csv', fresh))).toContain('called .csv but holds an Excel workbook');
  });
});

describe('what is repaired is said', () => {
  test('names of columns', async () => {
    const found = await inspect('names.csv', 'a,A,,a\n1,2,3,4\n');
    expect(Object.keys(types(found))).toEqual(['a', 'A_2', 'column_3', 'a_3']);
    expect(words(found)).toContain('Column 3 has no name; it is called column_3.');
  });

  test('rows that cannot be cut are set aside, with their number and text', async () => {
    const body = 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,"x,12\n13,14,15\n';
    const found = await inspect('ragged.csv', body);
    expect(found).toMatchObject({ rows: 5, misfits: 3 });
    expect(found.preview.bad.map((each) => each.reason)).toEqual([
      'row 2: the row has 2 cells instead of 3',
      'row 3: the row has 4 cells instead of 3',
      'row 4: a quote opens and never closes',
    ]);
    const version = await datasets.import(
      put('ragged.csv', body),
      found.plan,
      { dataset: 'ragged', table: 'ragged', how: 'replace' },
      { signal },
    );
    expect(version).toMatchObject({ rows: 2, rejected: 3 });
  });

  test('a value deep in a file that is no number is told before the import', async () => {
    const body = `a,b\n${Array.from({ length: 20_000 }, (_, i) => `${i},${i === 15_000 ? 'oops' : i}`).join('\n')}\n`;
    const found = await inspect('deep.csv', body);
    expect(found).toMatchObject({ rows: 20_000, misfits: 1 });
    expect(types(found)).toEqual({ a: 'integer', b: 'integer' });
  });

  test('a type that the first rows suggest and later ones refute is not taken', async () => {
    const body = `a,b,c\n${Array.from({ length: 20_000 }, (_, i) => (i < 10_000 ? `${i},${i},${i}` : `${i}.5,x${i},n/a`)).join('\n')}\n`;
    const found = await inspect('later.csv', body);
    expect(types(found)).toEqual({ a: 'decimal', b: 'text', c: 'integer' });
    expect(found.misfits).toBe(0);
  });

  test('damaged characters', async () => {
    expect(
      words(
        await inspect(
          'damaged.csv',
          Buffer.concat([Buffer.from('a,b\nüüüüüüü,ö\n'), Buffer.from([0xff, 0x2c, 0x31, 0x0a])]),
        ),
      ),
    ).toContain('1 character is damaged');
  });

  test('lines of JSON that are none', async () => {
    const body = '{"a":1}\n{bad\n{"a":3,"z":true}\n5\n';
    const found = await inspect('bad.ndjson', body);
    expect(found).toMatchObject({ rows: 4, misfits: 2 });
    expect(found.preview.bad).toEqual([
      { row: 1, reason: 'the record is not valid JSON' },
      { row: 3, reason: 'the record is not valid JSON' },
    ]);
  });
});

describe('what is refused says why', () => {
  const lying = (): Uint8Array => {
    // says that it unpacks to ten bytes
    const packed = deflateRawSync(Buffer.alloc(1_000_000, 'a,b\n'));
    return zipOf([{ name: 'a.csv', body: packed, size: 10, method: 8 }]);
  };
  test.each<[name: string, body: string | Uint8Array, code: string, sentence: RegExp]>([
    ['empty.csv', '', 'file.unreadable', /empty/],
    ['blank.csv', '\n\n \n', 'file.empty', /blank lines/],
    ['document.csv', '%PDF-1.4 x', 'file.unsupported', /PDF document, though it is called "document.csv"/],
    ['page.csv', '<!DOCTYPE html><table>', 'file.unsupported', /web page/],
    ['binary.csv', Buffer.alloc(100_000, Buffer.from([1, 0, 0, 0, 7, 0, 0, 0, 0])), 'file.unsupported', /NUL/],
    [
      'wide.csv',
      `${Array.from({ length: 5000 }, (_, i) => `c${i}`).join(',')}\n`,
      'file.too-large',
      /5,000 columns; at most 2,000/,
    ],
    ['cut.csv.gz', gzipSync('a,b\n1,2\n'.repeat(1000)).subarray(0, 40), 'file.unreadable', /damaged/],
    ['cut.zip', zipOf([{ name: 'a.csv', body: 'a,b\n1,2\n' }]).subarray(0, 40), 'file.unreadable', /cut off/],
    [
      'outside.zip',
      zipOf([{ name: '../../etc/a.csv', body: 'a,b\n1,2\n' }]),
      'file.unreadable',
      /leads out of its folder/,
    ],
    ['absolute.zip', zipOf([{ name: '/etc/a.csv', body: 'a,b\n1,2\n' }]), 'file.unreadable', /leads out of its folder/],
    [
      'nested.zip',
      zipOf([{ name: 'a.zip', body: zipOf([{ name: 'a.csv', body: 'a\n1' }]) }]),
      'file.unsupported',
      /archive within an archive/,
    ],
    ['lying.zip', lying(), 'file.unreadable', /more than its archive says/],
    [
      'many.zip',
      zipOf(Array.from({ length: 1500 }, (_, i) => ({ name: `${i}.csv`, body: 'a' }))),
      'file.too-large',
      /1,500 files/,
    ],
    ['bomb.csv.gz', gzipSync(Buffer.alloc(100_000_000)), 'file.too-large', /made to fill a disk/],
    ['open.json', '[{"a":1},{"a":2}', 'file.unreadable', /before its last bracket/],
    ['cut.parquet', 'PAR1 and then nothing', 'file.unreadable', /damaged/],
    [
      'cut.xlsx',
      zipOf([{ name: 'xl/workbook.xml', body: '<workbook><sheets><sheet name="a"/></sheets></workbook>' }]),
      'file.unreadable',
      /damaged/,
    ],
  ])('%s', async (name, body, code, sentence) => {
    const problem = await problemOf(inspect(name, body));
    expect(problem.message).toMatch(sentence);
    expect(problem.code).toBe(code);
  });

  test('sheets without rows', async () => {
    const notes = { name: 'Notes', rows: [] };
    const half = await writeXlsx({ sheets: [{ name: 'Orders', rows: [['a'], [1]] }, notes] });
    const one = await problemOf(inspect('half.xlsx', half, { sheet: 'Notes' }));
    expect([one.code, one.message]).toEqual(['file.empty', 'The sheet "Notes" is empty.']);
    const all = await problemOf(inspect('blank.xlsx', await writeXlsx({ sheets: [notes] })));
    expect([all.code, all.message]).toEqual(['file.empty', 'All sheets of the workbook are empty.']);
  });

  test('a cancelled inspection ends at once and leaves nothing behind', async () => {
    const controller = new AbortController();
    const running = datasets.inspect(put('long.csv', 'a,b\n1,2\n'.repeat(500_000)), { signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    expect((await problemOf(running)).code).toBe('query.cancelled');
  });
});
