import { describe, expect, it } from 'vitest';
import { understand } from './understand.ts';
import { shop } from './testing/shop.ts';
import { summary } from './testing/summary.ts';

const today = '2025-06-15';
const ask = (question: string, history: readonly string[] = []) =>
  understand(question, { lexicon: shop, today, history });

describe('a chart that is asked for is part of the outcome and lowers nothing', () => {
  it.each([
    ['revenue by category as a pie chart', 'pie'],
    ['pie chart of revenue by category', 'pie'],
    ['as a pie chart, revenue by category', 'pie'],
    ['show revenue by category as bars', 'bar'],
    ['revenue by category in a column chart', 'bar'],
    ['bar graph: revenue by category', 'bar'],
    ['draw a line graph of revenue by category', 'line'],
    ['revenue by category with a stacked bar chart', 'stacked-bar'],
    ['show revenue by category as table', 'table'],
    ['revenue by category', null],
  ])('%s', (question, chart) => {
    const outcome = ask(question);
    if (outcome.kind !== 'query') throw new Error(`${question}: ${outcome.kind}`);
    expect(summary(outcome.query)).toBe('order_items.revenue | by products.category');
    expect(outcome.confidence).toBe('high');
    expect(outcome.chart).toBe(chart);
    expect(outcome.chips.filter((chip) => chip.kind === 'chart').map((chip) => chip.applied)).toEqual(
      chart === null ? [] : [true],
    );
  });

  it('may be asked for afterwards, and is kept', () => {
    const after = ask('as a pie chart', ['revenue by category']);
    expect(after.kind === 'query' && after.chart).toBe('pie');
    const later = ask('only 2024', ['revenue by category', 'as a pie chart']);
    expect(later.kind === 'query' && later.chart).toBe('pie');
  });
});
