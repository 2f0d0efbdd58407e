import { Socket } from 'node:net';
import { duckdbFailure } from '../duckdb-errors.ts';
import { frame, FrameReader } from '../frames.ts';
import { SourceError } from '../source-error.ts';
import { openImportEngine } from './import-engine.ts';
import type { Said, Task, TaskResults } from './import-protocol.ts';
import { importRows } from './import-rows.ts';
import { inspect } from './inspect.ts';
import { attachingFile, attachingRows, profileFileTable, profileRows } from './profile-rows.ts';
import { attaching, filesOf, profileTable } from './profile-table.ts';
import { rejectedRows } from './rejected-rows.ts';

/** The short-lived process that reads files of unknown origin: one task, then it ends. It dies with its parent. */

const channel = new Socket({ fd: 3, readable: true, writable: true });
// not by exit, which waits for the engine's threads
const leave = (): void => void process.kill(process.pid, 'SIGKILL');
channel.on('end', leave);
channel.on('close', leave);
channel.on('error', leave);

const send = (said: Said, body: Uint8Array | null = null): void => {
  for (const part of frame(said, body)) channel.write(part);
};

// only the parent writes here, in the types it shares with this file
const reader = new FrameReader((header, body) => void take(header as Task, body));
channel.on('data', (bytes) => reader.push(bytes));

async function take(task: Task, body: Uint8Array): Promise<void> {
  try {
    send({ kind: 'result' }, Buffer.from(JSON.stringify(await work(task, body))));
  } catch (error) {
    const failure = error instanceof SourceError ? error : inWords(error);
    const detail = failure.cause instanceof Error ? failure.cause.message : String(error);
    send({ kind: 'failed', code: failure.code, message: failure.message, hint: failure.hint, detail });
  }
}

async function work(task: Task, body: Uint8Array): Promise<TaskResults[Task['kind']]> {
  let last = 0;
  const took = (step: 'unpack' | 'read' | 'write', done: number): void => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    send({ kind: 'progress', progress: { step, done, total: null } });
  };
  const reached = filesOfTask(task);
  const engine = await openImportEngine(reached, task.staging, task.limits, beforeTask(task));
  const watch = setInterval(() => took('write', Math.round(engine.connection.progress.percentage)), 250);
  try {
    switch (task.kind) {
      case 'inspect':
        return await inspect(task, engine, took);
      case 'import':
        return await importRows(task, engine, took);
      case 'profile':
        return await profileTable(task, engine, looked);
      case 'profile-rows':
        return await profileRows(task, body, engine, looked);
      case 'profile-file':
        return await profileFileTable(task, engine, looked);
      case 'rejected':
        return await rejectedRows(task, engine);
    }
  } finally {
    clearInterval(watch);
  }
}

const looked = (done: number, total: number): void =>
  send({ kind: 'progress', progress: { step: 'profile', done, total } });

function beforeTask(task: Task): readonly string[] {
  switch (task.kind) {
    case 'profile':
      return attaching(task.source);
    case 'profile-rows':
      return attachingRows;
    case 'profile-file':
      return attachingFile(task);
    case 'inspect':
    case 'import':
    case 'rejected':
      return [];
  }
}

function filesOfTask(task: Task): readonly string[] {
  switch (task.kind) {
    case 'profile-rows':
      return [];
    case 'profile-file':
      return [task.file];
    case 'profile':
      return filesOf(task.source);
    case 'rejected':
      return task.files;
    case 'inspect':
    case 'import':
      return [task.file];
  }
}

function inWords(error: unknown): SourceError {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return new SourceError('server.storage', 'There is not enough room on the disk to read the file.', {
      cause: error,
    });
  }
  const failure = duckdbFailure(error);
  if (failure.code === 'query.too-large') {
    return new SourceError('file.too-large', 'Reading the file needs more memory than it may use.', {
      hint: 'Leave out columns, or split the file.',
      cause: error,
    });
  }
  return new SourceError('file.unreadable', `The file cannot be read: ${failure.message}`, { cause: error });
}
