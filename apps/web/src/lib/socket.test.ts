// @vitest-environment jsdom
import { renderHook } from '@testing-library/react';
import { createElement } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientMessage, ServerMessage } from '@lumiere/contract';
import { type LiveSocket, type SocketNews, createLiveSocket, socketUrl } from './socket.ts';
import { LiveContext, useTopic } from './use-topic.ts';

/** The other end of a socket, moved by the test. */
class FakeSocket extends EventTarget {
  readyState = 0;
  readonly sent: ClientMessage[] = [];
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  says(message: ServerMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  ends(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent('close', { code }));
  }
}

const sockets: FakeSocket[] = [];
const watchers = new Set<() => void>();
let token: string | null = 'first';
let refreshes = 0;
let live: LiveSocket;

beforeEach(() => {
  vi.useFakeTimers();
  sockets.length = 0;
  token = 'first';
  refreshes = 0;
  live = createLiveSocket({
    url: 'ws://here/api/v1/socket',
    session: {
      token: () => token,
      refresh: async () => {
        refreshes++;
        token = `token ${refreshes}`;
        for (const watcher of watchers) watcher();
        return true;
      },
      subscribe: (watcher) => (watchers.add(watcher), () => watchers.delete(watcher)),
    },
    makeSocket: (url) => {
      const made = new FakeSocket(url);
      sockets.push(made);
      // the part of a WebSocket that is used
      return made as unknown as WebSocket;
    },
    random: () => 1,
  });
});
afterEach(() => {
  live.close();
  watchers.clear();
  vi.useRealTimers();
});

const last = (): FakeSocket => sockets.at(-1) ?? new FakeSocket('none');
const event = (seq: number): ServerMessage => ({
  topic: 'jobs',
  seq,
  event: { type: 'connection.removed', id: `evt_${seq}`, at: '', data: { connection: 'con_00000001' as never } },
});
/** Brings the latest socket to where its topic is joined. */
function join(seq: number, reset = false): void {
  last().opens();
  last().says({ type: 'welcome', expiresAt: null });
  last().says({ type: 'subscribed', topic: 'jobs', epoch: 'e', seq, reset });
}
const idOf = (news: SocketNews): string => (news.kind === 'event' && 'id' in news.event ? news.event.id : news.kind);

test('nothing is opened before somebody listens, and one socket serves all', () => {
  expect(sockets).toHaveLength(0);
  live.listen('jobs', () => undefined);
  live.listen('connection:con_00000001', () => undefined);
  live.listen('jobs', () => undefined);
  expect(sockets).toHaveLength(1);
  last().opens();
  expect(last().sent).toEqual([{ type: 'hello', token: 'first' }]);
  last().says({ type: 'welcome', expiresAt: null });
  expect(last().sent.slice(1)).toEqual([
    { type: 'subscribe', topic: 'jobs', after: null },
    { type: 'subscribe', topic: 'connection:con_00000001', after: null },
  ]);
});

test('a lost socket is opened again within three seconds, and goes on where it was', () => {
  const heard: string[] = [];
  live.listen('jobs', (news) => heard.push(idOf(news)));
  join(7);
  last().says(event(8));
  for (let loss = 0; loss < 8; loss++) {
    last().ends(1006);
    vi.advanceTimersByTime(3000);
    expect(sockets).toHaveLength(loss + 2);
  }
  last().opens();
  last().says({ type: 'welcome', expiresAt: null });
  expect(last().sent.at(-1)).toEqual({ type: 'subscribe', topic: 'jobs', after: { epoch: 'e', seq: 8 } });
  last().says({ type: 'subscribed', topic: 'jobs', epoch: 'e', seq: 8, reset: false });
  last().says(event(9));
  last().says(event(9));
  expect(heard).toEqual(['evt_8', 'evt_9']);
});

test('those who listen are told where something may have been missed, and where there is nothing to hear', () => {
  const heard: string[] = [];
  live.listen('jobs', (news) => heard.push(idOf(news)));
  join(7, true);
  last().says({
    type: 'refused',
    topic: 'jobs',
    problem: { code: 'request.not-found', message: '', path: '', severity: 'error', hint: null },
  });
  expect(heard).toEqual(['reset', 'refused']);
});

test('a token that has ended is renewed first, and one about to end is replaced in time', async () => {
  live.listen('jobs', () => undefined);
  last().opens();
  last().ends(4001);
  await vi.advanceTimersByTimeAsync(3000);
  expect(refreshes).toBe(1);
  expect(sockets).toHaveLength(2);
  last().opens();
  last().says({ type: 'welcome', expiresAt: new Date(Date.now() + 120_000).toISOString() });
  await vi.advanceTimersByTimeAsync(15_000);
  last().says({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(15_000);
  last().says({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(15_000);
  last().says({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(16_000);
  expect(refreshes).toBe(2);
  expect(last().sent.filter(({ type }) => type === 'hello')).toEqual([
    { type: 'hello', token: 'token 1' },
    { type: 'hello', token: 'token 2' },
  ]);
  expect(sockets).toHaveLength(2);
});

test('a connection that is dead without a word is noticed', () => {
  live.listen('jobs', () => undefined);
  join(0);
  vi.advanceTimersByTime(20_000);
  expect(last().sent.at(-1)).toEqual({ type: 'ping' });
  vi.advanceTimersByTime(8000 + 3000);
  expect(sockets).toHaveLength(2);
});

test('the socket ends with the last who listens, after a moment, and with the session at once', () => {
  const stop = live.listen('jobs', () => undefined);
  join(0);
  stop();
  const again = live.listen('jobs', () => undefined);
  vi.advanceTimersByTime(6000);
  expect(last().readyState).toBe(1);
  again();
  vi.advanceTimersByTime(6000);
  expect(last().readyState).toBe(3);
  live.listen('jobs', () => undefined);
  join(0);
  token = null;
  for (const watcher of watchers) watcher();
  expect(last().readyState).toBe(3);
  vi.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(2);
});

test('a component hears its topic while it is there', () => {
  const heard: string[] = [];
  const { rerender, unmount } = renderHook(
    ({ topic }: { topic: string | null }) => useTopic(topic, (news) => heard.push(idOf(news))),
    {
      initialProps: { topic: null as string | null },
      wrapper: ({ children }) => createElement(LiveContext, { value: live }, children),
    },
  );
  expect(sockets).toHaveLength(0);
  rerender({ topic: 'jobs' });
  join(0);
  last().says(event(1));
  unmount();
  last().says(event(2));
  expect(heard).toEqual(['evt_1']);
});

test('the address follows the page', () => {
  expect(socketUrl({ protocol: 'https:', host: 'bi.example.com' })).toBe('wss://bi.example.com/api/v1/socket');
  expect(socketUrl({ protocol: 'http:', host: 'localhost:3000' })).toBe('ws://localhost:3000/api/v1/socket');
});
