import type { DomainEvent, EventType, NewEvent } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';

/** Somebody who wants to know: told of every event of these types at least once, those of one key in order. */
export interface Subscriber<D> {
  /** For ever: what waits for it is kept under this name. */
  readonly name: string;
  readonly types: readonly EventType[];
  /** Must bear being told twice; what it throws is tried again. Past `signal` somebody else may be told. */
  handle(event: DomainEvent, deps: D, signal: AbortSignal): Promise<void>;
}

/** An event that its subscriber could not take, however often it was tried. */
export interface DeadLetter {
  readonly id: number;
  readonly subscriber: string;
  readonly event: DomainEvent;
  readonly attempts: number;
  readonly reason: string;
}

/** How events get from those who publish to those who subscribe: in this database, later over a broker. */
export interface EventTransport<D> {
  /** Writes an event down in the caller's transaction: it is delivered exactly if that commits. */
  publish(trx: Queryable, event: NewEvent): Promise<void>;
  /** Begins to deliver in this process. */
  start(deps: D): void;
  /** Delivers nothing any more; resolves when those who are being told have ended. */
  stop(): Promise<void>;
  deadLetters(page: { readonly limit: number; readonly offset: number }): Promise<readonly DeadLetter[]>;
  /** Delivers one dead letter again, or all of them; gives how many. */
  replay(id: number | null): Promise<number>;
}
