import type { NumberSlot } from './draft.ts';
import type { Placed } from './items.ts';
import { placeEntity } from './entities.ts';
import { measureOfSubject } from './parts.ts';
import { bestOf, mentionOf } from './sorts.ts';
import type { State } from './state.ts';
import { lemma } from '../text/lemma.ts';

/** "top 5", "the lowest": opens a ranking, with the number beside it. */
export function placeRank(s: State, item: Placed & { kind: 'rank' }, i: number): number {
  const draft = s.draft;
  const next = s.items[i + 1];
  const count =
    next?.kind === 'number' && Number.isInteger(next.value) && next.value > 0 && next.value <= 10_000
      ? next.value
      : null;
  const before = s.items[i - 1];
  const ahead = before?.kind === 'number' && draft.countAhead !== null ? draft.countAhead.value : null;
  draft.rank = {
    descending: item.descending,
    count: count ?? ahead ?? draft.rank?.count ?? null,
    pure: item.pure,
    adjective: item.adjective ?? null,
    by: null,
    span: item.span,
    words: item.words,
    at: i,
  };
  s.mode = 'rank';
  s.joined = false;
  return count === null ? i : i + 1;
}

export function trailingCompare(s: State, op: NumberSlot['op']): void {
  const last = s.draft.numbers[s.draft.numbers.length - 1];
  const ahead = s.draft.countAhead;
  if (last) s.draft.numbers[s.draft.numbers.length - 1] = { ...last, op };
  else if (ahead) {
    s.draft.numbers.push({
      mention: s.lastMention,
      op,
      value: ahead.value,
      high: null,
      unit: null,
      counted: null,
      aggregate: null,
      negated: false,
      or: false,
      span: ahead.span,
      words: ahead.words,
      at: 0,
    });
    s.draft.countAhead = null;
  }
  s.compare = null;
}

/** A number: the bound of a comparison, or how many are wanted. */
export function placeNumber(s: State, item: Placed & { kind: 'number' }, i: number): number {
  const draft = s.draft;
  const next = s.items[i + 1];
  if (s.compare) {
    const { op, between, item: opener } = s.compare;
    let high: number | null = null;
    let until = i;
    if (between) {
      const upper = s.items[i + 2];
      if (next && (next.kind === 'and' || next.words === 'to') && upper?.kind === 'number') {
        high = upper.value;
        until = i + 2;
      }
    }
    const end = s.items[until];
    const joint = jointAfter(s, until);
    const after = s.items[joint + 1];
    const counted =
      after?.kind === 'entity' && (!between || joint > until)
        ? after
        : after?.kind === 'grain' && after.candidates.length > 0
          ? after
          : null;
    const mention = counted ? mentionOf(counted, counted.candidates, joint + 1) : null;
    draft.numbers.push({
      mention: s.lastMention,
      op,
      value: item.value,
      high,
      unit: item.unit,
      counted: mention,
      // "average salary above 8000": what was said of the number holds for the test
      aggregate: s.aggregate?.fn ?? draft.measures.find((slot) => slot.mention === s.lastMention)?.aggregate ?? null,
      negated: s.negated,
      or: s.or,
      span: [opener.span[0], end?.span[1] ?? item.span[1]],
      words: `${opener.words} ${item.words}`,
      at: i,
    });
    s.compare = null;
    s.negated = false;
    s.or = false;
    s.joined = false;
    s.aggregate = null;
    return mention || after?.kind === 'grain' ? joint + 1 : until;
  }
  const noun = next?.kind === 'entity' || next?.kind === 'rank' || next?.kind === 'grain' || next?.kind === 'light';
  const numeric = s.lastMention !== null && bestOf(s.lastMention.candidates, s.view, ['number', 'key']) > 0.6;
  if (numeric && (!noun || s.negated) && s.lastMention !== null) {
    // "whose age is not 20", "grade 10"
    draft.numbers.push({
      mention: s.lastMention,
      op: s.negated ? '!=' : '=',
      value: item.value,
      high: null,
      unit: item.unit,
      counted: null,
      aggregate: null,
      negated: false,
      or: s.or,
      span: item.span,
      words: item.words,
      at: i,
    });
    s.negated = false;
    return i;
  }
  if (!noun && draft.rank === null && s.items[i - 1]?.kind !== 'rank')
    draft.idle.push({ words: item.words, span: item.span });
  draft.countAhead = { value: item.value, span: item.span, words: item.words, at: i };
  return i;
}

/** "more than 20000 in revenue", "over 300 euros of sales": the place of the last word before the number's own name. */
function jointAfter(s: State, at: number): number {
  let joint = at;
  for (let next = s.items[joint + 1]; next; next = s.items[joint + 1]) {
    const word = next.words.toLowerCase();
    const unit = next.kind === 'stop' && /^(euros?|dollars|eur|usd|pounds|worth)$/u.test(word);
    const linked = next.kind === 'preposition' && (word === 'in' || word === 'of');
    if (!unit && !linked) break;
    joint += 1;
  }
  const named = s.items[joint + 1];
  const number =
    joint > at &&
    named?.kind === 'entity' &&
    bestOf(named.candidates, s.view, ['number']) > Math.max(0.6, bestOf(named.candidates, s.view, ['value', 'table']));
  return number ? joint : at;
}

/** A unit or cycle of time: to group by, to average over, or a unit of measurement. */
export function placeGrain(s: State, item: Placed & { kind: 'grain' }, i: number): void {
  const draft = s.draft;
  const before = s.items[i - 1];
  // "delivery time in days": a unit, nothing to group by
  if (
    before?.kind === 'preposition' &&
    before.words.toLowerCase() === 'in' &&
    item.words.endsWith('s') &&
    !item.adverb &&
    draft.measures.length > 0
  )
    return;
  if (
    item.adverb &&
    s.aggregate &&
    s.aggregate.fn !== 'count' &&
    s.aggregate.fn !== 'sum' &&
    s.aggregate.fn !== 'distinct'
  ) {
    // "average daily consumption" averages the days' sums; of "average hourly load" the rows tell the hour
    if (item.grain !== null) draft.nestGrain = { grain: item.grain, span: item.span, words: item.words };
    return;
  }
  if (s.aggregate?.fn === 'count' && item.candidates.length === 0 && s.mode !== 'group') {
    // "on how many days": a count of units, which is no number of the model
    draft.idle.push({ words: `how many ${item.words}`, span: item.span });
    s.aggregate = null;
    return;
  }
  const asNoun =
    item.candidates.length > 0 && !item.adverb && s.mode !== 'group' && !(s.joined && s.last === 'dimension');
  if (asNoun) {
    placeEntity(s, mentionOf(item, item.candidates, i));
    return;
  }
  draft.dimensions.push({
    kind: 'time',
    grain: item.grain,
    part: item.part,
    span: item.span,
    words: item.words,
    each: s.each,
    asked: s.mode !== 'group' && !item.adverb,
  });
  s.last = 'dimension';
  s.joined = false;
  if (s.mode === 'rank') s.mode = 'attach';
}

/** "the methods used by customers": those who do it, where rows are asked for and no number that they could group. */
function doneBy(s: State, i: number): boolean {
  const verb = s.items[i - 1];
  const next = s.items[i + 1];
  const last = next?.words.toLowerCase().split(' ').at(-1) ?? '';
  return (
    s.aggregate === null &&
    s.draft.measures.length === 0 &&
    s.draft.rank === null &&
    s.draft.order === null &&
    verb?.kind === 'light' &&
    /(ed|en|ld|ght|id|de)$/iu.test(verb.words) &&
    !/^(grouped|sorted|ordered|ranked|split|broken|divided|arranged)$/iu.test(verb.words) &&
    next?.kind === 'entity' &&
    lemma(last) !== last
  );
}

/** "by", "per", "for each": what follows is grouped by. */
export function openGroup(s: State, item: Placed, i: number): void {
  const words = item.words.toLowerCase();
  if (words === 'by' && doneBy(s, i)) {
    s.mode = 'attach';
    s.joined = false;
    return;
  }
  s.each = /each|every|\ball\b/u.test(words);
  s.by = /\bby\b/u.test(words);
  // "for all", "across all" only group where a singular or a break-down follows
  if (
    s.aggregate &&
    (s.aggregate.fn === 'count' || s.aggregate.fn === 'distinct') &&
    s.draft.subjects.length > 0 &&
    s.by
  ) {
    measureOfSubject(s);
    s.aggregate = null;
  }
  s.mode = 'group';
  s.joined = false;
  // "per" after an aggregate stays with the measure: "number of orders per customer"
  if (s.draft.order && s.draft.order.mention === null && i > 0) s.mode = 'group';
}
