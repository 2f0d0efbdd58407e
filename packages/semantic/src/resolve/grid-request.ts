import type { ColumnKey, DimensionExpression, TableId } from '@lumiere/contract';
import type { Expression, PlanJoin, Source } from '../plan.ts';
import type { Atom } from './atoms.ts';
import type { FieldRef } from './context.ts';
import type { Nnf } from './nnf.ts';
import type { Shift } from './period.ts';

export interface GridDimension {
  readonly key: ColumnKey;
  readonly of: DimensionExpression;
  readonly ref: FieldRef;
}

/** Atoms over groups: which, by what, over which rows. */
export interface GridRequest {
  readonly dimensions: readonly GridDimension[];
  readonly atoms: readonly Atom[];
  readonly where: readonly Nnf[];
  /** The table whose rows make the groups where there are no atoms. */
  readonly from: TableId | null;
  /** Moves every period of a time field: the whole grid is of another time. */
  readonly frame: { readonly field: string; readonly shifts: readonly Shift[] } | null;
  /** Groups that are not grouped by here, but of which a row must have one to count, as it must where they are. */
  readonly present?: readonly GridDimension[];
}

/** A select that has one row per group, before its outputs are chosen. */
export interface Grid {
  readonly from: Source;
  readonly joins: PlanJoin[];
  readonly where: Expression | null;
  /** Keys to group by; null where the rows are groups already. */
  readonly groupBy: readonly ColumnKey[] | null;
  readonly dimensions: readonly Expression[];
  /** By atom id. */
  readonly atoms: ReadonlyMap<string, Expression>;
  /** Atoms whose rows count in several groups. */
  readonly multiplied: ReadonlySet<string>;
}
