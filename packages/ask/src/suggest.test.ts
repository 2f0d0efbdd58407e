import { describe, expect, it } from 'vitest';
import { exampleQuestions } from './examples.ts';
import { suggestQuestions } from './suggest.ts';
import { files, words } from './testing/flat.ts';
import { lexiconOf, shop, shopModel, shopValues } from './testing/shop.ts';
import { understand } from './understand.ts';

describe('suggested questions', () => {
  it('are six to ten, each different and understood for sure', () => {
    const questions = suggestQuestions(shop);
    expect(questions.length).toBeGreaterThanOrEqual(6);
    expect(questions.length).toBeLessThanOrEqual(10);
    expect(new Set(questions).size).toBe(questions.length);
    for (const question of questions) {
      const outcome = understand(question, { lexicon: shop, today: '2025-06-15', history: [] });
      expect(outcome.kind === 'query' && outcome.confidence).toBe('high');
    }
  });

  it('begin with those of the model, in its order, but for what cannot be answered', () => {
    const suggestions = ['Orders by status', 'Which planets are the largest?', 'Units sold by brand last year'];
    const own = suggestQuestions(lexiconOf({ ...shopModel, suggestions }, shopValues));
    expect(own.slice(0, 2)).toEqual(['Orders by status', 'Units sold by brand last year']);
    expect(own.length).toBeGreaterThanOrEqual(6);
    expect(own).not.toContain('Which planets are the largest?');
  });

  it('never pair a thing with itself or with another name of it', () => {
    const statuses = files({
      statuses: [words('Order status', ['open', 'done']), words('Colour', ['red', 'blue'])],
    });
    expect(exampleQuestions(statuses)).toContain('Number of statuses by colour');
    expect(exampleQuestions(statuses).join()).not.toContain('by order status');
    const { model } = shop.view;
    const tables = model.tables.map((table) => ({
      ...table,
      measures: table.measures.map((measure, i) =>
        table.id === 'orders' && i === 0 ? { ...measure, label: 'Customers' } : measure,
      ),
    }));
    const counted = exampleQuestions(lexiconOf({ ...model, tables }, shopValues));
    expect(counted).toContain('Customers by store');
    expect(counted).not.toContain('Customers by customer');
    expect(counted).not.toContain('Top 5 customers by customers');
  });
});
