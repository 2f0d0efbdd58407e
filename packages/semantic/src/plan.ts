import type { DatePart, TimeGrain, ValueType } from '@lumiere/values';
import type { Aggregate, Column, ColumnKey, Comparison, Scalar, TableId } from '@lumiere/contract';

/**
 * What is to be computed, in relational terms that every dialect can print, with no name left to resolve: tables are physical,
 * periods are dates, joins are chosen. Only `resolve` makes one.
 */
export interface Plan {
  /** Named sub-queries, each may use those before it. The last step is the result. */
  readonly steps: readonly Step[];
  /** The result's columns in order; `key` is the output name of the last step. */
  readonly columns: readonly Column[];
  /** Physical tables read, for policy, receipt and cache. */
  readonly tables: readonly PlanTable[];
  /** The rows asked for; null where the caller's cap alone decides. */
  readonly limit: number | null;
}

export interface PlanTable {
  /** The model's id of the table: what policy rules are written for. */
  readonly table: TableId;
  readonly schema: string | null;
  readonly name: string;
}

/** One select statement. Clauses apply in SQL's own order: from, joins, where, group by, having, windows, order, limit. */
export interface Step {
  readonly name: string;
  readonly from: Source;
  readonly joins: readonly PlanJoin[];
  readonly where: Expression | null;
  /** Non-empty means grouped by these outputs (by key); null means not grouped; empty means one total row. */
  readonly groupBy: readonly ColumnKey[] | null;
  readonly having: Expression | null;
  readonly outputs: readonly Output[];
  readonly distinct: boolean;
  readonly orderBy: readonly { readonly value: Expression; readonly descending: boolean }[];
  readonly limit: number | null;
}

/** A physical table under its alias, or an earlier step. Policy is spliced in at `table` by the compiler, never here. */
export type Source =
  | { readonly kind: 'table'; readonly table: PlanTable; readonly alias: string }
  | { readonly kind: 'step'; readonly step: string; readonly alias: string };

/** `full` joins keep both sides and are only made between steps on equal keys (nulls match nulls where `nullSafe`). */
export interface PlanJoin {
  readonly kind: 'left' | 'inner' | 'full' | 'cross';
  readonly to: Source;
  readonly on: Expression | null;
  /** For a join up along the model's own: which one, and the alias whose rows look for their partner. */
  readonly along?: { readonly join: JoinId; readonly from: string };
}

/** Names a join of a model by its two ends. */
export type JoinId = string;

export interface Output {
  readonly key: ColumnKey;
  readonly value: Expression;
  readonly type: ValueType;
}

/** A typed expression. `type` is the result's, by the numeric and text contract in docs/decisions. */
export type Expression =
  /** `alias` is a table's or step's alias; `name` a physical column or a step's output key. */
  | { readonly kind: 'column'; readonly alias: string; readonly name: string; readonly type: ValueType }
  /** Always a bound parameter. */
  | { readonly kind: 'value'; readonly value: Scalar; readonly type: ValueType }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Expression; readonly right: Expression }
  /** Equality in which two missing values are the same. */
  | { readonly kind: 'same'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly of: Expression; readonly values: readonly Expression[] }
  | { readonly kind: 'is-null'; readonly of: Expression }
  /** Case-insensitive, `value` matched literally. */
  | {
      readonly kind: 'text-match';
      readonly op: 'contains' | 'starts-with' | 'ends-with';
      readonly of: Expression;
      readonly value: string;
    }
  | {
      readonly kind: 'arithmetic';
      readonly op: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
      readonly type: ValueType;
    }
  | { readonly kind: 'days-between'; readonly from: Expression; readonly to: Expression }
  | {
      readonly kind: 'case';
      readonly when: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | null;
      readonly type: ValueType;
    }
  | { readonly kind: 'coalesce'; readonly of: readonly Expression[]; readonly type: ValueType }
  /** First moment of the unit that holds `of`; result is a date for day and coarser, else keeps its type. */
  | {
      readonly kind: 'truncate';
      readonly of: Expression;
      readonly grain: TimeGrain;
      readonly weekStart: number;
      readonly zone: ZoneShift | null;
    }
  | {
      readonly kind: 'date-part';
      readonly of: Expression;
      readonly part: DatePart;
      readonly weekStart: number;
      readonly zone: ZoneShift | null;
    }
  /** A date moved by whole units; days past a month's end fall back to its last day. */
  | { readonly kind: 'add-time'; readonly of: Expression; readonly grain: TimeGrain; readonly count: number }
  /** Lower bound of the range of `width` that holds a number. */
  | { readonly kind: 'bin'; readonly of: Expression; readonly width: number }
  /** `of` null counts rows. `where` restricts the rows that this one aggregate sees. */
  | {
      readonly kind: 'aggregate';
      readonly function: Aggregate;
      readonly of: Expression | null;
      readonly where: Expression | null;
      readonly percentile: number | null;
      readonly type: ValueType;
    }
  | {
      readonly kind: 'window';
      readonly function: 'sum' | 'avg' | 'min' | 'max' | 'count' | 'median' | 'rank' | 'row-number' | 'lag';
      readonly of: Expression | null;
      readonly partitionBy: readonly Expression[];
      readonly orderBy: readonly { readonly value: Expression; readonly descending: boolean }[];
      /** Rows before the current one that count, current included; null means the whole partition, or all before it where ordered. */
      readonly rows: number | null;
      readonly type: ValueType;
    }
  /** Correlated: the sub-query may name aliases of the step around it. */
  | { readonly kind: 'exists'; readonly from: Source; readonly joins: readonly PlanJoin[]; readonly where: Expression }
  /** `of` is among the one output of an earlier step (nulls never are). */
  | { readonly kind: 'in-step'; readonly of: Expression; readonly step: string; readonly key: ColumnKey }
  /** The one value of an earlier step that has one row. */
  | { readonly kind: 'scalar-step'; readonly step: string; readonly key: ColumnKey; readonly type: ValueType };

/**
 * How a stored moment becomes local time: constant offsets in seconds over ranges of UTC milliseconds, first range open below,
 * last open above. Compiled from the runtime's zone data, so that engines without zones agree.
 */
export type ZoneShift = readonly { readonly fromMs: number | null; readonly offsetSeconds: number }[];

/** What rows and columns of each table a person may see, made by `bindPolicy`, spliced in by the compiler at every table. */
export interface Policy {
  /** Equal exactly where two people see the same rows of every table: part of every cache key. */
  readonly fingerprint: string;
  /** In words, for the receipt. */
  readonly description: string;
  /** Tables with rules; a table that is not here is seen whole. */
  readonly tables: ReadonlyMap<TableId, TablePolicy>;
}

/** `rows` is a test whose columns have the alias `t`; `none` shows nothing. */
export type TablePolicy = { readonly kind: 'none' } | { readonly kind: 'rows'; readonly where: Expression };
