import { createHash } from 'node:crypto';
import type { Catalog, CatalogTable, CatalogTableId, ConnectionId, SchemaChange } from '@lumiere/contract';
import type { CatalogTables } from '../db/catalog-tables.ts';
import type { Queryable } from '../db/db.ts';
import { newId } from '../ids.ts';
import { type Uses, columnChanges, tableChange } from './catalog-changes.ts';
import { physical } from './sources.ts';

type Row = CatalogTables['catalog_tables'];

/** The id of a table of a source: the same after every refresh, and of no use in another connection. */
export const catalogTableId = (connection: ConnectionId, schema: string | null, name: string): CatalogTableId =>
  // the contract's id type is this text with a brand on it
  `tbl_${digest(`${connection} ${physical(schema, name)}`).slice(0, 24)}` as CatalogTableId;

/** How a catalog differs from what is stored. Only tables whose structure changed are compared column by column. */
export interface CatalogDifference {
  readonly changes: readonly SchemaChange[];
  readonly write: readonly Row[];
  readonly remove: readonly CatalogTableId[];
  /** True where nothing was stored before, so that everything is new and nothing a change. */
  readonly first: boolean;
}

/** Rows that are written or read together; a row has fifteen parameters. */
const batch = 200;

/** Compares a catalog with what is stored of a connection. */
export async function compareCatalog(
  db: Queryable,
  connection: ConnectionId,
  { tables }: Catalog,
  uses: Uses,
  now: number,
): Promise<CatalogDifference> {
  const stored = await db
    .selectFrom('catalog_tables')
    .select(['id', 'schema_name', 'name', 'structure', 'content'])
    .where('connection_id', '=', connection)
    .execute();
  const known = new Map(stored.map((row) => [row.id, row]));
  const changes: SchemaChange[] = [];
  const write: Row[] = [];
  const changed: Row[] = [];
  const seen = new Set<CatalogTableId>();
  for (const table of tables) {
    const row = rowOf(connection, table, now);
    if (seen.has(row.id)) continue;
    seen.add(row.id);
    const before = known.get(row.id);
    if (before?.content === row.content) continue;
    write.push(row);
    if (before === undefined) changes.push(tableChange('table-added', table, uses));
    else if (before.structure !== row.structure) changed.push(row);
  }
  for (let at = 0; at < changed.length; at += batch) {
    const part = changed.slice(at, at + batch);
    const details = await db
      .selectFrom('catalog_tables')
      .select(['id', 'detail'])
      .where('connection_id', '=', connection)
      .where(
        'id',
        'in',
        part.map(({ id }) => id),
      )
      .execute();
    const before = new Map(details.map(({ id, detail }) => [id, tableOf(detail)]));
    for (const row of part) {
      const old = before.get(row.id);
      if (old !== undefined) changes.push(...columnChanges(old, tableOf(row.detail), uses));
    }
  }
  const gone = stored.filter(({ id }) => !seen.has(id));
  for (const { schema_name: schema, name } of gone) changes.push(tableChange('table-removed', { schema, name }, uses));
  const first = stored.length === 0;
  return { changes: first ? [] : changes, write, remove: gone.map(({ id }) => id), first };
}

/** Writes a difference down, in the caller's transaction: what did not change is not touched. */
export async function applyCatalog(
  trx: Queryable,
  connection: ConnectionId,
  { changes, write, remove }: CatalogDifference,
  now: number,
): Promise<void> {
  const dropped = [...remove, ...write.map(({ id }) => id)];
  for (let at = 0; at < dropped.length; at += batch)
    await trx
      .deleteFrom('catalog_tables')
      .where('connection_id', '=', connection)
      .where('id', 'in', dropped.slice(at, at + batch))
      .execute();
  for (let at = 0; at < write.length; at += batch)
    await trx
      .insertInto('catalog_tables')
      .values(write.slice(at, at + batch))
      .execute();
  const references = write.flatMap((row) =>
    tableOf(row.detail).foreignKeys.map(({ columns, to }, place) => ({
      connection_id: connection,
      from_id: row.id,
      place,
      to_id: catalogTableId(connection, to.schema, to.table),
      columns: JSON.stringify(columns),
    })),
  );
  for (let at = 0; at < references.length; at += batch)
    await trx
      .insertInto('catalog_references')
      .values(references.slice(at, at + batch))
      .execute();
  const refresh_id = newId('rfr');
  for (let at = 0; at < changes.length; at += batch)
    await trx
      .insertInto('catalog_changes')
      .values(
        changes.slice(at, at + batch).map((change, i) => ({
          connection_id: connection,
          refresh_id,
          place: at + i,
          at: now,
          change: JSON.stringify(change),
        })),
      )
      .execute();
}

function rowOf(connection: ConnectionId, table: CatalogTable, now: number): Row {
  const { schema, name, kind, rows, columns } = table;
  const detail = JSON.stringify(table);
  return {
    connection_id: connection,
    id: catalogTableId(connection, schema, name),
    schema_name: schema,
    name,
    kind,
    row_count: rows === null ? null : Math.round(rows),
    column_count: columns.length,
    folded: (schema === null ? name : `${schema}.${name}`).toLowerCase(),
    columns_folded: columns.map((column) => column.name.toLowerCase()).join('\n'),
    detail,
    structure: digest(structureOf(table)),
    content: digest(detail),
    seen_at: now,
  };
}

/** What of a table is structure: not what is measured of its rows. */
function structureOf({ kind, columns, primaryKey, unique, foreignKeys }: CatalogTable): string {
  const shape = columns.map(({ name, nativeType, type, nullable }) => [name, nativeType, type, nullable]);
  return JSON.stringify([kind, shape, primaryKey, unique, foreignKeys]);
}

/** Our own writing. */
export const tableOf = (detail: string): CatalogTable => JSON.parse(detail) as CatalogTable;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
