import { Catalog, type Model } from '@lumiere/contract';
import { generateModel } from '../generate/generate-model.ts';

export type Spec = Record<string, string>;
/** `{ order_id: 'integer pk', customer_id: 'integer > customers.id' }`: columns by name, with type, `pk`, `unique`, `null` and a reference. */
export const catalog = (tables: Record<string, Spec>): Catalog =>
  Catalog.parse({
    tables: Object.entries(tables).map(([name, columns]) => ({
      schema: null,
      name,
      kind: 'table',
      rows: 100,
      columns: Object.entries(columns).map(([column, spec]) => ({
        name: column,
        nativeType: spec,
        type: spec.split(' ')[0],
        nullable: spec.includes('null'),
      })),
      primaryKey: Object.entries(columns).flatMap(([column, spec]) => (spec.includes(' pk') ? [column] : [])),
      unique: Object.entries(columns).flatMap(([column, spec]) => (spec.includes('unique') ? [[column]] : [])),
      foreignKeys: Object.entries(columns).flatMap(([column, spec]) => {
        const [, table, target] = / > (\w+)\.(\w*)/.exec(spec) ?? [];
        return table === undefined
          ? []
          : [{ columns: [column], to: { schema: null, table, columns: target === '' ? [] : [target] } }];
      }),
    })),
  });
export const model = (tables: Record<string, Spec>): Model => generateModel(catalog(tables), { name: 'test' });
export const table = (tables: Record<string, Spec>, id: string): Model['tables'][number] => {
  const found = model(tables).tables.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no table ${id}`);
  return found;
};
export const joins = (tables: Record<string, Spec>): string[] =>
  model(tables).joins.map(
    ({ from, to, cardinality, role, secondary }) =>
      `${from.table}.${from.fields.join('+')} ${cardinality === 'one-to-one' ? '=' : '>'} ${to.table}.${to.fields.join('+')}${role === null ? '' : ` as ${role}`}${secondary ? ' secondary' : ''}`,
  );
