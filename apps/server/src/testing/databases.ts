import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe } from 'vitest';
import type { Db, Engine } from '../db/db.ts';
import { openDb } from '../db/open.ts';

/** A place for metadata that a test has for itself. */
export interface TestDatabase {
  readonly engine: Engine;
  readonly home: string;
  readonly databaseUrl: string | null;
  /** Opens another connection to the same database. */
  open(): Promise<Db>;
  remove(): Promise<void>;
}

/** Runs the same tests on SQLite and on PostgreSQL; the latter is skipped, with the reason in its name, where LUMIERE_TEST_POSTGRES_URL is not set. */
export function onEachEngine(name: string, tests: (make: () => Promise<TestDatabase>) => void): void {
  describe(`${name} on SQLite`, () => tests(makeSqlite));
  const url = process.env['LUMIERE_TEST_POSTGRES_URL'];
  if (url !== undefined && url !== '') describe(`${name} on PostgreSQL`, () => tests(() => makePostgres(url)));
  else if (process.env['LUMIERE_TEST_STRICT'] === '1') {
    describe(`${name} on PostgreSQL`, () => {
      throw new Error('LUMIERE_TEST_POSTGRES_URL is not set, and LUMIERE_TEST_STRICT=1 allows no skipping.');
    });
  } else
    describe.skip(`${name} on PostgreSQL (skipped: LUMIERE_TEST_POSTGRES_URL is not set)`, () => tests(makeSqlite));
}

/** What SQLite finds wrong with its file; PostgreSQL checks its own pages. */
export async function findDamage(db: Db): Promise<readonly string[]> {
  if (db.engine === 'postgres') return [];
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}

/** A data folder with SQLite in it. */
export async function makeSqlite(): Promise<TestDatabase> {
  const home = mkdtempSync(join(tmpdir(), 'lumiere-test-'));
  return {
    engine: 'sqlite',
    home,
    databaseUrl: null,
    open: () => openDb({ home, databaseUrl: null }),
    remove: async () => rmSync(home, { recursive: true, force: true }),
  };
}

/** A new database on the server at `url`, which may create some. */
async function makePostgres(url: string): Promise<TestDatabase> {
  const home = mkdtempSync(join(tmpdir(), 'lumiere-test-'));
  const name = `lumiere_test_${randomBytes(8).toString('hex')}`;
  await administer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    engine: 'postgres',
    home,
    databaseUrl: own.href,
    open: () => openDb({ home, databaseUrl: own.href }),
    remove: async () => {
      await administer(url, `drop database ${name} with (force)`);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
