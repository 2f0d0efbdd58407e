import type { Aggregate, Scalar } from '@lumiere/contract';
import type { DatePart, TimeGrain, ValueType } from '@lumiere/values';
import type { ZoneShift } from '@lumiere/semantic';

/** What is known of an operand beside its text. */
export interface Moment {
  readonly type: ValueType;
  /** ISO weekday that weeks start on. */
  readonly weekStart: number;
  readonly zone: ZoneShift | null;
}

/** A constant as it is bound, and how its place in the text is written. */
export interface Bound {
  readonly value: Scalar;
  readonly text: (position: number) => string;
}

export type WindowFunction = 'sum' | 'avg' | 'min' | 'max' | 'count' | 'median' | 'rank' | 'row-number' | 'lag';

/**
 * A source's own SQL, asked function by function; a new dialect is a file that answers all of it by the contract of
 * docs/decisions/0002. Operands come as text that can stand anywhere, and what is given back can too.
 * `null` means that the engine cannot, and the query is refused in words.
 */
export interface Dialect {
  readonly name: string;
  /** What people call the engine. */
  readonly title: string;
  /** Words that cannot be a bare identifier. */
  readonly reserved: ReadonlySet<string>;
  /** True where moments are text, so that a bound at midnight is compared with the bare date, right with `T` and space alike. */
  readonly momentsAreText: boolean;
  /** Aggregates that the engine lacks; compile computes them over rows ranked in a step of their own. */
  readonly ranked: ReadonlySet<Aggregate>;
  /** An identifier between quotes, whatever it holds. */
  quote(name: string): string;
  constant(value: Exclude<Scalar, null | boolean>, type: ValueType): Bound;
  boolean(value: boolean): string;
  /** One form per value, so that equal values are equal texts: for tests, groups, order, min and max. */
  comparable(of: string, type: ValueType): string;
  /** Equality in which two missing values are the same, as an operator. */
  readonly same: string;
  textMatch(
    op: 'contains' | 'starts-with' | 'ends-with',
    of: string,
    value: string,
    bind: (text: string) => string,
  ): string;
  divide(left: string, right: string): string;
  /** The first operand of integer arithmetic on a physical column, wide enough that the result is exact or an error. */
  widen(column: string): string;
  bin(of: string, width: string, exact: boolean): string;
  daysBetween(from: string, to: string): string;
  truncate(of: string, grain: TimeGrain, moment: Moment): string;
  datePart(of: string, part: DatePart, moment: Moment): string;
  addTime(of: string, grain: TimeGrain, count: number, type: ValueType): string;
  /** An aggregate of a column of `type`, without its filter; `of` null counts rows. */
  aggregate(fn: Aggregate, of: string | null, type: ValueType | null, percentile: number | null): string | null;
  /** The call before `over`. */
  window(fn: WindowFunction, of: string | null, type: ValueType | null): string | null;
}
