import { z } from 'zod';
import { valueTypes } from '@lumiere/values';
import { ColumnKey, DatePart, FieldId, TimeGrain } from './query.ts';

/** How a number or date is shown. `currency` is ISO 4217; `decimals` null lets the magnitude decide. */
export const Format = z.strictObject({
  kind: z.enum(['number', 'currency', 'percent', 'id', 'date', 'text', 'boolean', 'duration']),
  decimals: z.number().int().min(0).max(10).nullable().default(null),
  currency: z.string().length(3).nullable().default(null),
  unit: z.string().max(40).nullable().default(null),
});
export type Format = z.infer<typeof Format>;

/** Everything that charts, insight and tables need to know of a column, so that they need no model. */
export const Column = z.strictObject({
  key: ColumnKey,
  label: z.string(),
  role: z.enum(['dimension', 'measure']),
  type: z.enum(valueTypes),
  format: Format.nullable(),
  /** The unit a date column is truncated to; null otherwise. */
  grain: TimeGrain.nullable(),
  part: DatePart.nullable(),
  /** The model's field or measure that it shows; null where it is computed in the query. */
  field: FieldId.nullable(),
  /** True where the measure of several groups is their sum; false for averages, ratios, distinct counts. */
  additive: z.boolean(),
  /** What a missing value means here: `empty` in the source, or `no data` for a measure. */
  description: z.string().nullable().default(null),
  /**
   * For a date cut into units: the dates that the question's filters leave, from `from` up to but not including `until`; null is open. A unit
   * that reaches beyond them, or beyond the data's age (`asOf`), is partial. Absent where no filter bounds the date.
   */
  covered: z.strictObject({ from: z.string().nullable(), until: z.string().nullable() }).optional(),
});
export type Column = z.infer<typeof Column>;

export const CellValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A table of columns: `data[c][r]` is row r of column c, in the wire form that the values package describes. */
export const Result = z.strictObject({
  columns: z.array(Column),
  data: z.array(z.array(CellValue)),
  rowCount: z.number().int(),
  /** True where the source had more rows than the cap let through. */
  truncated: z.boolean(),
  /** When the data was current, ISO instant: load time of an extract, query time of a live source. */
  asOf: z.string(),
});
export type Result = z.infer<typeof Result>;
