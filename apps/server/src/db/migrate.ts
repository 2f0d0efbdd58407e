import { createHash } from 'node:crypto';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Queryable } from './db.ts';
import { type Migration, columnTypes } from './migration.ts';
import { migrations as all } from './migrations/index.ts';

/** Brings the schema up to date and gives the numbers applied. Several processes may call it at once: one works, the others wait. */
export async function migrate(
  db: Db,
  options: { readonly now: number; readonly migrations?: readonly Migration[] },
): Promise<readonly number[]> {
  const migrations = options.migrations ?? all;
  checkNumbers(migrations);
  return db.transaction(async (trx) => {
    // SQLite's transactions are immediate, so that the second process waits already; any number unique to us serves as the lock's name.
    if (db.engine === 'postgres') await sql`select pg_advisory_xact_lock(5121983)`.execute(trx);
    const done = await applied(trx, db.engine);
    compare(done, migrations);
    const missing = migrations.slice(done.length);
    for (const migration of missing) {
      for (const statement of migration.statements(columnTypes[db.engine]))
        await trx.getExecutor().executeQuery(CompiledQuery.raw(statement));
      await trx
        .insertInto('migrations')
        .values({
          number: migration.number,
          name: migration.name,
          checksum: checksum(migration),
          applied_at: options.now,
        })
        .execute();
    }
    return missing.map(({ number }) => number);
  });
}

/** How many migrations this version has that the database has not; the database is not changed. */
export async function pendingMigrations(db: Db): Promise<number> {
  const exists = await sql<{ name: string }>`select ${sql.lit('migrations')} as name from migrations limit 1`
    .execute(db)
    .then(
      () => true,
      () => false,
    );
  if (!exists) return all.length;
  const { count } = await db
    .selectFrom('migrations')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return all.length - count;
}

async function applied(
  trx: Queryable,
  engine: Db['engine'],
): Promise<readonly { number: number; name: string; checksum: string }[]> {
  const { text, bigint } = columnTypes[engine];
  await trx
    .getExecutor()
    .executeQuery(
      CompiledQuery.raw(
        `create table if not exists migrations (number integer primary key, name ${text} not null, checksum ${text} not null, applied_at ${bigint} not null)`,
      ),
    );
  return trx.selectFrom('migrations').select(['number', 'name', 'checksum']).orderBy('number').execute();
}

function compare(
  done: readonly { number: number; name: string; checksum: string }[],
  migrations: readonly Migration[],
): void {
  for (const [index, row] of done.entries()) {
    const migration = migrations[index];
    if (migration === undefined) {
      throw new MigrationError(
        `The database was written by a newer Lumiere (it knows step ${row.number}, ${row.name}). Start that version again, or restore a backup.`,
      );
    }
    if (migration.number !== row.number || checksum(migration) !== row.checksum) {
      throw new MigrationError(
        `Step ${row.number} (${row.name}) of the database differs from this version's. The schema was not touched; restore a backup or the matching version.`,
      );
    }
  }
}

/** The database's schema does not fit this version; the message says what to do. */
export class MigrationError extends Error {}

// Over the SQLite form on every engine, so that the same step has one checksum.
function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.statements(columnTypes.sqlite).join(';\n')).digest('hex');
}

function checkNumbers(migrations: readonly Migration[]): void {
  for (const [index, { number, name }] of migrations.entries()) {
    if (number !== index + 1)
      throw new Error(`Migration ${name} has number ${number} where ${index + 1} was expected.`);
  }
}
