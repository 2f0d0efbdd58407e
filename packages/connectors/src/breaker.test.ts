import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Breaker } from './breaker.ts';
import { SourceError } from './source-error.ts';

const outcomes = {
  fine: () => Promise.resolve(1),
  refused: () => Promise.reject(new SourceError('query.failed', 'no such column')),
  cancelled: () => Promise.reject(new SourceError('query.cancelled', 'cancelled')),
  down: () => Promise.reject(new SourceError('source.refused', 'db refuses connections')),
} as const;
type Outcome = keyof typeof outcomes;

test('a source that is down is said to be at once, and since when', async () => {
  let now = Date.parse('2026-03-04T12:30:00Z');
  const breaker = new Breaker({ failures: 2, retryMs: 1000, clock: () => now });
  const ask = (outcome: Outcome): Promise<unknown> => breaker.call(outcomes[outcome]).catch((error: unknown) => error);
  await ask('down');
  expect(breaker.health.state).toBe('up');
  now += 60_000;
  await ask('down');
  expect(breaker.health).toMatchObject({ state: 'down', since: Date.parse('2026-03-04T12:30:00Z'), answered: null });
  let reached = 0;
  const error = await breaker.call(() => Promise.resolve((reached += 1))).catch((failed: unknown) => failed);
  expect(error).toMatchObject({
    code: 'source.refused',
    message: 'db refuses connections (since 2026-03-04 12:30 UTC)',
  });
  expect(reached).toBe(0);
});

test('one query tries whether it is back, the others do not wait for it', async () => {
  let now = 0;
  const breaker = new Breaker({ failures: 1, retryMs: 1000, clock: () => now });
  await breaker.call(outcomes.down).catch(() => undefined);
  now = 1000;
  let answer: (value: number) => void = () => undefined;
  const probe = breaker.call(() => new Promise<number>((resolve) => (answer = resolve)));
  expect(breaker.health.state).toBe('trying');
  await expect(breaker.call(outcomes.fine)).rejects.toThrow('refuses connections');
  answer(7);
  await expect(probe).resolves.toBe(7);
  expect(breaker.health).toMatchObject({ state: 'up', since: null, failure: null, answered: 1000 });
});

test('it is down exactly after so many failures to reach it in a row, whatever happens', async () => {
  const step = fc.record({
    outcome: fc.constantFrom<Outcome>('fine', 'refused', 'cancelled', 'down'),
    wait: fc.nat(300),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (steps, failures) => {
      let now = 0;
      const breaker = new Breaker({ failures, retryMs: 500, clock: () => now });
      let inARow = 0;
      let last = 0;
      for (const { outcome, wait } of steps) {
        now += wait;
        let reached = false;
        await breaker
          .call(() => {
            reached = true;
            return outcomes[outcome]();
          })
          .catch(() => undefined);
        expect(reached).toBe(inARow < failures || now >= last + 500);
        if (!reached) continue;
        if (outcome === 'down') {
          inARow += 1;
          last = now;
        } else if (outcome !== 'cancelled') inARow = 0;
        expect(breaker.health.state).toBe(inARow >= failures ? 'down' : 'up');
      }
    }),
  );
});
