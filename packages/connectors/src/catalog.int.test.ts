import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Catalog, CatalogColumn, CatalogTable } from '@lumiere/contract';
import { bareStep, planOf } from '@lumiere/semantic';
import { compile } from '@lumiere/sql';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { connectors, createDuckdbFile, EnginePool, type Connector } from './index.ts';
import { column, noPolicy, output, table } from './testing/plans.ts';
import { cellsOf, easy, read } from './testing/statement.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-test-'));
const pool = new EnginePool({ memoryMb: 2048 });
const { signal } = new AbortController();
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
async function sqliteWith(sql: string): Promise<Connector> {
  const file = path.join(folder, `${(files += 1)}.sqlite`);
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return connectors.sqlite.connect({ file, readOnly: true }, { pool });
}
async function duckdbWith(...statements: string[]): Promise<Connector> {
  const file = path.join(folder, `${(files += 1)}.duckdb`);
  await createDuckdbFile(file, statements, { signal });
  return connectors.duckdb.connect({ file, readOnly: true }, { pool });
}

const tableOf = (catalog: Catalog, name: string): CatalogTable => {
  const found = catalog.tables.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${catalog.tables.map((each) => each.name).join(', ')}`);
  return found;
};
const columnIn = (of: CatalogTable, name: string): CatalogColumn => {
  const found = of.columns.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

const tables = [
  'create table customers (id integer primary key, email varchar not null unique, region varchar, joined date)',
  'create table orders (id integer primary key, customer_id integer not null references customers (id), amount decimal(12, 2), at timestamp)',
  `insert into customers values (1, 'a@x', 'Nord', '2020-02-29'), (2, 'b@x', 'Nord', '2021-01-01'), (3, 'c@x', null, null)`,
  `insert into orders values (10, 1, 5.5, '2024-01-01 10:00:00'), (11, 1, -2.25, '2024-01-02 00:00:00'), (12, 3, null, null)`,
  'create view by_region as select region, count(*) as customers from customers group by region',
];

test.each(['duckdb', 'sqlite'] as const)('%s: tables, views, keys, counts, bounds and samples', async (kind) => {
  const connector =
    kind === 'duckdb'
      ? await duckdbWith(...tables.map((sql) => sql.replace(' at ', ' "at" ')))
      : await sqliteWith(tables.join(';'));
  const catalog = await connector.catalog({ signal, samples: true });
  expect(catalog.tables.map(({ name, kind: of, rows }) => [name, of, rows])).toEqual([
    ['by_region', 'view', 2],
    ['customers', 'table', 3],
    ['orders', 'table', 3],
  ]);
  const customers = tableOf(catalog, 'customers');
  const orders = tableOf(catalog, 'orders');
  expect(customers.primaryKey).toEqual(['id']);
  expect(customers.unique).toEqual([['email']]);
  expect(orders.foreignKeys).toEqual([
    { columns: ['customer_id'], to: { schema: null, table: 'customers', columns: ['id'] } },
  ]);
  expect(customers.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
    ['id', 'integer', false],
    ['email', 'text', false],
    ['region', 'text', true],
    ['joined', 'date', true],
  ]);
  expect(columnIn(customers, 'region')).toMatchObject({
    distinct: 1,
    nulls: 1,
    min: 'Nord',
    max: 'Nord',
    samples: ['Nord'],
    complete: true,
  });
  expect(columnIn(customers, 'joined')).toMatchObject({ distinct: 2, nulls: 1, min: '2020-02-29', max: '2021-01-01' });
  expect(columnIn(customers, 'id')).toMatchObject({ distinct: 3, nulls: 0, min: 1, max: 3, samples: [] });
  expect(columnIn(orders, 'amount')).toMatchObject({
    type: kind === 'duckdb' ? 'decimal' : 'double',
    min: -2.25,
    max: 5.5,
  });
  expect(columnIn(orders, 'at')).toMatchObject({
    type: 'timestamp',
    min: '2024-01-01T10:00:00',
    max: '2024-01-02T00:00:00',
  });
});

test('many values: the commonest are kept and not called complete; too many are not sampled', async () => {
  const rows = `with recursive n(i) as (select 0 union all select i + 1 from n where i < 9999) insert into t select 'v' || (i % 300), 'u' || i, case when i < 9000 then 'often' else 'r' || (i % 250) end from n`;
  for (const connector of [
    await sqliteWith(`create table t (few text, many text, skewed text); ${rows}`),
    await duckdbWith(
      'create table t (few varchar, many varchar, skewed varchar)',
      `insert into t select 'v' || (i % 300), 'u' || i, case when i < 9000 then 'often' else 'r' || (i % 250) end from range(10000) as n(i)`,
    ),
  ]) {
    const found = tableOf(await connector.catalog({ signal, samples: true }), 't');
    expect(columnIn(found, 'few')).toMatchObject({ distinct: 300, complete: false });
    expect(columnIn(found, 'few').samples.length).toBe(200);
    expect(columnIn(found, 'many')).toMatchObject({ samples: [], complete: false });
    expect(columnIn(found, 'many').distinct).toBe(10_000);
    expect(columnIn(found, 'skewed').samples[0]).toBe('often');
  }
});

test.each(['duckdb', 'sqlite'] as const)('%s: names of any kind are found, compiled and read', async (kind) => {
  const odd = [
    'select',
    'With Space',
    'qu"ote',
    "apo'strophe",
    'ünïcödé',
    'UPPER',
    '日本',
    '$1',
    '?1',
    'a.b',
    'semi;colon',
    'line\nbreak',
  ];
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const statements = odd.flatMap((name) => [
    `create table ${quoted(`t ${name}`)} (${quoted(name)} integer)`,
    `insert into ${quoted(`t ${name}`)} values (7)`,
  ]);
  const connector = kind === 'duckdb' ? await duckdbWith(...statements) : await sqliteWith(statements.join(';'));
  const catalog = await connector.catalog({ signal, samples: true });
  for (const name of odd) {
    expect(columnIn(tableOf(catalog, `t ${name}`), name)).toMatchObject({ name, min: 7 });
    const plan = planOf([
      bareStep('result', table(`t ${name}`, 'group'), [output('value', column('group', name, 'integer'), 'integer')]),
    ]);
    const compiled = compile(plan, noPolicy, connector.dialect, { maxRows: 10 });
    if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
    expect(read(await connector.run(compiled.value, plan.columns, easy))).toEqual([[7]]);
  }
});

describe('SQLite columns are typed by what they hold', () => {
  const typesOf = async (sql: string): Promise<Record<string, string>> => {
    const catalog = await (await sqliteWith(sql)).catalog({ signal, samples: false });
    return Object.fromEntries(tableOf(catalog, 't').columns.map(({ name, type }) => [name, type]));
  };

  test('dates and moments as text, whatever the column was declared', async () => {
    expect(
      await typesOf(`create table t (a text, b date, c datetime, d varchar(20), e text, f text, g timestamp, h date);
        insert into t values ('2024-02-29', '2024-01-01', '2024-01-01 10:00:00', '2024-01-01T10:00', '2024-01-01T10:00:00Z', '2024-02-30', '2024-01-01', '31/12/2024'),
          (null, null, '2024-01-02T11:00:00.5', '2024-01-02 10:00', '2024-01-02T10:00:00Z', '2024-01-01', '2024-01-01 12:00:00', '2024-01-01')`),
    ).toEqual({
      a: 'date',
      b: 'date',
      c: 'timestamp',
      d: 'timestamp',
      e: 'instant',
      f: 'text',
      g: 'timestamp',
      h: 'text',
    });
  });

  test('a stated offset stays text, since it cannot be compared', async () => {
    expect(await typesOf(`create table t (a text); insert into t values ('2024-01-01T10:00:00+02:00')`)).toEqual({
      a: 'text',
    });
  });

  test('numbers, flags and mixtures', async () => {
    expect(
      await typesOf(`create table t (id integer, a integer, b real, c numeric(10, 2), d boolean, is_open integer, e integer, f boolean, g text, h integer, i blob);
        insert into t values (0, 5, 1, 3, 1, 0, 1, 2, '12', 'n/a', x'00ff'), (1, 6, 2.5, 4, 0, 1, 0, 1, '13', 4, x'01')`),
    ).toEqual({
      id: 'integer',
      a: 'integer',
      b: 'double',
      c: 'double',
      d: 'boolean',
      is_open: 'boolean',
      e: 'integer',
      f: 'integer',
      g: 'text',
      h: 'text',
      i: 'binary',
    });
  });

  test('empty columns by their declared words', async () => {
    expect(
      await typesOf('create table t (a date, b datetime, c boolean, d int, e decimal(9, 2), f varchar(10), g blob, h)'),
    ).toEqual({
      a: 'date',
      b: 'timestamp',
      c: 'boolean',
      d: 'integer',
      e: 'double',
      f: 'text',
      g: 'binary',
      h: 'text',
    });
  });

  test('a view over a table that is gone does not hide the others', async () => {
    const catalog = await (
      await sqliteWith('create table t (a int); create view v as select * from gone')
    ).catalog({ signal, samples: true });
    expect(catalog.tables.map((each) => each.name)).toEqual(expect.arrayContaining(['t']));
  });
});

describe('SQLite cells that do not fit', () => {
  test('mixed cells come as text, each as it is', async () => {
    const connector = await sqliteWith(
      `create table t (a integer); insert into t values (1), ('n/a'), (2.5), (x'ff'), (null), (3.0)`,
    );
    expect(await cellsOf(connector, 'select a from t order by rowid', ['text'])).toEqual([
      ['1', 'n/a', '2.5', 'ff', null, '3'],
    ]);
  });

  test('a stray fails the query in words', async () => {
    const connector = await sqliteWith(
      `create table t (a integer, d date, at datetime, f boolean); insert into t values ('n/a', 'soon', '10:00', 'maybe')`,
    );
    await expect(cellsOf(connector, 'select a from t', ['integer'])).rejects.toThrow(
      `The column c0 holds 'n/a', where a whole number was expected.`,
    );
    await expect(cellsOf(connector, 'select d from t', ['date'])).rejects.toThrow(`holds 'soon', where a date`);
    await expect(cellsOf(connector, 'select at from t', ['timestamp'])).rejects.toThrow(
      `holds '10:00', where a date and time`,
    );
    await expect(cellsOf(connector, 'select f from t', ['boolean'])).rejects.toThrow(
      `holds 'maybe', where true or false`,
    );
  });

  test('integers are exact beyond 2^53, and a sum beyond 2^63 is refused in words', async () => {
    const connector = await sqliteWith(
      'create table t (a integer); insert into t values (9223372036854775807), (9007199254740993)',
    );
    expect(await cellsOf(connector, 'select a from t order by a', ['integer'])).toEqual([
      ['9007199254740993', '9223372036854775807'],
    ]);
    await expect(cellsOf(connector, 'select sum(a) from t', ['integer'])).rejects.toThrow(
      'The sum is larger than SQLite can add up exactly (2^63).',
    );
    await expect(cellsOf(connector, 'select a * 4 from t', ['integer'])).rejects.toThrow(
      'where a whole number was expected',
    );
  });

  test('moments of both spellings come in one', async () => {
    const connector = await sqliteWith(
      `create table t (a datetime); insert into t values ('2024-01-01 10:00:00'), ('2024-01-01T10:00:00.500'), ('2024-01-01'), ('2024-01-01 10:00')`,
    );
    expect(await cellsOf(connector, 'select a from t order by rowid', ['timestamp'])).toEqual([
      ['2024-01-01T10:00:00', '2024-01-01T10:00:00.500', '2024-01-01T00:00:00', '2024-01-01T10:00:00'],
    ]);
  });
});
