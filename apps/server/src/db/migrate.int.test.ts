import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onEachEngine, type TestDatabase } from '../testing/databases.ts';
import type { Db } from './db.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import type { Migration } from './migration.ts';
import { migrations } from './migrations/index.ts';

const step = (number: number, ...statements: string[]): Migration => ({
  number,
  name: `step ${number}`,
  statements: () => statements,
});

onEachEngine('migrations', (make) => {
  let database: TestDatabase;
  let db: Db;
  beforeEach(async () => {
    database = await make();
    db = await database.open();
  });
  afterEach(async () => {
    await db.close();
    await database.remove();
  });

  test('all are applied once, in order, and recorded', async () => {
    expect(await pendingMigrations(db)).toBe(migrations.length);
    expect(await migrate(db, { now: 5 })).toEqual(migrations.map(({ number }) => number));
    expect(await migrate(db, { now: 6 })).toEqual([]);
    expect(await pendingMigrations(db)).toBe(0);
    const rows = await db.selectFrom('migrations').selectAll().orderBy('number').execute();
    expect(rows.map(({ name, applied_at }) => [name, applied_at])).toEqual(migrations.map(({ name }) => [name, 5]));
  });

  test('a step that fails leaves the schema as it was, and all of it can be tried again', async () => {
    const first = step(1, 'create table a (x integer)');
    await expect(
      migrate(db, { now: 1, migrations: [first, step(2, 'create table b (x integer)', 'create nonsense')] }),
    ).rejects.toThrow();
    await expect(sql`select * from b`.execute(db)).rejects.toThrow();
    await expect(sql`select * from a`.execute(db)).rejects.toThrow();
    expect(await migrate(db, { now: 1, migrations: [first, step(2, 'create table b (x integer)')] })).toEqual([1, 2]);
  });

  test('an edited step is refused and nothing is touched', async () => {
    await migrate(db, { now: 1, migrations: [step(1, 'create table a (x integer)')] });
    const edited = [step(1, 'create table a (y integer)'), step(2, 'create table b (x integer)')];
    await expect(migrate(db, { now: 1, migrations: edited })).rejects.toThrow(
      'Step 1 (step 1) of the database differs',
    );
    await expect(sql`select * from b`.execute(db)).rejects.toThrow();
  });

  test('a database of a newer version is refused', async () => {
    await migrate(db, {
      now: 1,
      migrations: [step(1, 'create table a (x integer)'), step(2, 'create table b (x integer)')],
    });
    await expect(migrate(db, { now: 1, migrations: [step(1, 'create table a (x integer)')] })).rejects.toThrow(
      'written by a newer Lumiere',
    );
  });

  test('numbers without a gap are demanded', async () => {
    await expect(migrate(db, { now: 1, migrations: [step(2, 'select 1')] })).rejects.toThrow(
      'has number 2 where 1 was expected',
    );
  });

  test('of several processes at once one works and the others find it done', async () => {
    const others = await Promise.all([1, 2, 3, 4].map(() => database.open()));
    try {
      const applied = await Promise.all([db, ...others].map((each) => migrate(each, { now: 1 })));
      expect(applied.filter((numbers) => numbers.length === migrations.length)).toHaveLength(1);
      expect(applied.filter((numbers) => numbers.length === 0)).toHaveLength(4);
    } finally {
      for (const each of others) await each.close();
    }
  });

  test('a step has one checksum on every engine', async () => {
    await migrate(db, { now: 1 });
    const rows = await db.selectFrom('migrations').select(['number', 'checksum']).orderBy('number').execute();
    // Merged, so never edited again.
    expect(rows[0]?.checksum.slice(0, 8)).toBe('eebe114c');
  });
});
