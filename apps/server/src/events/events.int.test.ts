import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ConnectionId, DomainEvent, NewEvent, OrgId } from '@lumiere/contract';
import type { Db } from '../db/db.ts';
import { migrate } from '../db/migrate.ts';
import { newId } from '../ids.ts';
import { type TestDatabase, onEachEngine } from '../testing/databases.ts';
import { type EmbeddedOptions, embeddedTransport } from './embedded.ts';
import type { EventTransport } from './transport.ts';

interface Ear {
  hear(event: DomainEvent, subscriber: string): Promise<void> | void;
}

onEachEngine('events', (make) => {
  let database: TestDatabase;
  let db: Db;
  const open: EventTransport<Ear>[] = [];
  const org: OrgId = newId('org');
  beforeAll(async () => {
    database = await make();
    db = await database.open();
    await migrate(db, { now: 1 });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.stop()));
    await db.deleteFrom('deliveries').execute();
  });
  afterAll(async () => {
    await db.close();
    await database.remove();
  });

  const transport = (more: Partial<EmbeddedOptions<Ear>> = {}): EventTransport<Ear> => {
    const made = embeddedTransport<Ear>({
      db,
      log: pino({ level: 'silent' }),
      clock: () => new Date(),
      subscribers: ['first', 'second'].map((name) => ({
        name,
        types: ['connection.ready'] as const,
        handle: async (event, ear) => ear.hear(event, name),
      })),
      pollMs: 50,
      backOffMs: () => 10,
      maxAttempts: 3,
      ...more,
    });
    open.push(made);
    return made;
  };
  const ready = (key: string, tables: number, who: OrgId = org): NewEvent => ({
    type: 'connection.ready',
    org: who,
    key,
    data: { connection: 'con_00000001' as ConnectionId, tables },
  });
  const numberOf = (event: DomainEvent): number => (event.type === 'connection.ready' ? event.data.tables : -1);
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 400; i++) {
      const { rest } = await db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number>().as('rest'))
        .where('status', '=', 'waiting')
        .executeTakeFirstOrThrow();
      if (Number(rest) === 0) return;
      await pause(10);
    }
    throw new Error('There are still events on their way.');
  };

  test('reach everybody who listens, once the transaction is durable, and nobody where it is rolled back', async () => {
    const bus = transport({ pollMs: 60_000 });
    const heard: string[] = [];
    bus.start({ hear: (event, by) => void heard.push(`${by} ${numberOf(event)}`) });
    const lost = db.transaction(async (trx) => {
      await bus.publish(trx, ready('a', 1));
      throw new Error('no');
    });
    await expect(lost).rejects.toThrow('no');
    await db.transaction(async (trx) => {
      await bus.publish(trx, ready('a', 2));
      await bus.publish(trx, {
        type: 'connection.removed',
        org,
        key: 'a',
        data: { connection: 'con_00000001' as ConnectionId },
      });
      await pause(30);
      expect(heard).toEqual([]);
    });
    await settled();
    expect(heard.sort()).toEqual(['first 2', 'second 2']);
  });

  test('of one key come in order though some fail at first, at any number of processes; one that fails holds up its key alone', async () => {
    const heard = new Map<string, number[]>();
    const tries = new Map<string, number>();
    const ear: Ear = {
      hear: async (event, by) => {
        const name = `${by} ${event.key} ${numberOf(event)}`;
        tries.set(name, (tries.get(name) ?? 0) + 1);
        if (numberOf(event) % 3 === 0 && (tries.get(name) ?? 0) < 2) throw new Error('not yet');
        await pause(Math.random() * 5);
        const list = heard.get(`${by} ${event.key}`) ?? [];
        list.push(numberOf(event));
        heard.set(`${by} ${event.key}`, list);
      },
    };
    const buses = [transport(), transport(), transport()];
    for (const bus of buses) bus.start(ear);
    for (let n = 0; n < 10; n++) for (const key of ['a', 'b']) await buses[n % 3]?.publish(db, ready(key, n));
    await settled();
    const inOrder = Array.from({ length: 10 }, (_, n) => n);
    expect(Object.fromEntries(heard)).toEqual({
      'first a': inOrder,
      'first b': inOrder,
      'second a': inOrder,
      'second b': inOrder,
    });
  });

  test('that nobody can take are laid aside with the reason, hold up nobody, and are delivered again when somebody says so', async () => {
    const bus = transport();
    let broken = true;
    const heard: number[] = [];
    bus.start({
      hear: (event, by) => {
        if (by === 'second') return;
        if (broken && numberOf(event) === 1) throw new Error('the printer is on fire');
        heard.push(numberOf(event));
      },
    });
    await bus.publish(db, ready('a', 1));
    await bus.publish(db, ready('a', 2));
    await settled();
    expect(heard).toEqual([2]);
    const dead = await bus.deadLetters({ limit: 10, offset: 0 });
    expect(dead).toMatchObject([
      {
        subscriber: 'first',
        attempts: 3,
        reason: 'the printer is on fire',
        event: { type: 'connection.ready', key: 'a' },
      },
    ]);
    broken = false;
    expect(await bus.replay(dead[0]?.id ?? 0)).toBe(1);
    await settled();
    expect(heard).toEqual([2, 1]);
    expect(await bus.replay(null)).toBe(0);
  });

  test('claimed by a process that died are delivered when its lease ends', async () => {
    const bus = transport();
    await bus.publish(db, ready('a', 1));
    const soon = Date.now() + 300;
    await db.updateTable('deliveries').set({ worker: 'dead', lease_until: soon, attempts: 1 }).execute();
    const at: number[] = [];
    bus.start({ hear: () => void at.push(Date.now()) });
    await settled();
    expect(at).toHaveLength(2);
    expect(Math.min(...at)).toBeGreaterThanOrEqual(soon);
  });

  test('that take too long count as failed', async () => {
    const bus = transport({ limitMs: 30, maxAttempts: 1 });
    bus.start({ hear: () => new Promise(() => undefined) });
    await bus.publish(db, ready('a', 1));
    await settled();
    expect((await bus.deadLetters({ limit: 1, offset: 1 }))[0]?.reason).toContain('longer than 30 ms');
  });

  test('that are not what the contract says are not published', async () => {
    const bus = transport();
    // a caller in plain JavaScript would be stopped here
    const wrong = { ...ready('a', 1), data: { connection: 'x' } } as unknown as NewEvent;
    await expect(bus.publish(db, wrong)).rejects.toThrow();
  });
});
