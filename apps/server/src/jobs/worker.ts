import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { problem } from '@lumiere/contract';
import type { Db, Queryable } from '../db/db.ts';
import type { Registry } from './job.ts';
import { type JobRow, type Pulse, claim, pulses, takeOver } from './queue.ts';
import { type EndReason, type Running, startJob } from './running.ts';
import { fireDue, realign } from './schedules.ts';

/** What works on jobs in this process. */
export interface Worker {
  /** Looks for work now, rather than at the next round. */
  wake(): void;
  /** Tells a job to end if it runs here. */
  end(id: string, reason: EndReason): void;
  /** Begins nothing any more, tells what runs to end, and waits for it; what did not finish begins anew elsewhere or at the next start. */
  stop(): Promise<void>;
}

export interface WorkerOptions<D> {
  readonly db: Db;
  readonly deps: D;
  readonly registry: Registry<D>;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Jobs at once. */
  readonly atOnce: number;
  /** True where no other process can work on this database: whatever runs there now has lost its worker. */
  readonly alone?: boolean;
  readonly changed: (row: JobRow) => void;
  /** Called in the transaction that ends a job. */
  readonly ended: (trx: Queryable, row: JobRow) => Promise<void>;
  /** How often it looks for work that nobody told it of. */
  readonly pollMs?: number;
  readonly beatMs?: number;
  /** A job of another worker that does not beat for this long is taken over. */
  readonly leaseMs?: number;
  readonly progressMs?: number;
  readonly backOffMs?: (attempt: number) => number;
}

const stopMs = 8000;
/** A clock that goes back by less is a clock being tuned. */
const backwardsMs = 1000;

/** 5 s, 10 s, 20 s … 10 minutes, give or take a fifth so that what failed together does not come back together. */
const standardBackOff = (attempt: number): number =>
  Math.min(600_000, 5000 * 2 ** (attempt - 1)) * (0.8 + Math.random() * 0.4);

/** Starts working on jobs and schedules. */
export function startWorker<D>(options: WorkerOptions<D>): Worker {
  const { db, registry, log, clock, atOnce, changed, pollMs = 1000, beatMs = 3000, leaseMs = 15_000 } = options;
  const { progressMs = 1000, backOffMs = standardBackOff } = options;
  const worker = randomUUID();
  const kinds = Object.keys(registry);
  const running = new Map<string, Running>();
  /** Jobs of others with when their beat was first seen to be what it is, by this process's own steady clock: nobody's wall clock counts. */
  const seen = new Map<string, { readonly pulse: Pulse; readonly since: number }>();
  let alone = options.alone === true;
  let lastLook = Number.NEGATIVE_INFINITY;
  let drift = clock().getTime() - performance.now();
  let stopped = false;
  let again = false;
  let turning: Promise<void> | null = null;

  async function turn(): Promise<void> {
    await watchClock();
    await fireDue(db, registry, clock());
    // only this often: a wake-up is about new work, not about dead workers
    if (alone || performance.now() - lastLook >= Math.min(pollMs, leaseMs / 3)) await takeFromTheDead();
    while (!stopped && running.size < atOnce) {
      const row = await claim(db, { worker, kinds, now: clock().getTime() });
      if (row === null) return;
      begin(row);
    }
  }

  function begin(row: JobRow): void {
    const job = registry[row.kind];
    if (job === undefined) throw new Error(`A job of the kind ${row.kind} was claimed, which nobody asked for.`);
    const started = startJob(row, worker, job, { ...options, beatMs, leaseMs, progressMs, backOffMs });
    running.set(row.id, started);
    changed(row);
    if (row.cancelling === 1) started.end('cancelled');
    void started.settled.then(() => {
      running.delete(row.id);
      wake();
    });
  }

  async function takeFromTheDead(): Promise<void> {
    lastLook = performance.now();
    const others = await pulses(db, worker);
    for (const id of seen.keys()) if (!others.some((each) => each.id === id)) seen.delete(id);
    for (const pulse of others) {
      const before = seen.get(pulse.id);
      const same = before !== undefined && before.pulse.beat === pulse.beat;
      if (!same) seen.set(pulse.id, { pulse, since: lastLook });
      if (!alone && (!same || lastLook - before.since < leaseMs)) continue;
      seen.delete(pulse.id);
      const row = await db.transaction(async (trx) => {
        const taken = await takeOver(trx, pulse, clock().getTime(), [crashed(pulse)]);
        if (taken !== null && taken.finished_at !== null) await options.ended(trx, taken);
        return taken;
      });
      if (row === null) continue;
      log.warn({ job: row.id, kind: row.kind, attempts: row.attempts }, 'A job lost the process that worked on it.');
      changed(row);
    }
    alone = false;
  }

  async function watchClock(): Promise<void> {
    const now = clock().getTime() - performance.now();
    const back = drift - now;
    drift = now;
    if (back > backwardsMs) await realign(db, clock());
  }

  function wake(): void {
    if (stopped) return;
    again = true;
    turning ??= rounds().finally(() => (turning = null));
  }

  async function rounds(): Promise<void> {
    while (again && !stopped) {
      again = false;
      await turn().catch((error: unknown) => log.warn({ err: error }, 'Background work could not be looked for.'));
    }
  }

  const timer = setInterval(wake, pollMs).unref();
  wake();
  return {
    wake,
    end: (id, reason) => running.get(id)?.end(reason),
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await turning;
      const ends = [...running.values()];
      for (const each of ends) each.end('stopping');
      let late: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.all(ends.map(({ settled }) => settled)),
        new Promise((resolve) => (late = setTimeout(resolve, stopMs))),
      ]);
      clearTimeout(late);
    },
  };
}

const crashed = ({ attempts, max_attempts }: Pulse) =>
  attempts >= max_attempts
    ? problem(
        'job.crashed',
        `The server ended ${attempts === 1 ? '' : `${attempts} times `}while it worked on this, so it is not tried again by itself.`,
        { hint: 'Tell the operator to look into the log; then try again.' },
      )
    : problem('job.crashed', 'The server ended while it worked on this; it is tried again.', {});
