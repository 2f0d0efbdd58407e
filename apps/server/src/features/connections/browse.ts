import {
  type CatalogEntry,
  type CatalogField,
  type CatalogTable,
  type CatalogTableDetail,
  type CatalogTableId,
  type Table,
} from '@lumiere/contract';
import { findTable, listTables, pointersAt, tablesThere } from '../../data/catalog-search.ts';
import { catalogTableId, tableOf } from '../../data/catalog-store.ts';
import { type Look, type ShownField, fieldsByColumn } from '../../data/table-look.ts';
import type { CatalogTables } from '../../db/catalog-tables.ts';
import type { Queryable } from '../../db/db.ts';

type Row = CatalogTables['catalog_tables'];

/** A page of the tables. */
export async function searchTables(
  db: Queryable,
  look: Look,
  wanted: { readonly search: string; readonly limit: number; readonly offset: number },
): Promise<{ readonly items: CatalogEntry[]; readonly total: number }> {
  // the names of what is hidden must not be found out by searching for them
  const ids = look.everything ? null : matching(look, wanted.search);
  const { rows, total } = await listTables(db, look.connection, { ...wanted, ids });
  return { items: rows.map((row) => entryOf(row, look, wanted.search)), total };
}

function matching({ shown }: Look, search: string): CatalogTableId[] {
  const word = search.trim().toLowerCase();
  const holds = (text: string): boolean => text.toLowerCase().includes(word);
  return [...shown].flatMap(([id, tables]) =>
    tables.some(
      ({ label, source, fields }) =>
        holds(label) ||
        holds(source.schema === null ? source.name : `${source.schema}.${source.name}`) ||
        fields.some((field) => holds(field.column) || holds(field.label)),
    )
      ? [id]
      : [],
  );
}

function entryOf(row: Row, look: Look, search: string): CatalogEntry {
  const models = look.shown.get(row.id) ?? [];
  const visible = fieldsByColumn(models);
  const word = search.trim().toLowerCase();
  const names = word === '' || !row.columns_folded.includes(word) ? [] : tableOf(row.detail).columns;
  return {
    id: row.id,
    schema: row.schema_name,
    name: row.name,
    kind: row.kind,
    rows: look.ruled.has(row.id) ? null : row.row_count,
    columns: look.everything ? row.column_count : visible.size,
    inModel: models.map(({ id }) => id),
    label: models[0]?.label ?? null,
    matched: names
      .filter(({ name }) => name.toLowerCase().includes(word) && (look.everything || visible.has(name)))
      .slice(0, 10)
      .map(({ name }) => name),
  };
}

/** One table; null where there is none that this person sees. */
export async function describeTable(db: Queryable, look: Look, id: CatalogTableId): Promise<CatalogTableDetail | null> {
  if (!look.everything && !look.shown.has(id)) return null;
  const row = await findTable(db, look.connection, id);
  if (row === null) return null;
  const table = tableOf(row.detail);
  const models = look.shown.get(id) ?? [];
  const visible = fieldsByColumn(models);
  const seen = (columns: readonly string[]): boolean =>
    look.everything || columns.every((column) => visible.has(column));
  const measured = models.length > 0 && !look.ruled.has(id);
  const targets = table.foreignKeys.map(({ to }) => catalogTableId(look.connection, to.schema, to.table));
  const there = await tablesThere(db, look.connection, targets);
  const open = (other: CatalogTableId): boolean => look.everything || look.shown.has(other);
  const pointers = await pointersAt(db, look.connection, id);
  return {
    ...entryOf(row, look, ''),
    columns: table.columns
      .filter(({ name }) => look.everything || visible.has(name))
      .map((column) => columnOf(column, table, visible.get(column.name) ?? null, measured)),
    description: models[0]?.description ?? null,
    primaryKey: seen(table.primaryKey) ? table.primaryKey : [],
    unique: table.unique.filter(seen),
    foreignKeys: table.foreignKeys.flatMap(({ columns, to }, i) => {
      const other = targets[i];
      if (other === undefined || !seen(columns) || !open(other)) return [];
      const of = { schema: to.schema, name: to.table, columns: otherColumns(look, other, to.columns) };
      return [{ columns, to: { table: there.has(other) ? other : null, ...of } }];
    }),
    referencedBy: pointers.flatMap(({ id: other, schema, name, columns, to }) =>
      open(other) && otherSeen(look, other, columns) && seen(to)
        ? [{ columns: [...to], from: { table: other, schema, name, columns: [...columns] } }]
        : [],
    ),
    seenAt: new Date(row.seen_at).toISOString(),
    withheld: withheld(models, look.ruled.has(id)),
  };
}

function otherSeen(look: Look, id: CatalogTableId, columns: readonly string[]): boolean {
  if (look.everything) return true;
  const visible = fieldsByColumn(look.shown.get(id) ?? []);
  return columns.every((column) => visible.has(column));
}

const otherColumns = (look: Look, id: CatalogTableId, columns: readonly string[]): string[] =>
  otherSeen(look, id, columns) ? [...columns] : [];

function withheld(models: readonly Table[], ruled: boolean): string | null {
  if (models.length === 0) return 'The model leaves this table out, so its rows are not looked at.';
  return ruled
    ? 'A rule decides which rows you see, so samples and ranges, which are taken from all of them, are left out.'
    : null;
}

function columnOf(
  column: CatalogTable['columns'][number],
  { primaryKey, unique }: CatalogTable,
  shown: ShownField | null,
  measured: boolean,
): CatalogField {
  const open = measured && shown !== null;
  return {
    name: column.name,
    nativeType: column.nativeType,
    type: column.type,
    nullable: column.nullable,
    primaryKey: primaryKey.includes(column.name),
    unique: [primaryKey, ...unique].some((key) => key.length === 1 && key[0] === column.name),
    field: shown?.id ?? null,
    label: shown?.field.label ?? null,
    description: shown?.field.description ?? null,
    distinct: open ? column.distinct : null,
    estimated: open && column.estimated,
    nulls: open ? column.nulls : null,
    min: open ? column.min : null,
    max: open ? column.max : null,
    samples: open ? [...column.samples] : [],
    complete: open && column.complete,
  };
}
