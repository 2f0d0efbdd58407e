import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionId, Model, type OrgId, Query, type RowRule } from '@lumiere/contract';
import type { z } from 'zod';
import type { OpenDeps } from '../deps.ts';
import { makeDatabaseFile } from './database-file.ts';

/** A small shop with every trap that a policy can fall into: missing values, customers without orders, orders without a customer. */
export interface Customer {
  readonly id: number;
  readonly name: string;
  readonly region: string | null;
  readonly vip: boolean;
}
export interface Order {
  readonly id: number;
  readonly customer_id: number | null;
  readonly day: string;
  readonly amount: number | null;
  readonly status: string;
}
export interface Shop {
  readonly customers: readonly Customer[];
  readonly orders: readonly Order[];
}

const regions = ['North', 'South', "O'Hara", null];
const statuses = ['paid', 'open', 'Paid'];

/** Equal every time: 12 customers, 60 orders. */
export const shop: Shop = {
  customers: Array.from({ length: 12 }, (_, i) => ({
    id: i + 1,
    name: `Customer ${i + 1}`,
    region: regions[i % 4] ?? null,
    vip: i % 3 === 0,
  })),
  orders: Array.from({ length: 60 }, (_, i) => ({
    id: i + 1,
    customer_id: i % 13 === 12 ? null : (i % 10) + 1,
    day: `2024-${String((i % 12) + 1).padStart(2, '0')}-15`,
    amount: i % 11 === 10 ? null : (i * 37) % 100,
    status: statuses[i % 3] ?? 'paid',
  })),
};

/** Statements that both engines understand; tables are named with `suffix`. */
export function shopStatements({ customers, orders }: Shop, suffix = ''): string[] {
  const rows = (values: readonly (readonly (string | number | boolean | null)[])[]): string =>
    values.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
  return [
    `create table customers${suffix} (id integer, name varchar, region varchar, vip boolean)`,
    `create table orders${suffix} (id integer, customer_id integer, day date, amount integer, status varchar)`,
    ...(customers.length === 0
      ? []
      : [
          `insert into customers${suffix} values ${rows(customers.map(({ id, name, region, vip }) => [id, name, region, vip]))}`,
        ]),
    ...(orders.length === 0
      ? []
      : [
          `insert into orders${suffix} values ${rows(orders.map(({ id, customer_id, day, amount, status }) => [id, customer_id, day, amount, status]))}`,
        ]),
  ];
}

const literal = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);

/** The shop's model; `suffix` names the physical tables. */
export function shopModel(
  options: { readonly suffix?: string; readonly rules?: readonly z.input<typeof RowRule>[] } = {},
): Model {
  const { suffix = '', rules = [] } = options;
  return Model.parse({
    version: 1,
    name: 'Shop',
    tables: [
      {
        id: 'customers',
        label: 'Customers',
        singular: 'customer',
        source: { name: `customers${suffix}` },
        primaryKey: ['id'],
        labels: ['name'],
        fields: [
          {
            id: 'id',
            label: 'Customer number',
            column: 'id',
            type: 'integer',
            role: 'key',
            unique: true,
            additive: false,
          },
          { id: 'name', label: 'Customer', column: 'name', type: 'text', role: 'label' },
          { id: 'region', label: 'Region', column: 'region', type: 'text', role: 'place' },
          { id: 'vip', label: 'VIP', column: 'vip', type: 'boolean', role: 'flag' },
        ],
        measures: [{ id: 'customers', label: 'Customers', value: { kind: 'count-rows', table: 'customers' } }],
      },
      {
        id: 'orders',
        label: 'Orders',
        singular: 'order',
        source: { name: `orders${suffix}` },
        primaryKey: ['id'],
        time: 'day',
        fields: [
          {
            id: 'id',
            label: 'Order number',
            column: 'id',
            type: 'integer',
            role: 'key',
            unique: true,
            additive: false,
          },
          {
            id: 'customer_id',
            label: 'Customer number',
            column: 'customer_id',
            type: 'integer',
            role: 'key',
            hidden: true,
            additive: false,
          },
          { id: 'day', label: 'Order date', column: 'day', type: 'date', role: 'time' },
          { id: 'amount', label: 'Amount', column: 'amount', type: 'integer', role: 'number' },
          { id: 'status', label: 'Status', column: 'status', type: 'text', role: 'category' },
        ],
        measures: [
          { id: 'revenue', label: 'Revenue', value: { kind: 'aggregate', function: 'sum', field: 'orders.amount' } },
          { id: 'orders', label: 'Orders', value: { kind: 'count-rows', table: 'orders' } },
        ],
      },
    ],
    joins: [{ from: { table: 'orders', fields: ['customer_id'] }, to: { table: 'customers', fields: ['id'] } }],
    rules: [...rules],
  });
}

export type Kind = 'duckdb' | 'sqlite';

/** Makes a database file of the kind by trusted statements and gives its path. */
export async function makeFile(
  deps: OpenDeps,
  kind: Kind,
  name: string,
  statements: readonly string[],
): Promise<string> {
  mkdirSync(join(deps.config.home, 'files'), { recursive: true });
  const file = join(deps.config.home, 'files', `${name}.${kind}`);
  await makeDatabaseFile(kind, file, statements);
  return file;
}

/** Connects a file with a model. */
export function connectFile(
  deps: OpenDeps,
  org: OrgId,
  kind: Kind,
  file: string,
  model: Model = shopModel(),
): Promise<ConnectionId> {
  // JSON is YAML
  return deps.data.loader.add(org, { kind, name: 'Shop', config: { file }, yaml: JSON.stringify(model) });
}

/** A query with the contract's defaults filled in. */
export const query = (input: z.input<typeof Query>): Query => Query.parse(input);

export const revenueByRegion = query({
  dimensions: [{ key: 'region', field: 'customers.region' }],
  measures: [{ key: 'revenue', value: { kind: 'measure', measure: 'orders.revenue' } }],
  sort: [{ by: 'region' }],
});
