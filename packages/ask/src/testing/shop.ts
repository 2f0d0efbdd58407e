import {
  Model,
  type Field,
  type FieldId,
  type Join,
  type Measure,
  type Segment,
  type Table,
  type TableId,
} from '@lumiere/contract';
import type { View } from '@lumiere/semantic';
import { buildLexicon, type Lexicon } from '../lexicon/lexicon.ts';

/** A small shop as the tests' world: orders of customers in stores, their items, products, returns. */
export const shopModel = {
  version: 1,
  name: 'Shop',
  tables: [
    table(
      'orders',
      'order',
      {
        time: 'order_date',
        measures: [measure('orders', 'Orders', { kind: 'count-rows', table: 'orders' }, ['number of orders'])],
      },
      [
        key('order_id'),
        field('order_date', 'Order date', 'date', 'time'),
        key('customer_id'),
        key('store_id'),
        field('status', 'Status', 'text', 'category'),
        field('payment_method', 'Payment method', 'text', 'category'),
        { ...field('delivered_on', 'Delivered on', 'date', 'time'), nullable: true },
      ],
    ),
    table(
      'order_items',
      'order item',
      {
        measures: [
          measure('revenue', 'Revenue', { kind: 'aggregate', function: 'sum', field: 'order_items.line_total' }, [
            'sales',
            'turnover',
          ]),
          measure('units', 'Units sold', { kind: 'aggregate', function: 'sum', field: 'order_items.quantity' }, [
            'units',
          ]),
        ],
      },
      [
        key('order_item_id'),
        key('order_id'),
        key('product_id'),
        field('quantity', 'Quantity', 'integer', 'number'),
        field('line_total', 'Line total', 'decimal', 'number'),
      ],
    ),
    table('products', 'product', { labels: ['name'] }, [
      key('product_id'),
      { ...field('name', 'Product', 'text', 'label'), unique: true },
      field('category', 'Category', 'text', 'category'),
      field('brand', 'Brand', 'text', 'category'),
      { ...field('list_price', 'List price', 'decimal', 'number'), additive: false, synonyms: ['price'] },
      field('discontinued', 'Discontinued', 'boolean', 'flag'),
    ]),
    table('customers', 'customer', { time: 'signup_date', labels: ['name'] }, [
      key('customer_id'),
      field('name', 'Customer', 'text', 'label'),
      { ...field('email', 'E-mail', 'text', 'text'), nullable: true, synonyms: ['email'] },
      field('city', 'City', 'text', 'place'),
      field('segment', 'Segment', 'text', 'category'),
      { ...field('signup_date', 'Sign-up date', 'date', 'time'), synonyms: ['signed up', 'joined'] },
    ]),
    table('stores', 'store', { labels: ['name'] }, [
      key('store_id'),
      { ...field('name', 'Store', 'text', 'label'), unique: true },
      field('region', 'Region', 'text', 'place'),
      field('format', 'Format', 'text', 'category'),
      field('floor_area_sqm', 'Floor area', 'integer', 'number'),
    ]),
    table('returns', 'return', { time: 'return_date' }, [
      key('return_id'),
      key('order_item_id'),
      field('return_date', 'Return date', 'date', 'time'),
      field('reason', 'Reason', 'text', 'category'),
      field('refund', 'Refund', 'decimal', 'number'),
    ]),
  ],
  joins: [
    join('order_items', 'order_id', 'orders'),
    join('order_items', 'product_id', 'products'),
    join('orders', 'customer_id', 'customers'),
    join('orders', 'store_id', 'stores'),
    join('returns', 'order_item_id', 'order_items'),
  ],
} as const;

export const shopValues: Readonly<Record<string, readonly string[]>> = {
  'orders.status': ['completed', 'cancelled', 'processing'],
  'orders.payment_method': ['card', 'gift card', 'cash'],
  'products.name': ['Oak Desk Lamp', 'Linen Cushion', 'Garden Bench'],
  'products.category': ['Lighting', 'Textiles', 'Furniture'],
  'products.brand': ['Northfell', 'Karrow', 'Skerry'],
  'customers.name': ['Anna Berg', 'Tom Stone'],
  'customers.city': ['London', 'Dublin', 'Paris'],
  'customers.segment': ['business', 'private'],
  'stores.name': ['Camden Lock', 'Web Shop'],
  'stores.region': ['North', 'South', 'Online'],
  'stores.format': ['standard', 'outlet'],
  'returns.reason': ['damaged', 'wrong size'],
};

/** The view of a model that hides nothing. */
export function viewOf(model: Model): View {
  const tables = new Map(model.tables.map((one) => [one.id, one] as const));
  const fields = new Map<FieldId, { table: Table; field: Field }>();
  const measures = new Map<FieldId, { table: Table; measure: Measure }>();
  const segments = new Map<FieldId, { table: Table; segment: Segment }>();
  const joinsOf = new Map<TableId, readonly Join[]>();
  for (const one of model.tables) {
    for (const each of one.fields) fields.set(`${one.id}.${each.id}`, { table: one, field: each });
    for (const each of one.measures) measures.set(`${one.id}.${each.id}`, { table: one, measure: each });
    for (const each of one.segments) segments.set(`${one.id}.${each.id}`, { table: one, segment: each });
    joinsOf.set(
      one.id,
      model.joins.filter((each) => each.from.table === one.id || each.to.table === one.id),
    );
  }
  return { model, version: 'test', tables, fields, measures, segments, joinsOf };
}

/** The lexicon of a model with these values, all of them known. */
export function lexiconOf(model: unknown, values: Readonly<Record<string, readonly string[]>>): Lexicon {
  return buildLexicon(
    viewOf(Model.parse(model)),
    new Map(Object.entries(values).map(([field, list]) => [field, { values: list, complete: true }])),
  );
}

export const shop: Lexicon = lexiconOf(shopModel, shopValues);

function table(
  id: string,
  singular: string,
  extra: Record<string, unknown>,
  fields: readonly Record<string, unknown>[],
) {
  const label = id.charAt(0).toUpperCase() + id.slice(1).replace('_', ' ');
  return { id, label, singular, source: { name: id }, primaryKey: [fields[0]?.['id']], fields, ...extra };
}

function field(id: string, label: string, type: string, role: string) {
  return { id, label, column: id, type, role, nullable: false };
}

function key(id: string) {
  return { ...field(id, id.replace('_', ' '), 'integer', 'key'), additive: false };
}

function measure(id: string, label: string, value: unknown, synonyms: readonly string[]) {
  return { id, label, value, synonyms };
}

function join(from: string, column: string, to: string) {
  return { from: { table: from, fields: [column] }, to: { table: to, fields: [column] } };
}
