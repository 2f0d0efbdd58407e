import type { CatalogColumn } from '@lumiere/contract';
import { numericTypes, type ValueType } from '@lumiere/values';
import { neutralBound, sampleLimits } from './catalog-samples.ts';

/** A column of which only its declaration is known. */
export const blankColumn = (
  declared: Pick<CatalogColumn, 'name' | 'nativeType' | 'type' | 'nullable'>,
): CatalogColumn => ({
  ...declared,
  distinct: null,
  estimated: false,
  nulls: null,
  min: null,
  max: null,
  samples: [],
  complete: false,
});

/** Types whose values are neither compared nor counted. */
const unmeasured: ReadonlySet<ValueType> = new Set(['json', 'binary']);

export const isMeasured = ({ type }: CatalogColumn): boolean => !unmeasured.has(type);
export const hasBounds = (column: CatalogColumn): boolean => isMeasured(column) && column.type !== 'boolean';

/** What one scan of a table says of a column, as text. */
export interface Measured {
  readonly rows: number;
  readonly values: number;
  readonly distinct: number;
  readonly min: string | null;
  readonly max: string | null;
}

/** A column with what a scan of the whole table found. */
export function measuredColumn(column: CatalogColumn, { rows, values, distinct, min, max }: Measured): CatalogColumn {
  return {
    ...column,
    distinct,
    estimated: false,
    nulls: rows - values,
    min: hasBounds(column) ? neutralBound(min, column.type, numericTypes) : null,
    max: hasBounds(column) ? neutralBound(max, column.type, numericTypes) : null,
  };
}

/** A text column with its values, commonest first: all of them, where `found` holds at most as many as are kept. */
export function withSamples(column: CatalogColumn, found: readonly string[]): CatalogColumn {
  if (found.length > sampleLimits.distinct) return column;
  return {
    ...column,
    distinct: found.length,
    estimated: false,
    samples: found.slice(0, sampleLimits.values),
    complete: found.length <= sampleLimits.values,
  };
}
