import { numericTypes, type ValueType } from '@lumiere/values';
import { neutralBound } from '../catalog-samples.ts';
import type { EngineValue, ImportEngine } from './import-engine.ts';
import { quoted } from './reading-sql.ts';

/** A column as it is profiled. */
export interface ProfiledColumn {
  readonly name: string;
  readonly type: ValueType;
  readonly native: string;
}

/** What can be said of a column's values, by their type. */
export type Kind = 'number' | 'moment' | 'text' | 'boolean' | 'time' | 'none';

/** The kind of a type. */
export function kindOf(type: ValueType): Kind {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'double':
      return 'number';
    case 'date':
    case 'timestamp':
    case 'instant':
      return 'moment';
    case 'text':
      return 'text';
    case 'boolean':
      return 'boolean';
    case 'time':
      return 'time';
    case 'json':
    case 'binary':
      return 'none';
  }
}

/** The values of one column for the engine, each with how often it occurs. */
export interface ColumnValues {
  readonly column: ProfiledColumn;
  readonly kind: Kind;
  /** `select` from this: the value `v`, missing ones among them, and its count `n`. */
  readonly from: string;
  /** True where each value stands once; else each row does, with a count of one. */
  readonly distinct: boolean;
}

/** A value in the wire form of its column. */
export const wire = (value: EngineValue | undefined, type: ValueType): string | number | null =>
  neutralBound(value ?? null, type, numericTypes);

/** The column as an expression; types that are text to us alone are made text. */
export const valueSql = ({ name, type, native }: ProfiledColumn): string =>
  type === 'text' && native !== 'varchar' ? `${quoted(name)}::varchar` : quoted(name);

/** Reads the column once, and does `work` with its distinct values, or with the rows themselves where those are too many to be told apart. */
export async function withValues<T>(
  column: ProfiledColumn,
  of: { readonly from: string; readonly distinct: boolean },
  engine: ImportEngine,
  work: (values: ColumnValues) => Promise<T>,
): Promise<T> {
  const kind = kindOf(column.type);
  const value = valueSql(column);
  if (!of.distinct)
    return work({ column, kind, distinct: false, from: `(select ${value} as v, 1::bigint as n from ${of.from})` });
  await engine.run(
    `create or replace temp table grouped as select ${value} as v, count(*) as n from ${of.from} group by 1`,
  );
  try {
    return await work({ column, kind, distinct: true, from: 'grouped' });
  } finally {
    await engine.run('drop table if exists grouped');
  }
}
