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
  /** What the dialect relies on, run one by one on every new connection. Empty where the engine's child sets it. */
  readonly session: readonly string[];
  /** True where parameters have no numbers: every place has a `?` of its own, bound in the order of the text. */
  readonly positional: boolean;
  /** True where moments are text, so that a bound at midnight is compared with the bare date, right with `T` and space alike. */
  readonly momentsAreText: boolean;
  /** Types whose values need `comparable` before the engine tests, groups and sorts them as the contract says. */
  readonly keyed: ReadonlySet<ValueType>;
  /** True where a text equals a constant exactly when its bytes do, so that an index on the bare column serves. */
  readonly equalsExactly: boolean;
  /** Types of which the engine may take the group without a value for its neighbour, unless being missing is grouped by too. */
  readonly losesMissing: ReadonlySet<ValueType>;
  /** Aggregates that the engine lacks; compile computes them over rows ranked in a step of their own. */
  readonly ranked: ReadonlySet<Aggregate | 'median-window'>;
  /** True where an aggregate takes `filter (where …)`; elsewhere a `case` chooses what it reads. */
  readonly filters: boolean;
  /** True where the engine has full joins; elsewhere all keys are collected first, and every side is joined to them. */
  readonly fullJoins: boolean;
  /** An identifier between quotes, whatever it holds. */
  quote(name: string): string;
  constant(value: Exclude<Scalar, null | boolean>, type: ValueType): Bound;
  boolean(value: boolean): string;
  /** About this share (0 to 1) of a table's rows, from all over it and each time the same where the engine can; a select without its columns' list. */
  sampled(table: string, share: number): string;
  /** A table's column as it is read, where the engine has several types for what the contract calls one. */
  column(of: string, type: ValueType): string;
  /** One form per value, so that equal values are equal texts: for tests, groups, order, min and max. */
  comparable(of: string, type: ValueType): string;
  /** Equality in which two missing values are the same, as an operator. */
  readonly same: string;
  /** The same as a condition of a join, where the operator would make the engine compare every row with every other. */
  meets(left: string, right: string, type: ValueType): string | null;
  /** What to sort by, missing values last. `key` may be an output's name, which no expression can hold; `of` is what it stands for, null where it has a value always. */
  order(key: string, of: (() => string) | null, descending: boolean): string;
  textMatch(
    op: 'contains' | 'starts-with' | 'ends-with',
    of: string,
    value: string,
    bind: (text: string) => string,
  ): string;
  divide(left: string, right: string): string;
  /** The first operand of arithmetic on a physical column, wide enough that the result is exact (of doubles: as good as doubles get) or an error. */
  widen(column: string, type: 'integer' | 'double'): string;
  /** True where whole numbers may be unsigned and make all unsigned that they are calculated with: every operand is widened, not the first alone. */
  readonly unsigned: boolean;
  bin(of: string, width: string, exact: boolean): string;
  daysBetween(from: string, to: string): string;
  truncate(of: string, grain: TimeGrain, moment: Moment): string;
  datePart(of: string, part: DatePart, moment: Moment): string;
  addTime(of: string, grain: TimeGrain, count: number, type: ValueType): string;
  /** An aggregate of a column of `type`, without its filter; `of` null counts rows. */
  aggregate(fn: Aggregate, of: string | null, type: ValueType | null, percentile: number | null): string | null;
  /** The call before `over`; `moving` where rows leave the window at its start. */
  window(fn: WindowFunction, of: string | null, type: ValueType | null, moving: boolean): string | null;
}
