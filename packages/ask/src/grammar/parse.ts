import type { View } from '@lumiere/semantic';
import { emptyDraft, type AggregateWord, type Draft, type MeasureSlot, type Mention, type NumberSlot, type Span } from './draft.ts';
import type { Placed } from './items.ts';
import { bestOf, mentionOf, type Sort } from './sorts.ts';

type Last = 'measure' | 'dimension' | 'filter' | 'column' | 'subject' | null;
type Mode = 'start' | 'group' | 'attach' | 'rank' | 'order';

/** Gives each piece of the question its part, from left to right. */
export function parseItems(items: readonly Placed[], view: View): Draft {
  return new Parser(items, view).parse();
}

class Parser {
  readonly #items: readonly Placed[];
  readonly #view: View;
  readonly #draft = emptyDraft();
  #mode: Mode = 'start';
  #each = false;
  #by = false;
  #negated = false;
  #or = false;
  #lacking: Placed | null = null;
  #aggregate: { fn: AggregateWord; span: Span } | null = null;
  #compare: { op: NumberSlot['op']; between: boolean; item: Placed } | null = null;
  #last: Last = null;
  #lastMention: Mention | null = null;
  #joined = false;
  #versus = false;
  #shareOpen = false;
  #outer: AggregateWord | null = null;

  constructor(items: readonly Placed[], view: View) {
    this.#items = items;
    this.#view = view;
  }

  parse(): Draft {
    for (let i = 0; i < this.#items.length; i++) {
      const item = this.#items[i];
      if (item) i = this.#take(item, i);
    }
    this.#finish();
    return this.#draft;
  }

  #take(item: Placed, i: number): number {
    const draft = this.#draft;
    switch (item.kind) {
      case 'group':
        this.#group(item, i);
        return i;
      case 'aggregate':
        if (this.#compare && item.function === 'avg') {
          // "more than the average"
          this.#draft.average = { above: this.#compare.op.startsWith('>'), span: [this.#compare.item.span[0], item.span[1]], words: `${this.#compare.item.words} ${item.words}`, mention: this.#lastMention };
          this.#compare = null;
          return i;
        }
        if (this.#aggregate && ['avg', 'max', 'min', 'median'].includes(this.#aggregate.fn) && item.function === 'count') this.#outer = this.#aggregate.fn;
        this.#aggregate = { fn: item.function === 'distinct' ? 'distinct' : this.#aggregate?.fn === 'distinct' ? 'distinct' : item.function, span: item.span };
        if (this.#joined && this.#mode === 'group' && !this.#rankOpen()) this.#mode = 'attach';
        return i;
      case 'rank':
        return this.#rank(item, i);
      case 'compare':
      case 'between':
        this.#compare = { op: item.kind === 'compare' ? item.op : '>=', between: item.kind === 'between', item };
        // "10 or more": the number stands before
        if (item.kind === 'compare' && /^(or|and) /u.test(item.words.toLowerCase())) this.#trailingCompare(item.op);
        return i;
      case 'negation':
        this.#negated = true;
        this.#mode = this.#mode === 'group' ? 'attach' : this.#mode;
        return i;
      case 'lacking':
        this.#lacking = item;
        return i;
      case 'never':
        draft.never = { words: item.words, span: item.span };
        return i;
      case 'window':
        draft.window ??= { function: item.function, span: item.span, words: item.words };
        if (item.function === 'share') this.#share(item, i);
        return i;
      case 'growth':
        draft.growth = { of: draft.growth?.of ?? item.of, relative: item.relative, span: item.span, words: item.words };
        return i;
      case 'growth-verb':
        draft.growth = { of: null, relative: !/how much/iu.test(item.words), span: item.span, words: item.words };
        return i;
      case 'grew':
        draft.grew = true;
        draft.growth ??= /increase|decrease|growth/iu.test(item.words) ? { of: null, relative: false, span: item.span, words: item.words } : null;
        return i;
      case 'versus':
      case 'compare-verb':
        draft.versus ??= { words: item.words, span: item.span };
        this.#versus = true;
        this.#joined = true;
        return i;
      case 'divide': {
        const over = draft.measures[draft.measures.length - 1] ?? this.#measureOfSubject();
        if (over) draft.divide = { over, at: i };
        return i;
      }
      case 'rate':
        this.#rate(item, i);
        return i;
      case 'and':
        this.#joined = true;
        return i;
      case 'or':
        this.#joined = true;
        this.#or = true;
        return i;
      case 'comma':
        // "for each region, the product …": the comma ends what each is for
        if (this.#mode === 'group' && (this.#each || !this.#by)) this.#mode = 'attach';
        else this.#joined = true;
        return i;
      case 'list':
        draft.list = true;
        return i;
      case 'which':
        draft.which = true;
        draft.who ??= /^(who|whom|who is|who are)$/iu.test(item.words) ? { words: item.words, span: item.span } : null;
        if (this.#mode === 'group') this.#mode = 'attach';
        return i;
      case 'only':
        draft.only = true;
        this.#mode = 'attach';
        return i;
      case 'order-by':
        draft.order = { mention: null, descending: false, span: item.span, words: item.words };
        this.#mode = 'order';
        return i;
      case 'direction':
        if (draft.order) draft.order.descending = item.descending;
        else if (draft.rank) draft.rank.descending = item.descending;
        else draft.order = { mention: null, descending: item.descending, span: item.span, words: item.words };
        return i;
      case 'above-average':
      case 'below-average':
        draft.average = { above: item.kind === 'above-average', span: item.span, words: item.words, mention: this.#lastMention };
        return i;
      case 'follow':
        draft.follow = true;
        return i;
      case 'preposition':
        if (this.#mode !== 'order' && !(this.#mode === 'group' && this.#joined)) this.#mode = this.#mode === 'start' && this.#last === null ? 'start' : 'attach';
        this.#joined = false;
        return i;
      case 'light':
        draft.verbs.push(item.words.toLowerCase());
        return i;
      case 'period':
        draft.periods.push({ period: item.period, label: item.label, grain: item.grain, negated: this.#negated, span: item.span, words: item.words, at: i });
        this.#negated = false;
        if (this.#mode === 'group') this.#mode = 'attach';
        return i;
      case 'part-filter':
        draft.partFilters.push({ part: item.part, values: item.values, label: item.label, negated: this.#negated, span: item.span, words: item.words });
        this.#negated = false;
        return i;
      case 'grain':
        this.#grain(item, i);
        return i;
      case 'number':
        return this.#number(item, i);
      case 'entity':
        this.#entity(mentionOf(item, item.candidates, i));
        return i;
      case 'unknown':
        draft.unknown.push({ words: item.words, span: item.span });
        return i;
      case 'total':
      case 'stop':
        return i;
    }
  }

  /** "cancellation rate": what stands before the word is the part, not a thing of its own. */
  #rate(item: Placed, i: number): void {
    const draft = this.#draft;
    const before = this.#lastMention;
    if (before === null || before.at !== i - 1) {
      draft.idle.push({ words: item.words, span: item.span });
      return;
    }
    this.#withdraw(before);
    draft.rate = { span: item.span, mention: before, words: `${before.words} ${item.words}` };
    this.#aggregate = null;
    this.#mode = 'attach';
    this.#last = 'measure';
  }

  /** "mobile share of traffic": the value before is the part whose share is asked. */
  #share(item: Placed, i: number): void {
    const draft = this.#draft;
    const filter = draft.filters[draft.filters.length - 1];
    if (filter && filter.mention.at === i - 1 && / of$| of /u.test(`${item.words} `)) {
      draft.filters.pop();
      draft.part = { mention: filter.mention, negated: filter.negated };
    }
    this.#shareOpen = / of\b/u.test(item.words.toLowerCase()) && !/total/u.test(item.words.toLowerCase());
    this.#mode = 'attach';
  }

  #withdraw(mention: Mention): void {
    const { draft } = { draft: this.#draft };
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

  #group(item: Placed, i: number): void {
    const words = item.words.toLowerCase();
    this.#each = /each|every|\ball\b/u.test(words);
    this.#by = /\bby\b/u.test(words);
    // "for all", "across all" only group where a singular or a break-down follows
    if (this.#aggregate && (this.#aggregate.fn === 'count' || this.#aggregate.fn === 'distinct') && this.#draft.subjects.length > 0 && this.#by) {
      this.#measureOfSubject();
      this.#aggregate = null;
    }
    this.#mode = 'group';
    this.#joined = false;
    // "per" after an aggregate stays with the measure: "number of orders per customer"
    if (this.#draft.order && this.#draft.order.mention === null && i > 0) this.#mode = 'group';
  }

  #rank(item: Placed & { kind: 'rank' }, i: number): number {
    const draft = this.#draft;
    const next = this.#items[i + 1];
    const count = next?.kind === 'number' && Number.isInteger(next.value) && next.value > 0 && next.value <= 10_000 ? next.value : null;
    const before = this.#items[i - 1];
    const ahead = before?.kind === 'number' && draft.countAhead !== null ? draft.countAhead.value : null;
    draft.rank = { descending: item.descending, count: count ?? ahead, pure: item.pure, adjective: item.adjective ?? null, by: null, span: item.span, words: item.words, at: i };
    this.#mode = 'rank';
    this.#joined = false;
    return count === null ? i : i + 1;
  }

  #rankOpen(): boolean {
    return this.#draft.rank !== null && this.#draft.rank.by === null;
  }

  #trailingCompare(op: NumberSlot['op']): void {
    const last = this.#draft.numbers[this.#draft.numbers.length - 1];
    const ahead = this.#draft.countAhead;
    if (last) this.#draft.numbers[this.#draft.numbers.length - 1] = { ...last, op };
    else if (ahead) {
      this.#draft.numbers.push({ mention: this.#lastMention, op, value: ahead.value, high: null, unit: null, counted: null, aggregate: null, negated: false, span: ahead.span, words: ahead.words, at: 0 });
      this.#draft.countAhead = null;
    }
    this.#compare = null;
  }

  #number(item: Placed & { kind: 'number' }, i: number): number {
    const draft = this.#draft;
    const next = this.#items[i + 1];
    if (this.#compare) {
      const { op, between, item: opener } = this.#compare;
      let high: number | null = null;
      let until = i;
      if (between) {
        const upper = this.#items[i + 2];
        if (next && (next.kind === 'and' || next.words === 'to') && upper?.kind === 'number') {
          high = upper.value;
          until = i + 2;
        }
      }
      const after = this.#items[until + 1];
      const counted = after?.kind === 'entity' && !between ? after : after?.kind === 'grain' && after.candidates.length > 0 ? after : null;
      const mention = counted ? mentionOf(counted, counted.candidates, until + 1) : null;
      const end = this.#items[until];
      draft.numbers.push({
        mention: this.#lastMention,
        op,
        value: item.value,
        high,
        unit: item.unit,
        counted: mention,
        aggregate: this.#aggregate?.fn ?? null,
        negated: this.#negated,
        span: [opener.span[0], end?.span[1] ?? item.span[1]],
        words: `${opener.words} ${item.words}`,
        at: i,
      });
      this.#compare = null;
      this.#negated = false;
      this.#aggregate = null;
      return mention ? until + 1 : after?.kind === 'grain' ? until + 1 : until;
    }
    draft.countAhead = { value: item.value, span: item.span, words: item.words };
    return i;
  }

  #grain(item: Placed & { kind: 'grain' }, i: number): void {
    const draft = this.#draft;
    const before = this.#items[i - 1];
    // "delivery time in days": a unit, nothing to group by
    if (before?.kind === 'preposition' && before.words.toLowerCase() === 'in' && /s$/u.test(item.words) && !item.adverb && draft.measures.length > 0) return;
    if (item.adverb && this.#aggregate && this.#aggregate.fn !== 'count' && this.#aggregate.fn !== 'sum' && this.#aggregate.fn !== 'distinct') {
      // "average daily consumption" averages the days' sums; of "average hourly load" the rows tell the hour
      if (item.grain !== null) draft.nestGrain = { grain: item.grain, span: item.span, words: item.words };
      return;
    }
    if (this.#aggregate?.fn === 'count' && item.candidates.length === 0 && this.#mode !== 'group') {
      // "on how many days": a count of units, which is no number of the model
      draft.idle.push({ words: `how many ${item.words}`, span: item.span });
      this.#aggregate = null;
      return;
    }
    const asNoun = item.candidates.length > 0 && !item.adverb && this.#mode !== 'group' && !(this.#joined && this.#last === 'dimension');
    if (asNoun) {
      this.#entity(mentionOf(item, item.candidates, i));
      return;
    }
    draft.dimensions.push({ kind: 'time', grain: item.grain, part: item.part, span: item.span, words: item.words, each: this.#each, asked: this.#mode !== 'group' && !item.adverb });
    this.#last = 'dimension';
    this.#joined = false;
    if (this.#mode === 'rank') this.#mode = 'attach';
  }

  #entity(mention: Mention): void {
    const draft = this.#draft;
    const sorts = (...wanted: readonly Sort[]): number => bestOf(mention.candidates, this.#view, wanted);
    const value = sorts('value');
    const number = sorts('number');
    const thing = sorts('table', 'group', 'time', 'key');
    const before = this.#lastMention;
    this.#lastMention = mention;
    const done = (last: Last): void => {
      this.#last = last;
      this.#joined = false;
      this.#or = false;
    };
    if (this.#lacking) {
      draft.lacks.push({ mention, never: false, span: this.#lacking.span, words: `${this.#lacking.words} ${mention.words}` });
      this.#lacking = null;
      return done(null);
    }
    if (draft.never && draft.lacks.length === 0 && (draft.subjects.length > 0 || draft.measures.length > 0) && sorts('table', 'event', 'number') > 0) {
      draft.lacks.push({ mention, never: true, span: draft.never.span, words: `${draft.never.words} ${mention.words}` });
      return done(null);
    }
    if (draft.divide && draft.measures[draft.measures.length - 1] === draft.divide.over && draft.divide.over.under === null) {
      draft.divide.over.under = mention;
      return done('measure');
    }
    if (this.#mode === 'order' && draft.order) {
      this.#draft.order = { ...draft.order, mention };
      this.#mode = 'attach';
      return done(null);
    }
    if (this.#shareOpen) {
      this.#shareOpen = false;
      // "share of women": the part; "share of revenue": the whole
      const following = this.#items[mention.at + 1];
      const whole = following?.kind === 'entity' && bestOf(following.candidates, this.#view, ['number']) > 0.7;
      if (value > Math.max(number, thing) && draft.part === null && !whole) {
        draft.part = { mention, negated: this.#negated };
        this.#negated = false;
        return done('measure');
      }
    }
    if (this.#aggregate) {
      const { fn, span } = this.#aggregate;
      // "how many contractors", "average delivery time of online orders": an adjective before the noun filters
      if (Math.max(value, sorts('flag')) > Math.max(number, thing) && fn !== 'distinct' && this.#followedByNoun(mention)) {
        this.#filter(mention);
        return done('filter');
      }
      const slot: MeasureSlot = { mention, aggregate: fn, outer: this.#outer, aggregateSpan: span, under: null };
      this.#aggregate = null;
      this.#outer = null;
      if (this.#rankOpen() && draft.rank && (this.#mode === 'group' || this.#mode === 'rank') && draft.dimensions.length + draft.subjects.length > 0) draft.rank.by = slot;
      else draft.measures.push(slot);
      this.#mode = 'attach';
      return done('measure');
    }
    if (this.#mode === 'group' || (this.#joined && this.#last === 'dimension' && Math.max(thing, sorts('flag')) >= 0.6 && value <= thing)) {
      if (value <= Math.max(thing, sorts('flag')) || value < 0.6) return this.#grouped(mention, number, thing, done);
      // "in each finished campaign": an adjective before the noun that groups
      const each = this.#mode === 'group' && this.#followedByNoun(mention);
      this.#filter(mention);
      if (each) this.#mode = 'group';
      return done('filter');
    }
    const event = sorts('event');
    // "hires per year": a plural noun of a happening, though some column may hold the word
    if (event >= 0.8 && value > 0 && draft.measures.length + draft.subjects.length === 0 && /[^s]s$/iu.test(mention.words) && sorts('table') < 0.8) {
      draft.events.push(mention);
      return done(null);
    }
    if (value > 0 && value >= Math.max(number, thing) - 0.02 && !(this.#mode === 'rank' && thing > 0.9)) {
      this.#filter(mention);
      return done('filter');
    }
    if (this.#mode === 'rank' && draft.rank) {
      if (number > thing && number > 0.5) {
        draft.rank.by = { mention, aggregate: null, outer: null, aggregateSpan: null, under: null };
        this.#mode = 'attach';
        return done('measure');
      }
      if (!draft.rank.pure && draft.rank.adjective === null && draft.dimensions.concat().length + draft.subjects.length > 0 && sorts('table') > 0.5) {
        draft.rank.by = { mention, aggregate: 'count', outer: null, aggregateSpan: null, under: null };
        this.#mode = 'attach';
        return done('measure');
      }
      draft.dimensions.push({ kind: 'mention', mention, each: false, asked: true, by: false });
      this.#mode = 'attach';
      return done('dimension');
    }
    if (this.#joined && this.#last === 'subject' && number > 0.8 && number > thing - 0.05 && !draft.list && !draft.which && !draft.rank) {
      this.#measureOfSubject();
      draft.measures.push({ mention, aggregate: null, outer: null, aggregateSpan: null, under: null });
      return done('measure');
    }
    if (this.#joined && this.#last === 'measure' && number > 0.5 && number >= thing - 0.1) {
      draft.measures.push({ mention, aggregate: null, outer: null, aggregateSpan: null, under: null });
      return done('measure');
    }
    if (this.#joined && this.#last === 'filter' && value > 0.5) {
      this.#filter(mention);
      return done('filter');
    }
    if (sorts('flag') > Math.max(number, thing)) {
      this.#filter(mention);
      return done('filter');
    }
    const timeField = sorts('time');
    if (event > Math.max(number, sorts('table', 'group', 'key')) && (event > timeField - 0.15 || event > thing)) {
      draft.events.push(mention);
      return done(null);
    }
    if (number > thing) {
      // "priced above 400": the number that a comparison follows
      if (this.#comparisonFollows(mention)) return done(null);
      if (draft.list || (draft.which && draft.subjects.length > 0)) {
        draft.columns.push(mention);
        return done('column');
      }
      if (before && draft.measures.length > 0 && this.#mode === 'attach') {
        draft.stray.push(mention);
        return done(null);
      }
      draft.measures.push({ mention, aggregate: null, outer: null, aggregateSpan: null, under: null });
      this.#mode = 'attach';
      return done('measure');
    }
    if (this.#comparisonFollows(mention) && sorts('table') < thing) return done(null);
    if (draft.measures.length === 0 && draft.subjects.length === 0) {
      draft.subjects.push(mention);
      return done('subject');
    }
    if (this.#joined && (this.#last === 'subject' || this.#last === 'column')) {
      draft.columns.push(mention);
      return done('column');
    }
    if (this.#taken(mention) && sorts('table') > 0.8 && draft.measures.length + draft.subjects.length > 0) {
      this.#filter(mention);
      return done('filter');
    }
    draft.contexts.push(mention);
    return done(null);
  }

  /** "used a promotion", "with a return": having one is the condition. */
  #taken(mention: Mention): boolean {
    const article = this.#items[mention.at - 1];
    const verb = this.#items[mention.at - 2];
    return article?.kind === 'stop' && /^(a|an|any)$/iu.test(article.words) && verb !== undefined && /^(use|uses|used|using|with|have|has|had|having|got)$/iu.test(verb.words);
  }

  #grouped(mention: Mention, number: number, thing: number, done: (last: 'measure' | 'dimension') => void): void {
    const draft = this.#draft;
    if (this.#rankOpen() && draft.rank && this.#by && number > thing - 0.05 && number > 0.5) {
      draft.rank.by = { mention, aggregate: null, outer: null, aggregateSpan: null, under: null };
      this.#mode = 'attach';
      return done('measure');
    }
    if (this.#rankOpen() && draft.rank && this.#by && draft.dimensions.length + draft.subjects.length > 0 && draft.rank.pure && bestOf(mention.candidates, this.#view, ['table']) > thing - 0.05) {
      draft.rank.by = { mention, aggregate: 'count', outer: null, aggregateSpan: null, under: null };
      this.#mode = 'attach';
      return done('measure');
    }
    const last = this.#rankOpen() ? undefined : (draft.rank?.by ?? draft.measures[draft.measures.length - 1]);
    const numeric = bestOf(mention.candidates, this.#view, ['number']);
    if (!this.#by && !this.#each && last && numeric > thing && numeric > 0.7) {
      last.under = mention;
      return done('measure');
    }
    draft.dimensions.push({ kind: 'mention', mention, each: this.#each, asked: false, by: this.#by });
    done('dimension');
    this.#mode = 'group';
  }

  #filter(mention: Mention): void {
    const noun = this.#items[mention.at + 1];
    const of = noun?.kind === 'entity' ? mentionOf(noun, noun.candidates, mention.at + 1) : null;
    this.#draft.filters.push({ mention, negated: this.#negated, or: this.#or, and: this.#joined && !this.#or, afterVersus: this.#versus, noun: of });
    // "not A or B", "excluding A and B": the negation holds for the list
    const next = this.#items[mention.at + 1];
    if (!next || (next.kind !== 'and' && next.kind !== 'or' && next.kind !== 'comma')) this.#negated = false;
    if (this.#mode === 'rank') return;
    this.#mode = 'attach';
  }

  #followedByNoun(mention: Mention): boolean {
    const next = this.#items[mention.at + 1];
    return next?.kind === 'entity' || next?.kind === 'grain' || next?.kind === 'and' || next?.kind === 'or';
  }

  #comparisonFollows(mention: Mention): boolean {
    for (let i = mention.at + 1; i < this.#items.length; i++) {
      const item = this.#items[i];
      if (!item) return false;
      if (item.kind === 'compare' || item.kind === 'between') return i === mention.at + 1 || this.#items[i + 1]?.kind === 'number';
      if (item.kind === 'above-average' || item.kind === 'below-average') return true;
      if (item.kind !== 'stop' && item.kind !== 'light' && item.kind !== 'negation') return false;
    }
    return false;
  }

  /** "what share of usage falls on weekends": without groups the last filter is the part. */
  #partAtEnd(): void {
    const draft = this.#draft;
    const last = draft.filters[draft.filters.length - 1];
    const cycle = draft.partFilters.pop();
    if (cycle) draft.part = { cycle, negated: cycle.negated };
    else if (last) {
      draft.filters.pop();
      draft.part = { mention: last.mention, negated: last.negated };
    }
  }

  #measureOfSubject(): MeasureSlot | null {
    const subject = this.#draft.subjects.pop();
    if (!subject) return null;
    const slot: MeasureSlot = { mention: subject, aggregate: 'count', outer: null, aggregateSpan: null, under: null };
    this.#draft.measures.push(slot);
    return slot;
  }

  #finish(): void {
    const draft = this.#draft;
    if (draft.window?.function === 'share' && draft.part === null && !draft.dimensions.some((slot) => slot.kind === 'mention' || slot.part !== null)) this.#partAtEnd();
    if (this.#aggregate) {
      const subject = draft.subjects[0];
      // "visits longer than 5 minutes, how many?"
      if (subject && (this.#aggregate.fn === 'count' || this.#aggregate.fn === 'distinct')) {
        draft.subjects.shift();
        draft.measures.push({ mention: subject, aggregate: this.#aggregate.fn, outer: null, aggregateSpan: this.#aggregate.span, under: null });
      } else draft.idle.push({ words: '', span: this.#aggregate.span });
    }
    if (this.#lacking) draft.idle.push({ words: this.#lacking.words, span: this.#lacking.span });
    if (this.#compare) draft.idle.push({ words: this.#compare.item.words, span: this.#compare.item.span });
    if (this.#negated) draft.idle.push({ words: 'not', span: [0, 0] });
  }
}
