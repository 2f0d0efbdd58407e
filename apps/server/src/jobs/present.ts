import type { Job, Problem, Schedule } from '@lumiere/contract';
import type { AnyJob } from './job.ts';
import type { JobRow } from './queue.ts';
import { type ScheduleRow, timingOf } from './schedules.ts';

type Titles = Readonly<Record<string, Pick<AnyJob<never>, 'title'>>>;

const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A job as people see it. */
export function jobOf(row: JobRow, titles: Titles): Job {
  return {
    id: row.id,
    kind: row.kind,
    title: titles[row.kind]?.title ?? row.kind,
    subject: row.subject,
    status: row.status,
    progress: row.progress,
    step: row.step,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    cancelling: row.cancelling === 1 && row.status === 'running',
    // written by the worker from checked problems
    problems: JSON.parse(row.problems) as Problem[],
    createdBy: row.created_by,
    schedule: row.schedule_id,
    dueAt: moment(row.due_at),
    createdAt: new Date(row.created_at).toISOString(),
    notBefore: row.status === 'queued' && row.run_at > 0 ? moment(row.run_at) : null,
    startedAt: moment(row.started_at),
    finishedAt: moment(row.finished_at),
  };
}

/** A schedule as people see it, with the latest job that a due time of it made. */
export function scheduleOf(
  row: ScheduleRow,
  last: Pick<JobRow, 'id' | 'due_at' | 'status'> | undefined,
  titles: Titles,
): Schedule {
  return {
    id: row.id,
    kind: row.kind,
    title: titles[row.kind]?.title ?? row.kind,
    subject: row.subject,
    timing: timingOf(row),
    missed: row.missed,
    nextAt: moment(row.next_at),
    last:
      last === undefined || last.due_at === null
        ? null
        : { job: last.id, dueAt: new Date(last.due_at).toISOString(), status: last.status },
    skipped:
      row.skipped_from === null || row.skipped_to === null
        ? null
        : { from: new Date(row.skipped_from).toISOString(), to: new Date(row.skipped_to).toISOString() },
  };
}
