import type { View } from '@lumiere/semantic';
import type { MeasureSlot, Mention } from './draft.ts';
import type { Candidate, Placed } from './items.ts';
import { bestOf, sortOf } from './sorts.ts';
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
    draft.part = { mention: filter.mention, negated: filter.negated, noun: null, unsure: false };
  }
  const next = s.items[i + 1];
  const flag = next?.kind === 'entity' ? bestOf(next.candidates, s.view, ['flag']) : 0;
  const words = item.words.toLowerCase();
  s.shareOpen = (/ of\b/u.test(words) && !/total/u.test(words)) || flag > 0.7;
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

/**
 * "share of women", "share of remote employees by department": what the words after "share of" hold is the part. Of "share of online revenue"
 * it is not, which has no rows to be part of; nor of "share of remote employees that are in each department", which says another part.
 */
export function placePart(s: State, mention: Mention): boolean {
  s.shareOpen = false;
  const { draft, view } = s;
  const value = bestOf(mention.candidates, view, ['value', 'flag']);
  const other = bestOf(mention.candidates, view, ['number', 'table', 'group', 'time', 'key']);
  if (value <= other || draft.part !== null) return false;
  const noun = s.items[mention.at + 1];
  const named = noun?.kind === 'entity' && bestOf(noun.candidates, view, ['number', 'table']) > 0.7;
  if (named && bestOf(noun.candidates, view, ['number']) > 0.7 && !countsRows(noun.candidates, view)) return false;
  if (named && !plainly(s, mention.at + 2)) return false;
  // "share of remote full-time employees": of all employees, or of those full-time; and "of remote employees with a salary over 5000"
  const unsure = named
    ? restricted(s, mention.at + 2)
    : noun?.kind === 'entity' && bestOf(noun.candidates, view, ['value', 'flag']) > 0.7;
  draft.part = { mention, negated: s.negated, noun: named ? noun.words : null, unsure };
  s.negated = false;
  return true;
}

/** Whether what a noun measures is how many there are, and nothing else. */
const countsRows = (candidates: readonly Candidate[], view: View): boolean =>
  candidates.every(({ ref, score }) => {
    if (score < 0.7 || sortOf(ref, view) !== 'number') return true;
    const value = ref.kind === 'measure' ? view.measures.get(ref.measure)?.measure.value : undefined;
    return value?.kind === 'count-rows' || (value?.kind === 'aggregate' && value.function === 'count-distinct');
  });

/** Whether no more is said of a noun than where and when it is and what was done to it, and which groups it is seen by. */
function plainly(s: State, from: number): boolean {
  for (const [i, item] of s.items.slice(from).entries()) {
    if (item.kind === 'group') return !/\b(from|of)\b/iu.test(item.words);
    if (
      item.kind === 'which' ||
      (item.kind === 'light' && !/(ed|en|ing|made|sold|bought|paid|held)$/iu.test(item.words))
    )
      return false;
    const happening = item.kind === 'entity' && bestOf(item.candidates, s.view, ['event']) > 0.7;
    if (item.kind === 'entity' && i === 0 && !(happening && /ed$/iu.test(item.words))) return false;
    if (relative.test(item.words) || copula.test(item.words) || item.words.toLowerCase() === 'where') return false;
  }
  return true;
}

/** Whether a condition stands between a noun and its groups, which may be one of the part or of the whole. */
function restricted(s: State, from: number): boolean {
  const rest = s.items.slice(from);
  const group = rest.findIndex((item) => item.kind === 'group');
  return rest.slice(0, group < 0 ? undefined : group).some((item) => /^(with|without|having)\b/iu.test(item.words));
}

const relative = /^(that|who|which|whose)$/iu;
const copula = /^((that|who|which) )?(is|are|was|were)( not)?$/iu;

/**
 * "share of employees who are remote by department": what is said of the noun before the groups is the part. Where it is not clear which of
 * several things said is meant, the reading is marked as unsure.
 */
export function partSaid(s: State): void {
  const { draft, items } = s;
  const noun = draft.subjects[0] ?? draft.measures[0]?.mention;
  const group = items.findIndex((item) => item.kind === 'group');
  if (noun === undefined || group < 0 || draft.subjects.length + draft.measures.length > 1) return;
  // "remote employees by department as a percentage": the share comes last, and is one of all that is listed
  if (draft.window === null || draft.window.span[0] > noun.span[0] || !countsRows(noun.candidates, s.view)) return;
  const before = draft.filters.filter(({ mention }) => mention.at < group);
  const said = before.filter(({ mention }) => {
    const words = wordsBefore(items, mention.at);
    return words.some((word) => relative.test(word) || copula.test(word)) && !words.includes('where');
  });
  const [only] = said;
  if (only !== undefined && said.length === 1 && !before.some((slot) => slot.or || slot.and)) {
    draft.filters.splice(draft.filters.indexOf(only), 1);
    draft.part = { mention: only.mention, negated: only.negated, noun: noun.words, unsure: false };
    return;
  }
  // how those who are remote are spread: "that are in each department"; where and when they are is no part either
  const spread = /\b(each|every|from|of)\b/iu.test(items[group]?.words ?? '');
  const open = before.filter(
    ({ mention }) => !wordsBefore(items, mention.at).some((word) => /^(in|at|from|for|on)$/u.test(word)),
  );
  if (!spread && open.length > 0) draft.idle.push({ words: draft.window.words, span: draft.window.span });
}

/** The words between the thing named before and this one. */
function wordsBefore(items: readonly Placed[], at: number): readonly string[] {
  const words: string[] = [];
  for (let i = at - 1; i >= 0; i--) {
    const item = items[i];
    if (item === undefined || item.kind === 'entity' || item.kind === 'window' || item.kind === 'group') break;
    words.push(item.words.toLowerCase());
  }
  return words;
}

/** "what share of usage falls on weekends": without groups the last filter is the part. */
export function partAtEnd(s: State): void {
  const draft = s.draft;
  const last = draft.filters[draft.filters.length - 1];
  const cycle = draft.partFilters.pop();
  if (cycle) draft.part = { cycle, negated: cycle.negated };
  else if (last) {
    draft.filters.pop();
    draft.part = { mention: last.mention, negated: last.negated, noun: null, unsure: false };
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

/** "how many are not remote": what is counted are the rows that the one thing said tells of. */
export function measureOfFilter(s: State): boolean {
  const [only] = s.draft.filters;
  const found = only?.mention.candidates.find((one) => ['value', 'flag'].includes(sortOf(one.ref, s.view)));
  if (only === undefined || found === undefined || s.aggregate === null || s.draft.filters.length > 1) return false;
  const { ref } = found;
  const id = ref.kind === 'value' || ref.kind === 'field' ? ref.field : ref.kind === 'segment' ? ref.segment : null;
  if (id === null) return false;
  const table = { kind: 'table', table: id.slice(0, id.indexOf('.')) } as const;
  const mention = { ...only.mention, candidates: [{ ref: table, score: 1, quality: 'exact' as const }] };
  s.draft.measures.push({ mention, aggregate: 'count', outer: null, aggregateSpan: s.aggregate.span, under: null });
  return true;
}
