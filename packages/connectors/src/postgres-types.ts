import type { ValueType } from '@lumiere/values';

/**
 * The house's type of PostgreSQL's by its number, which is the same on every server; what has no equal is read as text.
 * https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
 */
export const typeOfOid = (oid: number): ValueType => types.get(oid) ?? (arrays.has(oid) ? 'json' : 'text');

const types: ReadonlyMap<number, ValueType> = new Map([
  [16, 'boolean'],
  [17, 'binary'],
  [20, 'integer'],
  [21, 'integer'],
  [23, 'integer'],
  [26, 'integer'],
  [114, 'json'],
  [700, 'double'],
  [701, 'double'],
  [1082, 'date'],
  [1083, 'time'],
  [1114, 'timestamp'],
  [1184, 'instant'],
  [1266, 'time'],
  [1700, 'decimal'],
  [3802, 'json'],
]);

/** Arrays of what is built in. */
const arrays: ReadonlySet<number> = new Set([
  199, 1000, 1001, 1002, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1028, 1041, 1115, 1182, 1183, 1185, 1187,
  1231, 1270, 2951, 3807,
]);
