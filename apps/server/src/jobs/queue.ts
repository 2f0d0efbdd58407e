import type { JobId, Problem } from '@lumiere/contract';
import type { Db, Queryable } from '../db/db.ts';
import type { WorkTables } from '../db/work-tables.ts';

export type JobRow = WorkTables['jobs'];

/** Whose a running job is: a claim that another took over since says so by a higher attempt. */
export interface Claim {
  readonly id: JobId;
  readonly worker: string;
  readonly attempt: number;
}

/**
 * Takes the oldest job that may begin now; null where there is none. One statement: however many workers ask at once, one gets it. A job of a lane
 * in which another runs stays where it is.
 */
export async function claim(
  db: Db,
  { worker, kinds, now }: { readonly worker: string; readonly kinds: readonly string[]; readonly now: number },
): Promise<JobRow | null> {
  // a look costs nobody anything; on SQLite the statement below takes the one right to write even where it finds nothing
  const any = await db
    .selectFrom('jobs')
    .select('id')
    .where('status', '=', 'queued')
    .where('run_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  if (any === undefined) return null;
  try {
    const row = await db
      .updateTable('jobs')
      .set((eb) => ({
        status: 'running' as const,
        worker,
        attempts: eb('attempts', '+', 1),
        beat: eb('beat', '+', 1),
        waiting_lane: null,
        running_lane: eb.ref('lane'),
        progress: null,
        step: null,
        started_at: now,
      }))
      .where('id', '=', (eb) =>
        eb
          .selectFrom('jobs as waiting')
          .select('waiting.id')
          .where('waiting.status', '=', 'queued')
          .where('waiting.run_at', '<=', now)
          .where('waiting.kind', 'in', [...kinds])
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('jobs as ahead').select('ahead.id').whereRef('ahead.running_lane', '=', 'waiting.lane'),
              ),
            ),
          )
          .orderBy('waiting.created_at')
          .orderBy('waiting.id')
          .limit(1)
          .$if(db.engine === 'postgres', (query) => query.forUpdate('waiting').skipLocked()),
      )
      .where('status', '=', 'queued')
      .returningAll()
      .executeTakeFirst();
    return row ?? null;
  } catch (error) {
    // two workers took two jobs of one lane at the same moment, and this one came second
    if (isConflict(error)) return null;
    throw error;
  }
}

/** Whether a unique index refused a row. */
export function isConflict(error: unknown): boolean {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // 2067 is SQLITE_CONSTRAINT_UNIQUE
  return code === '23505' || errcode === 2067;
}

const held = (db: Queryable, { id, worker, attempt }: Claim) =>
  db
    .updateTable('jobs')
    .where('id', '=', id)
    .where('worker', '=', worker)
    .where('attempts', '=', attempt)
    .where('status', '=', 'running');

/** Says that the job is being worked on, and how far it is; null where it is another's by now. */
export async function beat(
  db: Queryable,
  claimed: Claim,
  progress: { readonly fraction: number | null; readonly step: string } | null,
): Promise<JobRow | null> {
  const shown = progress === null ? {} : { progress: progress.fraction, step: progress.step };
  const row = await held(db, claimed)
    .set((eb) => ({ beat: eb('beat', '+', 1), ...shown }))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** How a job ended. */
export interface Ending {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly words: string | null;
  readonly problems: readonly Problem[];
  readonly now: number;
}

/** Writes down how the job ended; null where it is another's by now, whose ending counts. */
export async function finish(
  db: Queryable,
  claimed: Claim,
  { status, words, problems, now }: Ending,
): Promise<JobRow | null> {
  const row = await held(db, claimed)
    .set((eb) => ({
      ...free,
      status,
      finished_at: now,
      progress: status === 'succeeded' ? 1 : eb.ref('progress'),
      step: words ?? (status === 'succeeded' ? null : eb.ref('step')),
      problems: JSON.stringify(problems),
    }))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Lets the job wait for another attempt; an attempt that was cut short by the server's own end does not count. */
export async function requeue(
  db: Queryable,
  claimed: Claim,
  {
    runAt,
    problems,
    counts,
  }: { readonly runAt: number; readonly problems: readonly Problem[]; readonly counts: boolean },
): Promise<JobRow | null> {
  const row = await held(db, claimed)
    .set((eb) => ({
      ...free,
      status: 'queued' as const,
      run_at: runAt,
      attempts: counts ? eb.ref('attempts') : eb('attempts', '-', 1),
      problems: JSON.stringify(problems),
    }))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** What a job gives back when nobody works on it any more. */
export const free = { worker: null, running_lane: null, waiting_lane: null } as const;

/** A running job as an onlooker sees it. */
export type Pulse = Pick<JobRow, 'id' | 'beat' | 'attempts' | 'max_attempts' | 'worker'>;

/** The jobs that run at others. */
export async function pulses(db: Queryable, worker: string): Promise<readonly Pulse[]> {
  return db
    .selectFrom('jobs')
    .select(['id', 'beat', 'attempts', 'max_attempts', 'worker'])
    .where('status', '=', 'running')
    .where('worker', '!=', worker)
    .execute();
}

/** Takes a job from a worker that is gone: it waits again, or has failed where that was its last attempt. Null where its worker showed a sign of life. */
export async function takeOver(
  db: Queryable,
  pulse: Pulse,
  now: number,
  problems: readonly Problem[],
): Promise<JobRow | null> {
  const last = pulse.attempts >= pulse.max_attempts;
  const over = last ? ('failed' as const) : ('queued' as const);
  const row = await db
    .updateTable('jobs')
    .set((eb) => ({
      ...free,
      status: eb
        .case()
        .when('cancelling', '=', 1)
        .then('cancelled' as const)
        .else(over)
        .end(),
      run_at: 0,
      finished_at: last ? now : eb.case().when('cancelling', '=', 1).then(now).else(null).end(),
      problems: JSON.stringify(problems),
    }))
    .where('id', '=', pulse.id)
    .where('status', '=', 'running')
    .where('beat', '=', pulse.beat)
    .where('attempts', '=', pulse.attempts)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}
