import type { CatalogTableId, ConnectionId, RefreshId, RefreshedChange, SchemaChange } from '@lumiere/contract';
import { sql } from 'kysely';
import type { CatalogTables } from '../db/catalog-tables.ts';
import type { Queryable } from '../db/db.ts';
import { tableOf } from './catalog-store.ts';

type Row = CatalogTables['catalog_tables'];
interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** A page of the tables of a connection by name: those that hold the searched words, or those of `ids`. */
export async function listTables(
  db: Queryable,
  connection: ConnectionId,
  wanted: Page & { readonly search: string; readonly ids: readonly CatalogTableId[] | null },
): Promise<{ readonly rows: readonly Row[]; readonly total: number }> {
  const { limit, offset, search, ids } = wanted;
  if (ids?.length === 0) return { rows: [], total: 0 };
  const like = `%${search
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, String.raw`\$&`)}%`;
  let mine = db.selectFrom('catalog_tables').where('connection_id', '=', connection);
  if (ids !== null) mine = mine.where('id', 'in', [...ids]);
  else if (search.trim() !== '')
    mine = mine.where(sql<boolean>`(folded like ${like} escape '\\' or columns_folded like ${like} escape '\\')`);
  const { total } = await mine.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await mine.selectAll().orderBy('folded').orderBy('id').limit(limit).offset(offset).execute();
  return { rows, total: Number(total) };
}

/** One table; null where there is none. */
export async function findTable(db: Queryable, connection: ConnectionId, id: CatalogTableId): Promise<Row | null> {
  const mine = db.selectFrom('catalog_tables').selectAll().where('connection_id', '=', connection);
  return (await mine.where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Which of the tables there are. */
export async function tablesThere(
  db: Queryable,
  connection: ConnectionId,
  ids: readonly CatalogTableId[],
): Promise<ReadonlySet<CatalogTableId>> {
  if (ids.length === 0) return new Set();
  const mine = db.selectFrom('catalog_tables').select('id').where('connection_id', '=', connection);
  const rows = await mine.where('id', 'in', [...ids]).execute();
  return new Set(rows.map(({ id }) => id));
}

export interface Pointer {
  readonly id: CatalogTableId;
  readonly schema: string | null;
  readonly name: string;
  readonly columns: readonly string[];
  /** What they point at: the primary key, or columns that are unique too. */
  readonly to: readonly string[];
}

/** The foreign keys of other tables that point at one, and of itself; a hundred at most. */
export async function pointersAt(
  db: Queryable,
  connection: ConnectionId,
  id: CatalogTableId,
): Promise<readonly Pointer[]> {
  const rows = await db
    .selectFrom('catalog_references as pointer')
    .innerJoin('catalog_tables as other', (join) =>
      join.onRef('other.connection_id', '=', 'pointer.connection_id').onRef('other.id', '=', 'pointer.from_id'),
    )
    .select(['other.id', 'other.schema_name', 'other.name', 'other.detail', 'pointer.columns', 'pointer.place'])
    .where('pointer.connection_id', '=', connection)
    .where('pointer.to_id', '=', id)
    .orderBy('other.folded')
    .orderBy('pointer.place')
    .limit(100)
    .execute();
  return rows.map(({ id: from, schema_name, name, detail, columns, place }) => ({
    id: from,
    schema: schema_name,
    name,
    // our own writing
    columns: JSON.parse(columns) as string[],
    to: tableOf(detail).foreignKeys[place]?.to.columns ?? [],
  }));
}

/** A page of what refreshes found, newest first. */
export async function listChanges(
  db: Queryable,
  connection: ConnectionId,
  { limit, offset, refresh }: Page & { readonly refresh?: RefreshId | undefined },
): Promise<{ readonly items: RefreshedChange[]; readonly total: number }> {
  let mine = db.selectFrom('catalog_changes').where('connection_id', '=', connection);
  if (refresh !== undefined) mine = mine.where('refresh_id', '=', refresh);
  const { total } = await mine.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await mine
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('refresh_id', 'desc')
    .orderBy('place')
    .limit(limit)
    .offset(offset)
    .execute();
  const items = rows.map(({ change, refresh_id, at }) => ({
    // our own writing
    ...(JSON.parse(change) as SchemaChange),
    refresh: refresh_id,
    at: new Date(at).toISOString(),
  }));
  return { items, total: Number(total) };
}
