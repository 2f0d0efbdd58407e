import { Model, type Catalog } from '@lumiere/contract';
import type { Policy } from '@lumiere/semantic';
import type { Dialect } from '../../dialect.ts';
import { dialects } from '../../dialects.ts';
import type { Grammar } from '../grammar.ts';

export type DialectName = Grammar['name'];
export const dialectNames: readonly DialectName[] = ['duckdb', 'sqlite', 'postgres', 'mysql'];

export const dialectOf = (name: DialectName): Dialect => dialects[name];

const columns = (text: string): Catalog['tables'][number]['columns'] =>
  text.split(' ').map((each) => {
    const [name = '', type = 'text'] = each.split(':');
    const types = {
      i: 'integer',
      d: 'decimal',
      t: 'date',
      m: 'timestamp',
      j: 'json',
      b: 'boolean',
      x: 'text',
    } as const;
    return {
      name,
      nativeType: type,
      type: types[type as keyof typeof types],
      nullable: true,
      distinct: null,
      estimated: false,
      nulls: null,
      min: null,
      max: null,
      samples: [],
      complete: false,
    };
  });

const table = (name: string, schema: string | null, of: string): Catalog['tables'][number] => ({
  schema,
  name,
  kind: 'table',
  rows: 100,
  columns: columns(of),
  primaryKey: ['id'],
  unique: [],
  foreignKeys: [],
});

/** What a shop's database holds, secrets included. */
export function catalogOf(name: DialectName): Catalog {
  const schema = name === 'postgres' ? 'public' : null;
  return {
    tables: [
      table('orders', schema, 'id:i customer_id:i amount:d day:t placed:m status:x'),
      table('customers', schema, 'id:i name:x city:x since:t email:x'),
      table('items', schema, 'id:i order_id:i product:x price:d count:i tags:j'),
      table('salaries', schema, 'id:i name:x salary:d'),
      table('Odd Table', schema, 'id:i Value:i select:x'),
    ],
  };
}

/** What a person may see of it: not the salaries, nor the customers' addresses. */
export const model: Model = Model.parse({
  version: 1,
  name: 'Shop',
  tables: catalogOf('sqlite').tables.map(({ name, columns: fields }) => ({
    id: name.toLowerCase().replaceAll(' ', '_'),
    label: name,
    singular: name,
    source: { schema: null, name },
    hidden: name === 'salaries',
    fields: fields.map((field) => ({
      id: `f_${field.name.toLowerCase()}`,
      label: field.name,
      column: field.name,
      type: field.type,
      role: 'category',
      hidden: field.name === 'email',
    })),
  })),
});

export const open: Policy = { fingerprint: '[]', description: 'All rows.', tables: new Map() };

/** Only paid orders, and no items at all. */
export const ruled: Policy = {
  fingerprint: 'paid',
  description: 'Paid orders.',
  tables: new Map([
    [
      'orders',
      {
        kind: 'rows',
        where: {
          kind: 'compare',
          op: '=',
          left: { kind: 'column', alias: 't', name: 'status', type: 'text' },
          right: { kind: 'value', value: 'paid', type: 'text' },
        },
      },
    ],
    ['items', { kind: 'none' }],
  ]),
};
