import type { ChartKind, Comparison, Period } from '@lumiere/contract';
import type { DatePart, TimeGrain } from '@lumiere/values';
import type { Candidate } from './items.ts';

export type Span = readonly [number, number];

/** A phrase that names something of the model, in the part it plays in the question. */
export interface Mention {
  readonly candidates: readonly Candidate[];
  readonly span: Span;
  readonly words: string;
  /** Place among the items, for nearness. */
  readonly at: number;
}

export type AggregateWord = 'sum' | 'avg' | 'min' | 'max' | 'median' | 'count' | 'distinct';

export interface MeasureSlot {
  readonly mention: Mention;
  aggregate: AggregateWord | null;
  /** Over it: "average number of orders". */
  readonly outer: AggregateWord | null;
  readonly aggregateSpan: Span | null;
  /** Divided by this: "revenue per square metre". */
  under: Mention | null;
}

export type DimensionSlot =
  | {
      readonly kind: 'mention';
      readonly mention: Mention;
      readonly each: boolean;
      readonly asked: boolean;
      readonly by: boolean;
    }
  | {
      readonly kind: 'time';
      readonly grain: TimeGrain | null;
      readonly part: DatePart | null;
      readonly span: Span;
      readonly words: string;
      readonly each: boolean;
      readonly asked: boolean;
    };

export interface FilterSlot {
  readonly mention: Mention;
  readonly negated: boolean;
  /** Joined with the filter before it by "or". */
  readonly or: boolean;
  /** Joined with the filter before it by "and" or a comma. */
  readonly and: boolean;
  readonly afterVersus: boolean;
  /** The noun that it stands before: "new deals". */
  readonly noun: Mention | null;
}

export interface NumberSlot {
  /** What is compared; null where the words before or after must tell. */
  readonly mention: Mention | null;
  readonly op: Comparison;
  readonly value: number;
  /** The upper bound of "between 5 and 10". */
  readonly high: number | null;
  readonly unit: 'percent' | 'money' | null;
  /** The noun after the number: "more than 30 orders". */
  readonly counted: Mention | null;
  readonly aggregate: AggregateWord | null;
  readonly negated: boolean;
  /** Joined with the test before it by "or". */
  readonly or: boolean;
  readonly span: Span;
  readonly words: string;
  readonly at: number;
}

export interface PeriodSlot {
  readonly period: Period;
  readonly label: string;
  readonly grain: TimeGrain | null;
  readonly negated: boolean;
  readonly span: Span;
  readonly words: string;
  readonly at: number;
}

export interface RankSlot {
  descending: boolean;
  count: number | null;
  /** "top", "best": by whatever matters; else the superlative of something named. */
  readonly pure: boolean;
  readonly adjective: 'price' | 'time' | 'duration' | 'age' | 'count' | null;
  by: MeasureSlot | null;
  readonly span: Span;
  readonly words: string;
  readonly at: number;
}

export interface GrowthSlot {
  readonly of: TimeGrain | null;
  readonly relative: boolean;
  readonly span: Span;
  readonly words: string;
}

export interface LackSlot {
  readonly mention: Mention;
  /** "never ordered" rather than "without a manager". */
  readonly never: boolean;
  readonly span: Span;
  readonly words: string;
}

/** A recurring part of dates: weekends, Mondays, night hours. */
export interface CycleSlot {
  readonly part: DatePart;
  readonly values: readonly number[];
  readonly label: string;
  readonly negated: boolean;
  readonly span: Span;
  readonly words: string;
}

export interface Note {
  readonly words: string;
  readonly span: Span;
}

/** A question taken apart: which words play which part, before it is decided what of the model each names. */
export interface Draft {
  readonly measures: MeasureSlot[];
  readonly dimensions: DimensionSlot[];
  readonly filters: FilterSlot[];
  readonly numbers: NumberSlot[];
  readonly periods: PeriodSlot[];
  readonly partFilters: CycleSlot[];
  readonly lacks: LackSlot[];
  /** Things whose rows are asked for or counted: "orders", "which customers". */
  readonly subjects: Mention[];
  /** Tables named in passing, which help to choose among columns: "score on our trainings". */
  readonly contexts: Mention[];
  /** Dates named as happenings: "hired in 2024". */
  readonly events: Mention[];
  readonly columns: Mention[];
  /** Numbers named that no part of the question uses. */
  readonly stray: Mention[];
  readonly unknown: Note[];
  /** Words of grammar that found nothing to act on. */
  readonly idle: Note[];
  rank: RankSlot | null;
  /** A bare number before the thing ranked: "which three categories". */
  countAhead: { readonly value: number; readonly span: Span; readonly words: string; readonly at: number } | null;
  /** The first "or" that parts what is named. */
  or: Note | null;
  window: {
    readonly function: 'share' | 'running-sum' | 'running-avg';
    readonly span: Span;
    readonly words: string;
  } | null;
  growth: GrowthSlot | null;
  grew: boolean;
  versus: Note | null;
  /** The part whose share of the whole is asked: "share of women". */
  part:
    | {
        readonly mention: Mention;
        readonly negated: boolean;
        /** What the part is taken of, where its own noun says it: the employees of "remote employees". */
        readonly noun: string | null;
        /** Whether the words leave open what belongs to the part and what to the whole. */
        readonly unsure: boolean;
      }
    | { readonly cycle: CycleSlot; readonly negated: boolean }
    | null;
  rate: { readonly span: Span; readonly mention: Mention | null; readonly words: string } | null;
  average: {
    readonly above: boolean;
    readonly span: Span;
    readonly words: string;
    readonly mention: Mention | null;
  } | null;
  order: { readonly mention: Mention | null; descending: boolean; readonly span: Span; readonly words: string } | null;
  /** "average daily …": the unit whose sums are averaged. */
  nestGrain: { readonly grain: TimeGrain; readonly span: Span; readonly words: string } | null;
  /** "different cities": without a count, each once. */
  distinct: boolean;
  list: boolean;
  which: boolean;
  /** "who": rows of people are asked for, whichever table holds them. */
  who: Note | null;
  never: Note | null;
  follow: boolean;
  only: boolean;
  /** "at all", "sold", "bought": verbs heard, by their words. */
  readonly verbs: string[];
  divide: { readonly over: MeasureSlot; readonly at: number } | null;
  /** The kind of chart asked for. */
  chart: { readonly kind: ChartKind; readonly span: Span; readonly words: string } | null;
}

export function emptyDraft(): Draft {
  return {
    measures: [],
    dimensions: [],
    filters: [],
    numbers: [],
    periods: [],
    partFilters: [],
    lacks: [],
    subjects: [],
    contexts: [],
    events: [],
    columns: [],
    stray: [],
    unknown: [],
    idle: [],
    rank: null,
    countAhead: null,
    or: null,
    window: null,
    growth: null,
    grew: false,
    versus: null,
    part: null,
    rate: null,
    average: null,
    order: null,
    nestGrain: null,
    distinct: false,
    list: false,
    which: false,
    who: null,
    never: null,
    follow: false,
    only: false,
    verbs: [],
    divide: null,
    chart: null,
  };
}
