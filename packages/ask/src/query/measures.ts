import type { TableId } from '@lumiere/contract';
import type { Draft, MeasureSlot, Mention } from '../grammar/draft.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Account } from './built.ts';
import { testsGroups } from './group-tests.ts';
import { factOption, nestOption, overUnder } from './nested.ts';
import { partOption, rateOption } from './ratios.ts';
import { asksWhichAnswers, plural } from './statements.ts';
import { adjectiveOption, ownSize, rowRank, superlativeAlone } from './superlatives.ts';
import { asDimension, choose, tableOfRef, type Choice } from './choose.ts';
import { refLabel } from './names.ts';
import { labelFields, measureOptions, type MeasureOption } from './options.ts';

/** The numbers of a question and the things they are of. */
export interface MeasurePlan {
  readonly options: readonly MeasureOption[];
  /** What a ranking goes by; null where there is no ranking or it goes by the first number. */
  readonly rankOption: MeasureOption | null;
  readonly subject: Choice | null;
  /** Whether the subject is grouped by, not listed or counted. */
  readonly grouped: boolean;
}

/** Decides what is counted or summed, and whether rows are listed instead. Null where nothing of it is in the model. */
export function chooseMeasures(draft: Draft, lexicon: Lexicon, account: Account): MeasurePlan | null {
  const slots = [...draft.measures];
  const having = draft.numbers.some((slot) => {
    if (testsGroups(slot, draft, lexicon)) return true;
    const options = slot.counted
      ? measureOptions(slot.counted.candidates, slot.aggregate, lexicon)
      : slot.mention
        ? measureOptions(slot.mention.candidates, slot.aggregate, lexicon)
        : [];
    const top = options[0]?.score ?? 0;
    // "priced above 400" is of the thing itself where that has a price
    if (slot.counted === null && options.some((option) => option.score > top - 0.2 && ownTable(draft) === option.table))
      return false;
    return options.some(
      (option) => option.score > 0.6 && (option.rows ? slot.counted !== null : apart(draft, option.table, lexicon)),
    );
  });
  const tables = relatedTables(draft);
  const best = (slot: MeasureSlot): MeasureOption | null => {
    const options = measureOptions(slot.mention.candidates, slot.aggregate, lexicon)
      .map((option) => ({ option, score: option.score + 0.5 * closeness(option.table, tables, lexicon) }))
      .sort((a, b) => b.score - a.score);
    const top = options[0];
    if (!top) {
      account.lacks(slot.mention);
      return null;
    }
    if (asksWhichAnswers(slot, top.option, lexicon, account)) return null;
    const rivals = options
      .slice(1)
      .filter(
        (other) =>
          other.score > top.score - 0.03 &&
          JSON.stringify(other.option.value) !== JSON.stringify(top.option.value) &&
          !sameNumber(other.option, top.option),
      );
    const meanings = rivals.map((rival) => rival.option.label);
    if (meanings.length > 0) account.rivals.push({ span: slot.mention.span, words: slot.mention.words, meanings });
    const distinct = top.option.value.kind === 'aggregate' && top.option.value.function === 'count-distinct';
    if (distinct && slot.aggregateSpan === null)
      account.doubt(
        draft.list || draft.which || draft.order ? 3 : 1,
        `whether "${slot.mention.words}" is to be counted was not said`,
      );
    if (top.option.where && top.option.candidate.quality === 'partial')
      account.doubt(3, `"${slot.mention.words}" is only part of the name of a value`);
    if (top.option.candidate.quality === 'partial' && top.option.candidate.score < 0.7)
      account.doubt(1, `"${slot.mention.words}" is only part of a name`);
    const field = top.option.candidate.ref.kind === 'field';
    if (distinct && field && slot.aggregate === 'count' && !plural(slot.mention.words))
      account.doubt(3, `whether different values of "${slot.mention.words}" are to be counted was not said`);
    account.heard('measure', slot.mention, top.option.label, meanings);
    if (top.option.where?.kind === 'field')
      account.heard('filter', slot.mention, refLabel(lexicon.view, top.option.where));
    return top.option;
  };

  countSegments(draft);
  superlativeAlone(draft);
  const kept = slots.filter((slot) => draft.measures.includes(slot));
  slots.splice(0, slots.length, ...kept, ...draft.measures.filter((slot) => !kept.includes(slot)));
  const read = slots.map((slot) => {
    const option = best(slot);
    return option
      ? overUnder(
          slot,
          factOption(slot, nestOption(slot, option, draft, lexicon, account), draft, lexicon),
          lexicon,
          account,
        )
      : null;
  });
  const options = read.flatMap((option) => option ?? []);
  if (options.length < slots.length) return null;
  if (draft.rate?.mention) {
    const rate = rateOption(draft, lexicon, tables, account);
    if (!rate) return null;
    options.unshift(rate);
  }
  if (draft.part) {
    const whole = options[0] ?? subjectRows(draft, lexicon);
    const part = partOption(
      draft,
      whole,
      lexicon,
      whole ? (whole.time ?? lexicon.graph.timeOf(whole.table)) : null,
      account,
    );
    if (!part) return null;
    options[0] = part;
    // "which department has the highest share of remote employees": the employees are the whole, the departments its groups
    const of = draft.subjects.findIndex((mention) => namesTable(mention));
    if (read.length === 0 && draft.subjects.length > 0)
      draft.subjects.splice(Math.max(0, of), draft.rank && of < 0 ? 0 : 1);
    draft.window = null;
  }
  const rankSlot = rowRank(draft, lexicon, options) ? null : (draft.rank?.by ?? null);
  const ranked = rankSlot ? best(rankSlot) : null;
  let rankOption = ranked && rankSlot ? overUnder(rankSlot, ranked, lexicon, account) : null;
  if (rankSlot && !rankOption) return null;

  if (draft.who && draft.subjects.length === 0 && options.length === 0 && draft.dimensions.length === 0) {
    const people = lexicon.phrases.exact.get('person') ?? [];
    if (people.length > 0)
      draft.subjects.push({ candidates: people, span: draft.who.span, words: draft.who.words, at: 0 });
  }
  const first = draft.subjects[0];
  let subject: Choice | null = null;
  let grouped = false;
  if (first) {
    const around = {
      lexicon,
      bases: [...new Set([...options, ...(rankOption ? [rankOption] : [])].map((option) => option.table))],
      contexts: namedTables(draft),
      fields: new Set<string>(),
    };
    const dimensional =
      (draft.rank !== null && !rowRank(draft, lexicon, options)) ||
      having ||
      options.length > 0 ||
      draft.average !== null;
    subject = choose(first, around, asDimension(lexicon));
    const events = measureOptions(first.candidates, null, lexicon);
    if (!subject && events.length === 0) {
      account.lacks(first);
      return null;
    }
    if (subject && dimensional) grouped = true;
    else if (
      draft.dimensions.length > 0 ||
      countedNoun(draft, first.words, lexicon) ||
      draft.window !== null ||
      draft.growth !== null ||
      draft.versus !== null
    ) {
      // "orders by status": the things named first are counted
      const counted = best({
        mention: first,
        aggregate: subject && subject.candidate.ref.kind === 'field' ? 'distinct' : null,
        outer: null,
        aggregateSpan: null,
        under: null,
      });
      if (!counted) return null;
      return { options: [counted], rankOption, subject: null, grouped: false };
    } else if (subject) account.heard('table', first, refLabel(lexicon.view, subject.candidate.ref));
  }
  if (draft.events.length > 0 && options.length === 0 && subject === null && draft.subjects.length === 0) {
    const event = draft.events.shift();
    const counted = event
      ? best({ mention: event, aggregate: null, outer: null, aggregateSpan: null, under: null })
      : null;
    return counted ? { options: [counted], rankOption, subject: null, grouped: false } : null;
  }
  if (draft.rank?.adjective && rankOption === null && options.length === 0) {
    const found = adjectiveOption(draft, subject, lexicon);
    if (found) {
      rankOption = found.option;
      draft.rank.descending = found.descending;
      account.assumed('sort', `by ${found.option.label.toLowerCase()}`);
    }
  }
  if (
    options.length === 0 &&
    rankOption === null &&
    ((draft.rank !== null && !rowRank(draft, lexicon, options)) ||
      ((draft.dimensions.length > 0 || draft.growth !== null || draft.window !== null) && subject === null))
  ) {
    // "our 5 best customers": by what matters most
    const main = (subject ? ownSize(subject, lexicon) : null) ?? mainMeasure(lexicon, tables);
    if (!main) return null;
    rankOption = main;
    account.assumed('measure', main.label);
    account.doubt(1, 'the measure was not said');
    // "what did customers buy most": what is to be ranked was not said either
    if (
      draft.rank &&
      !draft.rank.pure &&
      draft.rank.adjective === null &&
      first &&
      draft.rank.at > first.at + 1 &&
      !draft.which
    )
      account.doubt(2, 'what to rank was not said');
  }
  return { options, rankOption, subject, grouped };
}

/** "headcount", "traffic": one number, not a list. */
function countedNoun(draft: Draft, words: string, lexicon: Lexicon): boolean {
  if (draft.list || draft.which || draft.lacks.length > 0 || draft.columns.length > 0 || draft.order) return false;
  const table = draft.subjects[0]?.candidates.find((one) => one.ref.kind === 'table')?.ref;
  // rows without a name to people, such as orders, are counted; a list of their numbers would tell nothing
  const nameless =
    table?.kind === 'table' &&
    !labelFields(
      lexicon.view.tables.get(table.table) ?? { id: table.table, fields: [], labels: [], primaryKey: [] },
    ).some((id) => lexicon.view.fields.get(id)?.field.role === 'label');
  return (
    (nameless && (draft.periods.length > 0 || draft.partFilters.length > 0)) ||
    /^(headcount|workforce|traffic|staff|personnel)$/iu.test(words.trim())
  );
}

function ownTable(draft: Draft): TableId | null {
  const subject = draft.subjects[0]?.candidates.find((one) => one.ref.kind === 'table')?.ref;
  return subject?.kind === 'table' ? subject.table : null;
}

/** Whether a number lies in rows that point at the things asked for, so that it must be added up for each. */
function apart(draft: Draft, table: TableId, lexicon: Lexicon): boolean {
  const subject = draft.subjects[0]?.candidates.find((one) => one.ref.kind === 'table');
  return subject?.ref.kind === 'table' && (lexicon.graph.way(subject.ref.table, table)?.against ?? 0) > 0;
}

/** "cancelled orders by month": a segment that holds its table's noun names what is counted too. */
function countSegments(draft: Draft): void {
  if (
    draft.measures.length > 0 ||
    draft.subjects.length > 0 ||
    draft.rank !== null ||
    draft.rate !== null ||
    draft.part !== null
  )
    return;
  for (const { mention } of draft.filters) {
    const segment = mention.candidates.find((one) => one.ref.kind === 'segment' && one.score > 0.9);
    if (!segment || !/\s/u.test(mention.words.trim())) continue;
    const ref = { kind: 'table', table: tableOfRef(segment.ref) } as const;
    draft.subjects.push({ ...mention, candidates: [{ ref, score: 0.95, quality: 'exact' }] });
    return;
  }
}

/** The tables named in passing: a field asked for is rather one of theirs. */
function namedTables(draft: Draft): ReadonlySet<TableId> {
  return new Set(
    draft.contexts.flatMap((mention) =>
      mention.candidates.flatMap((one) => (one.ref.kind === 'table' && one.score > 0.8 ? [one.ref.table] : [])),
    ),
  );
}

/** The rows of the table named, where a share is asked of things rather than of a number. */
function subjectRows(draft: Draft, lexicon: Lexicon): MeasureOption | null {
  const named = [...draft.subjects, ...draft.contexts];
  const mention = named.find(namesTable) ?? named[0];
  return mention
    ? (measureOptions(
        mention.candidates.filter((one) => one.ref.kind === 'table'),
        'count',
        lexicon,
      )[0] ?? null)
    : null;
}

const namesTable = ({ candidates }: Mention): boolean =>
  candidates.some((one) => one.ref.kind === 'table' && one.score > 0.8);

function sameNumber(a: MeasureOption, b: MeasureOption): boolean {
  return (a.rows && b.rows && a.table === b.table) || (a.field !== null && a.field === b.field);
}

function relatedTables(draft: Draft): readonly (readonly TableId[])[] {
  const mentions = [
    ...draft.dimensions.flatMap((slot) => (slot.kind === 'mention' ? [slot.mention] : [])),
    ...draft.filters.map((slot) => slot.mention),
    ...draft.contexts,
    ...draft.subjects,
  ];
  return mentions.map((mention) => {
    const top = mention.candidates[0]?.score ?? 0;
    return [...new Set(mention.candidates.filter((one) => one.score > top - 0.12).map((one) => tableOfRef(one.ref)))];
  });
}

/** How well a table reaches what else is named: 0 for all at hand, below for far or unrelated. */
function closeness(table: TableId, groups: readonly (readonly TableId[])[], lexicon: Lexicon): number {
  let sum = 0;
  for (const group of groups) {
    let best = -1;
    for (const other of group) {
      const way = lexicon.graph.way(table, other);
      if (way) best = Math.max(best, -0.02 * way.steps - 0.12 * way.against);
    }
    sum += best;
  }
  return groups.length === 0 ? 0 : sum / groups.length;
}

/** The number that matters most in a model: its revenue or first sum of money, else its largest fact's rows. */
function mainMeasure(lexicon: Lexicon, tables: readonly (readonly TableId[])[]): MeasureOption | null {
  for (const word of ['revenue', 'sell', 'amount', 'spend']) {
    const candidates = lexicon.phrases.exact.get(word) ?? lexicon.phrases.stems.get(word) ?? [];
    const options = measureOptions(candidates, null, lexicon).filter(
      (option) =>
        option.additive && !option.rows && option.score > 0.6 && closeness(option.table, tables, lexicon) > -0.1,
    );
    if (options[0]) return options[0];
  }
  const sums = [...lexicon.view.tables.values()].flatMap((table) =>
    table.hidden || table.time === null || closeness(table.id, tables, lexicon) <= -0.1
      ? []
      : table.measures
          .filter((one) => !one.hidden && one.value.kind === 'aggregate' && one.value.function === 'sum')
          .map((one) => ({ kind: 'measure', measure: `${table.id}.${one.id}` }) as const),
  );
  const only = sums.length === 1 ? sums[0] : undefined;
  return only ? (measureOptions([{ ref: only, score: 0.8, quality: 'partial' }], null, lexicon)[0] ?? null) : null;
}
