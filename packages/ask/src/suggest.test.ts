import { describe, expect, it } from 'vitest';
import { suggestQuestions } from './suggest.ts';
import { shop } from './testing/shop.ts';
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
});
