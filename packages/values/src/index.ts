export * from './calendar.ts';
export * from './value-type.ts';
export * from './vector.ts';
