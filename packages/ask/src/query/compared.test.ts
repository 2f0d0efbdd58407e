import { describe, expect, it } from 'vitest';
import { shop } from '../testing/shop.ts';
import { summary } from '../testing/summary.ts';
import { understand } from '../understand.ts';

const ask = (question: string) => understand(question, { lexicon: shop, today: '2025-06-15', history: [] });
const read = (question: string): string => {
  const outcome = ask(question);
  return outcome.kind === 'query' ? `${outcome.confidence}: ${summary(outcome.query)}` : outcome.kind;
};

const [now, before] = ['orders.order_date year+0', 'orders.order_date year-1'];
const both = (unit: string): string =>
  `high: order_items.revenue[${now}], order_items.revenue[${before}] | by orders.order_date@${unit} | where (${now} or ${before})`;

describe('periods that are set against each other', () => {
  it.each([
    ['revenue this year vs last year by month', both('month-of-year')],
    ['revenue this year versus last year per quarter', both('quarter-of-year')],
    // one side is enough where the other is the unit that we are in
    ['revenue by month compared to last year', both('month-of-year')],
    ['weekly revenue compared with last year', both('week-of-year')],
    [
      'revenue compared to last month',
      'high: order_items.revenue[orders.order_date month+0], order_items.revenue[orders.order_date month-1] | where (orders.order_date month+0 or orders.order_date month-1)',
    ],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });

  it('have one row for each day of the month', () => {
    expect(read('orders this month vs last month by day')).toContain('by orders.order_date@day-of-month');
  });

  it('of unlike lengths keep their own time', () => {
    expect(read('revenue this month vs last year by day')).toContain('by orders.order_date@day |');
  });
});

it('a comparison with one side only is not passed off as certain', () => {
  expect(read('revenue compared to 2023')).toMatch(/^low: /);
  expect(read('revenue versus shoes')).not.toMatch(/^high: /);
});
