import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { ImportProgress } from '@lumiere/contract';
import { frame, FrameReader } from '../frames.ts';
import { SourceError } from '../source-error.ts';
import { childCommand, type SpawnCommand } from '../spawn-command.ts';
import type { Said, Task, TaskResults } from './import-protocol.ts';

export interface ImportChildOptions {
  readonly signal: AbortSignal;
  readonly progress?: (progress: ImportProgress) => void;
  /** How the child is started where it does not lie beside this file. */
  readonly command?: SpawnCommand;
  /** Megabytes of the whole process beyond which it is killed; 1,536. */
  readonly processMb?: number;
  readonly log?: (line: string) => void;
  /** What comes along with the task as bytes. */
  readonly body?: Uint8Array;
}

/**
 * Has a child process of its own do one task: empty environment, killed when the signal is aborted or its memory grows beyond its part.
 * Rejects with a `SourceError`.
 */
export function runImportChild<T extends Task>(task: T, options: ImportChildOptions): Promise<TaskResults[T['kind']]> {
  const { signal, progress, log } = options;
  if (signal.aborted) return Promise.reject(cancelled());
  const { command, args } = options.command ?? childCommand('files/import-child');
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { UV_THREADPOOL_SIZE: '4', TZ: 'UTC' },
    windowsHide: true,
  });
  // the fourth pipe of a spawned process is a socket both ways
  const channel = child.stdio[3] as Socket;
  return new Promise((resolve, reject) => {
    let fate: SourceError | null = null;
    let settled = false;
    const kill = (why: SourceError): void => {
      fate ??= why;
      child.kill('SIGKILL');
    };
    const cancel = (): void => kill(cancelled());
    signal.addEventListener('abort', cancel, { once: true });
    const watch = setInterval(() => {
      if (residentMb(child.pid) > (options.processMb ?? 1536)) kill(tooMuch());
    }, 100);
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearInterval(watch);
      signal.removeEventListener('abort', cancel);
      channel.destroy();
      // what is told has ended, and holds neither memory nor files any more
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return finish();
      child.once('exit', finish);
      child.kill('SIGKILL');
    };
    const hear = (said: Said, body: Uint8Array): void => {
      if (said.kind === 'progress') progress?.(said.progress);
      // the child was given the task's type, and answers in kind
      else if (said.kind === 'result')
        settle(() => resolve(JSON.parse(Buffer.from(body).toString()) as TaskResults[T['kind']]));
      else settle(() => reject(new SourceError(said.code, said.message, { hint: said.hint, cause: said.detail })));
    };
    const reader = new FrameReader((header, body) => hear(header as Said, body));
    channel.on('data', (bytes: Buffer) => reader.push(bytes));
    channel.on('error', () => child.kill('SIGKILL'));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => log?.(text.slice(0, 2000)));
    const gone = (): void => settle(() => reject(fate ?? crashed()));
    child.on('exit', gone);
    child.on('error', gone);
    for (const part of frame(task, options.body)) channel.write(part);
  });
}

/** Memory of a process where the system tells; nothing elsewhere, where only the engine's own limit holds. */
function residentMb(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid ?? 0}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / 1_048_576;
  } catch {
    return 0;
  }
}

const cancelled = (): SourceError => new SourceError('query.cancelled', 'Reading the file was cancelled.');
const tooMuch = (): SourceError =>
  new SourceError('file.too-large', 'Reading the file needs more memory than it may use.', {
    hint: 'Leave out columns, split the file, or save a workbook as CSV.',
  });
const crashed = (): SourceError =>
  new SourceError('source.crashed', 'The process that read the file stopped.', {
    hint: 'The file may be made to do harm. If it is not, save it in another format and try again.',
  });
