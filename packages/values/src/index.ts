export * from './arithmetic.ts';
export * from './calendar.ts';
export * from './format.ts';
export * from './period.ts';
export * from './same-thing.ts';
export * from './value-type.ts';
export * from './vector.ts';
export * from './zone.ts';
