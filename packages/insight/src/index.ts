export { checkNarrative } from './check-narrative.ts';
export { describe } from './describe.ts';
export type { DescribeOptions } from './describe.ts';
export type { Writing } from './figures.ts';
