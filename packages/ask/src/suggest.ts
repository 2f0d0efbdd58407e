import type { Lexicon } from './lexicon/lexicon.ts';
import { exampleQuestions } from './examples.ts';
import { understand } from './understand.ts';

/** Six to ten questions that this view can answer, each tried out: only those understood with high confidence are offered. */
export function suggestQuestions(lexicon: Lexicon): readonly string[] {
  const tried = exampleQuestions(lexicon).filter((question) => {
    // the date matters to no example's being understood
    const outcome = understand(question, { lexicon, today: '2025-06-15', history: [] });
    return outcome.kind === 'query' && outcome.confidence === 'high';
  });
  return tried.slice(0, 10);
}
