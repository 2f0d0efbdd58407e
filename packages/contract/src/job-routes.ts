import { z } from 'zod';
import { JobId, ScheduleId, text } from './ids.ts';
import { Job, JobStatus, Schedule } from './job.ts';
import { Paging, page } from './paging.ts';
import type { Route, RouteKey } from './route.ts';

const Empty = z.strictObject({});

/** Background work and schedules. */
export const jobRoutes = {
  'GET /api/v1/jobs': {
    summary: 'Background work of the organization, newest first',
    tag: 'Jobs',
    query: Paging.extend({
      status: JobStatus.optional(),
      kind: text(100).optional(),
      subject: text(100).optional(),
      /** The log of one schedule. */
      schedule: ScheduleId.optional(),
    }),
    reply: page(Job),
    access: 'job.read',
    audit: null,
  },
  'GET /api/v1/jobs/:id': {
    summary: 'One piece of background work',
    tag: 'Jobs',
    params: z.strictObject({ id: JobId }),
    reply: Job,
    access: 'job.read',
    audit: null,
  },
  'POST /api/v1/jobs/:id/cancel': {
    summary: 'Cancel a job: one that waits at once, one that runs as soon as it can stop',
    tag: 'Jobs',
    params: z.strictObject({ id: JobId }),
    body: Empty,
    reply: Job,
    access: 'job.manage',
    audit: 'job.cancel',
  },
  'POST /api/v1/jobs/:id/retry': {
    summary: 'Try a failed or cancelled job again',
    tag: 'Jobs',
    params: z.strictObject({ id: JobId }),
    body: Empty,
    reply: Job,
    status: 202,
    access: 'job.manage',
    audit: 'job.retry',
  },
  'GET /api/v1/schedules': {
    summary: 'Work that comes again, with its next and last run',
    tag: 'Jobs',
    query: Paging,
    reply: page(Schedule),
    access: 'job.read',
    audit: null,
  },
  'POST /api/v1/schedules/:id/run': {
    summary: 'Do the work of a schedule now; its due times stay as they are',
    tag: 'Jobs',
    params: z.strictObject({ id: ScheduleId }),
    body: Empty,
    reply: Job,
    status: 202,
    access: 'job.manage',
    audit: 'schedule.run',
  },
} as const satisfies Record<RouteKey, Route>;
