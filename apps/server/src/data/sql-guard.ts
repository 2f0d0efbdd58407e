import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { childrenOfRun } from '@lumiere/connectors';
import { type Catalog, type Checked, type Model, fail, problem } from '@lumiere/contract';
import type { Policy } from '@lumiere/semantic';
import { type Dialect, GuardCache, type GuardedSql, guardLimits, guardSql } from '@lumiere/sql';
import type { GuardReply, GuardRequest } from './guard-worker.ts';

/** What a text is looked at with. The catalog and the model are told apart as objects. */
export interface GuardWith {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  readonly model: Model;
  readonly policy: Policy;
  readonly maxRows: number;
}

/** The guard of hand-written SQL: short texts where they arrive, long ones in a thread of their own. */
export interface SqlGuard {
  /** What `guardSql` says; a text that takes too long to look at is refused. */
  guard(text: string, options: GuardWith): Promise<Checked<GuardedSql>>;
  close(): Promise<void>;
}

interface Options {
  /** The program of the thread; null looks at every text where it arrives. */
  readonly worker: URL | null;
  readonly limitMs?: number;
  readonly onError: (error: unknown) => void;
}

/** Ten times what the slowest known text takes. */
const limitMs = 1500;
/** Texts that may wait for the thread. */
const mostWaiting = 100;
/** Catalogs that the thread may hold before it begins afresh. */
const mostKnown = 50;

interface Waiting {
  readonly text: string;
  readonly options: GuardWith;
  readonly settle: (outcome: Checked<GuardedSql>) => void;
}

/** Makes one; the thread is started with the first text at all, so that it is there when a long one comes. */
export function createSqlGuard({ worker: program, limitMs: limit = limitMs, onError }: Options): SqlGuard {
  const cache = new GuardCache();
  const queue: Waiting[] = [];
  let thread: { readonly worker: Worker; readonly sent: Set<string> } | null = null;
  let current: { readonly id: number; readonly item: Waiting; readonly timer: NodeJS.Timeout } | null = null;
  let next = 0;
  let closed = false;

  const start = (): NonNullable<typeof thread> | null => {
    if (thread !== null || program === null || closed) return thread;
    const worker = new Worker(program, { env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 256 } });
    worker.unref();
    worker.on('message', ({ id, outcome }: GuardReply) => {
      if (current?.id === id) finish(outcome);
    });
    worker.on('error', (error) => {
      onError(error);
      stop(worker);
    });
    thread = { worker, sent: new Set() };
    return thread;
  };

  /** Gives up a thread with what it was doing; the next text starts another. */
  const stop = (worker: Worker): void => {
    if (thread?.worker === worker) thread = null;
    void worker.terminate();
    if (current !== null) finish(tooSlow());
  };

  const finish = (outcome: Checked<GuardedSql>): void => {
    if (current === null) return;
    clearTimeout(current.timer);
    const { item } = current;
    current = null;
    item.settle(outcome);
    serve();
  };

  const serve = (): void => {
    if (current !== null) return;
    const item = queue.shift();
    if (item === undefined) return;
    if (thread !== null && thread.sent.size > mostKnown) {
      void thread.worker.terminate();
      thread = null;
    }
    const used = start();
    if (used === null) {
      item.settle(tooSlow());
      return serve();
    }
    const { dialect, catalog, model, policy, maxRows } = item.options;
    const key = `${cache.idOf(catalog)} ${cache.idOf(model)}`;
    const about = used.sent.has(key) ? null : { catalog, model };
    used.sent.add(key);
    next += 1;
    const id = next;
    current = { id, item, timer: setTimeout(() => stop(used.worker), limit) };
    const request: GuardRequest = {
      id,
      text: item.text,
      // every dialect is in the table under its own name
      dialect: dialect.name as GuardRequest['dialect'],
      key,
      about,
      policy,
      maxRows,
    };
    used.worker.postMessage(request);
  };

  return {
    guard: (text, options) => {
      const warm = start();
      // what is too long is refused at its first look
      const short = text.length <= guardLimits.inline || text.length > guardLimits.bytes;
      if (short || (warm === null && program === null)) return Promise.resolve(guardSql(text, { ...options, cache }));
      if (queue.length >= mostWaiting) return Promise.resolve(tooMany());
      return new Promise((settle) => {
        queue.push({ text, options, settle });
        serve();
      });
    },
    close: async () => {
      closed = true;
      const { worker } = thread ?? {};
      thread = null;
      for (const item of queue.splice(0)) item.settle(tooSlow());
      if (current !== null) finish(tooSlow());
      await worker?.terminate();
    },
  };
}

const tooSlow = (): Checked<GuardedSql> =>
  fail(
    problem('sql.refused', 'The statement takes too long to read.', {
      hint: 'Make it shorter, or split it into several.',
    }),
  );

const tooMany = (): Checked<GuardedSql> =>
  fail(problem('server.busy', 'Too many long statements are waiting to be read.', { hint: 'Try again in a moment.' }));

/** The thread's program: bundled, it lies beside this one; null where sources run as they are, and there is none. */
export function guardWorker(): URL | null {
  const here = import.meta.url;
  if (!here.endsWith('.ts')) return new URL('./guard-worker.mjs', here);
  const bundled = path.join(childrenOfRun(process.ppid), 'guard-worker.mjs');
  return existsSync(bundled) ? pathToFileURL(bundled) : null;
}
