import type { Chip } from '@lumiere/contract';

/** The question with another reading in place of a chip's words; null where nothing was typed that it could replace. */
export function replaceWords(
  question: string,
  chip: Chip,
  words: string,
): { readonly words: string; readonly question: string } | null {
  if (chip.span === null) return null;
  const [from, to] = chip.span;
  if (from < 0 || to > question.length || from >= to) return null;
  return { words, question: question.slice(0, from) + words + question.slice(to) };
}
