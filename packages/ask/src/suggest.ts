import type { Lexicon } from './lexicon/lexicon.ts';
import { goodQuestions } from './understand.ts';

/** Six to ten questions that this view can answer, each tried out: only those understood with high confidence are offered. */
export function suggestQuestions(lexicon: Lexicon): string[] {
  return [...goodQuestions(lexicon, 10)];
}
