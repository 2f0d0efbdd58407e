import type { JobId, OrgId, ScheduleId, UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import { newId } from '../ids.ts';
import type { Job } from './job.ts';

/** For whom and when. */
export interface Ask {
  readonly org: OrgId | null;
  readonly by?: UserId | null;
  /** The thing that it works on, by its id. */
  readonly subject?: string | null;
  /** Names this very piece of work: asked for again, it is not made again, for as long as the first is remembered. */
  readonly key?: string | null;
  /** Jobs of one lane run one after the other. */
  readonly lane?: string | null;
  /** Where one of the lane waits already, that one is taken: it has seen nothing yet, so it will see all that this one would. */
  readonly fold?: boolean;
  readonly notBefore?: Date | null;
  /** The schedule that it belongs to, and the due time that made it; null where somebody asked for it beside them. */
  readonly schedule?: { readonly id: ScheduleId; readonly dueAt: number | null } | null;
  readonly now: Date;
}

export interface Enqueued {
  readonly id: JobId;
  /** False where a job that was there already does it. */
  readonly created: boolean;
}

const standardAttempts = 3;

/** Writes a job down in the caller's transaction: it exists exactly if that commits. */
export async function enqueue<P, D>(trx: Queryable, job: Job<P, D>, payload: P, ask: Ask): Promise<Enqueued> {
  const {
    org,
    by = null,
    subject = null,
    key = null,
    lane = null,
    fold = false,
    notBefore = null,
    schedule = null,
  } = ask;
  // names of one organization never meet another's
  const scope = (name: string | null): string | null =>
    name === null ? null : `${org ?? 'server'} ${job.name} ${name}`;
  const waiting = fold ? scope(lane) : null;
  const row = {
    id: newId('job'),
    org_id: org,
    kind: job.name,
    payload: JSON.stringify(job.payload.parse(payload)),
    subject,
    status: 'queued',
    unique_key: scope(key),
    lane: scope(lane),
    waiting_lane: waiting,
    running_lane: null,
    run_at: notBefore?.getTime() ?? 0,
    attempts: 0,
    max_attempts: job.maxAttempts ?? standardAttempts,
    worker: null,
    beat: 0,
    cancelling: 0,
    progress: null,
    step: null,
    problems: '[]',
    schedule_id: schedule?.id ?? null,
    due_at: schedule?.dueAt ?? null,
    created_by: by,
    created_at: ask.now.getTime(),
    started_at: null,
    finished_at: null,
  } as const;
  // the one that stands in the way may begin between the two statements: then there is room again
  for (let tries = 0; tries < 5; tries++) {
    const made = await trx
      .insertInto('jobs')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made !== undefined) return { id: made.id, created: true };
    const there = await trx
      .selectFrom('jobs')
      .select('id')
      .where((eb) =>
        eb.or([
          ...(row.unique_key === null ? [] : [eb('unique_key', '=', row.unique_key)]),
          ...(waiting === null ? [] : [eb('waiting_lane', '=', waiting)]),
          ...(schedule === null || schedule.dueAt === null
            ? []
            : [eb.and([eb('schedule_id', '=', schedule.id), eb('due_at', '=', schedule.dueAt)])]),
        ]),
      )
      .executeTakeFirst();
    if (there !== undefined) return { id: there.id, created: false };
  }
  throw new Error(
    `A job of the kind ${job.name} could not be written down: another one appears and goes all the time.`,
  );
}
