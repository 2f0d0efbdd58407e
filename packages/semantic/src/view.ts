import type { Field, FieldId, Join, Measure, Model, Segment, Table, TableId } from '@lumiere/contract';

/**
 * A model as one person may see it: hidden and masked fields do not exist in it, nor do measures, joins and segments that need them.
 * Everything that names fields to people or resolves what they name takes a View, never a Model.
 */
export interface View {
  readonly model: Model;
  /** Content hash of the model that this is a view of. */
  readonly version: string;
  readonly tables: ReadonlyMap<TableId, Table>;
  /** By `table.field`. */
  readonly fields: ReadonlyMap<FieldId, { readonly table: Table; readonly field: Field }>;
  /** By `table.measure`. */
  readonly measures: ReadonlyMap<FieldId, { readonly table: Table; readonly measure: Measure }>;
  readonly segments: ReadonlyMap<FieldId, { readonly table: Table; readonly segment: Segment }>;
  /** Joins that start or end at a table. */
  readonly joinsOf: ReadonlyMap<TableId, readonly Join[]>;
}
