export { compile } from './compile.ts';
export { dialects } from './dialects.ts';
export type { Dialect } from './dialect.ts';
export type { Guarded } from './guarded.ts';
export { inlined } from './inlined.ts';
