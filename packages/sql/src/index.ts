export { compile } from './compile.ts';
export { dialects } from './dialects.ts';
export type { Dialect } from './dialect.ts';
export type { Guarded } from './guarded.ts';
export { GuardCache } from './guard/cache.ts';
export { limits as guardLimits } from './guard/limits.ts';
export { guardSql, type GuardedSql, type GuardedTable, type GuardOptions } from './guard/guard-sql.ts';
export { inlined } from './inlined.ts';
