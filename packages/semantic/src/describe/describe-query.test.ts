import { expect, test } from 'vitest';
import { query, shopView } from '../testing/shop.ts';
import { describeQuery } from './describe-query.ts';

const revenue = { key: 'r', value: { kind: 'measure', measure: 'items.revenue' } };
const orders = { key: 'n', value: { kind: 'count-rows', table: 'orders' } };
const on = (field: string): object => ({ on: { field } });

test.each([
  [{ measures: [revenue] }, 'Revenue'],
  [
    {
      dimensions: [{ key: 'd', field: 'regions.name' }],
      measures: [revenue],
      where: {
        kind: 'and',
        conditions: [
          { kind: 'period', ...on('orders.day'), period: { kind: 'between', from: '2024-01-01', until: '2025-01-01' } },
          { kind: 'compare', ...on('orders.status'), op: '=', value: 'completed' },
        ],
      },
      sort: [{ by: 'r', descending: true }],
      limit: 5,
    },
    'Revenue by region for 2024, top 5, highest first, only where Status is completed',
  ],
  [
    {
      dimensions: [{ key: 'd', field: 'orders.day', grain: 'month' }],
      measures: [revenue, orders],
      where: { kind: 'period', ...on('orders.day'), period: { kind: 'rolling', grain: 'day', count: 30 } },
    },
    'Revenue and number of orders by month for the last 30 days up to today',
  ],
  [
    {
      detail: true,
      dimensions: [
        { key: 'd', field: 'customers.name' },
        { key: 'e', field: 'customers.tier' },
      ],
      where: { kind: 'not', condition: { kind: 'exists', table: 'orders' } },
    },
    'List of customer and tier, only where there are no orders',
  ],
  [{ dimensions: [{ key: 'd', field: 'products.cat' }] }, 'Every cat'],
  [
    {
      dimensions: [{ key: 'd', field: 'customers.name' }],
      measures: [orders],
      having: { kind: 'compare', measure: orders.value, op: '>', value: 3 },
    },
    'Number of orders by customer, only groups where Number of orders is over 3',
  ],
  [
    {
      dimensions: [{ key: 'd', field: 'orders.day', grain: 'year' }],
      measures: [
        { key: 'g', value: { kind: 'window', function: 'growth', of: revenue.value } },
        { key: 's', value: { kind: 'shifted', of: revenue.value, grain: 'year', offset: -1 } },
      ],
    },
    'Growth of revenue and revenue (1 year earlier) by year',
  ],
  [
    {
      dimensions: [
        { key: 'd', field: 'regions.name' },
        { key: 'p', field: 'products.name' },
      ],
      measures: [revenue],
      limitWithin: { within: ['d'], count: 3 },
    },
    'Revenue by region and product, top 3 of each region',
  ],
  [
    {
      measures: [
        {
          key: 'a',
          value: { kind: 'nested', function: 'avg', of: revenue.value, per: [{ field: 'orders.day', grain: 'day' }] },
        },
      ],
    },
    'Average revenue per day',
  ],
  [
    {
      measures: [
        {
          key: 'f',
          value: {
            kind: 'filtered',
            of: orders.value,
            where: { kind: 'in', ...on('orders.status'), values: ['a', 'b'] },
          },
        },
      ],
    },
    'Number of orders where Status is a or b',
  ],
  [
    {
      measures: [orders],
      where: {
        kind: 'compare-measure',
        ...on('products.price'),
        op: '>',
        value: { kind: 'aggregate', function: 'avg', field: 'products.price' },
      },
    },
    'Number of orders, only where Price is over the average price',
  ],
  [
    {
      measures: [orders],
      where: { kind: 'in-groups', ...on('customers.name'), top: { by: revenue.value, count: 3, descending: true } },
    },
    'Number of orders, only where Customer is among the 3 with the highest revenue',
  ],
  [
    {
      measures: [orders],
      where: {
        kind: 'or',
        conditions: [
          { kind: 'null', ...on('orders.status') },
          { kind: 'text', ...on('customers.tier'), op: 'contains', value: 'old' },
        ],
      },
    },
    'Number of orders, only where Status is missing or Tier contains “old”',
  ],
  [
    {
      dimensions: [{ key: 'd', field: 'orders.day', part: 'weekday' }],
      measures: [orders],
      having: { kind: 'compare-groups', measure: orders.value, op: '>', function: 'avg' },
    },
    'Number of orders by weekday, only groups where Number of orders is over the average of all groups',
  ],
  [
    {
      measures: [revenue],
      where: {
        kind: 'period',
        ...on('orders.day'),
        period: { kind: 'calendar', grain: 'year', offset: 0, toDate: true },
      },
    },
    'Revenue for this year to date',
  ],
  [
    {
      measures: [revenue],
      where: {
        kind: 'period',
        ...on('orders.day'),
        period: { kind: 'between', from: '2024-04-01', until: '2024-07-01' },
      },
    },
    'Revenue for Q2 2024',
  ],
  [
    {
      measures: [revenue],
      where: {
        kind: 'period',
        ...on('orders.day'),
        period: { kind: 'between', from: '2024-04-05', until: '2024-07-01' },
      },
    },
    'Revenue for 2024-04-05 to 2024-06-30',
  ],
])('%j', (input, words) => {
  expect(describeQuery(query(input), shopView)).toBe(words);
});
