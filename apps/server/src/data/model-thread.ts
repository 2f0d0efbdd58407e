import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { childrenOfRun } from '@lumiere/connectors';
import type { Catalog, Checked, Model } from '@lumiere/contract';
import { type ModelTask, type ModelText, workOnModel } from './model-task.ts';

/** Tables and characters that are worked on in place: starting a thread takes as long. */
const small = { tables: 300, characters: 300_000 } as const;

/** Makes the model of a source from its tables. */
export const makeModel = (catalog: Catalog, name: string): Promise<ModelText> =>
  work({ kind: 'make', catalog, name }, catalog.tables.length <= small.tables);

/** Reads a stored model. */
export const readModelText = async (yaml: string): Promise<Checked<Model>> =>
  (await work({ kind: 'read', yaml }, yaml.length <= small.characters)).model;

/** Does it here, or where it is large in a thread of its own, which ends with it. */
async function work(task: ModelTask, here: boolean): Promise<ModelText> {
  const program = here ? null : modelWorker();
  if (program === null) return workOnModel(task);
  const thread = new Worker(program, { env: {}, execArgv: [], workerData: task });
  thread.unref();
  try {
    return await new Promise<ModelText>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error('The thread that works on models ended early.')));
    });
  } finally {
    await thread.terminate();
  }
}

/** The thread's program: bundled, it lies beside this one; null where sources run as they are, and there is none. */
function modelWorker(): URL | null {
  const here = import.meta.url;
  if (!here.endsWith('.ts')) return new URL('./model-worker.mjs', here);
  const bundled = path.join(childrenOfRun(process.ppid), 'model-worker.mjs');
  return existsSync(bundled) ? pathToFileURL(bundled) : null;
}
