import type { Aggregate, ChartKind, Comparison, FieldId, MeasureExpression, Period, TableId } from '@lumiere/contract';
import type { DatePart, TimeGrain } from '@lumiere/values';

/** What a word or phrase of the model stands for. */
export type Ref =
  | { readonly kind: 'table'; readonly table: TableId }
  | { readonly kind: 'field'; readonly field: FieldId }
  | { readonly kind: 'measure'; readonly measure: FieldId }
  | { readonly kind: 'segment'; readonly segment: FieldId }
  | { readonly kind: 'value'; readonly field: FieldId; readonly value: string }
  /** The happening that a date field records, said as a noun or verb: "hires", "signed up", "delivered". */
  | { readonly kind: 'event'; readonly field: FieldId }
  /** A number that the model does not name but holds: "click-through rate", "average order value". */
  | { readonly kind: 'formula'; readonly table: TableId; readonly value: MeasureExpression; readonly label: string };

/** How sure a word is what it was taken for. */
export type MatchQuality = 'exact' | 'synonym' | 'partial' | 'stem' | 'typo';

export interface Candidate {
  readonly ref: Ref;
  /** 0 to 1. */
  readonly score: number;
  readonly quality: MatchQuality;
}

/** What a phrase of the question's own grammar does, without its place. */
export type GrammarItem =
  | {
      readonly kind:
        | 'group'
        | 'between'
        | 'negation'
        | 'lacking'
        | 'never'
        | 'growth-verb'
        | 'grew'
        | 'versus'
        | 'compare-verb'
        | 'divide'
        | 'rate';
    }
  | {
      readonly kind:
        | 'and'
        | 'or'
        | 'comma'
        | 'list'
        | 'which'
        | 'only'
        | 'distinct'
        | 'above-average'
        | 'below-average'
        | 'follow'
        | 'total'
        | 'stop'
        | 'light';
    }
  | {
      readonly kind: 'aggregate';
      readonly function: Extract<Aggregate, 'sum' | 'avg' | 'min' | 'max' | 'median' | 'count'> | 'distinct';
    }
  | {
      readonly kind: 'rank';
      readonly descending: boolean;
      readonly pure: boolean;
      readonly adjective?: 'price' | 'time' | 'duration' | 'age' | 'count';
    }
  | { readonly kind: 'compare'; readonly op: Comparison }
  | { readonly kind: 'window'; readonly function: 'share' | 'running-sum' | 'running-avg' }
  | { readonly kind: 'growth'; readonly of: TimeGrain | null; readonly relative: boolean }
  | { readonly kind: 'chart'; readonly chart: ChartKind }
  | { readonly kind: 'preposition'; readonly word: string }
  | { readonly kind: 'order-by'; readonly descending?: boolean }
  | { readonly kind: 'direction'; readonly descending: boolean };

/** A piece of the question that means one thing. */
export type Item =
  | GrammarItem
  | { readonly kind: 'entity'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'period'; readonly period: Period; readonly label: string; readonly grain: TimeGrain | null }
  /** A unit or cycle of time to group by: "monthly", "weekday". `adverb` where the word alone says it ("monthly"), not the noun ("month"). */
  | {
      readonly kind: 'grain';
      readonly grain: TimeGrain | null;
      readonly part: DatePart | null;
      readonly adverb: boolean;
      readonly candidates: readonly Candidate[];
    }
  /** Rows by a recurring part of their date: "on weekends", "on Mondays". */
  | {
      readonly kind: 'part-filter';
      readonly part: DatePart;
      readonly values: readonly number[];
      readonly label: string;
    }
  | { readonly kind: 'number'; readonly value: number; readonly unit: 'percent' | 'money' | null }
  | { readonly kind: 'unknown' };

/** An item with the tokens it covers, `from` included and `until` not, and its span of characters. */
export type Placed = Item & {
  readonly from: number;
  readonly until: number;
  readonly span: readonly [number, number];
  readonly words: string;
};
