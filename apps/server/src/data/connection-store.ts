import type { ConnectionId, OrgId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import type { DataTables } from '../db/data-tables.ts';
import { newId } from '../ids.ts';
import { applyCatalog, compareCatalog } from './catalog-store.ts';
import { type Described, keepModel } from './describe-source.ts';

export type ConnectionRow = DataTables['connections'];

/** A connection as it is made: how it is found, not what is in it. */
export interface NewConnection {
  readonly id: ConnectionId;
  readonly kind: string;
  readonly name: string;
  /** JSON for the connector. */
  readonly config: string;
  readonly sample: boolean;
  readonly now: number;
}

/** What loading found out. */
export interface Loaded extends Described {
  readonly loadedAt: number | null;
  readonly now: number;
}

/** Writes down a connection that is still to be loaded. */
export async function insertConnection(db: Queryable, org: OrgId, made: NewConnection): Promise<void> {
  const { id, kind, name, config, sample, now } = made;
  await db
    .insertInto('connections')
    .values({
      id,
      org_id: org,
      kind,
      name,
      config,
      sample: sample ? 1 : 0,
      status: 'loading',
      reason: null,
      tables: '[]',
      model_version: null,
      loaded_at: null,
      refreshed_at: null,
      model_made: 0,
      created_at: now,
    })
    .execute();
}

/** Writes down an organization's sample connection, which is still to be loaded. */
export async function insertSample(trx: Queryable, org: OrgId, now: number): Promise<ConnectionId> {
  const id = newId('con');
  await insertConnection(trx, org, {
    id,
    kind: 'duckdb',
    name: 'Juniper & Pine (sample data)',
    config: '{}',
    sample: true,
    now,
  });
  return id;
}

/** Puts a loaded connection into force; false where it was removed meanwhile. */
export async function finishLoading(trx: Queryable, org: OrgId, id: ConnectionId, loaded: Loaded): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('connections')
    .set({
      status: 'ready',
      reason: null,
      tables: JSON.stringify(loaded.tables),
      model_version: loaded.version,
      loaded_at: loaded.loadedAt,
      refreshed_at: loaded.now,
      model_made: loaded.made ? 1 : 0,
    })
    .where('org_id', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await keepModel(trx, id, loaded, loaded.now);
  // what was known of another place says nothing of this one, so nothing of it is a change
  await trx.deleteFrom('catalog_tables').where('connection_id', '=', id).execute();
  const difference = await compareCatalog(trx, id, loaded.catalog, () => [], loaded.now);
  await applyCatalog(trx, id, difference, loaded.now);
  return true;
}

/** Why a connection cannot be asked, in words; `readAt` where it could be read and showed no tables. */
export interface NotLoaded {
  readonly reason: string;
  readonly readAt: number | null;
}

/** Says why a connection could not be loaded; false where it is gone or was loaded meanwhile. */
export async function failLoading(
  db: Queryable,
  org: OrgId,
  id: ConnectionId,
  { reason, readAt }: NotLoaded,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({ status: 'failed', reason, refreshed_at: readAt })
    .where('org_id', '=', org)
    .where('id', '=', id)
    .where('status', '=', 'loading')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether a connection could be read, and showed no tables. */
export const isEmpty = ({ status, refreshed_at }: Pick<ConnectionRow, 'status' | 'refreshed_at'>): boolean =>
  status === 'failed' && refreshed_at !== null;

/** Lets a failed connection be loaded again; false where there is nothing to do over. */
export async function restartLoading(db: Queryable, org: OrgId, id: ConnectionId): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({ status: 'loading', reason: null })
    .where('org_id', '=', org)
    .where('id', '=', id)
    .where('status', '=', 'failed')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The organization's sample connection, if it has one. */
export async function findSample(db: Queryable, org: OrgId): Promise<ConnectionRow | null> {
  return (
    (await db
      .selectFrom('connections')
      .selectAll()
      .where('org_id', '=', org)
      .where('sample', '=', 1)
      .executeTakeFirst()) ?? null
  );
}

/** One connection of the organization; null where it is another's or none. */
export async function findConnection(db: Queryable, org: OrgId, id: ConnectionId): Promise<ConnectionRow | null> {
  return (
    (await db
      .selectFrom('connections')
      .selectAll()
      .where('org_id', '=', org)
      .where('id', '=', id)
      .executeTakeFirst()) ?? null
  );
}

/** A page of the organization's connections, oldest first, with how many there are. */
export async function listConnections(
  db: Queryable,
  org: OrgId,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: ConnectionRow[]; total: number }> {
  const mine = db.selectFrom('connections').where('org_id', '=', org);
  const { total } = await mine.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await mine.selectAll().orderBy('created_at').orderBy('id').limit(limit).offset(offset).execute();
  return { rows, total: Number(total) };
}

/** Removes a connection with its models, answers and receipts; null where it is another's or none. */
export async function deleteConnection(db: Queryable, org: OrgId, id: ConnectionId): Promise<ConnectionRow | null> {
  const row = await findConnection(db, org, id);
  if (row !== null) await db.deleteFrom('connections').where('org_id', '=', org).where('id', '=', id).execute();
  return row;
}
