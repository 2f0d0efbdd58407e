import { z } from 'zod';
import { dateParts, timeGrains } from '@lumiere/values';
import { text } from './ids.ts';

/** A field of a model as `table.field`; both parts are the model's ids, never physical names. */
export const FieldId = z
  .string()
  .regex(/^[a-z0-9_]{1,100}\.[a-z0-9_]{1,100}$/, 'must be a field such as orders.status');
export type FieldId = z.infer<typeof FieldId>;
export const TableId = z.string().regex(/^[a-z0-9_]{1,100}$/, 'must be a table such as orders');
export type TableId = z.infer<typeof TableId>;
/** The name of a result column within a query. */
export const ColumnKey = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, 'must be a name such as revenue or order_month');
export type ColumnKey = z.infer<typeof ColumnKey>;

export const TimeGrain = z.enum(timeGrains);
export const DatePart = z.enum(dateParts);

/** A constant in a query; decimals and integers beyond 2^53 as text. Dates are `2024-01-31`, moments `2024-01-31T12:00:00`. */
export const Scalar = z.union([text(1000), z.number(), z.boolean(), z.null()]);
export type Scalar = z.infer<typeof Scalar>;

const mostToDate = 400;

/**
 * A stretch of calendar time, relative ones resolved against "today" in the query's zone.
 * - `between`: from `from` up to but not including `until`; either end may be open.
 * - `calendar`: `count` whole units of `grain` from the one `offset` units away (0 is the current one, -1 the last one);
 *   `toDate` cuts each unit at today's position in it (year to date; same period last year is year, offset -1, toDate).
 * - `rolling`: today and the `count` units of `grain` before it.
 */
export const Period = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('between'), from: text(40).nullable(), until: text(40).nullable() }),
  z
    .strictObject({
      kind: z.literal('calendar'),
      grain: TimeGrain,
      offset: z.number().int().min(-10_000).max(10_000),
      count: z.number().int().min(1).max(10_000).default(1),
      toDate: z.boolean().default(false),
    })
    // each is two bounds in the statement
    .refine(({ count, toDate }) => !toDate || count <= mostToDate, {
      message: `must be at most ${mostToDate} units where each is cut at today's date`,
      path: ['count'],
    }),
  z.strictObject({ kind: z.literal('rolling'), grain: TimeGrain, count: z.number().int().min(1).max(10_000) }),
]);
export type Period = z.infer<typeof Period>;

export const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof comparisons)[number];

/** What a filter tests: a field, perhaps by a part of its date (`weekday` of `orders.ordered_at`). */
export const FilterField = z.strictObject({ field: FieldId, part: DatePart.nullable().default(null) });
export type FilterField = z.infer<typeof FilterField>;

/**
 * A test on rows. Three-valued logic never leaks: a missing value passes only `null` and the negations (`not`, `!=`, `not in`),
 * as a person who says "not red" means the ones without a colour too.
 */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly on: FilterField; readonly op: Comparison; readonly value: Scalar }
  /** A field against another field of the same row. */
  | {
      readonly kind: 'compare-fields';
      readonly left: FilterField;
      readonly op: Comparison;
      readonly right: FilterField;
    }
  | { readonly kind: 'in'; readonly on: FilterField; readonly values: readonly Scalar[] }
  | {
      readonly kind: 'text';
      readonly on: FilterField;
      readonly op: 'contains' | 'starts-with' | 'ends-with';
      readonly value: string;
    }
  | { readonly kind: 'null'; readonly on: FilterField }
  | { readonly kind: 'period'; readonly on: FilterField; readonly period: Period }
  /** Whether any row of `table` that belongs to this row exists and passes `where` ("customers who never ordered" is its negation). */
  | { readonly kind: 'exists'; readonly table: TableId; readonly where: Condition | null }
  /** A number of this row against one computed over other rows ("priced above the average"); `per` restricts those to the same group. */
  | {
      readonly kind: 'compare-measure';
      readonly on: FilterField;
      readonly op: Comparison;
      readonly value: MeasureExpression;
      readonly per: readonly FieldId[];
    }
  /** Keeps rows whose field is among the groups that pass a test of their own ("customers who spent over 1000", as a filter). */
  | {
      readonly kind: 'in-groups';
      readonly on: FilterField;
      readonly where: Condition | null;
      readonly having: GroupCondition | null;
      readonly top: { readonly by: MeasureExpression; readonly count: number; readonly descending: boolean } | null;
    };

const maxList = 1000;
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['and', 'or']), conditions: z.array(Condition).min(1).max(100) }),
    z.strictObject({ kind: z.literal('not'), condition: Condition }),
    z.strictObject({ kind: z.literal('compare'), on: FilterField, op: z.enum(comparisons), value: Scalar }),
    z.strictObject({
      kind: z.literal('compare-fields'),
      left: FilterField,
      op: z.enum(comparisons),
      right: FilterField,
    }),
    z.strictObject({ kind: z.literal('in'), on: FilterField, values: z.array(Scalar).min(1).max(maxList) }),
    z.strictObject({
      kind: z.literal('text'),
      on: FilterField,
      op: z.enum(['contains', 'starts-with', 'ends-with']),
      value: text(1000, 1),
    }),
    z.strictObject({ kind: z.literal('null'), on: FilterField }),
    z.strictObject({ kind: z.literal('period'), on: FilterField, period: Period }),
    z.strictObject({ kind: z.literal('exists'), table: TableId, where: Condition.nullable().default(null) }),
    z.strictObject({
      kind: z.literal('compare-measure'),
      on: FilterField,
      op: z.enum(comparisons),
      value: MeasureExpression,
      per: z.array(FieldId).max(20).default([]),
    }),
    z.strictObject({
      kind: z.literal('in-groups'),
      on: FilterField,
      where: Condition.nullable().default(null),
      having: GroupCondition.nullable().default(null),
      top: z
        .strictObject({ by: MeasureExpression, count: z.number().int().min(1).max(10_000), descending: z.boolean() })
        .nullable()
        .default(null),
    }),
  ]),
);

/** A test on groups, after aggregation; `value` is a number or another measure of the same group. */
export type GroupCondition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly GroupCondition[] }
  | { readonly kind: 'not'; readonly condition: GroupCondition }
  | {
      readonly kind: 'compare';
      readonly measure: MeasureExpression;
      readonly op: Comparison;
      readonly value: Scalar | MeasureExpression;
    }
  /** Against an aggregate of the same measure over all groups ("above the average customer"). */
  | {
      readonly kind: 'compare-groups';
      readonly measure: MeasureExpression;
      readonly op: Comparison;
      readonly function: 'avg' | 'median' | 'min' | 'max';
    };
export const GroupCondition: z.ZodType<GroupCondition> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['and', 'or']), conditions: z.array(GroupCondition).min(1).max(100) }),
    z.strictObject({ kind: z.literal('not'), condition: GroupCondition }),
    z.strictObject({
      kind: z.literal('compare'),
      measure: MeasureExpression,
      op: z.enum(comparisons),
      value: z.union([Scalar, MeasureExpression]),
    }),
    z.strictObject({
      kind: z.literal('compare-groups'),
      measure: MeasureExpression,
      op: z.enum(comparisons),
      function: z.enum(['avg', 'median', 'min', 'max']),
    }),
  ]),
);

export const aggregates = [
  'sum',
  'avg',
  'min',
  'max',
  'median',
  'count',
  'count-distinct',
  'stddev',
  'percentile',
] as const;
export type Aggregate = (typeof aggregates)[number];

/** How a group is cut, by a field as it is, by a unit or part of its date, or into ranges of `bin` width. */
export const DimensionExpression = z.strictObject({
  field: FieldId,
  grain: TimeGrain.nullable().default(null),
  part: DatePart.nullable().default(null),
  bin: z.number().positive().nullable().default(null),
});
export type DimensionExpression = z.infer<typeof DimensionExpression>;

/** A number per group. Composed, so that a ratio of filtered counts or an average of daily sums needs no kind of its own. */
export type MeasureExpression =
  | { readonly kind: 'measure'; readonly measure: FieldId }
  | {
      readonly kind: 'aggregate';
      readonly function: Aggregate;
      readonly field: FieldId;
      readonly percentile: number | null;
    }
  | { readonly kind: 'count-rows'; readonly table: TableId }
  /** Only over the rows that pass `where`, besides the query's own filter. */
  | { readonly kind: 'filtered'; readonly of: MeasureExpression; readonly where: Condition }
  | { readonly kind: 'constant'; readonly value: number }
  /** Division by zero has no value. */
  | {
      readonly kind: 'arithmetic';
      readonly op: '+' | '-' | '*' | '/';
      readonly left: MeasureExpression;
      readonly right: MeasureExpression;
    }
  /** An aggregate per row between two fields of one table before aggregating: sum of quantity × price, average of days between. */
  | {
      readonly kind: 'row-arithmetic';
      readonly function: Aggregate;
      readonly op: '+' | '-' | '*' | '/' | 'days-between';
      readonly left: FieldId;
      readonly right: FieldId;
    }
  /** Aggregates the values that `of` takes per group of `per`: "average daily sales" is avg of revenue per day. */
  | {
      readonly kind: 'nested';
      readonly function: 'sum' | 'avg' | 'min' | 'max' | 'median' | 'count';
      readonly of: MeasureExpression;
      readonly per: readonly DimensionExpression[];
    }
  /** The same measure in the period `offset` units of `grain` away, aligned to each group's own period. */
  | {
      readonly kind: 'shifted';
      readonly of: MeasureExpression;
      readonly grain: 'day' | 'week' | 'month' | 'quarter' | 'year';
      readonly offset: number;
    }
  /** Over the rows of the result, before its limit: share of total, running total, rank, difference to and growth over the row before. */
  | {
      readonly kind: 'window';
      readonly function:
        | 'share'
        | 'running-sum'
        | 'running-avg'
        | 'rank'
        | 'previous'
        | 'change'
        | 'growth'
        | 'moving-avg';
      readonly of: MeasureExpression;
      readonly within: readonly ColumnKey[];
      readonly rows: number | null;
    };

export const MeasureExpression: z.ZodType<MeasureExpression> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('measure'), measure: FieldId }),
    z.strictObject({
      kind: z.literal('aggregate'),
      function: z.enum(aggregates),
      field: FieldId,
      percentile: z.number().min(0).max(1).nullable().default(null),
    }),
    z.strictObject({ kind: z.literal('count-rows'), table: TableId }),
    z.strictObject({ kind: z.literal('filtered'), of: MeasureExpression, where: Condition }),
    z.strictObject({ kind: z.literal('constant'), value: z.number() }),
    z.strictObject({
      kind: z.literal('arithmetic'),
      op: z.enum(['+', '-', '*', '/']),
      left: MeasureExpression,
      right: MeasureExpression,
    }),
    z.strictObject({
      kind: z.literal('row-arithmetic'),
      function: z.enum(aggregates),
      op: z.enum(['+', '-', '*', '/', 'days-between']),
      left: FieldId,
      right: FieldId,
    }),
    z.strictObject({
      kind: z.literal('nested'),
      function: z.enum(['sum', 'avg', 'min', 'max', 'median', 'count']),
      of: MeasureExpression,
      per: z.array(DimensionExpression).min(1).max(10),
    }),
    z.strictObject({
      kind: z.literal('shifted'),
      of: MeasureExpression,
      grain: z.enum(['day', 'week', 'month', 'quarter', 'year']),
      offset: z.number().int().min(-1000).max(1000),
    }),
    z.strictObject({
      kind: z.literal('window'),
      function: z.enum(['share', 'running-sum', 'running-avg', 'rank', 'previous', 'change', 'growth', 'moving-avg']),
      of: MeasureExpression,
      within: z.array(ColumnKey).max(10).default([]),
      rows: z.number().int().min(1).max(1000).nullable().default(null),
    }),
  ]),
);

export const QueryDimension = DimensionExpression.extend({ key: ColumnKey, label: text(200).nullable().default(null) });
export type QueryDimension = z.infer<typeof QueryDimension>;

export const QueryMeasure = z.strictObject({
  key: ColumnKey,
  label: text(200).nullable().default(null),
  value: MeasureExpression,
});
export type QueryMeasure = z.infer<typeof QueryMeasure>;

export const Sort = z.strictObject({ by: ColumnKey, descending: z.boolean().default(false) });
export type Sort = z.infer<typeof Sort>;

/**
 * The typed form of every question: what to group by, what to measure, which rows, which groups, in what order, how many.
 * With `detail` there are no groups: one row per row of the finest table named, duplicates kept, measures empty.
 */
export const Query = z.strictObject({
  dimensions: z.array(QueryDimension).max(50).default([]),
  measures: z.array(QueryMeasure).max(50).default([]),
  detail: z.boolean().default(false),
  /** The table whose rows a detail query lists, or null for the finest one named. */
  from: TableId.nullable().default(null),
  where: Condition.nullable().default(null),
  having: GroupCondition.nullable().default(null),
  sort: z.array(Sort).max(20).default([]),
  limit: z.number().int().min(1).max(1_000_000).nullable().default(null),
  /** Keeps the first `count` rows, in the order of `sort`, of each group of `within` ("top 3 products of each region"). */
  limitWithin: z
    .strictObject({ within: z.array(ColumnKey).min(1).max(10), count: z.number().int().min(1).max(10_000) })
    .nullable()
    .default(null),
  /** Leaves out duplicate rows of a detail query. */
  distinct: z.boolean().default(false),
});
export type Query = z.infer<typeof Query>;
