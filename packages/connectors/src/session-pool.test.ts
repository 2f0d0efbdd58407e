import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SessionPool, type Lease } from './session-pool.ts';
import { SourceError } from './source-error.ts';

const { signal } = new AbortController();
const soon = (): number => Date.now() + 2000;

test('whatever is taken, given, dropped, cancelled or fails to open, there are never too many and none is lost', async () => {
  const step = fc.record({
    fails: fc.boolean(),
    end: fc.constantFrom<'give' | 'drop' | 'both'>('give', 'drop', 'both'),
    cancel: fc.integer({ min: -6, max: 3 }),
    work: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), async (steps, max) => {
      const live = new Set<number>();
      let made = 0;
      let failing = false;
      const pool = new SessionPool<number>({
        max,
        idleMs: 60_000,
        open: async () => {
          await Promise.resolve();
          if (failing) throw new SourceError('source.refused', 'refused');
          made += 1;
          live.add(made);
          expect(live.size).toBeLessThanOrEqual(max);
          return made;
        },
        destroy: (session) => expect(live.delete(session)).toBe(true),
      });
      const inUse = new Set<number>();
      const one = async ({ fails, end, cancel, work }: (typeof steps)[number]): Promise<void> => {
        failing = fails;
        const stop = new AbortController();
        const taking = pool.take(stop.signal, soon());
        if (cancel >= 0) setTimeout(() => stop.abort(), cancel);
        const lease: Lease<number> | null = await taking.catch((error: unknown) => {
          expect(error).toBeInstanceOf(SourceError);
          return null;
        });
        if (lease === null) return;
        expect(inUse.has(lease.session)).toBe(false);
        inUse.add(lease.session);
        await new Promise((resolve) => setTimeout(resolve, work));
        inUse.delete(lease.session);
        if (end !== 'drop') lease.give();
        if (end !== 'give') lease.drop();
      };
      await Promise.all(steps.map(one));
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(pool.counts).toMatchObject({ busy: 0, opening: 0, waiting: 0 });
      expect(pool.counts.idle).toBe(live.size);
      pool.close();
      expect(live.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('who waits too long is told that all are in use, and a closed pool gives none', async () => {
  const pool = new SessionPool<number>({
    max: 1,
    idleMs: 1000,
    open: () => Promise.resolve(1),
    destroy: () => undefined,
  });
  const lease = await pool.take(signal, soon());
  await expect(pool.take(signal, Date.now() + 30)).rejects.toMatchObject({ code: 'source.busy' });
  lease.give();
  pool.close();
  await expect(pool.take(signal, soon())).rejects.toMatchObject({ code: 'source.unavailable' });
});

test('a session that nobody uses is ended, and one that broke is not given out', async () => {
  const ended: number[] = [];
  let made = 0;
  const pool = new SessionPool<number>({
    max: 2,
    idleMs: 30,
    open: () => Promise.resolve((made += 1)),
    destroy: (session) => ended.push(session),
  });
  (await pool.take(signal, soon())).give();
  pool.forget(1);
  const second = await pool.take(signal, soon());
  expect([second.session, ended]).toEqual([2, [1]]);
  second.give();
  await expect.poll(() => ended).toEqual([1, 2]);
});
