import type { Catalog, Checked, Model } from '@lumiere/contract';
import { generateModel, parseModel, printModel } from '@lumiere/semantic';

/** What is done with a model as a whole; with thousands of tables it takes seconds. */
export type ModelTask =
  | { readonly kind: 'make'; readonly catalog: Catalog; readonly name: string }
  | { readonly kind: 'read'; readonly yaml: string };

/** A model's text and what reading it gives. */
export interface ModelText {
  readonly yaml: string;
  readonly model: Checked<Model>;
}

/** Makes the model of a catalog, or reads the one that was given. */
export function workOnModel(task: ModelTask): ModelText {
  const yaml = task.kind === 'read' ? task.yaml : printModel(generateModel(task.catalog, { name: task.name }));
  return { yaml, model: parseModel(yaml) };
}
