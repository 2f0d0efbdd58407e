import { eventData, type DomainEvent, type NewEvent } from '@lumiere/contract';
import type { Db, Queryable } from '../db/db.ts';
import type { WorkTables } from '../db/work-tables.ts';
import { newId } from '../ids.ts';
import type { DeadLetter } from './transport.ts';

/** A delivery that this process has claimed. */
export interface Delivery {
  readonly seq: number;
  readonly subscriber: string;
  readonly event: DomainEvent;
  readonly attempts: number;
}

/** Writes one line for everybody who listens. */
export async function insertDeliveries(
  trx: Queryable,
  event: NewEvent,
  subscribers: readonly string[],
  now: Date,
): Promise<void> {
  eventData[event.type].parse(event.data);
  if (subscribers.length === 0) return;
  const told = { ...event, id: newId('evt'), at: now.toISOString() };
  const row = {
    event_id: told.id,
    // the order of one organization is nothing to another's
    order_key: `${event.org} ${event.key}`,
    event: JSON.stringify(told),
    status: 'waiting',
    attempts: 0,
    run_at: 0,
    worker: null,
    lease_until: null,
    reason: null,
    created_at: now.getTime(),
  } as const;
  await trx
    .insertInto('deliveries')
    .values(subscribers.map((subscriber) => ({ ...row, subscriber })))
    .execute();
}

/** Takes the oldest delivery that may be made now: none while an earlier one of the same subscriber and key waits, tried or not. */
export async function claimDelivery(
  db: Db,
  claimed: {
    readonly worker: string;
    readonly subscribers: readonly string[];
    readonly now: number;
    readonly leaseMs: number;
  },
): Promise<Delivery | null> {
  const { worker, subscribers, now, leaseMs } = claimed;
  // a look first: on SQLite the statement below takes the one right to write even where it finds nothing
  const any = await db
    .selectFrom('deliveries')
    .select('seq')
    .where('status', '=', 'waiting')
    .limit(1)
    .executeTakeFirst();
  if (any === undefined) return null;
  const row = await db
    .updateTable('deliveries')
    .set((eb) => ({ worker, lease_until: now + leaseMs, attempts: eb('attempts', '+', 1) }))
    .where('seq', '=', (eb) =>
      eb
        .selectFrom('deliveries as next')
        .select('next.seq')
        .where('next.status', '=', 'waiting')
        .where('next.subscriber', 'in', [...subscribers])
        .where('next.run_at', '<=', now)
        .where((each) => each.or([each('next.lease_until', 'is', null), each('next.lease_until', '<', now)]))
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('deliveries as before')
                .select('before.seq')
                .whereRef('before.subscriber', '=', 'next.subscriber')
                .whereRef('before.order_key', '=', 'next.order_key')
                .whereRef('before.seq', '<', 'next.seq')
                .where('before.status', '=', 'waiting'),
            ),
          ),
        )
        .orderBy('next.seq')
        .limit(1)
        .$if(db.engine === 'postgres', (query) => query.forUpdate('next').skipLocked()),
    )
    .returningAll()
    .executeTakeFirst();
  return row === undefined
    ? null
    : { seq: row.seq, subscriber: row.subscriber, event: eventOf(row), attempts: row.attempts };
}

/** Forgets a delivery that was made. One that another took meanwhile was made all the same. */
export async function removeDelivery(db: Queryable, { seq }: Delivery): Promise<void> {
  await db.deleteFrom('deliveries').where('seq', '=', seq).execute();
}

/** Lets a delivery wait for another attempt, or lays it aside as a dead letter, so that it holds up nobody behind it. */
export async function returnDelivery(
  db: Queryable,
  { seq }: Delivery,
  worker: string,
  next: { readonly runAt: number | null; readonly reason: string },
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({
      worker: null,
      lease_until: null,
      reason: next.reason.slice(0, 2000),
      ...(next.runAt === null ? { status: 'dead' as const } : { run_at: next.runAt }),
    })
    .where('seq', '=', seq)
    .where('worker', '=', worker)
    .execute();
}

/** A page of dead letters, oldest first. */
export async function listDead(
  db: Queryable,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly DeadLetter[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('status', '=', 'dead')
    .orderBy('seq')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map((row) => ({
    id: row.seq,
    subscriber: row.subscriber,
    event: eventOf(row),
    attempts: row.attempts,
    reason: row.reason ?? '',
  }));
}

/** Lets dead letters wait again, with all their attempts; gives how many. */
export async function replayDead(db: Queryable, id: number | null): Promise<number> {
  const dead = db
    .updateTable('deliveries')
    .set({ status: 'waiting', attempts: 0, run_at: 0 })
    .where('status', '=', 'dead');
  const { numUpdatedRows } = await (id === null ? dead : dead.where('seq', '=', id)).executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Our own writing, checked when it was published. */
const eventOf = (row: Pick<WorkTables['deliveries'], 'event'>): DomainEvent => JSON.parse(row.event) as DomainEvent;
