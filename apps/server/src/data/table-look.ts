import { type CatalogTableId, type ConnectionId, type Field, type Principal, type Table, can } from '@lumiere/contract';
import { catalogTableId } from './catalog-store.ts';
import type { Sight } from './prepare.ts';

/** What somebody may see of a connection's tables. */
export interface Look {
  readonly connection: ConnectionId;
  /** True for people who may change the connection: they see what is there, in the model or not. */
  readonly everything: boolean;
  /** The model's tables that this person sees, by the table of the source that they show. */
  readonly shown: ReadonlyMap<CatalogTableId, readonly Table[]>;
  /** Tables of the source of which a rule hides rows from this person. */
  readonly ruled: ReadonlySet<CatalogTableId>;
}

/** How a person looks at a connection; `sight` is null where it cannot be asked now. */
export function lookOf(connection: ConnectionId, who: Principal, sight: Sight | null): Look {
  const shown = new Map<CatalogTableId, Table[]>();
  const ruled = new Set<CatalogTableId>();
  for (const table of sight?.view.tables.values() ?? []) {
    const id = catalogTableId(connection, table.source.schema, table.source.name);
    shown.set(id, [...(shown.get(id) ?? []), table]);
    if (sight?.policy.tables.has(table.id) === true) ruled.add(id);
  }
  return { connection, everything: can(who, 'connection.update', { org: who.org }), shown, ruled };
}

/** A field by which a person sees a column. */
export interface ShownField {
  readonly id: string;
  readonly field: Field;
}

/** The fields of a table by the columns they show. */
export function fieldsByColumn(models: readonly Table[]): ReadonlyMap<string, ShownField> {
  // of two roles of a table the first one names its columns
  return new Map(
    models
      .toReversed()
      .flatMap(({ id, fields }) => fields.map((field) => [field.column, { id: `${id}.${field.id}`, field }] as const)),
  );
}
