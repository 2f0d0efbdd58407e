import { type Missed, type OrgId, type ScheduleId, type Timing } from '@lumiere/contract';
import type { Db, Queryable } from '../db/db.ts';
import type { WorkTables } from '../db/work-tables.ts';
import { newId } from '../ids.ts';
import { type Enqueued, enqueue } from './enqueue.ts';
import { type Due, dueAt, nextDue, timingProblems } from './due-times.ts';
import type { AnyJob, Job, Registry } from './job.ts';

export type ScheduleRow = WorkTables['schedules'];

/** A schedule as it is asked for; the same kind and subject of an organization has one. */
export interface NewSchedule<P> {
  readonly org: OrgId | null;
  readonly subject: string | null;
  readonly payload: P;
  /** Its jobs run one after the other with those of the lane. */
  readonly lane?: string | null;
  readonly timing: Timing;
  readonly missed: Missed;
  readonly now: Date;
}

/** Makes or changes a schedule in the caller's transaction. What it has run is not run again, and its next due time is by the new timing. */
export async function putSchedule<P, D>(trx: Queryable, job: Job<P, D>, asked: NewSchedule<P>): Promise<ScheduleId> {
  const { org, subject, payload, lane = null, timing, missed } = asked;
  const now = asked.now.getTime();
  const [wrong] = timingProblems(timing, now);
  if (wrong !== undefined) throw new TypeError(wrong.message);
  const slot = `${org ?? 'server'} ${job.name} ${subject ?? ''}`;
  const text = { payload: JSON.stringify(job.payload.parse(payload)), timing: JSON.stringify(timing), missed, lane };
  await trx
    .insertInto('schedules')
    .values({
      ...text,
      id: newId('sch'),
      org_id: org,
      kind: job.name,
      subject,
      slot,
      anchor_at: now,
      next_at: nextDue(timing, now, now),
      last_due_at: null,
      skipped_from: null,
      skipped_to: null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('slot').doNothing())
    .execute();
  const row = await trx.selectFrom('schedules').selectAll().where('slot', '=', slot).executeTakeFirstOrThrow();
  if (row.timing !== text.timing)
    await trx
      .updateTable('schedules')
      .set({ ...text, anchor_at: now, next_at: nextDue(timing, now, Math.max(now, row.last_due_at ?? 0)) })
      .where('id', '=', row.id)
      .execute();
  else if (row.payload !== text.payload || row.missed !== missed || row.lane !== lane)
    await trx.updateTable('schedules').set(text).where('id', '=', row.id).execute();
  return row.id;
}

/** Ends every schedule of a thing; their jobs stay as the log of what was. */
export async function removeSchedules(trx: Queryable, org: OrgId, subject: string): Promise<void> {
  await trx.deleteFrom('schedules').where('org_id', '=', org).where('subject', '=', subject).execute();
}

/** Makes the jobs of every due time that has come, and gives how many. Any number of workers may: one of them makes each. */
export async function fireDue<D>(db: Db, registry: Registry<D>, now: Date): Promise<number> {
  let made = 0;
  for (let more = true; more;) {
    const rows = await db
      .selectFrom('schedules')
      .selectAll()
      .where('next_at', '<=', now.getTime())
      .where('kind', 'in', [...Object.keys(registry), ''])
      .orderBy('next_at')
      .limit(100)
      .execute();
    more = false;
    for (const row of rows) {
      const job = registry[row.kind];
      const due = job === undefined || row.next_at === null ? null : dueOf(row, row.next_at, now);
      if (job === undefined || due === null) continue;
      made += await db.transaction((trx) => fireOne(trx, row, job, due, now));
      if (due.next !== null && due.next <= now.getTime()) more = true;
    }
    if (rows.length === 100) more = true;
  }
  return made;
}

const dueOf = (row: ScheduleRow, next: number, now: Date): Due =>
  dueAt(timingOf(row), row.anchor_at, next, now.getTime(), row.missed);

/** Our own writing, checked when it was put. */
export const timingOf = (row: Pick<ScheduleRow, 'timing'>): Timing => JSON.parse(row.timing) as Timing;

/** Claims the due time that `row` was read with; whoever comes second finds the next one there. */
async function fireOne<D>(trx: Queryable, row: ScheduleRow, job: AnyJob<D>, due: Due, now: Date): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('schedules')
    .set({
      next_at: due.next,
      ...(due.run.length === 0 ? {} : { last_due_at: due.run.at(-1) ?? null }),
      ...(due.skipped === null ? {} : { skipped_from: due.skipped.from, skipped_to: due.skipped.to }),
    })
    .where('id', '=', row.id)
    .where('next_at', '=', row.next_at)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return 0;
  let made = 0;
  for (const dueAt of due.run)
    if ((await enqueueRun(trx, row, job, { now, schedule: { id: row.id, dueAt } })).created) made++;
  return made;
}

/** Writes down one run of a schedule. */
export function enqueueRun<D>(
  trx: Queryable,
  row: ScheduleRow,
  job: AnyJob<D>,
  extra: Pick<Parameters<typeof enqueue>[3], 'by' | 'schedule' | 'now'>,
): Promise<Enqueued> {
  // its payload was parsed when it was put; parsing again finds what another version wrote
  const payload: unknown = JSON.parse(row.payload);
  return enqueue(trx, job, payload, { ...extra, org: row.org_id, subject: row.subject, lane: row.lane });
}

/** After the clock was set back: due times that were left out because it had been ahead come again. What was run is not run twice. */
export async function realign(db: Db, now: Date): Promise<void> {
  const rows = await db.selectFrom('schedules').selectAll().where('next_at', '>', now.getTime()).execute();
  for (const row of rows) {
    const next = nextDue(timingOf(row), row.anchor_at, Math.max(now.getTime(), row.last_due_at ?? 0));
    if (next === null || row.next_at === null || next >= row.next_at) continue;
    await db
      .updateTable('schedules')
      .set({ next_at: next })
      .where('id', '=', row.id)
      .where('next_at', '=', row.next_at)
      .execute();
  }
}
