import { z } from 'zod';
import { JobId, ScheduleId, UserId, text } from './ids.ts';
import { Problem } from './problem.ts';

/** Every kind of background work; the server's registry does not compile where one has no code. */
export const jobKinds = [
  'housekeeping',
  'connection-refresh',
  'dataset-import',
  'dataset-profile',
  'table-profile',
] as const;
export type JobKind = (typeof jobKinds)[number];

export const JobStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof JobStatus>;

/** A piece of background work as people see it. */
export const Job = z.strictObject({
  id: JobId,
  kind: z.string(),
  /** What it does, in words: `Read the tables of a source`. */
  title: z.string(),
  /** The connection, dataset or other thing that it works on, by its id; null where it is about the whole. */
  subject: z.string().nullable(),
  status: JobStatus,
  /** 0 to 1; null where nobody knows. */
  progress: z.number().min(0).max(1).nullable(),
  /** What it does now, or what came of it, in words. */
  step: z.string().nullable(),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  /** True from the moment that somebody asked for its end. */
  cancelling: z.boolean(),
  /** Why it failed; or, while it waits for another attempt, why the last one did. */
  problems: z.array(Problem),
  /** Who asked for it; null where a schedule or the server did. */
  createdBy: UserId.nullable(),
  schedule: ScheduleId.nullable(),
  /** The time that its schedule meant, which it may have started after. */
  dueAt: z.string().nullable(),
  createdAt: z.string(),
  /** Not before this; null for as soon as possible. */
  notBefore: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Job = z.infer<typeof Job>;

/** When a schedule is due: by the clock on the wall of a zone, or every so many milliseconds. */
export const Timing = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cron'),
    /** Five fields: minute, hour, day of month, month, day of week. */
    cron: text(200).regex(/^\S+( \S+){4}$/, { message: 'must have five fields, such as 0 6 * * 1-5' }),
    /** IANA zone. A time that a day leaves out is due when the gap ends; one that a day has twice is due the first time. */
    zone: text(100, 1),
  }),
  z.strictObject({
    kind: z.literal('interval'),
    everyMs: z
      .number()
      .int()
      .min(1000)
      .max(366 * 86_400_000),
  }),
]);
export type Timing = z.infer<typeof Timing>;

/** What becomes of due times that nobody was there for: each is run, the latest alone is, or none. */
export const Missed = z.enum(['each', 'latest', 'skip']);
export type Missed = z.infer<typeof Missed>;

/** Work that comes again; its log is the list of its jobs. */
export const Schedule = z.strictObject({
  id: ScheduleId,
  kind: z.string(),
  title: z.string(),
  subject: z.string().nullable(),
  timing: Timing,
  missed: Missed,
  nextAt: z.string().nullable(),
  /** The latest job that a due time made, and how it is. */
  last: z.strictObject({ job: JobId, dueAt: z.string(), status: JobStatus }).nullable(),
  /** The latest due times that were left out, by policy; null where none ever was. */
  skipped: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
});
export type Schedule = z.infer<typeof Schedule>;
