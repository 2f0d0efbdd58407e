import type { Chip, Query } from '@lumiere/contract';
import type { Mention, Note, Span } from '../grammar/draft.ts';

/** What became of a draft: a query with its account, or what could not be found in the model. */
export interface Built {
  readonly query: Query | null;
  readonly chips: readonly Chip[];
  /** Phrases that name nothing where something was needed. */
  readonly missing: readonly Note[];
  /** Why what was asked cannot be answered though the model holds it, in whole sentences. */
  readonly barred: readonly string[];
  /** What has to be said first, with questions that say it; null where nothing has. */
  readonly open: Open | null;
  /** What makes the reading less than sure; empty for none. */
  readonly doubts: readonly Doubt[];
  /** Other readings of an ambiguous word: the span and what to put in its place. */
  readonly rivals: readonly { readonly span: Span; readonly words: string; readonly meanings: readonly string[] }[];
}

/** A question back: why, and what could be asked instead. */
export interface Open {
  readonly reason: string;
  readonly questions: readonly string[];
}

export interface Doubt {
  readonly weight: 1 | 2 | 3;
  readonly reason: string;
}

/** Collects the account of a reading while it is being made. */
export class Account {
  readonly chips: Chip[] = [];
  readonly missing: Note[] = [];
  readonly barred: string[] = [];
  open: Open | null = null;
  readonly doubts: Doubt[] = [];
  readonly rivals: { span: Span; words: string; meanings: readonly string[] }[] = [];

  heard(
    kind: Chip['kind'],
    from: { readonly words: string; readonly span: Span },
    meaning: string,
    alternatives: readonly string[] = [],
  ): void {
    if (
      this.chips.some(
        (chip) =>
          chip.span?.[0] === from.span[0] &&
          chip.span[1] === from.span[1] &&
          chip.kind === kind &&
          chip.meaning === meaning,
      )
    )
      return;
    this.chips.push({
      kind,
      words: from.words,
      meaning,
      span: [from.span[0], from.span[1]],
      applied: true,
      assumed: false,
      alternatives: [...alternatives],
    });
  }

  assumed(kind: Chip['kind'], meaning: string): void {
    this.chips.push({ kind, words: '', meaning, span: null, applied: true, assumed: true, alternatives: [] });
  }

  ignored(note: Note, meaning: string): void {
    this.chips.push({
      kind: 'ignored',
      words: note.words,
      meaning,
      span: [note.span[0], note.span[1]],
      applied: false,
      assumed: false,
      alternatives: [],
    });
  }

  lacks(mention: Mention | Note): void {
    this.missing.push({ words: mention.words, span: mention.span });
  }

  bar(mention: Mention | Note, meaning: string, reason: string): void {
    this.ignored(mention, meaning);
    this.barred.push(reason);
  }

  ask(reason: string, questions: readonly string[]): void {
    this.open ??= { reason, questions };
  }

  doubt(weight: 1 | 2 | 3, reason: string): void {
    this.doubts.push({ weight, reason });
  }
}
