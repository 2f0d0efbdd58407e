import type { MeasureSlot, Mention } from './draft.ts';
import type { Placed } from './items.ts';
import type { State } from './state.ts';

/** "cancellation rate": what stands before the word is the part, not a thing of its own. */
export function placeRate(s: State, item: Placed, i: number): void {
  const draft = s.draft;
  const before = s.lastMention;
  if (before === null || before.at !== i - 1) {
    draft.idle.push({ words: item.words, span: item.span });
    return;
  }
  withdraw(s, before);
  draft.rate = { span: item.span, mention: before, words: `${before.words} ${item.words}` };
  s.aggregate = null;
  s.mode = 'attach';
  s.last = 'measure';
}

/** "mobile share of traffic": the value before is the part whose share is asked. */
export function placeShare(s: State, item: Placed, i: number): void {
  const draft = s.draft;
  const filter = draft.filters[draft.filters.length - 1];
  if (filter && filter.mention.at === i - 1 && / of$| of /u.test(`${item.words} `)) {
    draft.filters.pop();
    draft.part = { mention: filter.mention, negated: filter.negated };
  }
  s.shareOpen = / of\b/u.test(item.words.toLowerCase()) && !/total/u.test(item.words.toLowerCase());
  s.mode = 'attach';
}

function withdraw(s: State, mention: Mention): void {
  const { draft } = { draft: s.draft };
  const without = <T>(list: T[], of: (one: T) => Mention | null): void => {
    const at = list.findIndex((one) => of(one) === mention);
    if (at >= 0) list.splice(at, 1);
  };
  without(draft.filters, (slot) => slot.mention);
  without(draft.measures, (slot) => slot.mention);
  without(draft.subjects, (one) => one);
  without(draft.contexts, (one) => one);
  without(draft.events, (one) => one);
  without(draft.columns, (one) => one);
  if (draft.rank?.by?.mention === mention) draft.rank.by = null;
}

/** "what share of usage falls on weekends": without groups the last filter is the part. */
export function partAtEnd(s: State): void {
  const draft = s.draft;
  const last = draft.filters[draft.filters.length - 1];
  const cycle = draft.partFilters.pop();
  if (cycle) draft.part = { cycle, negated: cycle.negated };
  else if (last) {
    draft.filters.pop();
    draft.part = { mention: last.mention, negated: last.negated };
  }
}

/** Makes the thing named first a count of it. */
export function measureOfSubject(s: State): MeasureSlot | null {
  const subject = s.draft.subjects.pop();
  if (!subject) return null;
  const slot: MeasureSlot = { mention: subject, aggregate: 'count', outer: null, aggregateSpan: null, under: null };
  s.draft.measures.push(slot);
  return slot;
}
