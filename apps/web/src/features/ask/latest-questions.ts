import type { HistoryEntry } from '@lumiere/contract';

/** The newest `count` questions, each once: asked again in other letters or with other spaces it is the same one. */
export function latestQuestions(entries: readonly HistoryEntry[], count: number): readonly HistoryEntry[] {
  const newestFirst = entries.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const once = new Map<string, HistoryEntry>();
  for (const entry of newestFirst) {
    const question = entry.question
      .trim()
      .replaceAll(/\s+/g, ' ')
      .replace(/[?.! ]+$/, '')
      .toLowerCase();
    if (!once.has(question)) once.set(question, entry);
  }
  return [...once.values()].slice(0, count);
}
