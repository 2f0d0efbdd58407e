import { parentPort, workerData } from 'node:worker_threads';
import { type ModelTask, workOnModel } from './model-task.ts';

/** The thread in which one large model is made or read, so that nobody else waits for it. Who starts it says what to do. */
parentPort?.postMessage(workOnModel(workerData as ModelTask));
