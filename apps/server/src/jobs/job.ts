import type { Logger } from 'pino';
import type { z } from 'zod';
import type { JobId, OrgId, Problem } from '@lumiere/contract';
import type { Deps } from '../deps.ts';

/** What a job is told besides its payload. */
export interface JobContext {
  readonly id: JobId;
  readonly org: OrgId | null;
  /** 1 for the first attempt. A side effect that must not happen twice takes the job's id as its key. */
  readonly attempt: number;
  /** Aborts when the job is cancelled, takes too long, lost its claim, or the server stops. */
  readonly signal: AbortSignal;
  /** How far it is, 0 to 1 or null where nobody knows, and what it does now. May be called as often as one likes. */
  progress(fraction: number | null, step: string): void;
  readonly log: Logger;
}

/** What came of an attempt. */
export type JobOutcome =
  /** The words, if any, are shown beside the job: `12 tables found`. */
  | { readonly kind: 'done'; readonly words: string | null }
  /** It failed for a reason that a person can understand; `again` where a later attempt may fare better. */
  | { readonly kind: 'failed'; readonly problems: readonly [Problem, ...Problem[]]; readonly again: boolean };

/** One kind of background work: a new one is a file and a line in the registry. What `run` throws is a bug or lost I/O, and tried again. */
export interface Job<P, D = Deps> {
  readonly name: string;
  /** What it does, in words. */
  readonly title: string;
  readonly payload: z.ZodType<P>;
  /** 3 unless said otherwise. An attempt that ended with its process counts. */
  readonly maxAttempts?: number;
  /** How long one attempt may take; an hour unless said otherwise. */
  readonly limitMs?: number;
  run(payload: P, deps: D, context: JobContext): Promise<JobOutcome>;
}

/** A job of any payload: its own schema parses what it is given. */
// oxlint-disable-next-line typescript/no-explicit-any -- the payload's type is between the job and its schema
export type AnyJob<D = Deps> = Job<any, D>;

/** The kinds that a worker knows, by name. */
export type Registry<D = Deps> = Readonly<Record<string, AnyJob<D>>>;

/** The job did what it is for. */
export const done = (words: string | null = null): JobOutcome => ({ kind: 'done', words });

/** The job failed for good. */
export const failed = (first: Problem, ...rest: readonly Problem[]): JobOutcome => ({
  kind: 'failed',
  problems: [first, ...rest],
  again: false,
});

/** The job failed; a later attempt may fare better. */
export const tryAgain = (first: Problem, ...rest: readonly Problem[]): JobOutcome => ({
  kind: 'failed',
  problems: [first, ...rest],
  again: true,
});
