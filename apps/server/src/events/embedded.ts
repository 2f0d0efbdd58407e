import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type Db, afterCommit } from '../db/db.ts';
import {
  type Delivery,
  claimDelivery,
  insertDeliveries,
  listDead,
  removeDelivery,
  replayDead,
  returnDelivery,
} from './outbox.ts';
import type { EventTransport, Subscriber } from './transport.ts';

export interface EmbeddedOptions<D> {
  readonly db: Db;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly subscribers: readonly Subscriber<D>[];
  readonly pollMs?: number;
  /** How long a subscriber may take before it counts as failed. */
  readonly limitMs?: number;
  readonly maxAttempts?: number;
  readonly backOffMs?: (attempt: number) => number;
  /** Deliveries at once. */
  readonly atOnce?: number;
}

/** 1 s, 2 s, 4 s … 5 minutes: with 10 attempts some ten minutes in all. */
const standardBackOff = (attempt: number): number =>
  Math.min(300_000, 1000 * 2 ** (attempt - 1)) * (0.8 + Math.random() * 0.4);

/** Carries events through the metadata database: written with what they tell of, delivered by whichever process comes first. */
export function embeddedTransport<D>(options: EmbeddedOptions<D>): EventTransport<D> {
  const { db, log, clock, subscribers, pollMs = 1000, limitMs = 30_000, maxAttempts = 10 } = options;
  const { backOffMs = standardBackOff, atOnce = 4 } = options;
  const worker = randomUUID();
  const byName = new Map(subscribers.map((each) => [each.name, each]));
  const telling = new Set<Promise<void>>();
  let deps: { readonly given: D } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let turning: Promise<void> | null = null;
  let again = false;

  function wake(): void {
    if (deps === null) return;
    again = true;
    turning ??= rounds().finally(() => (turning = null));
  }

  async function rounds(): Promise<void> {
    while (again && deps !== null) {
      again = false;
      await turn(deps.given).catch((error: unknown) => log.warn({ err: error }, 'Events could not be looked for.'));
    }
  }

  async function turn(given: D): Promise<void> {
    while (deps !== null && telling.size < atOnce) {
      const claimed = await claimDelivery(db, {
        worker,
        subscribers: [...byName.keys()],
        now: clock().getTime(),
        // longer than a subscriber may take, so that nobody is told by two at once
        leaseMs: limitMs * 2,
      });
      if (claimed === null) return;
      const done: Promise<void> = deliver(claimed, given).finally(() => {
        telling.delete(done);
        wake();
      });
      telling.add(done);
    }
  }

  async function deliver(delivery: Delivery, given: D): Promise<void> {
    const { subscriber, event, attempts } = delivery;
    try {
      const handle = byName.get(subscriber)?.handle;
      if (handle === undefined) throw new Error(`Nobody listens under the name ${subscriber}.`);
      await within(limitMs, (signal) => handle(event, given, signal));
      await removeDelivery(db, delivery);
    } catch (error) {
      const dead = attempts >= maxAttempts;
      log[dead ? 'error' : 'warn'](
        { err: error, event: event.id, type: event.type, subscriber, attempts },
        dead ? 'An event could not be delivered and is a dead letter now.' : 'An event could not be delivered yet.',
      );
      const reason = error instanceof Error ? error.message : String(error);
      const runAt = dead ? null : clock().getTime() + backOffMs(attempts);
      // where this fails too, the lease ends and it is tried again
      await returnDelivery(db, delivery, worker, { runAt, reason }).catch((lost: unknown) =>
        log.warn({ err: lost, event: event.id }, 'The failure of a delivery could not be stored.'),
      );
    }
  }

  return {
    publish: async (trx, event) => {
      const names = subscribers.filter(({ types }) => types.includes(event.type)).map(({ name }) => name);
      await insertDeliveries(trx, event, names, clock());
      if (names.length > 0) afterCommit(wake);
    },
    start: (given) => {
      deps = { given };
      timer ??= setInterval(wake, pollMs).unref();
      wake();
    },
    stop: async () => {
      deps = null;
      if (timer !== null) clearInterval(timer);
      timer = null;
      await turning;
      await Promise.all(telling);
    },
    deadLetters: (page) => listDead(db, page),
    replay: async (id) => {
      const count = await replayDead(db, id);
      wake();
      return count;
    },
  };
}

async function within(limitMs: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abort.abort();
      reject(new Error(`It took longer than ${limitMs} ms.`));
    }, limitMs);
  });
  try {
    await Promise.race([work(abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
