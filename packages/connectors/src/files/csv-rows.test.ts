import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvRows, type CsvStyle } from './csv-rows.ts';

const comma: CsvStyle = { delimiter: ',', quote: '"', escape: '"' };

function read(
  text: string,
  of: { style?: CsvStyle; pieces?: number; longest?: number; skip?: number } = {},
): { rows: (string | null)[][]; broken: string[] } {
  const rows: (string | null)[][] = [];
  const broken: string[] = [];
  const reader = new CsvRows(
    of.style ?? comma,
    { row: (cells) => void rows.push(cells), broken: (raw, why) => void broken.push(`${raw}|${why}`) },
    { skip: of.skip ?? 0, longest: of.longest ?? 1000 },
  );
  const size = of.pieces ?? text.length + 1;
  for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
  reader.end();
  return { rows, broken };
}

test('what is written is read back, in any style and cut into any pieces', () => {
  const cell = fc.option(
    fc.string({
      unit: fc.constantFrom('a', 'é', '1', '"', "'", ',', ';', '\t', '\n', '\r', ' ', '\\', '😀'),
      maxLength: 6,
    }),
    { nil: null },
  );
  const style = fc.constantFrom<CsvStyle>(
    comma,
    { delimiter: ';', quote: '"', escape: '"' },
    { delimiter: '\t', quote: "'", escape: "'" },
    { delimiter: '|', quote: '"', escape: '\\' },
  );
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }));
  fc.assert(
    fc.property(
      table,
      style,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      (rows, by, end, last, pieces) => {
        const written =
          rows.map((row) => row.map((value) => print(value, by)).join(by.delimiter)).join(end) + (last ? end : '');
        expect(read(written, { style: by, pieces })).toEqual({ rows, broken: [] });
      },
    ),
    { numRuns: 500 },
  );
});

function print(value: string | null, { quote, escape }: CsvStyle): string {
  if (value === null) return '';
  const inside =
    escape === quote
      ? value.replaceAll(quote, quote + quote)
      : value.replaceAll(escape, escape + escape).replaceAll(quote, escape + quote);
  return quote + inside + quote;
}

describe('what cannot be cut costs a line, not the file', () => {
  test.each([
    [
      '1,"x\n2,y\n3,z\n',
      [
        ['2', 'y'],
        ['3', 'z'],
      ],
      ['1,"x|a quote opens and never closes'],
    ],
    ['1,"x"y\n2,z\n', [['2', 'z']], ['1,"x"y|text follows a closing quote']],
    ['1,"a\nb"c\n2,z\n', [['b"c'], ['2', 'z']], ['1,"a|text follows a closing quote']],
  ])('%j', (text, rows, broken) => {
    expect(read(text)).toEqual({ rows, broken });
    expect(read(text, { pieces: 1 })).toEqual({ rows, broken });
  });

  test('a row that is too long is dropped while it is read, and the next one is there', () => {
    const { rows, broken } = read(`a,b\n${'x'.repeat(50_000)}\nc,d\n`, { pieces: 100, longest: 1000 });
    expect(rows).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(broken).toEqual([expect.stringMatching(/^x{1000}\|the row is longer than 1,000 characters$/)]);
  });

  test('a quote that never closes is given up after the longest row', () => {
    const { rows, broken } = read(`a,"b\n${'c,d\n'.repeat(1000)}`, { pieces: 64, longest: 1000 });
    expect(rows).toHaveLength(1000);
    expect(broken).toEqual(['a,"b\n|a quote opens and never closes']);
  });
});

test('lines before the table are left out, whatever they hold', () => {
  expect(read('a "title\r\n\r\nx,y\n1,2', { skip: 2, pieces: 3 }).rows).toEqual([
    ['x', 'y'],
    ['1', '2'],
  ]);
});

test('an empty cell in quotes is text without characters, one without quotes is missing', () => {
  expect(read('"",\n').rows).toEqual([['', null]]);
});
