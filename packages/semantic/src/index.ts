export * from './plan.ts';
export * from './view.ts';
