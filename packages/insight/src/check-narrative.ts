import type { Narrative, Result } from '@lumiere/contract';
import { figureText } from './figures.ts';
import type { Writing } from './figures.ts';

/**
 * Computes every figure of a narrative again from its derivation over `result` and gives what differs, in words; empty where all is
 * true. Words that hold a digit are reported too: a number in prose without a derivation is a claim without proof.
 */
export function checkNarrative(narrative: Narrative, result: Result, writing: Writing = { locale: 'en' }): string[] {
  return narrative.sentences.flatMap((sentence, i) =>
    sentence.flatMap((part) => {
      if ('text' in part)
        return hasDigit(part.text) ? [`Sentence ${i + 1}: "${part.text}" holds a digit without a derivation.`] : [];
      const expected = figureText(part.from, result, writing);
      if (expected === part.figure) return [];
      const found = expected === null ? 'the result holds no such value' : `the result says "${expected}"`;
      return [`Sentence ${i + 1}: the figure is "${part.figure}" but ${found} (${part.from.kind}).`];
    }),
  );
}

export const hasDigit = (text: string): boolean => /\p{Nd}/u.test(text);
