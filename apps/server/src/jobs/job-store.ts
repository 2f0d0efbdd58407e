import type { JobId, JobStatus, OrgId, ScheduleId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import type { JobRow } from './queue.ts';
import type { ScheduleRow } from './schedules.ts';

/** Which jobs a list shows; what is not said is not asked. */
export interface WantedJobs {
  readonly limit: number;
  readonly offset: number;
  readonly status?: JobStatus | undefined;
  readonly kind?: string | undefined;
  readonly subject?: string | undefined;
  readonly schedule?: ScheduleId | undefined;
}

export interface ListedJobs {
  readonly rows: JobRow[];
  readonly total: number;
}

/** A page of the organization's jobs, newest first, with how many there are. */
export async function listJobs(db: Queryable, org: OrgId, wanted: WantedJobs): Promise<ListedJobs> {
  const { limit, offset, status, kind, subject, schedule } = wanted;
  let found = db.selectFrom('jobs').where('org_id', '=', org);
  if (status !== undefined) found = found.where('status', '=', status);
  if (kind !== undefined) found = found.where('kind', '=', kind);
  if (subject !== undefined) found = found.where('subject', '=', subject);
  if (schedule !== undefined) found = found.where('schedule_id', '=', schedule);
  const { total } = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await found
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return { rows, total: Number(total) };
}

/** One job of the organization; null where it is another's or none. */
export async function findJob(db: Queryable, org: OrgId, id: JobId): Promise<JobRow | null> {
  const row = await db.selectFrom('jobs').selectAll().where('org_id', '=', org).where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** What asking for the end of a job did. */
export interface Cancelled {
  readonly row: JobRow;
  readonly now: 'cancelled' | 'told' | 'as before';
}

/** Cancels a job that waits, and asks one that runs to end; null where there is none. */
export async function cancelJob(db: Queryable, org: OrgId, id: JobId, now: number): Promise<Cancelled | null> {
  // one statement: between a look and a change it may begin
  const row = await db
    .updateTable('jobs')
    .set((eb) => ({
      status: eb
        .case()
        .when('status', '=', 'queued')
        .then('cancelled' as const)
        .else(eb.ref('status'))
        .end(),
      finished_at: eb.case().when('status', '=', 'queued').then(now).else(null).end(),
      waiting_lane: null,
      cancelling: 1 as const,
    }))
    .where('org_id', '=', org)
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return { row, now: row.status === 'cancelled' ? 'cancelled' : 'told' };
  const there = await findJob(db, org, id);
  return there === null ? null : { row: there, now: 'as before' };
}

/** Lets a job that failed or was cancelled wait again, with all its attempts; `again` is false where it is in another state. */
export async function retryJob(
  db: Queryable,
  org: OrgId,
  id: JobId,
): Promise<{ readonly row: JobRow; readonly again: boolean } | null> {
  const row = await db
    .updateTable('jobs')
    .set({
      status: 'queued',
      attempts: 0,
      run_at: 0,
      cancelling: 0,
      progress: null,
      step: null,
      problems: '[]',
      started_at: null,
      finished_at: null,
    })
    .where('org_id', '=', org)
    .where('id', '=', id)
    .where('status', 'in', ['failed', 'cancelled'])
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return { row, again: true };
  const there = await findJob(db, org, id);
  return there === null ? null : { row: there, again: false };
}

/** One schedule of the organization; null where it is another's or none. */
export async function findSchedule(db: Queryable, org: OrgId, id: ScheduleId): Promise<ScheduleRow | null> {
  const row = await db
    .selectFrom('schedules')
    .selectAll()
    .where('org_id', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** A page of the organization's schedules, oldest first, each with the latest job that a due time made. */
export async function listSchedules(
  db: Queryable,
  org: OrgId,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{
  readonly rows: { readonly schedule: ScheduleRow; readonly last: JobRow | undefined }[];
  readonly total: number;
}> {
  const mine = db.selectFrom('schedules').where('org_id', '=', org);
  const { total } = await mine.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const schedules = await mine.selectAll().orderBy('created_at').orderBy('id').limit(limit).offset(offset).execute();
  // by the unique index over schedule and due time, so a page is one short read each
  const rows = await Promise.all(
    schedules.map(async (schedule) => ({
      schedule,
      last: await db
        .selectFrom('jobs')
        .selectAll()
        .where('schedule_id', '=', schedule.id)
        .where('due_at', 'is not', null)
        .orderBy('due_at', 'desc')
        .limit(1)
        .executeTakeFirst(),
    })),
  );
  return { rows, total: Number(total) };
}

/** Forgets jobs that ended before `before`. What names the latest run of a schedule goes with it, so that time should be long. */
export async function removeEnded(db: Queryable, before: number): Promise<void> {
  await db.deleteFrom('jobs').where('finished_at', '<', before).execute();
}
