import { Model } from '@lumiere/contract';
import { expect, test } from 'vitest';
import { modelFor } from './model-for.ts';
import { query, shop, shopView, somebody, today } from './testing/shop.ts';
import { resolve } from './resolve/resolve.ts';

test('hidden fields do not exist, nor do measures that need them', () => {
  expect(shopView.fields.has('customers.secret')).toBe(false);
  expect(shopView.measures.has('items.secret_count')).toBe(false);
  expect(shopView.tables.get('customers')?.fields.map(({ id }) => id)).not.toContain('secret');
});

test('a hidden key still joins', () => {
  expect(shopView.fields.has('orders.customer_id')).toBe(false);
  const result = resolve(
    query({
      dimensions: [{ key: 'c', field: 'customers.name' }],
      measures: [{ key: 'n', value: { kind: 'count-rows', table: 'orders' } }],
    }),
    shopView,
    today,
  );
  expect(result.ok && result.value.steps[0]?.joins).toHaveLength(1);
});

test('a hidden measure may be what a visible one is made of, and is not seen itself', () => {
  const hidden = Model.parse({
    ...shop,
    tables: shop.tables.map((table) => ({
      ...table,
      measures: table.measures.map((measure) => ({ ...measure, hidden: measure.id === 'revenue' })),
    })),
  });
  const view = modelFor(hidden, somebody, 'v');
  expect(view.measures.has('items.revenue')).toBe(false);
  const ask = (measure: string): boolean =>
    resolve(query({ measures: [{ key: 'm', value: { kind: 'measure', measure } }] }), view, today).ok;
  expect([ask('items.average_order'), ask('items.revenue')]).toEqual([true, false]);
});

test('a hidden table is gone with all that needs it', () => {
  const view = modelFor(
    Model.parse({ ...shop, tables: shop.tables.map((table) => ({ ...table, hidden: table.id === 'orders' })) }),
    somebody,
    'v',
  );
  expect(view.tables.has('orders')).toBe(false);
  expect(view.measures.has('items.average_order')).toBe(false);
  expect(view.joinsOf.get('stores')?.map(({ from }) => from.table)).toEqual(['stores', 'visits']);
});
