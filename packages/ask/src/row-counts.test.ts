import { describe, expect, it } from 'vitest';
import type { Lexicon } from './lexicon/lexicon.ts';
import { column, files, words } from './testing/flat.ts';
import { summary } from './testing/summary.ts';
import { understand } from './understand.ts';

const hear = (question: string, lexicon: Lexicon) =>
  understand(question, { lexicon, today: '2025-06-15', history: [] });
const read = (question: string, lexicon: Lexicon): string => {
  const outcome = hear(question, lexicon);
  if (outcome.kind !== 'query') return outcome.kind === 'clarify' ? `asks: ${outcome.reason}` : JSON.stringify(outcome);
  const query = summary(outcome.query).replaceAll('orders.count', 'count(orders)');
  return `${query}${outcome.confidence === 'high' ? '' : ` (${outcome.confidence})`}`;
};

const orders = [
  column('Order ID', 'text', { distinct: 2501 }),
  column('Order Date', 'date'),
  words('Region', ['North', 'South']),
  words('Returned', ['Yes', 'No']),
  column('Sales', 'decimal', { min: 1, max: 900 }),
];
const values = { 'orders.region': ['North', 'South'], 'orders.returned': ['Yes', 'No'] };
const one = files({ orders }, values);
const several = files(
  {
    orders,
    'customer survey': [column('Customer ID', 'integer', { distinct: 5000 }), words('City', ['Rome', 'Oslo'])],
  },
  { ...values, 'customer_survey.city': ['Rome', 'Oslo'] },
);

describe('rows that are counted are those of the one file', () => {
  it.each([
    'how many rows',
    'how many rows are there?',
    'How many rows does the file have?',
    'how many rows are in this dataset',
    'number of records',
    'total number of rows',
    'total rows',
    'row count',
    'record count',
    'count rows',
    'count of records',
    'how many entries',
    'how many rows in orders',
    'orders row count',
    'number of rows in the orders file',
  ])('%s', (question) => {
    expect(read(question, one)).toBe('count(orders)');
  });

  it.each([
    ['how many rows by region', 'count(orders) | by orders.region'],
    ['row count per region', 'count(orders) | by orders.region'],
    ['orders row count per region', 'count(orders) | by orders.region'],
    ['number of records per month', 'count(orders) | by orders.order_date@month'],
    ['how many rows in the North region', 'count(orders) | where orders.region = North'],
    ['how many returned rows', 'count(orders) | where orders.returned = Yes'],
    [
      'which region has the most rows',
      'count(orders) | by orders.region | where not orders.region is empty | sort #1 desc | limit 1',
    ],
    ['regions with more than 30 rows', 'count(orders) | by orders.region | having count(orders) > 30'],
    ['share of rows by region', 'share of count(orders), count(orders) | by orders.region'],
    // an order of several rows is counted once where orders are asked for
    ['how many orders', 'orders.orders'],
  ])('%s', (question, expected) => {
    expect(read(question, one)).toBe(expected);
  });
});

it('records that are sold are goods, and not the rows of the file', () => {
  expect(read('how many records did we sell', one)).not.toContain('count(');
});

it('numbers that nobody adds up are counted where their number is asked for', () => {
  const games = files({
    games: [words('Player', ['Ann', 'Bob']), column('Score', 'integer', { distinct: 90, min: 0, max: 99 })],
  });
  expect(read('how many scores', games)).toMatch(/^count\(games\.score\)/);
  expect(read('number of scores by player', games)).toMatch(/^count\(games\.score\).* by games\.player/);
  expect(read('score by player', games)).toMatch(/^avg\(games\.score\)/);
});

describe('of several files', () => {
  it.each([
    ['how many rows in orders', 'count(orders)'],
    ['how many records are in the customer survey', 'count(customer_survey)'],
    ['row count of orders', 'count(orders)'],
    ['number of rows in orders by region', 'count(orders) | by orders.region'],
    ['how many rows does the customer survey have?', 'count(customer_survey)'],
  ])('the one that is named is counted: %s', (question, expected) => {
    expect(read(question, several)).toBe(expected);
  });

  it.each([
    ['how many rows', ['how many rows in orders', 'how many rows in customer surveys']],
    [
      'How many rows are there?',
      ['How many rows in orders are there?', 'How many rows in customer surveys are there?'],
    ],
    ['row count', ['row count in orders', 'row count in customer surveys']],
    ['number of records by region', ['number of records in orders by region']],
  ])('which one is asked back where none is named: %s', (question, options) => {
    const outcome = hear(question, several);
    expect(outcome).toMatchObject({ kind: 'clarify', reason: expect.stringContaining('2 tables') });
    expect(outcome.kind === 'clarify' && outcome.options.map((option) => option.question)).toEqual(options);
  });

  it('a word that is not known is named first', () => {
    expect(hear('how many rows of zebras', several)).toMatchObject({ kind: 'refused', missing: ['zebras'] });
  });
});
