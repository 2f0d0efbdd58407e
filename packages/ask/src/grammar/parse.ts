import type { View } from '@lumiere/semantic';
import { openGroup, placeGrain, placeNumber, placeRank, trailingCompare } from './amounts.ts';
import type { Draft } from './draft.ts';
import { placeEntity } from './entities.ts';
import type { Placed } from './items.ts';
import { measureOfFilter, measureOfSubject, partAtEnd, partSaid, placeRate, placeShare } from './parts.ts';
import { bestOf, mentionOf } from './sorts.ts';
import { ownedCandidates } from './owners.ts';
import { begin, rankOpen, type State } from './state.ts';

/** Gives each piece of the question its part, from left to right. */
export function parseItems(items: readonly Placed[], view: View): Draft {
  const s = begin(items, view);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item) i = takeItem(s, item, i);
  }
  finish(s);
  return s.draft;
}

/** Reads one item; gives the place of the last one read with it. */
function takeItem(s: State, item: Placed, i: number): number {
  const draft = s.draft;
  switch (item.kind) {
    case 'group':
      openGroup(s, item, i);
      return i;
    case 'aggregate':
      if (s.compare && item.function === 'avg') {
        // "more than the average"
        s.draft.average = {
          above: s.compare.op.startsWith('>'),
          span: [s.compare.item.span[0], item.span[1]],
          words: `${s.compare.item.words} ${item.words}`,
          mention: s.lastMention,
        };
        s.compare = null;
        return i;
      }
      if (s.aggregate && s.joined && item.function !== 'count' && s.aggregate.fn !== item.function) {
        // "maximum and minimum budget"
        s.also.push(s.aggregate.fn);
        s.aggregate = null;
      }
      if (s.aggregate && ['avg', 'max', 'min', 'median'].includes(s.aggregate.fn) && item.function === 'count')
        s.outer = s.aggregate.fn;
      s.aggregate = {
        fn: item.function === 'distinct' ? 'distinct' : s.aggregate?.fn === 'distinct' ? 'distinct' : item.function,
        span: item.span,
      };
      if (s.joined && s.mode === 'group' && !rankOpen(s)) s.mode = 'attach';
      return i;
    case 'rank':
      return placeRank(s, item, i);
    case 'compare':
    case 'between':
      s.compare = { op: item.kind === 'compare' ? item.op : '>=', between: item.kind === 'between', item };
      if (item.kind === 'compare' && /^(or|and) /iu.test(item.words)) joinedCompare(s, item, i);
      return i;
    case 'negation':
      s.negated = true;
      s.mode = s.mode === 'group' ? 'attach' : s.mode;
      return i;
    case 'lacking':
      s.lacking = item;
      return i;
    case 'never':
      draft.never = { words: item.words, span: item.span };
      return i;
    case 'window':
      draft.window ??= { function: item.function, span: item.span, words: item.words };
      if (item.function === 'share') placeShare(s, item, i);
      return i;
    case 'growth':
      draft.growth = { of: draft.growth?.of ?? item.of, relative: item.relative, span: item.span, words: item.words };
      return i;
    case 'growth-verb':
      draft.growth = { of: null, relative: !/how much/iu.test(item.words), span: item.span, words: item.words };
      return i;
    case 'grew':
      draft.grew = true;
      draft.growth ??= /increase|decrease|growth/iu.test(item.words)
        ? { of: null, relative: false, span: item.span, words: item.words }
        : null;
      return i;
    case 'versus':
    case 'compare-verb':
      draft.versus ??= { words: item.words, span: item.span };
      s.versus = true;
      s.joined = true;
      return i;
    case 'divide': {
      const over = draft.measures[draft.measures.length - 1] ?? measureOfSubject(s);
      if (over) draft.divide = { over, at: i };
      return i;
    }
    case 'rate':
      placeRate(s, item, i);
      return i;
    case 'and':
      s.joined = true;
      return i;
    case 'or':
      s.joined = true;
      s.or = true;
      draft.or ??= { words: item.words, span: item.span };
      return i;
    case 'comma':
      // "for each region, the product …": the comma ends what each is for
      if (s.mode === 'group' && (s.each || !s.by)) s.mode = 'attach';
      else s.joined = true;
      return i;
    case 'distinct':
      if (s.aggregate?.fn === 'count') s.aggregate = { ...s.aggregate, fn: 'distinct' };
      else draft.distinct = true;
      return i;
    case 'list':
      draft.list = true;
      return i;
    case 'which':
      draft.which = true;
      draft.who ??= /^(who|whom|who is|who are)$/iu.test(item.words) ? { words: item.words, span: item.span } : null;
      if (s.mode === 'group') s.mode = 'attach';
      return i;
    case 'only':
      draft.only = true;
      s.mode = 'attach';
      return i;
    case 'order-by':
      draft.order = { mention: null, descending: item.descending ?? false, span: item.span, words: item.words };
      s.mode = 'order';
      return i;
    case 'direction':
      if (draft.order) draft.order.descending = item.descending;
      else if (draft.rank) draft.rank.descending = item.descending;
      else draft.order = { mention: null, descending: item.descending, span: item.span, words: item.words };
      return i;
    case 'above-average':
    case 'below-average':
      draft.average = {
        above: item.kind === 'above-average',
        span: item.span,
        words: item.words,
        mention: s.lastMention,
      };
      // what is older or longer is a field that the adjective does not name
      if (
        /young|old|short|long/iu.test(item.words) &&
        bestOf(s.lastMention?.candidates ?? [], s.view, ['number']) < 0.5
      )
        draft.idle.push({ words: item.words, span: item.span });
      return i;
    case 'follow':
      draft.follow = true;
      return i;
    case 'chart':
      draft.chart = { kind: item.chart, span: item.span, words: item.words };
      return i;
    case 'preposition':
      if (s.mode !== 'order' && !(s.mode === 'group' && s.joined))
        s.mode = s.mode === 'start' && s.last === null ? 'start' : 'attach';
      s.joined = false;
      return i;
    case 'light':
      draft.verbs.push(item.words.toLowerCase());
      return i;
    case 'period':
      // "over the last 12 months" compares nothing
      if (s.compare?.item.until === item.from) s.compare = null;
      draft.periods.push({
        period: item.period,
        label: item.label,
        grain: item.grain,
        negated: s.negated,
        span: item.span,
        words: item.words,
        at: i,
      });
      s.negated = false;
      if (s.mode === 'group') s.mode = 'attach';
      return i;
    case 'part-filter':
      draft.partFilters.push({
        part: item.part,
        values: item.values,
        label: item.label,
        negated: s.negated,
        span: item.span,
        words: item.words,
      });
      s.negated = false;
      return i;
    case 'grain':
      placeGrain(s, item, i);
      return i;
    case 'number':
      return placeNumber(s, item, i);
    case 'entity':
      placeEntity(s, mentionOf(item, ownedCandidates(s, item.candidates, i), i));
      return i;
    case 'unknown':
      draft.unknown.push({ words: item.words, span: item.span });
      return i;
    case 'total':
      return i;
    case 'stop':
      if (/^(both|details|information|info)$/iu.test(item.words)) draft.verbs.push(item.words.toLowerCase());
      return i;
  }
}

/** "10 or more": the number stands before; "over 400 or below 10": a second test. */
function joinedCompare(s: State, item: Placed & { kind: 'compare' }, i: number): void {
  if (s.items[i + 1]?.kind !== 'number') return trailingCompare(s, item.op);
  const or = /^or /iu.test(item.words);
  s.or = or;
  if (or) s.draft.or ??= { words: item.words, span: item.span };
  s.compare = { op: item.op === '>=' ? '>' : item.op === '<=' ? '<' : item.op, between: false, item };
}

/** What is still open at the end. */
function finish(s: State): void {
  const draft = s.draft;
  if (
    draft.window?.function === 'share' &&
    draft.part === null &&
    !draft.dimensions.some((slot) => slot.kind === 'mention' || slot.part !== null)
  )
    partAtEnd(s);
  else if (draft.window?.function === 'share' && draft.part === null) partSaid(s);
  if (s.aggregate) {
    const subject = draft.subjects[0];
    // "visits longer than 5 minutes, how many?"
    if (subject && (s.aggregate.fn === 'count' || s.aggregate.fn === 'distinct')) {
      draft.subjects.shift();
      draft.measures.push({
        mention: subject,
        aggregate: s.aggregate.fn,
        outer: null,
        aggregateSpan: s.aggregate.span,
        under: null,
      });
    } else if (s.aggregate.fn !== 'count' || draft.measures.length > 0 || !measureOfFilter(s))
      draft.idle.push({ words: '', span: s.aggregate.span });
  }
  if (s.lacking) draft.idle.push({ words: s.lacking.words, span: s.lacking.span });
  if (s.compare) draft.idle.push({ words: s.compare.item.words, span: s.compare.item.span });
  if (s.negated) draft.idle.push({ words: 'not', span: [0, 0] });
}
