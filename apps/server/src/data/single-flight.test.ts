import { expect, test } from 'vitest';
import { createSingleFlight } from './single-flight.ts';

const never = () => new AbortController().signal;

/** Work that a test finishes by hand. */
function manual() {
  const calls: { signal: AbortSignal; finish: (value: string) => void; fail: (error: Error) => void }[] = [];
  const work = (signal: AbortSignal): Promise<string> =>
    new Promise((finish, fail) => {
      calls.push({ signal, finish, fail });
      signal.addEventListener('abort', () => fail(new Error('stopped')));
    });
  return { calls, work };
}

test('identical work that is under way is done once, later work again', async () => {
  const flights = createSingleFlight<string>();
  const { calls, work } = manual();
  const both = Promise.all([flights.join('a', never(), work), flights.join('a', never(), work)]);
  expect(calls).toHaveLength(1);
  calls[0]?.finish('x');
  expect(await both).toEqual(['x', 'x']);
  const third = flights.join('a', never(), work);
  expect(calls).toHaveLength(2);
  calls[1]?.finish('y');
  expect(await third).toBe('y');
  expect(flights.size).toBe(0);
});

test('different keys do not share', async () => {
  const flights = createSingleFlight<string>();
  const { calls, work } = manual();
  const both = Promise.all([flights.join('a', never(), work), flights.join('b', never(), work)]);
  calls[0]?.finish('1');
  calls[1]?.finish('2');
  expect(await both).toEqual(['1', '2']);
});

test('one who leaves gets out at once, the others still get the result', async () => {
  const flights = createSingleFlight<string>();
  const { calls, work } = manual();
  const leaving = new AbortController();
  const left = flights.join('a', leaving.signal, work);
  const stays = flights.join('a', never(), work);
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(calls[0]?.signal.aborted).toBe(false);
  calls[0]?.finish('x');
  expect(await stays).toBe('x');
});

test('work is aborted when all have left, and the next one does not join it', async () => {
  const flights = createSingleFlight<string>();
  const { calls, work } = manual();
  const first = new AbortController();
  const second = new AbortController();
  const both = Promise.allSettled([flights.join('a', first.signal, work), flights.join('a', second.signal, work)]);
  first.abort();
  second.abort();
  await both;
  expect(calls[0]?.signal.aborted).toBe(true);
  const next = flights.join('a', never(), work);
  calls[1]?.finish('again');
  expect(await next).toBe('again');
});

test('a failure reaches all who share it and is not kept', async () => {
  const flights = createSingleFlight<string>();
  const { calls, work } = manual();
  const both = Promise.allSettled([flights.join('a', never(), work), flights.join('a', never(), work)]);
  calls[0]?.fail(new Error('broken'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(flights.size).toBe(0);
});

test('who comes with an aborted signal starts nothing', async () => {
  const { calls, work } = manual();
  await expect(createSingleFlight<string>().join('a', AbortSignal.abort(), work)).rejects.toThrow();
  expect(calls).toHaveLength(0);
});
