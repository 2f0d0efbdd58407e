import { describe, expect, it } from 'vitest';
import { column, files } from './testing/flat.ts';
import { summary } from './testing/summary.ts';
import { understand } from './understand.ts';

/** Files as people bring them: one table that tells several rows of the same order, or of the same user. */
const flat = (name: string, columns: readonly object[]) => files({ [name]: columns });
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

describe('in a file of titles', () => {
  const titles = flat('netflix_titles', [
    column('show_id', 'text', { distinct: 5000 }),
    column('type', 'text', { distinct: 2, samples: ['Movie', 'TV Show'], complete: true }),
    column('director', 'text', { distinct: 200 }),
    column('date_added', 'date'),
    column('release_year', 'integer', { distinct: 30, min: 1990, max: 2021 }),
  ]);
  it.each([
    ['how many shows', 'count(netflix_titles)'],
    ['how many shows were released in 2015', 'count(netflix_titles) | where netflix_titles.release_year = 2015'],
    [
      'shows released between 2010 and 2015 by director',
      'count(netflix_titles) | by netflix_titles.director | where (netflix_titles.release_year >= 2010 and netflix_titles.release_year <= 2015)',
    ],
    [
      'shows added in 2015 by type',
      'count(netflix_titles) | by netflix_titles.type | where netflix_titles.date_added 2015-01-01..2016-01-01',
    ],
    [
      'which director has the most shows',
      'count(netflix_titles) | by netflix_titles.director | where not netflix_titles.director is empty | sort #1 desc | limit 1',
    ],
  ])('%s', (question, expected) => {
    const outcome = understand(question, { lexicon: titles, today: '2025-06-15', history: [] });
    expect(outcome.kind === 'query' ? summary(outcome.query) : outcome).toBe(expected);
  });
});

describe('in a file of years without dates', () => {
  const gap = flat('gapminder', [
    column('country', 'text', { distinct: 140 }),
    column('continent', 'text', { distinct: 5 }),
    column('year', 'integer', { distinct: 12, min: 1952, max: 2007 }),
    column('lifeExp', 'double', { min: 23, max: 83 }),
    column('pop', 'integer', { min: 60000, max: 1300000000 }),
  ]);
  it.each([
    [
      'average life exp by continent in 2007',
      'avg(gapminder.life_exp) | by gapminder.continent | where gapminder.year = 2007',
    ],
    ['total pop by year', 'gapminder.total_pop | by gapminder.year'],
  ])('%s', (question, expected) => {
    const outcome = understand(question, { lexicon: gap, today: '2025-06-15', history: [] });
    expect(outcome.kind === 'query' ? summary(outcome.query) : outcome).toBe(expected);
  });
});

it('in a file of invoice lines, revenue is quantity times price', () => {
  const retail = flat('Online Retail', [
    column('InvoiceNo', 'text', { distinct: 1900 }),
    column('Quantity', 'integer', { min: 1, max: 24 }),
    column('InvoiceDate', 'timestamp'),
    column('UnitPrice', 'decimal', { min: 0, max: 12 }),
    column('Country', 'text', { distinct: 3 }),
  ]);
  const outcome = understand('revenue per invoice by country', { lexicon: retail, today: '2025-06-15', history: [] });
  expect(outcome.kind === 'query' ? summary(outcome.query) : outcome).toBe(
    '(online_retail.revenue / online_retail.invoices) | by online_retail.country',
  );
});
