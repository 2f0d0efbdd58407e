import fc from 'fast-check';
import { DatabaseSync } from '@photostructure/sqlite';
import type { ValueType } from '@lumiere/values';
import { createDuckdbFile } from '../create-duckdb-file.ts';
import type { Row, Tables, Value } from './naive.ts';

/** Two small tables of random rows with everything that engines disagree about: missing values, zeros, cases, accents, leap days, ties. */

export const columnsOf = {
  facts: {
    id: 'integer',
    n: 'integer',
    m: 'integer',
    x: 'double',
    amount: 'decimal',
    name: 'text',
    flag: 'boolean',
    day: 'date',
    moment: 'timestamp',
    dim: 'integer',
  },
  dims: { id: 'integer', label: 'text', region: 'text', since: 'date' },
} as const satisfies Record<string, Record<string, ValueType>>;
export type TableName = keyof typeof columnsOf;

export const names = [
  '',
  'a',
  'A',
  'b',
  'ab%c',
  'a_b',
  "O'Brien",
  'x\\y',
  'Müller',
  'MÜLLER',
  'müller',
  'Ärger',
  'zürich',
  '"q"',
  'łódź',
  'ŁÓDŹ',
  '日本',
  '😀 face',
  ' lead',
  'a ',
  'line\nbreak',
];
const days = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .integer({ min: 18_200, max: 19_900 })
      .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '2020-02-29',
      '2020-01-31',
      '2019-12-30',
      '2021-01-03',
      '2020-12-31',
      '2024-02-29',
      '2023-08-31',
      '2021-03-28',
    ),
  },
);
const clocks = fc.oneof(
  fc.constantFrom('00:00:00', '23:59:59', '01:00:00', '12:30:00'),
  fc
    .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':')),
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { freq: 6, nil: null });

const fact = fc.record({
  n: maybe(fc.integer({ min: -1000, max: 1000 })),
  m: maybe(fc.integer({ min: -3, max: 3 })),
  x: maybe(
    fc.oneof(
      fc.integer({ min: -20, max: 20 }),
      fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((x) => Math.round(x * 1e6) / 1e6 + 0),
    ),
  ),
  amount: maybe(fc.integer({ min: -500_000, max: 500_000 }).map((cents) => cents / 100)),
  name: maybe(fc.constantFrom(...names)),
  flag: maybe(fc.boolean()),
  day: maybe(days),
  moment: maybe(fc.tuple(days, clocks).map((parts) => parts.join(' '))),
  dim: maybe(fc.integer({ min: 1, max: 9 })),
});
const dim = fc.record({
  label: fc.constantFrom(...names),
  region: maybe(fc.constantFrom('Nord', 'Süd', 'nord')),
  since: maybe(days),
});

export function randomTables(seed: number): Tables {
  const facts = fc.sample(fact, { numRuns: 160, seed }).map((row, i): Row => ({ id: i + 1, ...row }));
  const dims = fc.sample(dim, { numRuns: 8, seed }).map((row, i): Row => ({ id: i + 1, ...row }));
  return { facts, dims };
}

const duckdbTypes =
  'id integer, n integer, m smallint, x double, amount decimal(12, 2), name varchar, flag boolean, day date, moment timestamp, dim integer';
const sqliteTypes =
  'id integer primary key, n integer, m integer, x real, amount numeric(12, 2), name text, flag boolean, day date, moment datetime, dim integer';
const dimTypes = 'id integer primary key, label varchar, region varchar, since date';

/** The same rows in a file of each engine. In SQLite every other moment has a T where the others have a space. */
export async function writeFiles(
  tables: Tables,
  files: { readonly duckdb: string; readonly sqlite: string },
): Promise<void> {
  const statements = [`create table facts (${duckdbTypes})`, `create table dims (${dimTypes})`];
  for (const [name, rows] of Object.entries(tables)) {
    if (rows.length > 0)
      statements.push(
        `insert into ${name} values ${rows.map((row) => `(${cellsOf(name, row).map(literal).join(', ')})`).join(', ')}`,
      );
  }
  await createDuckdbFile(files.duckdb, statements, { signal: new AbortController().signal });

  const database = new DatabaseSync(files.sqlite);
  database.exec(`create table facts (${sqliteTypes}); create table dims (${dimTypes}); begin`);
  for (const [name, rows] of Object.entries(tables)) {
    const columns = Object.keys(columnsOf[name as TableName]);
    const insert = database.prepare(`insert into ${name} values (${columns.map(() => '?').join(', ')})`);
    rows.forEach((row, i) => {
      const cells = cellsOf(name, row).map((cell) => (typeof cell === 'boolean' ? Number(cell) : cell));
      insert.run(
        ...cells.map((cell, c) =>
          columns[c] === 'moment' && typeof cell === 'string' && i % 2 === 0 ? cell.replace(' ', 'T') : cell,
        ),
      );
    });
  }
  database.exec('commit');
  database.close();
}

const cellsOf = (name: string, row: Row): Value[] =>
  Object.keys(columnsOf[name as TableName]).map((column) => row[column] ?? null);

function literal(cell: Value): string {
  return typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell);
}
