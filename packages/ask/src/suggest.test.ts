import { describe, expect, it } from 'vitest';
import { suggestQuestions } from './suggest.ts';
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
});
