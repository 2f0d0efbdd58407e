import type { View } from '@lumiere/semantic';
import { emptyDraft, type AggregateWord, type Draft, type Mention, type NumberSlot, type Span } from './draft.ts';
import type { Placed } from './items.ts';

/** What was placed last: "and" goes on with it. */
export type Last = 'measure' | 'dimension' | 'filter' | 'column' | 'subject' | null;

/** Where the reading of a question stands: what was opened by a word and waits for the next. */
export interface State {
  readonly items: readonly Placed[];
  readonly view: View;
  readonly draft: Draft;
  mode: 'start' | 'group' | 'attach' | 'rank' | 'order';
  each: boolean;
  by: boolean;
  negated: boolean;
  or: boolean;
  lacking: Placed | null;
  aggregate: { readonly fn: AggregateWord; readonly span: Span } | null;
  /** Aggregates said before this one: "maximum and minimum budget". */
  also: AggregateWord[];
  /** The average of "average number of". */
  outer: AggregateWord | null;
  compare: { readonly op: NumberSlot['op']; readonly between: boolean; readonly item: Placed } | null;
  last: Last;
  lastMention: Mention | null;
  joined: boolean;
  versus: boolean;
  shareOpen: boolean;
}

/** Before the first word. */
export function begin(items: readonly Placed[], view: View): State {
  return {
    items,
    view,
    draft: emptyDraft(),
    mode: 'start',
    each: false,
    by: false,
    negated: false,
    or: false,
    lacking: null,
    aggregate: null,
    also: [],
    outer: null,
    compare: null,
    last: null,
    lastMention: null,
    joined: false,
    versus: false,
    shareOpen: false,
  };
}

/** Whether a ranking waits for what it goes by. */
export function rankOpen(s: State): boolean {
  return s.draft.rank !== null && s.draft.rank.by === null;
}
