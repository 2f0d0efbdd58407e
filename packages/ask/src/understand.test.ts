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
const y2024 = 'orders.order_date 2024-01-01..2025-01-01';

describe('a question becomes the query that it says', () => {
  it.each([
    // numbers
    ['total revenue', revenue],
    ['What is our total turnover?', revenue],
    ['How many orders did we get?', 'orders.orders'],
    ['average order value', `(${revenue} / count(orders))`],
    ['average list price', 'avg(products.list_price)'],
    ['how many different brands do we have', 'count-distinct(products.brand)'],
    ['How many discontinued products are there?', 'count(products) | where products.discontinued = true'],
    // groups
    ['Revenue by region', `${revenue} | by stores.region`],
    ['sales by store format and year', `${revenue} | by stores.format, orders.order_date@year`],
    ['orders per weekday', 'orders.orders | by orders.order_date@weekday'],
    ['monthly revenue', `${revenue} | by orders.order_date@month`],
    ['revenue by product', `${revenue} | by products.name`],
    ['orders by status', 'orders.orders | by orders.status'],
    // periods
    ['revenue in 2024', `${revenue} | where ${y2024}`],
    ['revenue last month', `${revenue} | where orders.order_date month-1`],
    ['orders in Q1 2025', 'orders.orders | where orders.order_date 2025-01-01..2025-04-01'],
    ['revenue in May', `${revenue} | where orders.order_date 2025-05-01..2025-06-01`],
    ['revenue in December', `${revenue} | where orders.order_date 2024-12-01..2025-01-01`],
    ['revenue since 1 April 2025', `${revenue} | where orders.order_date 2025-04-01..`],
    ['revenue before 2023', `${revenue} | where orders.order_date ..2023-01-01`],
    ['orders in the past 90 days', 'orders.orders | where orders.order_date last 90 day'],
    ['revenue between March and May 2024', `${revenue} | where orders.order_date 2024-03-01..2024-06-01`],
    ['revenue year to date', `${revenue} | where orders.order_date year+0`],
    ['orders on weekends', 'orders.orders | where orders.order_date@weekday in 6/7'],
    ['revenue in the first half of 2024', `${revenue} | where orders.order_date 2024-01-01..2024-07-01`],
    ['how many customers signed up in 2024', 'count(customers) | where customers.signup_date 2024-01-01..2025-01-01'],
    // values
    ['revenue in the North region', `${revenue} | where stores.region = North`],
    ['sales of Northfell', `${revenue} | where products.brand = Northfell`],
    ['How many orders were paid with a gift card?', 'orders.orders | where orders.payment_method = gift card'],
    ['revenue for customers in London or Dublin', `${revenue} | where customers.city in London/Dublin`],
    ['revenue by region excluding Online', `${revenue} | by stores.region | where not stores.region = Online`],
    ['revenue without Northfell', `${revenue} | where not products.brand = Northfell`],
    ['revenue without the web shop', `${revenue} | where not stores.name = Web Shop`],
    ['revenue except Northfell and Karrow', `${revenue} | where not products.brand in Northfell/Karrow`],
    [
      'revenue by category other than Textiles',
      `${revenue} | by products.category | where not products.category = Textiles`,
    ],
    ['orders without a delivery', 'list orders | by orders.order_id | where orders.delivered_on is empty'],
    [
      'customers without an email',
      'list customers | by customers.name, customers.customer_id | where customers.email is empty',
    ],
    [
      'list products priced above 400',
      'list products | by products.name, products.list_price | where products.list_price > 400',
    ],
    ['products we have never sold', 'list products | by products.name | where not exists order_items'],
    [
      'products with a list price between 10 and 20',
      'list products | by products.name, products.list_price | where (products.list_price >= 10 and products.list_price <= 20)',
    ],
    // rankings
    ['Top 10 products by revenue in 2024', `${revenue} | by products.name | where ${y2024} | sort #1 desc | limit 10`],
    ['bottom 3 stores by revenue', `${revenue} | by stores.name | sort #1 | limit 3`],
    ['Which three categories had the lowest turnover?', `${revenue} | by products.category | sort #1 | limit 3`],
    ['Which store made the most revenue?', `${revenue} | by stores.name | sort #1 desc | limit 1`],
    [
      'top 3 products in each category by revenue',
      `${revenue} | by products.name, products.category | sort products.category, #1 desc | limit 3 within products.category`,
    ],
    ['most expensive product', 'max(products.list_price) | by products.name | sort #1 desc | limit 1'],
    [
      'top 5 customers by number of orders',
      'orders.orders | by customers.name, customers.customer_id | sort #1 desc | limit 5',
    ],
    // groups with a test
    [
      'Which customers have placed more than 30 orders?',
      'orders.orders | by customers.name, customers.customer_id | having orders.orders > 30',
    ],
    [
      'Which customers spent more than 5000 in 2024?',
      `${revenue} | by customers.name, customers.customer_id | where ${y2024} | having ${revenue} > 5000`,
    ],
    [
      'which products made more than 20000 in revenue in 2024',
      `${revenue} | by products.name | where ${y2024} | having ${revenue} > 20000`,
    ],
    ['products with over 300 euros of sales', `${revenue} | by products.name | having ${revenue} > 300`],
    ['revenue collected by quarter', `${revenue} | by orders.order_date@quarter`],
    ['stores with revenue above average', `${revenue} | by stores.name | having ${revenue} > avg of groups`],
    // shares, running totals, growth, comparison
    ['share of revenue by region', `share of ${revenue}, ${revenue} | by stores.region`],
    [
      'running total of revenue by month in 2024',
      `running-sum of ${revenue} | by orders.order_date@month | where ${y2024}`,
    ],
    ['revenue growth by year', `growth of ${revenue}, ${revenue} | by orders.order_date@year`],
    [
      'revenue 2024 vs 2023',
      `${revenue}[${y2024}], ${revenue}[orders.order_date 2023-01-01..2024-01-01] | where (${y2024} or orders.order_date 2023-01-01..2024-01-01)`,
    ],
    ['revenue per square metre by store', `(${revenue} / sum(stores.floor_area_sqm)) | by stores.name`],
    [
      'cancellation rate by payment method',
      '(count(orders)[orders.status = cancelled] / count(orders)) | by orders.payment_method',
    ],
    ['average number of orders per customer', 'avg(orders.orders per customers.customer_id)'],
    ['average daily revenue', `avg(${revenue} per orders.order_date@day)`],
    ['average delivery time', 'avg(orders.order_date days-between orders.delivered_on)'],
    ['how many different customers bought something in 2024', `count(customers) | where ${y2024}`],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});

describe('a question that leans on the one before keeps what it does not change', () => {
  it.each([
    [
      'and by region?',
      ['monthly revenue 2024'],
      `${revenue} | by orders.order_date@month, stores.region | where ${y2024}`,
    ],
    ['only 2024', ['revenue by region'], `${revenue} | by stores.region | where ${y2024}`],
    [
      'what about last month',
      ['how many orders did we have this month'],
      'orders.orders | where orders.order_date month-1',
    ],
    [
      'and in cash?',
      ['How many orders were paid with a gift card?'],
      'orders.orders | where orders.payment_method = cash',
    ],
    [
      'by quarter instead',
      ['monthly revenue 2024', 'only the web shop'],
      `${revenue} | by orders.order_date@quarter | where (stores.name = Web Shop and ${y2024})`,
    ],
    [
      'make that the top 5 for 2023',
      ['Top 10 products by revenue in 2024'],
      `${revenue} | by products.name | where orders.order_date 2023-01-01..2024-01-01 | sort #1 desc | limit 5`,
    ],
    [
      'as a percentage of the total please',
      ['Revenue by region'],
      `share of ${revenue}, ${revenue} | by stores.region`,
    ],
    ['and the month before?', ['orders last month'], 'orders.orders | where orders.order_date month-2'],
  ])('%s', (question, history, expected) => {
    expect(read(question, history)).toBe(expected);
  });
});

describe('what the data does not hold is named, never guessed', () => {
  it.each([
    ['revenue by salesperson', ['salesperson']],
    ['How many tents do we have in stock?', ['tents', 'stock']],
    ['average satisfaction score by region', ['satisfaction', 'score']],
    ['sales in our Tokyo store last month', ['Tokyo']],
    ['revenue for Zanzibar', ['Zanzibar']],
  ])('%s', (question, missing) => {
    const outcome = ask(question);
    expect(outcome.kind).toBe('refused');
    if (outcome.kind !== 'refused') return;
    for (const word of missing) expect(outcome.missing.join(' ')).toContain(word);
    expect(outcome.suggestions.length).toBeGreaterThan(0);
    expect(outcome.problems[0]?.message).not.toBe('');
  });
});

describe('what is no question about the data is refused in a friendly way', () => {
  it.each([
    'drop table orders',
    'hello',
    'what is the weather',
    'write me a poem',
    '',
    '   ',
    '🎉🎉',
    'a'.repeat(5000),
    'SELECT * FROM orders',
    "'; drop table orders; --",
    '<script>alert(1)</script>',
    '????',
  ])('%s', (question) => {
    const outcome = ask(question);
    expect(outcome.kind).toBe('refused');
    if (outcome.kind === 'refused')
      expect(['ask.not-a-question', 'ask.not-understood', 'ask.not-in-data']).toContain(outcome.problems[0]?.code);
  });
});

describe('confidence', () => {
  it('is high where every word was explained', () => {
    const outcome = ask('Top 10 products by revenue in 2024');
    expect(outcome.kind === 'query' && outcome.confidence).toBe('high');
  });

  it('is not high where the measure had to be assumed, and the chip says so', () => {
    const outcome = ask('who are our 5 best customers');
    expect(outcome.kind).toBe('query');
    if (outcome.kind !== 'query') return;
    expect(outcome.confidence).not.toBe('high');
    expect(outcome.chips.some((chip) => chip.assumed && chip.meaning === 'Revenue')).toBe(true);
  });

  it('shows each part of the question as a chip at its place', () => {
    const question = 'Revenue by region in 2024';
    const outcome = ask(question);
    if (outcome.kind !== 'query') throw new Error('not understood');
    expect(
      outcome.chips.map((chip) => [chip.kind, chip.span ? question.slice(...chip.span) : '', chip.meaning]),
    ).toEqual([
      ['measure', 'Revenue', 'Revenue'],
      ['dimension', 'region', 'Region'],
      ['period', '2024', '2024'],
    ]);
  });
});
