import type { Catalog, CatalogTable, Model, TableId } from '@lumiere/contract';
import type { Grammar } from './grammar.ts';
import { lowered } from './names.ts';

/** A table or view of the source as one person may read it. */
export interface VisibleTable {
  readonly schema: string | null;
  readonly name: string;
  /** By these ids the policy knows it. */
  readonly ids: readonly TableId[];
  readonly columns: readonly { readonly name: string; readonly nested: boolean }[];
  /** False where the source has columns beside these, so that `*` must not reach it. */
  readonly whole: boolean;
}

/** Every table that may be read, by the folded name. */
export interface Visible {
  readonly tables: ReadonlyMap<string, readonly VisibleTable[]>;
  /** True where the source has tables that must not be read. */
  readonly hides: boolean;
  /** All names of tables, hidden ones too, in lower case: no sub-query may be printed under one. */
  readonly names: ReadonlySet<string>;
}

const systemSchemas = new Set(
  'information_schema pg_catalog pg_toast pg_temp mysql performance_schema sys temp sqlite_temp_schema'.split(' '),
);

/**
 * The tables and columns of a catalog that exist for a person: with a model only what it shows. A column is hidden as soon as one table
 * of the model over the same source hides it.
 */
export function visibleTables(catalog: Catalog, model: Model | null, { folded, name }: Grammar): Visible {
  const tables = new Map<string, VisibleTable[]>();
  const sources = model === null ? null : bySource(model);
  const count = new Map<string, number>();
  for (const table of catalog.tables) count.set(lowered(table.name), (count.get(lowered(table.name)) ?? 0) + 1);
  let hides = false;
  for (const table of catalog.tables) {
    const system =
      (table.schema !== null && systemSchemas.has(lowered(table.schema))) ||
      (name === 'sqlite' && lowered(table.name).startsWith('sqlite_'));
    const shown = system
      ? null
      : sources === null
        ? wholeTable(table)
        : partOf(table, sources, count.get(lowered(table.name)) === 1);
    if (shown === null || !shown.whole) hides = true;
    if (shown === null) continue;
    const key = folded(table.name);
    tables.set(key, [...(tables.get(key) ?? []), shown]);
  }
  return { tables, hides, names: new Set(catalog.tables.map((table) => lowered(table.name))) };
}

function wholeTable({ schema, name, columns }: CatalogTable): VisibleTable {
  return { schema, name, ids: [], columns: columns.map(columnOf), whole: true };
}

const columnOf = ({ name, type }: CatalogTable['columns'][number]): VisibleTable['columns'][number] => ({
  name,
  nested: type === 'json' || type === 'binary',
});

function bySource(model: Model): ReadonlyMap<string, Model['tables']> {
  const sources = new Map<string, Model['tables'][number][]>();
  for (const table of model.tables) {
    const key = lowered(table.source.name);
    sources.set(key, [...(sources.get(key) ?? []), table]);
  }
  return sources;
}

/** The schema that is meant where none is said. */
const usual = (schema: string | null): string =>
  schema === null || /^(?:main|public)$/i.test(schema) ? '' : lowered(schema);

function partOf(
  table: CatalogTable,
  sources: ReadonlyMap<string, Model['tables']>,
  only: boolean,
): VisibleTable | null {
  const alike = (sources.get(lowered(table.name)) ?? []).filter(({ source }) => {
    if (source.schema === null || table.schema === null) return only || usual(source.schema) === usual(table.schema);
    return lowered(source.schema) === lowered(table.schema);
  });
  const open = alike.filter(({ hidden }) => !hidden);
  if (open.length === 0) return null;
  const columns = table.columns.filter(({ name }) => {
    const fields = open.flatMap((each) => each.fields).filter(({ column }) => lowered(column) === lowered(name));
    return fields.length > 0 && fields.every(({ hidden }) => !hidden);
  });
  if (columns.length === 0) return null;
  return {
    schema: table.schema,
    name: table.name,
    ids: alike.map(({ id }) => id),
    columns: columns.map(columnOf),
    whole: columns.length === table.columns.length,
  };
}
