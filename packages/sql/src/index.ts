export type { Guarded } from './guarded.ts';
export type { Dialect } from './dialect.ts';
