import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Reading } from '@lumiere/contract';
import { deepProperty } from '@lumiere/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellSql, quickCast } from './reading-sql.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`set time zone 'UTC'`);
});
afterAll(() => connection.closeSync());

const style = fc.record({
  decimal: fc.constantFrom('.', ','),
  grouping: fc.constantFrom('', ',', '.', ' ', "'"),
  symbols: fc.constantFrom<string[][]>([], ['€']),
  percent: fc.boolean(),
  parentheses: fc.boolean(),
});
const reading: fc.Arbitrary<Reading> = fc.oneof(
  style.map((of): Reading => ({ type: 'integer', style: of })),
  fc
    .tuple(style, fc.constantFrom(9, 18, 38), fc.integer({ min: 0, max: 6 }))
    .map(([of, precision, scale_]): Reading => ({ type: 'decimal', style: of, precision, scale: scale_ })),
  fc.constantFrom<Reading[]>(
    ...(['date', 'timestamp'] as const).flatMap((type) =>
      (['ymd', 'dmy', 'mdy'] as const).map((order): Reading => ({ type, order })),
    ),
  ),
);
const odd = [
  '0',
  '-0',
  '+1',
  '007',
  ' 5',
  '5 ',
  '1e3',
  '1.5',
  '-1.50',
  '1,234',
  '1.234',
  '1_000',
  '0x1F',
  '0b1',
  '.5',
  '5.',
  '(5)',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '99999999999999999999',
  '12 %',
  '5€',
  'inf',
  'nan',
  '2024-02-29',
  '2023-02-29',
  '2024-2-9',
  '12345-01-01',
  '0001-01-01',
  '0044-03-15 (BC)',
  'infinity',
  '-infinity',
  'epoch',
  '2024-01-02 03:04:05',
  '2024-01-02T03:04:05',
  '2024-01-02 03:04',
  '2024-01-02 24:00:00',
  '12345-01-01 00:00:00',
  '2024-01-02 03:04:05.5',
  '2024-01-02 03:04:05Z',
  '2024-01-02 03:04:05+01',
  '01/02/2024',
  '3-4-2024',
  '',
  ' ',
  'n/a',
  'true',
];
const cell = fc.oneof(
  fc.constantFrom(...odd),
  fc.integer().map(String),
  fc.double({ noNaN: true }).map(String),
  fc.integer({ min: -99_999, max: 99_999 }).map((n) => (n / 100).toFixed(2)),
  fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10)),
  fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 19).replace('T', ' ')),
);

async function expectSame(of: Reading, cells: readonly string[]): Promise<void> {
  const cast = quickCast('c', of);
  if (cast === null) return;
  const values = cells.map((each) => `('${each.replaceAll("'", "''")}')`).join(', ');
  const read = (quick: string | null): string => `${cellSql('c', of, ['n/a'], false, quick).value}::varchar`;
  const result = await connection.runAndReadAll(
    `select c, ${read(null)}, ${read('q')} from (select c, ${cast} as q from (values ${values}) t(c))`,
  );
  for (const [text, long, quick] of result.getRowsJson()) expect({ text, value: quick }).toEqual({ text, value: long });
}

deepProperty(
  "a cell that the engine's own cast may read is read as by the long way",
  1000,
  fc.tuple(reading, fc.array(cell, { minLength: 30, maxLength: 60 })),
  ([of, cells]) => expectSame(of, cells),
);

test.each(['date', 'timestamp'] as const)('odd cells of a %s too', (type) => expectSame({ type, order: 'ymd' }, odd));

test('a spelling of no value may look like a value, however the cell is read', async () => {
  const plain = { decimal: '.', grouping: ',', symbols: [], percent: false, parentheses: false } as const;
  const readings: [Reading, string, string[]][] = [
    [{ type: 'integer', style: { ...plain, symbols: [] } }, '7', ['-999']],
    [{ type: 'decimal', style: { ...plain, symbols: [] }, precision: 9, scale: 2 }, '7.25', ['-999.00', '0']],
    [{ type: 'date', order: 'ymd' }, '2024-02-29', ['1900-01-01']],
    [{ type: 'boolean', true: ['yes'], false: ['no'] }, 'yes', ['no']],
  ];
  for (const [reading_, value, nulls] of readings) {
    for (const strict of [true, false]) {
      const quick = quickCast('c', reading_);
      const { value: sql } = cellSql('c', reading_, nulls, strict, quick === null ? null : 'q');
      const cells = [value, ...nulls].map((cell) => `('${cell}')`).join(', ');
      const from = `(select c${quick === null ? '' : `, ${quick} as q`} from (values ${cells}) as t(c))`;
      const rows = (await connection.runAndReadAll(`select (${sql})::varchar from ${from}`)).getRowsJson();
      expect(rows.map(([cell]) => cell === null)).toEqual([false, ...nulls.map(() => true)]);
    }
  }
});
