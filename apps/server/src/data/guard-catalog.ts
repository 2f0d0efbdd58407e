import type { Catalog, CatalogTableId, ConnectionId, Model } from '@lumiere/contract';
import type { Db } from '../db/db.ts';
import { tableOf } from './catalog-store.ts';
import { createLru } from './lru.ts';
import type { Source } from './sources.ts';

/** What a source holds, as far as the guard of hand-written SQL has to know it. */
export interface GuardCatalogs {
  /** The same object for as long as it is believed, so that what is worked out of it can be remembered with it. */
  of(source: Source): Promise<Catalog>;
  forget(connection: ConnectionId): void;
}

/** How long a catalog is believed: another process beside this one may have read it again. */
const believeMs = 60_000;

/** Catalogs from what discovery wrote down of a connection. */
export function createGuardCatalogs(db: Db): GuardCatalogs {
  const known = createLru<{ readonly catalog: Promise<Catalog>; readonly until: number }>(100);
  return {
    of: ({ id, model, modelVersion }) => {
      const key = `${id} ${modelVersion}`;
      const kept = known.get(key);
      if (kept !== undefined && kept.until > performance.now()) return kept.catalog;
      const catalog = load(db, id, model);
      known.set(key, { catalog, until: performance.now() + believeMs });
      catalog.catch(() => known.delete(key));
      return catalog;
    },
    forget: (connection) => known.deleteAll(`${connection} `),
  };
}

type Columns = Catalog['tables'][number]['columns'];
type Table = Catalog['tables'][number];

/**
 * All names of tables, so that none is taken for another; columns of those in the model. They are listed in a form that needs no parsing, but
 * for the case of letters, which the model knows where it shows a column; what it does not show must only be known to be there.
 */
async function load(db: Db, connection: ConnectionId, model: Model): Promise<Catalog> {
  const rows = await db
    .selectFrom('catalog_tables')
    .select(['id', 'schema_name', 'name', 'columns_folded'])
    .where('connection_id', '=', connection)
    .orderBy('folded')
    .execute();
  const fields = fieldsOf(model);
  const tables: Table[] = [];
  for (const { id, schema_name: schema, name, columns_folded: folded } of rows) {
    const shown = fields.get(name.toLowerCase());
    const names = folded === '' || shown === undefined ? [] : folded.split('\n');
    // two columns that differ in case alone, or one whose name has a line in it
    const odd = new Set(names).size !== names.length || names.some((each) => each === '');
    const columns = odd
      ? tableOf(await detailOf(db, connection, id)).columns
      : names.map((each) => column(shown?.get(each)?.name ?? each, shown?.get(each)?.type ?? 'text'));
    tables.push(table(schema, name, columns));
  }
  // what discovery has not met yet
  const listed = new Set(rows.map(({ name }) => name.toLowerCase()));
  for (const { source, fields: own } of model.tables)
    if (!listed.has(source.name.toLowerCase()))
      tables.push(
        table(
          source.schema,
          source.name,
          own.map((field) => column(field.column, field.type)),
        ),
      );
  return { tables };
}

async function detailOf(db: Db, connection: ConnectionId, id: CatalogTableId): Promise<string> {
  const row = await db
    .selectFrom('catalog_tables')
    .select('detail')
    .where('connection_id', '=', connection)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.detail;
}

/** The columns that the model knows, by the names of their tables; both in lower case. */
function fieldsOf(
  model: Model,
): ReadonlyMap<string, ReadonlyMap<string, { name: string; type: Columns[number]['type'] }>> {
  const tables = new Map<string, Map<string, { name: string; type: Columns[number]['type'] }>>();
  for (const { source, fields } of model.tables) {
    const key = source.name.toLowerCase();
    const columns = tables.get(key) ?? new Map<string, { name: string; type: Columns[number]['type'] }>();
    for (const { column: name, type } of fields) columns.set(name.toLowerCase(), { name, type });
    tables.set(key, columns);
  }
  return tables;
}

const table = (schema: string | null, name: string, columns: Columns): Table => ({
  schema,
  name,
  kind: 'table',
  rows: null,
  columns,
  primaryKey: [],
  unique: [],
  foreignKeys: [],
});

const column = (name: string, type: Columns[number]['type']): Columns[number] => ({
  name,
  nativeType: type,
  type,
  nullable: true,
  distinct: null,
  estimated: false,
  nulls: null,
  min: null,
  max: null,
  samples: [],
  complete: false,
});
