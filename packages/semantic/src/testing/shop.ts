import { Model, Principal, Query } from '@lumiere/contract';
import type { MeasureExpression } from '@lumiere/contract';
import { modelFor } from '../model-for.ts';

const f = (id: string, type = 'integer', role = 'number', more: object = {}): object => ({
  id,
  label: id.charAt(0).toUpperCase() + id.slice(1).replaceAll('_', ' '),
  column: id,
  type,
  role,
  ...more,
});
const t = (id: string, singular: string, fields: object[], more: object = {}): object => ({
  id,
  label: id.charAt(0).toUpperCase() + id.slice(1),
  singular,
  source: { name: id },
  primaryKey: ['id'],
  fields: [f('id', 'integer', 'key', { nullable: false, unique: true }), ...fields],
  ...more,
});
const j = (from: string, field: string, to: string, more: object = {}): object => ({
  from: { table: from, fields: [field] },
  to: { table: to, fields: ['id'] },
  ...more,
});
const sum = (field: string): MeasureExpression => ({ kind: 'aggregate', function: 'sum', field, percentile: null });

/** A small shop with every kind of relation: two facts over stores, lines below orders, returns below lines. For tests. */
export const shop = Model.parse({
  version: 1,
  name: 'Shop',
  tables: [
    t('regions', 'region', [f('name', 'text', 'label')], { labels: ['name'] }),
    t('stores', 'store', [f('region_id', 'integer', 'key'), f('city', 'text', 'place')], { labels: ['city'] }),
    t(
      'customers',
      'customer',
      [
        f('name', 'text', 'label'),
        f('tier', 'text', 'category'),
        f('signup', 'date', 'time'),
        f('secret', 'text', 'text', { hidden: true }),
      ],
      {
        labels: ['name'],
        time: 'signup',
        measures: [{ id: 'count', label: 'Customers', value: { kind: 'count-rows', table: 'customers' } }],
      },
    ),
    t(
      'orders',
      'order',
      [
        f('store_id', 'integer', 'key'),
        f('customer_id', 'integer', 'key', { hidden: true }),
        f('day', 'date', 'time'),
        f('status', 'text', 'category'),
        f('fee'),
      ],
      {
        time: 'day',
        measures: [{ id: 'count', label: 'Orders', value: { kind: 'count-rows', table: 'orders' } }],
      },
    ),
    t(
      'items',
      'item',
      [
        f('order_id', 'integer', 'key'),
        f('product_id', 'integer', 'key'),
        f('qty'),
        f('total', 'integer', 'number', { format: { kind: 'currency' } }),
      ],
      {
        measures: [
          { id: 'revenue', label: 'Revenue', value: sum('items.total'), format: { kind: 'currency' } },
          {
            id: 'average_order',
            label: 'Average order value',
            value: {
              kind: 'arithmetic',
              op: '/',
              left: { kind: 'measure', measure: 'items.revenue' },
              right: { kind: 'measure', measure: 'orders.count' },
            },
          },
          {
            id: 'secret_count',
            label: 'Secrets',
            value: {
              kind: 'filtered',
              of: { kind: 'count-rows', table: 'customers' },
              where: { kind: 'null', on: { field: 'customers.secret' } },
            },
          },
        ],
      },
    ),
    t(
      'products',
      'product',
      [f('name', 'text', 'label'), f('cat', 'text', 'category'), f('price', 'integer', 'number', { additive: false })],
      { labels: ['name'] },
    ),
    t('visits', 'visit', [f('store_id', 'integer', 'key'), f('at', 'date', 'time'), f('people')], {
      time: 'at',
      measures: [{ id: 'people', label: 'Visitors', value: sum('visits.people') }],
    }),
  ],
  joins: [
    j('stores', 'region_id', 'regions'),
    j('orders', 'store_id', 'stores'),
    j('orders', 'customer_id', 'customers'),
    j('items', 'order_id', 'orders'),
    j('items', 'product_id', 'products'),
    j('visits', 'store_id', 'stores'),
  ],
});

export const somebody = Principal.parse({
  user: 'usr_aaaaaaaaaa',
  org: 'org_aaaaaaaaaa',
  role: 'analyst',
  groups: [],
  attributes: {},
  zone: 'UTC',
  locale: 'en',
});
export const shopView = modelFor(shop, somebody, 'v1');
export const today = { now: new Date('2025-06-15T12:00:00Z'), zone: 'UTC' } as const;
export const query = (input: unknown): Query => Query.parse(input);
