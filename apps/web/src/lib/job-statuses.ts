import type { JobStatus } from '@lumiere/contract';

/** In the order that a job goes through them; the contract's list without its validator, which the page does not load. */
export const jobStatuses = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies readonly JobStatus[];

/** The status that an address names; undefined where it names none. */
export const jobStatusOf = (value: unknown): JobStatus | undefined => jobStatuses.find((each) => each === value);
