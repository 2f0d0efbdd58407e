import type { CatalogColumn, CatalogTable, Model, SchemaChange } from '@lumiere/contract';
import { physical } from './sources.ts';

type Place = Pick<CatalogTable, 'schema' | 'name'>;

/** Tells what of a model stands on a table or a column of the source: `orders`, `orders.status`. */
export type Uses = (table: Place, column: string | null) => readonly string[];

/** What of a model stands on what; nothing where there is no model. */
export function usesOf(model: Model | null): Uses {
  const byTable = new Map<string, Model['tables'][number][]>();
  for (const table of model?.tables ?? []) {
    const key = physical(table.source.schema, table.source.name);
    byTable.set(key, [...(byTable.get(key) ?? []), table]);
  }
  return ({ schema, name }, column) =>
    (byTable.get(physical(schema, name)) ?? []).flatMap(({ id, fields }) =>
      column === null ? [id] : fields.filter((field) => field.column === column).map((field) => `${id}.${field.id}`),
    );
}

/** A table that came or went. */
export const tableChange = (
  kind: 'table-added' | 'table-removed',
  { schema, name }: Place,
  uses: Uses,
): SchemaChange => ({
  kind,
  schema,
  table: name,
  column: null,
  before: kind === 'table-removed' ? name : null,
  after: kind === 'table-added' ? name : null,
  breaks: kind === 'table-removed' ? [...uses({ schema, name }, null)] : [],
});

/** What differs between two readings of one table: its columns in the order they stand, then its keys. */
export function columnChanges(before: CatalogTable, after: CatalogTable, uses: Uses): SchemaChange[] {
  const { schema, name } = after;
  const change = (
    kind: SchemaChange['kind'],
    column: string | null,
    [from, to]: readonly [string | null, string | null],
    breaks: readonly string[] = [],
  ): SchemaChange => ({ kind, schema, table: name, column, before: from, after: to, breaks: [...breaks] });
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const now = new Map(after.columns.map((column) => [column.name, column]));
  const gone = before.columns.filter((column) => !now.has(column.name));
  const come = after.columns.filter((column) => !old.has(column.name));
  const renamed = renames(before, after, gone, come);
  const changes: SchemaChange[] = [];
  for (const column of after.columns) {
    const same = old.get(column.name);
    const from = renamed.get(column.name);
    if (from !== undefined) changes.push(change('column-renamed', column.name, [from, column.name], uses(after, from)));
    else if (same === undefined) changes.push(change('column-added', column.name, [null, typeOf(column)]));
    else if (typeOf(same) !== typeOf(column))
      changes.push(
        change(
          'column-changed',
          column.name,
          [typeOf(same), typeOf(column)],
          // a wider number is still the same number to the model
          same.type === column.type ? [] : uses(after, column.name),
        ),
      );
  }
  const accounted = new Set(renamed.values());
  for (const column of gone)
    if (!accounted.has(column.name))
      changes.push(change('column-removed', column.name, [typeOf(column), null], uses(after, column.name)));
  const keys = [keysOf(before), keysOf(after)] as const;
  if (before.kind !== after.kind) changes.push(change('table-changed', null, [before.kind, after.kind]));
  else if (changes.length === 0 && keys[0] !== keys[1]) changes.push(change('table-changed', null, keys));
  return changes;
}

/** New name → old name, where a column of the same type stands where one has gone, or the only one of its type came as the only one went. */
function renames(
  before: CatalogTable,
  after: CatalogTable,
  gone: readonly CatalogColumn[],
  come: readonly CatalogColumn[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const column of come) {
    const alike = gone.filter((each) => each.nativeType === column.nativeType);
    const rivals = come.filter((each) => each.nativeType === column.nativeType);
    const place = after.columns.indexOf(column);
    const there = alike.find((each) => before.columns.indexOf(each) === place);
    const only = alike.length === 1 && rivals.length === 1 ? alike[0] : undefined;
    const from = before.columns.length === after.columns.length ? (there ?? only) : only;
    if (from !== undefined && ![...found.values()].includes(from.name)) found.set(column.name, from.name);
  }
  return found;
}

const typeOf = ({ nativeType, nullable }: CatalogColumn): string => (nullable ? nativeType : `${nativeType} not null`);

/** Keys in words: `primary key (id); customer_id → customers (id)`. */
function keysOf({ primaryKey, foreignKeys, unique }: CatalogTable): string {
  const parts = [
    ...(primaryKey.length === 0 ? [] : [`primary key (${primaryKey.join(', ')})`]),
    ...unique.map((columns) => `unique (${columns.join(', ')})`),
    ...foreignKeys.map(({ columns, to }) => `${columns.join(', ')} → ${to.table} (${to.columns.join(', ')})`),
  ];
  return parts.length === 0 ? 'no keys' : parts.join('; ');
}
