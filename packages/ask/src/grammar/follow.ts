import type { View } from '@lumiere/semantic';
import type { DimensionSlot, Draft, MeasureSlot, Mention, PeriodSlot } from './draft.ts';
import { bestOf } from './sorts.ts';

const opener =
  /^\s*(and|also|now|but|only|just|same|what about|how about|what if|make|split|break|show (it|that|them|this|me just|just)|as a|as share|as percent|instead|in |for |by |per |excluding|without|not |except|then|plus|ok|okay|exclude|include|filter|limit|sort|order|group|top \d+ only|the |with )/iu;
const added = /\b(and|also|split|break|broken|too|additionally|then by|plus)\b/iu;
const instead = /\b(instead|rather|what about|how about|now|same)\b/iu;

/** Whether a question leans on the one before it: it lacks a number or list of its own, or opens as an addition. */
export function leansOn(question: string, draft: Draft): boolean {
  const complete =
    draft.measures.length > 0 ||
    draft.subjects.length > 0 ||
    (draft.rank?.by ?? null) !== null ||
    draft.rate !== null ||
    draft.part !== null;
  if (!complete) return true;
  if (draft.follow) return true;
  const short = question.trim().split(/\s+/u).length <= 8;
  return short && opener.test(question) && draft.dimensions.length + draft.periods.length + draft.filters.length < 3;
}

/** The earlier question's parts changed by the later one's: what it names again is replaced, the rest stays. */
export function mergeDrafts(before: Draft, after: Draft, question: string, view: View): Draft {
  after = asNumbers(before, after, view);
  const measures = mergedMeasures(before, after);
  const rank = mergedRank(before, after, measures);
  const ratio = after.rate ?? (after.part ? null : measures === before.measures ? before.rate : null);
  return {
    ...before,
    measures: rank?.by && before.rank?.by !== rank.by ? before.measures : [...measures],
    dimensions: mergedDimensions(before, after, question, view),
    filters: [
      ...before.filters.filter(
        (old) => !after.filters.some((slot) => !slot.negated && !old.negated && sameField(old.mention, slot.mention)),
      ),
      ...after.filters,
    ],
    numbers: [...before.numbers, ...after.numbers],
    periods: after.periods.length > 0 ? after.periods.map((slot) => stepped(slot, before)) : before.periods,
    partFilters: after.partFilters.length > 0 ? after.partFilters : before.partFilters,
    lacks: [...before.lacks, ...after.lacks],
    subjects:
      before.subjects.length > 0 || measures.length > 0 || before.rank?.by || before.rate || before.part
        ? before.subjects
        : after.subjects,
    contexts: [
      ...before.contexts,
      ...after.contexts,
      ...(before.subjects.length > 0 || measures.length > 0 || before.rate || before.part ? after.subjects : []),
    ],
    events: [...before.events, ...after.events],
    columns: [...before.columns, ...after.columns],
    unknown: [...before.unknown, ...after.unknown],
    idle: [...after.idle],
    rank,
    countAhead: after.countAhead ?? before.countAhead,
    window: after.window ?? before.window,
    growth: after.growth ?? before.growth,
    versus: after.versus ?? before.versus,
    part: after.part ?? before.part,
    rate: ratio,
    average: after.average ?? before.average,
    order: after.order ?? before.order,
    never: after.never ?? before.never,
    verbs: [...before.verbs, ...after.verbs],
    chart: after.chart ?? before.chart,
  };
}

/** "what about by spend?", "per square metre": a number in the place of a group ranks or divides what was asked before. */
function asNumbers(before: Draft, after: Draft, view: View): Draft {
  const numeric = after.dimensions.flatMap((slot) =>
    slot.kind === 'mention' &&
    bestOf(slot.mention.candidates, view, ['number']) >
      Math.max(0.6, bestOf(slot.mention.candidates, view, ['table', 'group', 'time', 'key']) - 0.05)
      ? [slot]
      : [],
  );
  const first = numeric[0];
  if (!first || (before.measures.length === 0 && !before.rank)) return after;
  const dimensions = after.dimensions.filter((slot) => slot !== first);
  if (first.by)
    return {
      ...after,
      dimensions,
      measures: [{ mention: first.mention, aggregate: null, outer: null, aggregateSpan: null, under: null }],
    };
  const last = before.measures[before.measures.length - 1];
  return last ? { ...after, dimensions, measures: [{ ...last, under: first.mention }] } : after;
}

function mergedMeasures(before: Draft, after: Draft): readonly MeasureSlot[] {
  if (after.measures.length === 0) return before.measures;
  return after.measures;
}

function mergedRank(before: Draft, after: Draft, measures: readonly MeasureSlot[]): Draft['rank'] {
  const by = after.rank?.by ?? (measures !== before.measures && before.rank ? (measures[0] ?? null) : null);
  if (after.rank && before.rank)
    return {
      ...before.rank,
      descending: after.rank.descending,
      count: after.rank.count ?? after.countAhead?.value ?? before.rank.count,
      by: by ?? before.rank.by,
      span: after.rank.span,
      words: after.rank.words,
    };
  if (after.rank) return { ...after.rank, by: by ?? after.rank.by, pure: true };
  return before.rank ? { ...before.rank, by: by ?? before.rank.by } : null;
}

function mergedDimensions(before: Draft, after: Draft, question: string, view: View): DimensionSlot[] {
  if (after.dimensions.length === 0) return before.dimensions;
  const fresh = dropReplaced(after.dimensions, question);
  const timed = fresh.some((slot) => slot.kind === 'time');
  const adds = added.test(question) && !instead.test(question);
  const kept = before.dimensions.filter((slot) =>
    slot.kind === 'time' ? !timed : adds || (timed && fresh.every((one) => one.kind === 'time')),
  );
  // "by region instead" takes the place of whatever was grouped by
  const old =
    instead.test(question) && !timed
      ? before.dimensions.filter((slot) => slot.kind === 'time' && before.dimensions.length > 1)
      : kept;
  return [
    ...old,
    ...fresh.filter(
      (slot) =>
        !old.some(
          (one) =>
            slot.kind === 'mention' &&
            one.kind === 'mention' &&
            sameField(one.mention, slot.mention) &&
            bestOf(slot.mention.candidates, view, ['group', 'table']) > 0,
        ),
    ),
  ];
}

/** "by tier instead of owner": what comes after "instead of" is what goes. */
function dropReplaced(slots: readonly DimensionSlot[], question: string): readonly DimensionSlot[] {
  const at = question.toLowerCase().indexOf('instead of');
  return at < 0 ? slots : slots.filter((slot) => (slot.kind === 'mention' ? slot.mention.span[0] : slot.span[0]) < at);
}

function sameField(a: Mention, b: Mention): boolean {
  const fields = (mention: Mention): Set<string> => {
    const top = mention.candidates[0]?.score ?? 0;
    return new Set(
      mention.candidates
        .filter((one) => one.score > top - 0.1)
        .flatMap(({ ref }) =>
          ref.kind === 'value' || ref.kind === 'field' ? [ref.field] : ref.kind === 'segment' ? [ref.segment] : [],
        ),
    );
  };
  const other = fields(b);
  return [...fields(a)].some((field) => other.has(field));
}

/** "and the month before?": one unit before the period asked for earlier. */
function stepped(slot: PeriodSlot, before: Draft): PeriodSlot {
  const old = before.periods[0]?.period;
  if (
    !/\bbefore$/iu.test(slot.words) ||
    old?.kind !== 'calendar' ||
    slot.period.kind !== 'calendar' ||
    old.grain !== slot.period.grain
  )
    return slot;
  return { ...slot, period: { ...old, offset: old.offset - 1 } };
}
