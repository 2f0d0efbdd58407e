import { describe, expect, it } from 'vitest';
import { understand } from './understand.ts';
import { shop } from './testing/shop.ts';
import { summary } from './testing/summary.ts';

const today = '2025-06-15';
const ask = (question: string, history: readonly string[] = []) =>
  understand(question, { lexicon: shop, today, history });
const read = (question: string, history: readonly string[] = []): string => {
  const outcome = ask(question, history);
  return outcome.kind === 'query'
    ? summary(outcome.query)
    : `${outcome.kind}: ${outcome.kind === 'refused' ? outcome.missing.join(', ') : outcome.reason}`;
};

const revenue = 'order_items.revenue';

describe('rows that are asked for are listed, never counted in silence', () => {
  it.each([
    ['list customers with their city', 'list customers | by customers.name, customers.customer_id, customers.city'],
    ['every customer and their city', 'list customers | by customers.name, customers.customer_id, customers.city'],
    ['each customer with segment', 'list customers | by customers.name, customers.customer_id, customers.segment'],
    [
      'What are the city and segment of each customer?',
      'list customers | by customers.name, customers.customer_id, customers.city, customers.segment',
    ],
    [
      'For each product, what are its brand and list price?',
      'list products | by products.name, products.brand, products.list_price',
    ],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });

  it('names a field of which one row has several, rather than counting it', () => {
    const outcome = ask('every customer with region');
    expect(outcome.kind).toBe('refused');
    if (outcome.kind !== 'refused') return;
    expect(outcome.problems[0]?.message).toContain('"region" is a field of stores');
    expect(outcome.chips.some((chip) => chip.words === 'region' && !chip.applied)).toBe(true);
  });

  it('lists the finer rows where they hold one value of all that is named, and says so', () => {
    const outcome = ask('every customer with order date');
    if (outcome.kind !== 'query') throw new Error('not understood');
    expect(summary(outcome.query)).toBe('list orders | by customers.name, customers.customer_id, orders.order_date');
    expect(outcome.confidence).toBe('medium');
    expect(outcome.warnings[0]?.message).toBe('the list has a row for each order');
  });
});

describe('words that join conditions keep their sense', () => {
  it.each([
    [
      'customers who paid with both cash and card',
      'list customers | by customers.name, customers.customer_id | where (exists orders and exists orders)',
    ],
    [
      'cities that have both business and private customers',
      'list customers | by customers.city | where (in-groups and in-groups)',
    ],
    [
      'list products with a list price over 400 or below 10',
      'list products | by products.name, products.list_price | where (products.list_price > 400 or products.list_price < 10)',
    ],
    [
      'refund by category in 2024, by return date',
      `sum(returns.refund) | by products.category | where returns.return_date 2024-01-01..2025-01-01`,
    ],
    ['names of stores', 'list stores | by stores.name'],
    [
      'all details of the stores',
      'list stores | by stores.name, stores.store_id, stores.region, stores.format, stores.floor_area_sqm',
    ],
    ['how many different customers', 'count(customers)'],
    [
      'customers who do not place any orders',
      'list customers | by customers.name, customers.customer_id | where not exists orders',
    ],
    [
      'name and region of the store with the most revenue',
      `${revenue} | by stores.name, stores.region | sort #1 desc | limit 1`,
    ],
    [
      'region of the store with the largest floor area',
      'list stores | by stores.region, stores.floor_area_sqm | sort stores.floor_area_sqm desc | limit 1',
    ],
    ['Return the number of orders', 'orders.orders'],
    [
      'which stores have an average refund above 20',
      'avg(returns.refund) | by stores.name | having avg(returns.refund) > 20',
    ],
    [
      'list products with a list price above the average list price across products',
      'list products | by products.name, products.list_price | where products.list_price > avg(products.list_price)',
    ],
    [
      'customers who did not live in London',
      'list customers | by customers.name, customers.customer_id | where not customers.city = London',
    ],
    ['floor areas of the stores', 'list stores | by stores.name, stores.floor_area_sqm'],
    ['revenue of the stores', revenue],
    [
      'customers who never bought Northfell',
      'list customers | by customers.name, customers.customer_id | where not exists products',
    ],
    [
      'customers without a product',
      'list customers | by customers.name, customers.customer_id | where not exists products',
    ],
    ['how many customers did not buy Northfell', 'count(customers) | where not exists products'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });

  it.each([
    ['products that are both Northfell and Karrow', '"both" was read as either of the two'],
    ['list products with a list price over 400 and below 10', 'no row can pass these tests together'],
    ['list regions by customer', 'whether "regions" is to be counted was not said'],
    ['total amount of customers', '"total amount of" found nothing to act on'],
    ['customers older than average by orders', '"older than average" found nothing to act on'],
    ['stores by store', 'each group holds one of what is counted'],
    ['list products with a list price over 400 or from Northfell', '"or" was not applied'],
    ['revenue by category this year by order date', '"order date" was read as a group for each day'],
  ])('%s: is not sure', (question, doubt) => {
    const outcome = ask(question);
    if (outcome.kind !== 'query') throw new Error('not understood');
    expect(outcome.confidence).not.toBe('high');
    expect(outcome.warnings.map((one) => one.message)).toContain(doubt);
  });

  it('dates a happening by the period named after it, not the thing that it happened to', () => {
    const outcome = ask('customers who placed orders in 2024');
    if (outcome.kind !== 'query') throw new Error('not understood');
    expect(outcome.query.where).toEqual({
      kind: 'exists',
      table: 'orders',
      where: {
        kind: 'period',
        on: { field: 'orders.order_date', part: null },
        period: { kind: 'between', from: '2024-01-01', until: '2025-01-01' },
      },
    });
    const verbal = ask('customers who bought Northfell in 2024');
    if (verbal.kind !== 'query') throw new Error('not understood');
    expect(verbal.confidence).toBe('high');
    // the same line of an order has both
    expect(verbal.query.where).toEqual({
      kind: 'exists',
      table: 'order_items',
      where: {
        kind: 'and',
        conditions: [
          { kind: 'compare', on: { field: 'products.brand', part: null }, op: '=', value: 'Northfell' },
          {
            kind: 'period',
            on: { field: 'orders.order_date', part: null },
            period: { kind: 'between', from: '2024-01-01', until: '2025-01-01' },
          },
        ],
      },
    });
  });

  it('never counts things that did nothing in particular by what they might have done', () => {
    expect(read('how many different customers bought something')).toContain('exists orders');
    expect(read('how many customers never ordered')).toBe('count(customers) | where not exists orders');
  });
});
