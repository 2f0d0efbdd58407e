import { z } from 'zod';
import { type DomainEvent } from './event.ts';
import type { Job } from './job.ts';
import type { Problem } from './problem.ts';

/** Where the one socket is. */
export const socketPath = '/api/v1/socket';

/** Why the server closed a socket, beside the codes of the protocol (RFC 6455). */
export const closeCodes = {
  /** The server stops or is restarted: connect again. */
  goingAway: 1001,
  /** Nobody said who they are, or not in time, or no longer. */
  unauthorized: 4001,
  /** A message is not what the contract says. */
  protocol: 4002,
  /** What was to be sent was not taken: connect again and resume. */
  tooSlow: 4008,
  /** More messages than one may send. */
  tooMany: 4029,
} as const;

/** `jobs`, `connection:con_…`: what one can listen to. */
const Topic = z
  .string()
  .max(100)
  .regex(/^[a-z]+(:[a-z0-9_]+)?$/, { message: 'must be a topic such as jobs or connection:con_1a2b3c4d' });

/** Where a listener was when it lost its socket. */
export const SocketPlace = z.strictObject({ epoch: z.string().max(40), seq: z.number().int().min(0) });
export type SocketPlace = z.infer<typeof SocketPlace>;

/** What a client may say. The first message is `hello`; another one with a new token keeps the socket beyond the old one's end. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), token: z.string().min(1).max(4000) }),
  z.strictObject({ type: z.literal('subscribe'), topic: Topic, after: SocketPlace.nullable().default(null) }),
  z.strictObject({ type: z.literal('unsubscribe'), topic: Topic }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientMessage = z.input<typeof ClientMessage>;

/** What happens on a topic. */
export type SocketEvent = { readonly type: 'job.changed'; readonly job: Job } | Omit<DomainEvent, 'org' | 'key'>;

/** What the server says. Messages of a topic are the ones with a `seq`, which counts up by one within an epoch. */
export type ServerMessage =
  | { readonly topic: string; readonly seq: number; readonly event: SocketEvent }
  /** The token was taken; `expiresAt` is when another one is needed, null for a key without an end of its own. */
  | { readonly type: 'welcome'; readonly expiresAt: string | null }
  /** Everything after `seq` follows. `reset`: something was missed that is no longer kept, so read the state again. */
  | {
      readonly type: 'subscribed';
      readonly topic: string;
      readonly epoch: string;
      readonly seq: number;
      readonly reset: boolean;
    }
  /** There is no such topic, or none for this person: both look the same. */
  | { readonly type: 'refused'; readonly topic: string; readonly problem: Problem }
  | { readonly type: 'pong' };
