import type { Logger } from 'pino';
import { type Problem, problem } from '@lumiere/contract';
import type { Db, Queryable } from '../db/db.ts';
import { storageProblem, storageTrouble } from '../storage.ts';
import type { AnyJob, JobOutcome } from './job.ts';
import { type Claim, type JobRow, beat, finish, requeue } from './queue.ts';

/** Why a running job is told to end. */
export type EndReason = 'cancelled' | 'too long' | 'lost' | 'stopping';

/** A job that this process works on. */
export interface Running {
  readonly claim: Claim;
  /** Asks it to end; the first reason counts. */
  end(reason: EndReason): void;
  /** Resolves when its outcome is written down; never rejects. */
  readonly settled: Promise<void>;
}

export interface RunOptions<D> {
  readonly db: Db;
  readonly deps: D;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly beatMs: number;
  readonly leaseMs: number;
  readonly progressMs: number;
  readonly backOffMs: (attempt: number) => number;
  /** Called with every row that was written. */
  readonly changed: (row: JobRow) => void;
  /** Called in the transaction that ends a job. */
  readonly ended: (trx: Queryable, row: JobRow) => Promise<void>;
}

const standardLimitMs = 3_600_000;

/** Works on a claimed job: beats while it does, keeps its progress, and writes down what came of it. */
export function startJob<D>(row: JobRow, worker: string, job: AnyJob<D>, options: RunOptions<D>): Running {
  const { db, clock, beatMs, leaseMs, progressMs, changed } = options;
  const claim: Claim = { id: row.id, worker, attempt: row.attempts };
  const log = options.log.child({ job: row.id, kind: row.kind });
  const abort = new AbortController();
  let reason: EndReason | null = null;
  const end = (why: EndReason): void => {
    reason ??= why;
    abort.abort(new Error(`The job was told to end: ${reason}.`));
  };

  let shown: { readonly fraction: number | null; readonly step: string } | null = null;
  let waiting: NodeJS.Timeout | null = null;
  let lastBeat = performance.now();
  let lastShown = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const progress = shown;
    shown = null;
    try {
      const now = await beat(db, claim, progress);
      lastBeat = performance.now();
      if (now === null) return end('lost');
      if (progress !== null) {
        lastShown = lastBeat;
        changed(now);
      }
      if (now.cancelling === 1) end('cancelled');
    } catch (error) {
      log.warn({ err: error }, 'A job could not say that it is being worked on.');
      // others have taken it by now, or will in a moment
      if (performance.now() - lastBeat > leaseMs) end('lost');
    }
  };
  const beating = setInterval(() => {
    writing = writing.then(write);
  }, beatMs).unref();
  const limit = setTimeout(() => end('too long'), job.limitMs ?? standardLimitMs).unref();

  const progress = (fraction: number | null, step: string): void => {
    shown = { fraction: fraction === null ? null : Math.min(1, Math.max(0, fraction)), step: step.slice(0, 500) };
    waiting ??= setTimeout(
      () => {
        waiting = null;
        writing = writing.then(write);
      },
      Math.max(0, progressMs - (performance.now() - lastShown)),
    ).unref();
  };

  const attempt = async (): Promise<void> => {
    const outcome = await outcomeOf(row, job, options.deps, {
      id: row.id,
      org: row.org_id,
      attempt: row.attempts,
      signal: abort.signal,
      progress,
      log,
    }).finally(() => {
      clearInterval(beating);
      clearTimeout(limit);
      if (waiting !== null) clearTimeout(waiting);
    });
    await writing;
    if (reason === 'lost') return;
    const written = await db.transaction(async (trx) => {
      const row = await conclude(trx, outcome);
      if (row !== null && row.finished_at !== null) await options.ended(trx, row);
      return row;
    });
    if (written !== null) changed(written);
  };

  const conclude = (trx: Queryable, outcome: JobOutcome): Promise<JobRow | null> => {
    const now = clock().getTime();
    // what was done is done, whatever it was told meanwhile
    if (outcome.kind === 'done')
      return finish(trx, claim, { status: 'succeeded', words: outcome.words, problems: [], now });
    if (reason === 'stopping') return requeue(trx, claim, { runAt: 0, problems: [], counts: false });
    if (reason === 'cancelled') return finish(trx, claim, { status: 'cancelled', words: null, problems: [], now });
    if (reason === 'too long')
      return finish(trx, claim, { status: 'failed', words: null, problems: [tookTooLong(job)], now });
    const { problems, again } = outcome;
    return again && row.attempts < row.max_attempts
      ? requeue(trx, claim, { runAt: now + options.backOffMs(row.attempts), problems, counts: true })
      : finish(trx, claim, { status: 'failed', words: null, problems, now });
  };

  return {
    claim,
    end,
    settled: attempt().catch((error: unknown) =>
      // the database is gone: whoever finds it again finds the job without a worker
      log.error({ err: error }, 'What came of a job could not be written down.'),
    ),
  };
}

async function outcomeOf<D>(
  row: JobRow,
  job: AnyJob<D>,
  deps: D,
  context: Parameters<AnyJob<D>['run']>[2],
): Promise<JobOutcome> {
  try {
    const payload: unknown = JSON.parse(row.payload);
    const parsed = job.payload.safeParse(payload);
    if (!parsed.success) {
      context.log.error({ err: parsed.error }, 'The payload of a job is not what its kind takes.');
      return { kind: 'failed', problems: [unreadable], again: false };
    }
    return await job.run(parsed.data, deps, context);
  } catch (error) {
    if (!context.signal.aborted) context.log.error({ err: error }, 'A job failed in a way that was not foreseen.');
    const trouble = storageTrouble(error);
    return { kind: 'failed', problems: [trouble === null ? unforeseen(row) : storageProblem(trouble)], again: true };
  }
}

const unreadable = problem(
  'job.failed',
  'It was written down by another version of Lumiere, which said something else to jobs of this kind.',
  { hint: 'Ask for it again.' },
);

const unforeseen = (row: JobRow): Problem =>
  problem('server.internal', `Something went wrong here, and it is not your fault. It is logged as ${row.id}.`, {
    hint: 'Try again; if it stays, tell the operator this id.',
  });

const tookTooLong = <D>(job: AnyJob<D>): Problem =>
  problem(
    'job.timeout',
    `It took longer than ${Math.round((job.limitMs ?? standardLimitMs) / 60_000)} minutes and was ended.`,
    { hint: 'Try again at a quieter time, or give it less to do.' },
  );
