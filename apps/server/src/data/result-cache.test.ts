import { expect, test } from 'vitest';
import { type Finished, createResultCache } from './result-cache.ts';

const finished = (bytes: number): Finished => ({
  encoded: { data: new Uint8Array(bytes), rowCount: 1, truncated: false, hash: 'h', found: null },
  asOf: '2024-01-01T00:00:00.000Z',
  dataVersion: '1',
});

function cacheOf(maxBytes: number) {
  let time = 0;
  const cache = createResultCache({ maxBytes, ttlMs: 1000, now: () => time });
  return { cache, wait: (ms: number) => void (time += ms) };
}

test('what is put is given back until its time is over', () => {
  const { cache, wait } = cacheOf(100_000);
  cache.put('a', 'g', finished(10));
  wait(999);
  expect(cache.get('a')?.encoded.data.byteLength).toBe(10);
  wait(1);
  expect(cache.get('a')).toBeNull();
  expect(cache.bytes).toBe(0);
});

test('the least recently used goes first, and the budget holds', () => {
  const { cache } = cacheOf(10_000);
  for (const key of ['a', 'b', 'c', 'd']) cache.put(key, 'g', finished(1900));
  cache.get('a');
  cache.put('e', 'g', finished(1900));
  expect(['a', 'b', 'c', 'd', 'e'].filter((key) => cache.get(key) !== null)).toEqual(['a', 'c', 'd', 'e']);
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
});

test('a group is dropped at once and takes its bytes with it', () => {
  const { cache } = cacheOf(100_000);
  cache.put('a', 'one', finished(100));
  cache.put('b', 'two', finished(100));
  cache.drop('one');
  expect(cache.get('a')).toBeNull();
  expect(cache.get('b')).not.toBeNull();
  cache.drop('two');
  expect(cache.bytes).toBe(0);
});

test('one huge result does not push out the others, and a budget of nothing keeps nothing', () => {
  const { cache } = cacheOf(10_000);
  cache.put('a', 'g', finished(100));
  cache.put('huge', 'g', finished(5000));
  expect([cache.get('a') === null, cache.get('huge') === null]).toEqual([false, true]);
  const none = createResultCache({ maxBytes: 0, ttlMs: 1000 });
  none.put('a', 'g', finished(0));
  expect(none.size).toBe(0);
});

test('a small part of a large buffer does not keep all of it alive', () => {
  const { cache } = cacheOf(100_000);
  const large = new Uint8Array(1_000_000);
  cache.put('a', 'g', { ...finished(0), encoded: { ...finished(0).encoded, data: large.subarray(5, 25) } });
  expect(cache.get('a')?.encoded.data.buffer.byteLength).toBe(20);
});

test('putting a key again does not count it twice', () => {
  const { cache } = cacheOf(100_000);
  cache.put('a', 'g', finished(100));
  const once = cache.bytes;
  cache.put('a', 'g', finished(100));
  expect([cache.bytes, cache.size]).toEqual([once, 1]);
});
