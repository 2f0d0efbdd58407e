import type { MeasureSlot, Mention } from './draft.ts';
import { bestOf, mentionOf, type Sort } from './sorts.ts';
import { measureOfSubject, placePart } from './parts.ts';
import { rankOpen, type Last, type State } from './state.ts';

/** A phrase of the model takes the part that the words before it leave open. */
export function placeEntity(s: State, mention: Mention): void {
  const draft = s.draft;
  const sorts = (...wanted: readonly Sort[]): number => bestOf(mention.candidates, s.view, wanted);
  const value = sorts('value');
  const number = sorts('number');
  const thing = sorts('table', 'group', 'time', 'key');
  const before = s.lastMention;
  s.lastMention = mention;
  const done = (last: Last): void => {
    s.last = last;
    s.joined = false;
    s.or = false;
  };
  if (s.lacking && excludes(s.lacking.words, value, Math.max(number, thing, sorts('event', 'flag')))) {
    // "without Berlin Mitte": one of several values is left out, nothing is missing
    s.lacking = null;
    s.negated = true;
    placeFilter(s, mention);
    return done('filter');
  }
  if (s.lacking) {
    draft.lacks.push({ mention, never: false, span: s.lacking.span, words: `${s.lacking.words} ${mention.words}` });
    s.lacking = null;
    return done(null);
  }
  if (
    s.negated &&
    value < 0.5 &&
    (number < 0.5 || sorts('table') >= number) &&
    sorts('table', 'event') > 0.7 &&
    sorts('group', 'flag') < 0.7 &&
    draft.subjects.length + draft.measures.length > 0
  ) {
    // "books that are not published", "customers not in any order"
    draft.lacks.push({ mention, never: true, span: mention.span, words: mention.words });
    s.negated = false;
    return done(null);
  }
  if (draft.never && draft.lacks.length === 0 && value > 0.7 && value > Math.max(number, thing)) {
    // "never bought Northfell": that one was not, though others may have been
    draft.never = null;
    s.negated = true;
    placeFilter(s, mention);
    return done('filter');
  }
  if (draft.never && draft.lacks.length === 0 && sorts('table') < 0.8 && valueFollows(s, mention)) return done(null);
  if (
    draft.never &&
    draft.lacks.length === 0 &&
    (draft.subjects.length > 0 || draft.measures.length > 0) &&
    sorts('table', 'event', 'number') > 0
  ) {
    draft.lacks.push({ mention, never: true, span: draft.never.span, words: `${draft.never.words} ${mention.words}` });
    return done(null);
  }
  if (
    draft.divide &&
    draft.measures[draft.measures.length - 1] === draft.divide.over &&
    draft.divide.over.under === null
  ) {
    draft.divide.over.under = mention;
    return done('measure');
  }
  if (s.mode === 'order' && draft.order) {
    s.draft.order = { ...draft.order, mention };
    s.mode = 'attach';
    return done(null);
  }
  if (s.shareOpen && placePart(s, mention)) return done('measure');
  if (s.aggregate) {
    const { fn, span } = s.aggregate;
    // "how many contractors", "average delivery time of online orders": an adjective before the noun filters; and "how many are not remote"
    const without = s.negated && fn === 'count';
    if (
      Math.max(value, sorts('flag')) > Math.max(number, thing) &&
      fn !== 'distinct' &&
      (without || followedByNoun(s, mention))
    ) {
      placeFilter(s, mention);
      return done('filter');
    }
    const said = s.items.find((item) => item.span[0] === span[0])?.words ?? '';
    // "total amount of payment": rows have no amount, so counting them is not what was asked
    if (fn === 'sum' && number < 0.5 && /amount|how much|\bsum\b/iu.test(said)) draft.idle.push({ words: said, span });
    const slot: MeasureSlot = { mention, aggregate: fn, outer: s.outer, aggregateSpan: span, under: null };
    s.aggregate = null;
    s.outer = null;
    if (
      rankOpen(s) &&
      draft.rank &&
      (s.mode === 'group' || s.mode === 'rank') &&
      draft.dimensions.length + draft.subjects.length > 0
    )
      draft.rank.by = slot;
    else {
      for (const other of s.also) draft.measures.push({ ...slot, aggregate: other, outer: null });
      draft.measures.push(slot);
    }
    s.also = [];
    s.mode = 'attach';
    return done('measure');
  }
  if (
    s.mode === 'group' ||
    (s.joined && s.last === 'dimension' && Math.max(thing, sorts('flag')) >= 0.6 && value <= thing)
  ) {
    if (value <= Math.max(thing, sorts('flag')) || value < 0.6) return placeGrouped(s, mention, number, thing, done);
    // "in each finished campaign": an adjective before the noun that groups
    const each = s.mode === 'group' && followedByNoun(s, mention);
    placeFilter(s, mention);
    if (each) s.mode = 'group';
    return done('filter');
  }
  // "do not have the status Village": what is lacking is the value, not the field
  const lack = draft.lacks[draft.lacks.length - 1];
  if (value > 0.7 && lack && !lack.never && lack.mention === before && before.at >= mention.at - 2) {
    draft.lacks.pop();
    s.negated = true;
    placeFilter(s, mention);
    s.negated = false;
    return done('filter');
  }
  const event = sorts('event');
  // "hires per year": a plural noun of a happening, though some column may hold the word
  if (
    event >= 0.8 &&
    value > 0 &&
    draft.measures.length + draft.subjects.length === 0 &&
    /[^s]s$/iu.test(mention.words) &&
    sorts('table') < 0.8
  ) {
    draft.events.push(mention);
    return done(null);
  }
  if (value > 0 && value >= Math.max(number, thing) - 0.02 && !(s.mode === 'rank' && thing > 0.9)) {
    placeFilter(s, mention);
    return done('filter');
  }
  if (s.mode === 'rank' && draft.rank) {
    if (number > thing && number > 0.5 && draft.rank.adjective !== 'count') {
      draft.rank.by = { mention, aggregate: null, outer: null, aggregateSpan: null, under: null };
      s.mode = 'attach';
      return done('measure');
    }
    if (
      !draft.rank.pure &&
      draft.rank.adjective === null &&
      draft.dimensions.concat().length + draft.subjects.length > 0 &&
      sorts('table') > 0.5
    ) {
      draft.rank.by = { mention, aggregate: 'count', outer: null, aggregateSpan: null, under: null };
      s.mode = 'attach';
      return done('measure');
    }
    draft.dimensions.push({ kind: 'mention', mention, each: false, asked: true, by: false });
    s.mode = 'attach';
    return done('dimension');
  }
  if (
    s.joined &&
    s.last === 'subject' &&
    number > 0.8 &&
    number > thing - 0.05 &&
    bestOf(draft.subjects[0]?.candidates ?? [], s.view, ['table']) > 0.7 &&
    !draft.list &&
    !draft.which &&
    !draft.rank
  ) {
    measureOfSubject(s);
    draft.measures.push({ mention, aggregate: null, outer: null, aggregateSpan: null, under: null });
    return done('measure');
  }
  if (s.joined && s.last === 'measure' && number > 0.5 && number >= thing - 0.1) {
    draft.measures.push({ mention, aggregate: null, outer: null, aggregateSpan: null, under: null });
    return done('measure');
  }
  if (s.joined && s.last === 'filter' && value > 0.5) {
    placeFilter(s, mention);
    return done('filter');
  }
  if (sorts('flag') > Math.max(number, thing)) {
    placeFilter(s, mention);
    return done('filter');
  }
  const timeField = sorts('time');
  if (event > Math.max(number, sorts('table', 'group', 'key')) && (event > timeField - 0.15 || event > thing)) {
    draft.events.push(mention);
    return done(null);
  }
  if (number > thing) {
    // "priced above 400": the number that a comparison follows, which an "or" before it joins to the test before
    if (comparisonFollows(s, mention)) {
      s.last = null;
      s.joined = false;
      return;
    }
    if (
      draft.list ||
      (draft.which && draft.subjects.length > 0) ||
      (s.joined && (s.last === 'subject' || s.last === 'column'))
    ) {
      draft.columns.push(mention);
      return done('column');
    }
    if (before && draft.measures.length > 0 && s.mode === 'attach') {
      draft.stray.push(mention);
      return done(null);
    }
    draft.measures.push({ mention, aggregate: null, outer: null, aggregateSpan: null, under: null });
    s.mode = 'attach';
    return done('measure');
  }
  if (comparisonFollows(s, mention) && sorts('table') < thing) return done(null);
  const ranked = draft.rank !== null && draft.dimensions.some((slot) => slot.asked);
  if (draft.measures.length === 0 && draft.subjects.length === 0 && !ranked) {
    draft.subjects.push(mention);
    return done('subject');
  }
  if (s.joined && (s.last === 'subject' || s.last === 'column')) {
    draft.columns.push(mention);
    return done('column');
  }
  if (taken(s, mention) && sorts('table') > 0.8 && draft.measures.length + draft.subjects.length > 0) {
    placeFilter(s, mention);
    return done('filter');
  }
  if (sorts('group', 'time', 'key', 'flag') > sorts('table') && belonging(s, mention)) {
    draft.columns.push(mention);
    return done('column');
  }
  if (sorts('table') > 0.6) draft.contexts.push(mention);
  else if (sorts('time') > 0.6 && draft.events.length === 0) draft.events.push(mention);
  // a column named where nothing uses it must not be passed over in silence
  else draft.stray.push(mention);
  return done(null);
}

function placeGrouped(
  s: State,
  mention: Mention,
  number: number,
  thing: number,
  done: (last: 'measure' | 'dimension') => void,
): void {
  const draft = s.draft;
  if (dates(s, mention)) {
    // "by category this year, by return date": the date that the period goes by
    draft.events.push(mention);
    s.mode = 'attach';
    return;
  }
  if (rankOpen(s) && draft.rank && s.by && number > thing - 0.05 && number > 0.5) {
    draft.rank.by = { mention, aggregate: null, outer: null, aggregateSpan: null, under: null };
    s.mode = 'attach';
    return done('measure');
  }
  if (
    rankOpen(s) &&
    draft.rank &&
    s.by &&
    draft.dimensions.length + draft.subjects.length > 0 &&
    draft.rank.pure &&
    bestOf(mention.candidates, s.view, ['table']) > thing - 0.05
  ) {
    draft.rank.by = { mention, aggregate: 'count', outer: null, aggregateSpan: null, under: null };
    s.mode = 'attach';
    return done('measure');
  }
  const last = rankOpen(s) ? undefined : (draft.rank?.by ?? draft.measures[draft.measures.length - 1]);
  const numeric = bestOf(mention.candidates, s.view, ['number']);
  const divides = !s.by && !s.each && numeric > thing && numeric > 0.7;
  const rows = bestOf(draft.subjects[0]?.candidates ?? [], s.view, ['table']) > 0.7 && !draft.list && !draft.which;
  // "sales per order", "visits per user"
  const over = divides ? (last ?? (rows ? measureOfSubject(s) : null)) : null;
  if (over) {
    over.under = mention;
    return done('measure');
  }
  draft.dimensions.push({ kind: 'mention', mention, each: s.each, asked: false, by: s.by });
  done('dimension');
  s.mode = 'group';
}

/** Whether a date named after a period and a comma says which date that period means, the groups being named already. */
function dates(s: State, mention: Mention): boolean {
  const comma = s.items[mention.at - 2];
  const period = s.items[mention.at - 3];
  return (
    s.by &&
    s.draft.dimensions.length > 0 &&
    s.draft.events.length === 0 &&
    comma?.kind === 'comma' &&
    period?.kind === 'period' &&
    bestOf(mention.candidates, s.view, ['time']) > bestOf(mention.candidates, s.view, ['table', 'group', 'number'])
  );
}

/** A value, segment or flag: a condition, negated where that was said. */
function placeFilter(s: State, mention: Mention): void {
  const noun = s.items[mention.at + 1];
  const of = noun?.kind === 'entity' ? mentionOf(noun, noun.candidates, mention.at + 1) : null;
  s.draft.filters.push({
    mention,
    negated: s.negated,
    or: s.or,
    and: s.joined && !s.or,
    afterVersus: s.versus,
    noun: of,
  });
  // "not A or B", "excluding A and B": the negation holds for the list
  const next = s.items[mention.at + 1];
  if (!next || (next.kind !== 'and' && next.kind !== 'or' && next.kind !== 'comma')) s.negated = false;
  if (s.mode === 'rank') return;
  s.mode = 'attach';
}

/** Whether "without" and the like leave a value out, rather than ask for rows that have none of something. */
const excludes = (words: string, value: number, other: number): boolean =>
  value > 0.7 && value > other && !/missing|lack|unknown|empty|blank|null|know/iu.test(words);

/** "did not end in Berlin": the value after it is what was not. */
function valueFollows(s: State, mention: Mention): boolean {
  let i = mention.at + 1;
  while (s.items[i]?.kind === 'preposition' || s.items[i]?.kind === 'stop') i += 1;
  const next = s.items[i];
  return next?.kind === 'entity' && bestOf(next.candidates, s.view, ['value']) > 0.7;
}

/** "with their city": a field that belongs to what is listed is shown beside it. */
function belonging(s: State, mention: Mention): boolean {
  const { draft } = s;
  const [before, earlier] = [s.items[mention.at - 1], s.items[mention.at - 2]];
  const whose = before?.kind === 'stop' && /^(their|its|his|her|the)$/iu.test(before.words);
  const joint = whose ? earlier : before;
  const next = s.items[mention.at + 1];
  const tested =
    next?.kind === 'number' ||
    next?.kind === 'compare' ||
    next?.kind === 'between' ||
    (next?.kind === 'entity' && bestOf(next.candidates, s.view, ['value']) > 0.7) ||
    (next?.kind === 'light' && /^(is|are|was|were|named|called)$/iu.test(next.words)) ||
    (next?.kind === 'stop' && /^(is|are|was|were)$/iu.test(next.words));
  return (
    !tested &&
    draft.measures.length === 0 &&
    draft.dimensions.length === 0 &&
    draft.rank === null &&
    bestOf(draft.subjects[0]?.candidates ?? [], s.view, ['table']) > 0.7 &&
    joint !== undefined &&
    /^(with|including|show|showing|and|along with|together with|as well as)$/iu.test(joint.words)
  );
}

/** Whether a phrase stands before another, as an adjective does. */
export function followedByNoun(s: State, mention: Mention): boolean {
  const next = s.items[mention.at + 1];
  return next?.kind === 'entity' || next?.kind === 'grain' || next?.kind === 'and' || next?.kind === 'or';
}

function comparisonFollows(s: State, mention: Mention): boolean {
  for (let i = mention.at + 1; i < s.items.length; i++) {
    const item = s.items[i];
    if (!item) return false;
    if (item.kind === 'compare' || item.kind === 'between')
      return i === mention.at + 1 || s.items[i + 1]?.kind === 'number';
    if (item.kind === 'above-average' || item.kind === 'below-average') return true;
    if (item.kind !== 'stop' && item.kind !== 'light' && item.kind !== 'negation') return false;
  }
  return false;
}

/** "used a promotion", "with a return": having one is the condition. */
function taken(s: State, mention: Mention): boolean {
  const article = s.items[mention.at - 1];
  const verb = s.items[mention.at - 2];
  return (
    article?.kind === 'stop' &&
    /^(a|an|any)$/iu.test(article.words) &&
    verb !== undefined &&
    /^(use|uses|used|using|with|have|has|had|having|got)$/iu.test(verb.words)
  );
}
