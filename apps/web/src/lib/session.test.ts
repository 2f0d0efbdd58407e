// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { fakeServer, json, profile, refusal, session } from '../testing/fake-server.ts';
import { createSession } from './session.ts';

test.each([
  ['there is none', () => json(null)],
  ['its session has ended', () => refusal(401, 'auth.expired')],
])('the refresh cookie is tried once at the start, and nobody is signed in where %s', async (_name, answer) => {
  const server = fakeServer({ 'POST /api/v1/auth/refresh': answer });
  const store = createSession(server.fetch);
  expect(await store.start()).toBeNull();
  expect(await store.start()).toBeNull();
  expect(server.sent).toHaveLength(1);
  expect(server.sent[0]?.headers.get('x-lumiere')).toBe('1');
});

test('callers at the same time share one renewal', async () => {
  const server = fakeServer({ 'POST /api/v1/auth/refresh': () => json(session('fresh')) });
  const store = createSession(server.fetch);
  expect(await Promise.all([store.refresh(), store.refresh(), store.start()])).toEqual([true, true, profile]);
  expect(server.sent).toHaveLength(1);
  await store.refresh();
  expect(server.sent).toHaveLength(2);
});

test('the token is in memory alone', async () => {
  const store = createSession(fakeServer({ 'POST /api/v1/auth/refresh': () => json(session('top secret')) }).fetch);
  await store.start();
  expect(store.token()).toBe('top secret');
  const kept = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]);
  expect(kept).not.toContain('top secret');
});

test('a server that is down is an error, not the end of the session', async () => {
  const store = createSession(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(store.start()).rejects.toMatchObject({ code: 'network' });
  expect(store.state()).toEqual({ status: 'unknown' });
});

test('those who watch are told of the end, and not after they stopped', () => {
  const store = createSession(fakeServer({}).fetch);
  const seen: string[] = [];
  const stop = store.subscribe(() => seen.push(store.state().status));
  store.accept(session('first'));
  store.drop();
  stop();
  store.accept(session('second'));
  expect(seen).toEqual(['in', 'out']);
});
