import type { CatalogTableId, ConnectionId, JobId } from '@lumiere/contract';
import type { CatalogTables } from '../db/catalog-tables.ts';
import type { Queryable } from '../db/db.ts';

export type TableProfileRow = CatalogTables['table_profiles'];

/** What a table was found to be; null where nobody ever asked. */
export async function findTableProfile(
  db: Queryable,
  connection: ConnectionId,
  table: CatalogTableId,
): Promise<TableProfileRow | null> {
  const mine = db.selectFrom('table_profiles').selectAll().where('connection_id', '=', connection);
  return (await mine.where('table_id', '=', table).executeTakeFirst()) ?? null;
}

/** Remembers the job that looks at a table. */
export async function putProfileJob(
  trx: Queryable,
  connection: ConnectionId,
  table: CatalogTableId,
  job: JobId,
): Promise<void> {
  const nothing = { computed_at: null, read_ms: null, reading: null, columns: null, structure: null, content: null };
  await trx
    .insertInto('table_profiles')
    .values({ connection_id: connection, table_id: table, job_id: job, ...nothing, data_version: null, profile: null })
    .onConflict((conflict) => conflict.columns(['connection_id', 'table_id']).doUpdateSet({ job_id: job }))
    .execute();
}

/** Keeps what was found in place of what was known; nothing where the connection has gone. Tables that are no longer there are forgotten. */
export async function putTableProfile(
  trx: Queryable,
  { connection_id, table_id, job_id, ...found }: TableProfileRow,
): Promise<void> {
  await trx
    .updateTable('table_profiles')
    .set(found)
    .where('connection_id', '=', connection_id)
    .where('table_id', '=', table_id)
    .where('job_id', '=', job_id)
    .execute();
  await trx
    .deleteFrom('table_profiles')
    .where('connection_id', '=', connection_id)
    .where('table_id', 'not in', (eb) =>
      eb.selectFrom('catalog_tables').select('id').where('connection_id', '=', connection_id),
    )
    .execute();
}
