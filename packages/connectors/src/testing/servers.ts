import { dialects, type Dialect, type Guarded } from '@lumiere/sql';
import { temporalTypes, type ValueType } from '@lumiere/values';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { derivedMerge } from '../mysql-merging.ts';
import type { Tables, Value } from './naive.ts';
import { columnsOf, type TableName } from './random-data.ts';

/** A database that runs what a dialect wrote, read as the naive loop writes its values. */
export interface Server {
  readonly dialect: Dialect;
  /** Runs SQL of a dialect, each value converted by its column's type. */
  run(statement: Pick<Guarded, 'sql' | 'parameters'>, types: readonly ValueType[]): Promise<Value[][]>;
  close(): Promise<void>;
}

/** PostgreSQL with the tables in a schema of their own: a region is an enumeration, and names have a language's collation. */
export async function postgresServer(url: string, tables: Tables): Promise<Server> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const sql of dialects.postgres.session) await client.query(sql);
  const schema = freshName();
  await client.query(`create schema ${schema}`);
  await client.query(`set search_path to ${schema}`);
  const icu = await client.query(`select 1 from pg_collation where collname = 'und-x-icu'`);
  const language = icu.rows.length > 0 ? 'collate "und-x-icu"' : '';
  await client.query(`create type region as enum ('nord', 'Süd', 'Nord')`);
  await client.query(
    `create table facts (id int primary key, n int, m smallint, x double precision, amount numeric(12, 2), name varchar(40) ${language},
      flag boolean, day date, moment timestamp, dim int)`,
  );
  await client.query('create table dims (id int primary key, label text, region region, since date)');
  for (const [name, rows] of Object.entries(tables)) {
    for (const row of rows) {
      const cells = Object.keys(columnsOf[name as TableName]).map((column) => row[column] ?? null);
      await client.query(`insert into ${name} values (${cells.map((_, i) => `$${i + 1}`).join(', ')})`, cells);
    }
  }
  // every value as the text that the server sends
  const types = { getTypeParser: () => (text: string) => text };
  return {
    dialect: dialects.postgres,
    async run({ sql, parameters }, columns) {
      const { rows } = await client.query<(string | null)[]>({
        text: sql,
        values: [...parameters],
        rowMode: 'array',
        types,
      });
      return rows.map((row) => row.map((cell, i) => valueOf(cell, columns[i] ?? 'text')));
    },
    async close() {
      await client.query(`drop schema ${schema} cascade`);
      await client.end();
    },
  };
}

/** MariaDB (or MySQL) with the tables in a database of their own, whose collation is blind to case and accents. */
export async function mariadbServer(url: string, tables: Tables): Promise<Server> {
  const connection = await mysql.createConnection({ uri: url, dateStrings: true, maxPreparedStatements: 20 });
  const [[version]] = await connection.query<mysql.RowDataPacket[]>('select version() as version');
  const dialect = String(version?.['version']).includes('MariaDB') ? dialects.mariadb : dialects.mysql;
  for (const sql of dialect.session) await connection.query(sql);
  const database = freshName();
  await connection.query(`create database ${database} character set utf8mb4 collate utf8mb4_unicode_ci`);
  await connection.changeUser({ database });
  for (const sql of dialect.session) await connection.query(sql);
  await connection.query(
    `create table facts (id int unsigned primary key, n int, m smallint, x double, amount decimal(12, 2), name varchar(40), flag boolean,
      day date, moment datetime, dim int)`,
  );
  await connection.query(
    'create table dims (id int primary key, label text, region varchar(20) character set latin1, since date)',
  );
  for (const [name, rows] of Object.entries(tables)) {
    for (const row of rows) {
      const cells = Object.keys(columnsOf[name as TableName]).map((column) => row[column] ?? null);
      await connection.execute(`insert into ${name} values (${cells.map(() => '?').join(', ')})`, cells);
    }
  }
  return {
    dialect,
    async run({ sql, parameters }, columns) {
      if (dialect === dialects.mariadb)
        await connection.query(`set optimizer_switch = 'derived_merge=${derivedMerge(sql)}'`);
      const [rows] = await connection.execute<mysql.RowDataPacket[]>({ sql, rowsAsArray: true }, [...parameters]);
      // rows as arrays are not in the driver's types
      const found = Array.isArray(rows) ? (rows as unknown as Value[][]) : [];
      return found.map((row) => row.map((cell, i) => valueOf(cell, columns[i] ?? 'text')));
    },
    async close() {
      await connection.query(`drop database ${database}`);
      await connection.end();
    },
  };
}

const kind = (variable: string, start: (url: string, tables: Tables) => Promise<Server>): ServerKind => {
  const url = process.env[variable];
  if (url === undefined && process.env['LUMIERE_TEST_STRICT'] === '1') {
    throw new Error(`${variable} is not set, and LUMIERE_TEST_STRICT=1 allows no skipping.`);
  }
  return { url, start, missing: url === undefined ? ` (skipped: ${variable} is not set)` : '' };
};

interface ServerKind {
  readonly url: string | undefined;
  readonly start: (url: string, tables: Tables) => Promise<Server>;
  /** For the name of a test: why it is skipped, empty where it is not. */
  readonly missing: string;
}

/** The servers that take part in tests where their addresses are known. */
export const serverKinds = {
  PostgreSQL: kind('LUMIERE_TEST_POSTGRES_URL', postgresServer),
  MariaDB: kind('LUMIERE_TEST_MARIADB', mariadbServer),
} as const;

const freshName = (): string => `test_${process.pid}_${Math.random().toString(36).slice(2)}`;

function valueOf(cell: Value, type: ValueType): Value {
  if (cell === null) return null;
  if (type === 'boolean') return cell === true || cell === 't' || Number(cell) === 1;
  if (type === 'integer' || type === 'decimal' || type === 'double') return Number(cell);
  if (temporalTypes.has(type) && type !== 'date') return String(cell).replace(/\.0+$/, '');
  return String(cell);
}
