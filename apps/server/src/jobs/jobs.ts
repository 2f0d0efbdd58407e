import type { Logger } from 'pino';
import type { Job as JobView, JobId, OrgId, Schedule, ScheduleId, UserId } from '@lumiere/contract';
import { type Db, type Queryable, afterCommit } from '../db/db.ts';
import type { Ask, Enqueued } from './enqueue.ts';
import { enqueue } from './enqueue.ts';
import type { Job, Registry } from './job.ts';
import {
  type ListedJobs,
  type WantedJobs,
  cancelJob,
  findJob,
  findSchedule,
  listJobs,
  listSchedules,
  retryJob,
} from './job-store.ts';
import { jobOf, scheduleOf } from './present.ts';
import type { JobRow } from './queue.ts';
import { type NewSchedule, enqueueRun, putSchedule, removeSchedules } from './schedules.ts';
import { type Worker, type WorkerOptions, startWorker } from './worker.ts';

/** Background work: written down in the caller's transaction, done here or in another process beside. */
export interface Jobs<D> {
  /** Writes a job down; it begins within moments of the commit where this process works on jobs. */
  enqueue<P>(trx: Queryable, job: Job<P, D>, payload: P, ask: Omit<Ask, 'now' | 'schedule'>): Promise<Enqueued>;
  putSchedule<P>(trx: Queryable, job: Job<P, D>, asked: Omit<NewSchedule<P>, 'now'>): Promise<ScheduleId>;
  /** Ends every schedule of a thing; its jobs stay as the log of what was. */
  removeSchedules(trx: Queryable, org: OrgId, subject: string): Promise<void>;
  list(org: OrgId, wanted: WantedJobs): Promise<{ readonly items: JobView[]; readonly total: number }>;
  find(org: OrgId, id: JobId): Promise<JobView | null>;
  /** Cancels a job: one that waits at once, one that runs as soon as it can stop. Null where there is none; as it is where it has ended. */
  cancel(org: OrgId, id: JobId): Promise<JobView | null>;
  /** Lets a job that failed or was cancelled wait again. */
  retry(org: OrgId, id: JobId): Promise<{ readonly job: JobView; readonly again: boolean } | null>;
  listSchedules(
    org: OrgId,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: Schedule[]; readonly total: number }>;
  /** Does the work of a schedule now, beside its due times; null where there is no such schedule. */
  runNow(org: OrgId, id: ScheduleId, by: UserId): Promise<JobView | null>;
  /** Begins to work on jobs in this process. */
  start(deps: D, options?: { readonly alone?: boolean }): void;
  /** Ends it; what runs is told to end and waited for. */
  stop(): Promise<void>;
}

export interface JobsOptions<D> {
  readonly db: Db;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly registry: Registry<D>;
  readonly atOnce: number;
  /** Called with every job that changed, as people of its organization may see it. */
  readonly changed: (org: OrgId, job: JobView) => void;
  /** Called in the transaction that ends a job; the server's own jobs are not told of. */
  readonly ended?: (trx: Queryable, org: OrgId, job: JobView) => Promise<void>;
  readonly timing?: Partial<Pick<WorkerOptions<D>, 'pollMs' | 'beatMs' | 'leaseMs' | 'progressMs' | 'backOffMs'>>;
}

/** Opens the queue; nothing is worked on before `start`. */
export function openJobs<D>(options: JobsOptions<D>): Jobs<D> {
  const { db, log, clock, registry, atOnce, timing = {} } = options;
  let worker: Worker | null = null;
  const show = (row: JobRow): JobView => jobOf(row, registry);
  const changed = (row: JobRow): void => {
    if (row.org_id !== null) options.changed(row.org_id, show(row));
  };
  const ended = async (trx: Queryable, row: JobRow): Promise<void> => {
    if (row.org_id !== null) await options.ended?.(trx, row.org_id, show(row));
  };
  /** After the commit: the row is read again, so that what is told is what is there. */
  const tell = (org: OrgId | null, id: JobId): void =>
    afterCommit(() => {
      worker?.wake();
      if (org === null) return;
      void findJob(db, org, id).then(
        (row) => row !== null && options.changed(org, show(row)),
        (error: unknown) => log.warn({ err: error, job: id }, 'A new job could not be told.'),
      );
    });

  return {
    enqueue: async (trx, job, payload, ask) => {
      const made = await enqueue(trx, job, payload, { ...ask, now: clock() });
      if (made.created) tell(ask.org, made.id);
      return made;
    },
    putSchedule: (trx, job, asked) => putSchedule(trx, job, { ...asked, now: clock() }),
    removeSchedules,
    list: async (org, wanted) => {
      const { rows, total }: ListedJobs = await listJobs(db, org, wanted);
      return { items: rows.map(show), total };
    },
    find: async (org, id) => {
      const row = await findJob(db, org, id);
      return row === null ? null : show(row);
    },
    cancel: async (org, id) => {
      const cancelled = await db.transaction(async (trx) => {
        const did = await cancelJob(trx, org, id, clock().getTime());
        if (did?.now === 'cancelled') await ended(trx, did.row);
        return did;
      });
      if (cancelled === null) return null;
      worker?.end(id, 'cancelled');
      if (cancelled.now !== 'as before') changed(cancelled.row);
      return show(cancelled.row);
    },
    retry: async (org, id) => {
      const found = await retryJob(db, org, id);
      if (found === null) return null;
      if (found.again) {
        worker?.wake();
        changed(found.row);
      }
      return { job: show(found.row), again: found.again };
    },
    listSchedules: async (org, page) => {
      const { rows, total } = await listSchedules(db, org, page);
      return { items: rows.map(({ schedule, last }) => scheduleOf(schedule, last, registry)), total };
    },
    runNow: async (org, id, by) => {
      const row = await findSchedule(db, org, id);
      const job = row === null ? undefined : registry[row.kind];
      if (row === null || job === undefined) return null;
      const made = await db.transaction((trx) =>
        enqueueRun(trx, row, job, { by, schedule: { id, dueAt: null }, now: clock() }),
      );
      tell(org, made.id);
      const written = await findJob(db, org, made.id);
      return written === null ? null : show(written);
    },
    start: (deps, { alone = false } = {}) => {
      worker ??= startWorker({ ...timing, db, deps, registry, log, clock, atOnce, alone, changed, ended });
    },
    stop: async () => {
      await worker?.stop();
      worker = null;
    },
  };
}
