import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onEachEngine, type TestDatabase } from '../testing/databases.ts';
import { type Db, afterCommit } from './db.ts';
import { migrate } from './migrate.ts';

onEachEngine('metadata database', (make) => {
  let database: TestDatabase;
  let db: Db;
  beforeAll(async () => {
    database = await make();
    db = await database.open();
    await migrate(db, { now: 1 });
  });
  afterAll(async () => {
    await db.close();
    await database.remove();
  });

  const put = (name: string, value: string, at = 0) =>
    db.insertInto('settings').values({ name, value, updated_at: at }).execute();
  const get = (name: string) => db.selectFrom('settings').selectAll().where('name', '=', name).executeTakeFirst();

  test('milliseconds come back as the numbers that were stored', async () => {
    const at = Date.UTC(2999, 11, 31);
    await put('far', 'x', at);
    expect(await get('far')).toEqual({ name: 'far', value: 'x', updated_at: at });
  });

  test('a statement that returns rows waits for another process as any other does, and says what stood in its way', async () => {
    const other = await database.open();
    let release = (): void => undefined;
    const held = other.transaction(async (trx) => {
      await trx.updateTable('settings').set({ updated_at: 5 }).where('name', '=', 'nobody').execute();
      await new Promise<void>((resolve) => (release = resolve));
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    setTimeout(() => release(), 100);
    const insert = () =>
      db.insertInto('settings').values({ name: 'late', value: 'x', updated_at: 0 }).returning('name').execute();
    expect(await insert()).toEqual([{ name: 'late' }]);
    await held;
    await other.close();
    await expect(insert()).rejects.toMatchObject(db.engine === 'sqlite' ? { errcode: 2067 } : { code: '23505' });
  });

  test('what waits for a commit is called after it, and never where it is rolled back', async () => {
    const called: string[] = [];
    await db.transaction(async (trx) => {
      afterCommit(() => void called.push('kept'));
      await trx.selectFrom('settings').select('name').execute();
      expect(called).toEqual([]);
    });
    const lost = db.transaction(async () => {
      afterCommit(() => void called.push('lost'));
      throw new Error('no');
    });
    await expect(lost).rejects.toThrow('no');
    expect(called).toEqual(['kept']);
    afterCommit(() => void called.push('at once'));
    expect(called).toEqual(['kept', 'at once']);
  });

  test('text is sorted byte by byte, upper case before lower, Ä after z', async () => {
    for (const name of ['sort-b', 'sort-B', 'sort-Ä', 'sort-a', 'sort-_']) await put(name, '');
    const rows = await db
      .selectFrom('settings')
      .select('name')
      .where('name', 'like', 'sort-%')
      .orderBy('name')
      .execute();
    expect(rows.map(({ name }) => name)).toEqual(['sort-B', 'sort-_', 'sort-a', 'sort-b', 'sort-Ä']);
  });

  test('a count is a number and an update says how many rows it changed', async () => {
    await put('count', '');
    const row = await db
      .selectFrom('settings')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('name', '=', 'count')
      .executeTakeFirstOrThrow();
    expect(row.count).toBe(1);
    const { numUpdatedRows } = await db
      .updateTable('settings')
      .set({ value: 'y' })
      .where('name', '=', 'count')
      .executeTakeFirstOrThrow();
    expect(Number(numUpdatedRows)).toBe(1);
  });

  test.each([[true], [new Date(0)], [{ a: 1 }]])(
    '%o is refused where SQLite would store something else without a word',
    async (value) => {
      await expect(
        db
          .updateTable('settings')
          .set({ value: value as never })
          .where('updated_at', '=', true as never)
          .execute(),
      ).rejects.toThrow();
    },
  );

  test('a transaction that throws leaves nothing', async () => {
    const failed = db.transaction(async (trx) => {
      await trx.insertInto('settings').values({ name: 'half', value: '', updated_at: 0 }).execute();
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await get('half')).toBeUndefined();
  });

  test('the outer database throws inside a transaction instead of waiting for ever', async () => {
    const used = db.transaction(async (trx) => {
      await trx.insertInto('settings').values({ name: 'outer', value: '', updated_at: 0 }).execute();
      await db.selectFrom('settings').selectAll().execute();
    });
    await expect(used).rejects.toThrow('outer database was used inside a transaction');
    const nested = db.transaction(() => db.transaction(async () => undefined));
    await expect(nested).rejects.toThrow('outer database was used inside a transaction');
    // And it works again afterwards.
    await put('after', '');
    expect(await get('outer')).toBeUndefined();
  });

  test('transactions at the same time do not lose each other’s writes', async () => {
    await put('sum', '0');
    const add = () =>
      db.transaction(async (trx) => {
        // PostgreSQL needs the row's lock; SQLite's transaction has the whole file.
        const query = trx.selectFrom('settings').select('value').where('name', '=', 'sum');
        const { value } = await (db.engine === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow();
        await trx
          .updateTable('settings')
          .set({ value: String(Number(value) + 1) })
          .where('name', '=', 'sum')
          .execute();
      });
    await Promise.all(Array.from({ length: 50 }, add));
    expect((await get('sum'))?.value).toBe('50');
  });

  test('foreign keys hold and deleting an organization takes what is its own', async () => {
    const orphan = db
      .insertInto('memberships')
      .values({
        org_id: 'org_nobodyhere' as never,
        user_id: 'usr_nobodyhere' as never,
        role: 'admin',
        groups: '[]',
        attributes: '{}',
        created_at: 0,
      })
      .execute();
    await expect(orphan).rejects.toThrow(/foreign key/i);
  });

  test('a second connection sees what the first wrote and may write too', async () => {
    const other = await database.open();
    try {
      await put('shared', 'first');
      expect(
        await other.selectFrom('settings').select('value').where('name', '=', 'shared').executeTakeFirst(),
      ).toEqual({ value: 'first' });
      await other.updateTable('settings').set({ value: 'second' }).where('name', '=', 'shared').execute();
      expect((await get('shared'))?.value).toBe('second');
    } finally {
      await other.close();
    }
  });

  test('a write is on the disk when it is acknowledged', async () => {
    if (db.engine === 'sqlite') {
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
      expect(rows).toEqual([{ synchronous: 2 }]);
      expect((await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db)).rows).toEqual([
        { journal_mode: 'wal' },
      ]);
    } else {
      expect((await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(db)).rows).toEqual([
        { synchronous_commit: 'on' },
      ]);
    }
  });
});

describe('statements of SQLite', () => {
  test('many different ones do not pile up', async () => {
    const { makeSqlite } = await import('../testing/databases.ts');
    const database = await makeSqlite();
    const db = await database.open();
    for (let i = 0; i < 500; i++) await sql.raw(`select ${i} as n`).execute(db);
    expect((await sql<{ n: number }>`select 7 as n`.execute(db)).rows).toEqual([{ n: 7 }]);
    await db.close();
    await database.remove();
  });
});
