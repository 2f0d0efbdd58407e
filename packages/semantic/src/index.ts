export { generateModel } from './generate/generate-model.ts';
export { modelFor } from './model-for.ts';
export * from './plan.ts';
export { resolve } from './resolve/resolve.ts';
export * from './view.ts';
