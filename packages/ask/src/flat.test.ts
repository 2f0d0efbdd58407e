import { Catalog } from '@lumiere/contract';
import { generateModel } from '@lumiere/semantic';
import { describe, expect, it } from 'vitest';
import { lexiconOf } from './testing/shop.ts';
import { summary } from './testing/summary.ts';
import { understand } from './understand.ts';

/** Files as people bring them: one table that tells several rows of the same order, or of the same user. */
const column = (name: string, type: string, more: object = {}) => ({
  name,
  nativeType: type,
  type,
  nullable: true,
  ...more,
});
const flat = (name: string, columns: readonly object[]) =>
  lexiconOf(
    generateModel(
      Catalog.parse({
        tables: [{ schema: null, name, kind: 'table', rows: 5000, columns, primaryKey: [], foreignKeys: [] }],
      }),
      { name: 'Files' },
    ),
    {},
  );
const lines = [
  column('Row ID', 'integer', { distinct: 5000 }),
  column('Order ID', 'text', { distinct: 2501 }),
  column('Order Date', 'date'),
  column('Ship Date', 'date'),
  column('Customer Name', 'text', { distinct: 40 }),
  column('Region', 'text', { distinct: 3 }),
  column('Sales', 'decimal', { min: 1, max: 900 }),
  column('Discount', 'decimal', { min: 0, max: 0.5, distinct: 3 }),
  column('Profit', 'decimal', { min: -50, max: 90 }),
];
const visits = flat('visits', [
  column('ts', 'instant'),
  column('page', 'text', { distinct: 4 }),
  column('user.id', 'integer', { distinct: 399 }),
  column('user.country', 'text', { distinct: 3 }),
  column('ms', 'integer', { min: 20, max: 3000 }),
]);

describe.each([
  ['superstore', flat('superstore', lines)],
  ['orders', flat('orders', lines)],
])('in a file called %s, an order is told by its key', (table, lexicon) => {
  const orders = `${table}.orders`;
  const regions = `by ${table}.region | having`;
  it.each([
    ['how many orders', orders],
    ['orders by region', `${orders} | by ${table}.region`],
    ['orders per month', `${orders} | by ${table}.order_date@month`],
    ['sales per order', `(${table}.total_sales / ${orders})`],
    ['average sales per order', `(sum(${table}.sales) / ${orders})`],
    ['number of orders with a discount over 20%', `${orders} | where ${table}.discount > 0.2`],
    [
      'orders with a discount between 7% and 20%',
      `${orders} | where (${table}.discount >= 0.07 and ${table}.discount <= 0.2)`,
    ],
    ['how many orders have a discount of at least 50%', `${orders} | where ${table}.discount >= 0.5`],
    ['profit margin by region', `(sum(${table}.profit) / sum(${table}.sales)) | by ${table}.region`],
    ['average days between order date and ship date', `avg(${table}.order_date days-between ${table}.ship_date)`],
    ['average order value', `(sum(${table}.sales) / ${orders})`],
    [
      'regions with an average discount above 5%',
      `${table}.average_discount | ${regions} ${table}.average_discount > 0.05`,
    ],
    ['regions where average sales is above 500', `avg(${table}.sales) | ${regions} avg(${table}.sales) > 500`],
    ['regions with sales above 500', `${table}.total_sales | ${regions} ${table}.total_sales > 500`],
    [
      'sales by region where discount is above 20%',
      `${table}.total_sales | by ${table}.region | where ${table}.discount > 0.2`,
    ],
  ])('%s', (question, expected) => {
    const outcome = understand(question, { lexicon, today: '2025-06-15', history: [] });
    expect(outcome.kind === 'query' ? summary(outcome.query) : outcome).toBe(expected);
    expect(outcome).toMatchObject({ confidence: 'high' });
  });
});

describe('in a file of visits, a user is told by its key', () => {
  it.each([
    ['how many users', 'visits.users'],
    ['unique users by country', 'visits.users | by visits.user_country'],
    ['visits per user', '(visits.count / visits.users)'],
    ['average visits per user', '(visits.count / visits.users)'],
  ])('%s', (question, expected) => {
    const outcome = understand(question, { lexicon: visits, today: '2025-06-15', history: [] });
    expect(outcome.kind === 'query' ? summary(outcome.query) : outcome).toBe(expected);
  });
});
