import { z } from 'zod';
import { ConnectionId, DatasetId, JobId, type OrgId, text } from './ids.ts';

const Reason = text(2000);
const connection = { connection: ConnectionId };
const dataset = { dataset: DatasetId };

/** What can happen, by name, with what is said of it. Names are for ever: others listen to them. */
export const eventData = {
  'connection.ready': z.strictObject({ ...connection, tables: z.number().int() }),
  'connection.failed': z.strictObject({ ...connection, reason: Reason }),
  'connection.removed': z.strictObject({ ...connection }),
  /** Data has arrived and is about to be read. */
  'data.ingestion': z.strictObject({ ...dataset, job: JobId, bytes: z.number().int() }),
  'data.processing.complete': z.strictObject({
    ...dataset,
    job: JobId,
    outcome: z.enum(['ready', 'failed']),
    rows: z.number().int().nullable(),
    reason: Reason.nullable(),
  }),
  'job.finished': z.strictObject({
    job: JobId,
    kind: z.string(),
    subject: z.string().nullable(),
    status: z.enum(['succeeded', 'failed', 'cancelled']),
  }),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof eventData;
export type EventData<T extends EventType> = z.output<(typeof eventData)[T]>;

/** Something that happened, as it is published: events of one key are delivered in the order they were published in. */
export type NewEvent = {
  [T in EventType]: {
    readonly type: T;
    readonly org: OrgId;
    /** What it is about; the order holds among events of one key. */
    readonly key: string;
    readonly data: EventData<T>;
  };
}[EventType];

/** Something that happened, as it is delivered; at least once, so `id` tells a second time from a second event. */
export type DomainEvent = NewEvent & { readonly id: string; readonly at: string };
