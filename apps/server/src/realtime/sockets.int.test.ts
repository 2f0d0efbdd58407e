import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConnectionId, closeCodes } from '@lumiere/contract';
import { insertConnection } from '../data/connection-store.ts';
import { housekeeping } from '../housekeeping.ts';
import { newId } from '../ids.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import { type TestSocket, is, listenForSockets, openSocket, placeOf, seqs } from '../testing/socket.ts';

let server: TestServer;
let url: string;
let ada: TestPerson;
let stranger: TestPerson;
let connection: ConnectionId;
beforeAll(async () => {
  server = await startTestServer({ settings: { LUMIERE_ALLOWED_ORIGINS: 'https://portal.example.com' } });
  url = await listenForSockets(server.app);
  ada = await server.person(await server.organization());
  stranger = await server.person(await server.organization('Other'));
  connection = newId('con');
  const made = { id: connection, kind: 'duckdb', name: 'hers', config: '{}', sample: false, now: 1 };
  await insertConnection(server.deps.db, ada.org, made);
});
afterAll(() => server.close());

const listen = async (
  topic: string,
  as = ada,
  after: { epoch: string; seq: number } | null = null,
): Promise<TestSocket> => {
  const socket = await openSocket(url, { token: as.token });
  socket.say({ type: 'subscribe', topic, after });
  await socket.hears(is('subscribed', topic));
  return socket;
};
let tick = 0;
const publish = (topic: string, org = ada.org): void =>
  server.deps.fanout.publish(org, topic, {
    type: 'connection.ready',
    id: `evt_${++tick}`,
    at: '2026-01-01T00:00:00Z',
    data: { connection, tables: tick },
  });

test('a socket says who it is first, with a token that is good, or is closed with 4001', async () => {
  const wordless = await openSocket(url);
  wordless.say({ type: 'subscribe', topic: 'jobs' });
  expect(await wordless.closed).toBe(closeCodes.unauthorized);
  for (const token of ['nonsense', 'lum_nonsense', `${ada.token}x`])
    expect(await (await openSocket(url, { token })).closed).toBe(closeCodes.unauthorized);
  const good = await openSocket(url, { token: ada.token });
  const welcome = await good.hears(is('welcome'));
  expect(welcome).toEqual({ type: 'welcome', expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  good.say({ type: 'ping' });
  await good.hears(is('pong'));
  good.ws.terminate();
});

test('a token in the address is refused, as are pages of other sites and paths that are none', async () => {
  for (const address of [`${url}?token=${ada.token}`, url.replace('socket', 'sock')])
    await expect(openSocket(address)).rejects.toThrow(/Unexpected server response: 40[04]/);
  await expect(openSocket(url, { origin: 'https://evil.example.com' })).rejects.toThrow('403');
  for (const origin of ['https://portal.example.com', `http://${new URL(url).host}`])
    (await openSocket(url, { origin })).ws.terminate();
});

test('another token in time keeps the socket; one of another person, or none, ends it', async () => {
  const kept = await openSocket(url, { token: ada.token });
  kept.say({ type: 'hello', token: ada.token });
  await kept.hears((message) => kept.heard.filter(is('welcome')).length === 2 && is('welcome')(message));
  kept.say({ type: 'hello', token: stranger.token });
  expect(await kept.closed).toBe(closeCodes.unauthorized);
});

test('a socket ends with the token that it was opened with', async () => {
  const short = await startTestServer({ settings: { LUMIERE_ACCESS_MINUTES: '1' } });
  const bob = await short.person(await short.organization());
  const address = await listenForSockets(short.app);
  short.wait(59_000);
  const socket = await openSocket(address, { token: bob.token });
  await socket.hears(is('welcome'));
  expect(await socket.closed).toBe(closeCodes.unauthorized);
  await short.close();
});

test('what is another organization’s looks like what is not there, and what one may not hear too', async () => {
  const hers = await listen(`connection:${connection}`);
  const nosy = await openSocket(url, { token: stranger.token });
  const viewer = await openSocket(url, { token: (await server.person(ada.org, 'viewer')).token });
  const refusals = [];
  for (const topic of [
    `connection:${connection}`,
    `connection:${newId('con')}`,
    'connection:x',
    'connection',
    'jobs:1',
    'nothing',
  ]) {
    nosy.say({ type: 'subscribe', topic });
    const refused = await nosy.hears(is('refused', topic));
    refusals.push('problem' in refused && refused.problem);
  }
  expect(new Set(refusals.map((each) => JSON.stringify(each))).size).toBe(1);
  viewer.say({ type: 'subscribe', topic: 'jobs' });
  await viewer.hears(is('refused', 'jobs'));
  publish(`connection:${connection}`);
  await hers.hears((message) => 'event' in message);
  expect(nosy.heard.some((message) => 'event' in message)).toBe(false);
  for (const each of [hers, nosy, viewer]) each.ws.terminate();
});

test('who comes back hears what it missed, each once and in order, or that it must read again', async () => {
  const topic = `connection:${connection}`;
  const first = await listen(topic);
  for (let i = 0; i < 5; i++) publish(topic);
  await first.hears((message) => 'event' in message && message.seq === placeOf(first, topic).seq);
  while (seqs(first.heard, topic).length < 5) await pause(5);
  const place = placeOf(first, topic);
  first.ws.terminate();
  for (let i = 0; i < 20; i++) publish(topic);
  const second = await listen(topic, ada, place);
  for (let i = 0; i < 3; i++) publish(topic);
  while (seqs(second.heard, topic).length < 23) await pause(5);
  expect(seqs(second.heard, topic)).toEqual(Array.from({ length: 23 }, (_, i) => place.seq + 1 + i));
  expect(second.heard.find(is('subscribed'))).toMatchObject({ ...place, reset: false });
  for (let i = 0; i < 600; i++) publish(topic);
  for (const after of [place, { epoch: 'another', seq: 3 }, { ...place, seq: 1_000_000 }]) {
    const late = await listen(topic, ada, after);
    expect(late.heard.find(is('subscribed'))).toMatchObject({ reset: true });
    late.ws.terminate();
  }
  second.ws.terminate();
});

test('a job is shown as it goes, to those who look at all jobs and at its thing', async () => {
  const jobs = await listen('jobs');
  const thing = await listen(`connection:${connection}`);
  const { id } = await server.deps.db.transaction((trx) =>
    server.deps.jobs.enqueue(trx, housekeeping, {}, { org: ada.org, subject: connection }),
  );
  server.deps.jobs.start(server.deps);
  const status = (socket: TestSocket) =>
    socket.heard.flatMap((message) =>
      'event' in message && message.event.type === 'job.changed' && message.event.job.id === id
        ? [message.event.job.status]
        : [],
    );
  for (const socket of [jobs, thing]) {
    for (let i = 0; i < 400 && !status(socket).includes('succeeded'); i++) await pause(10);
    expect(status(socket)).toEqual(['queued', 'running', 'succeeded']);
  }
  await server.deps.jobs.stop();
  jobs.ws.terminate();
  thing.ws.terminate();
});

test('who looks at a connection hears that it was removed, and nobody can listen to it any more', async () => {
  const id = newId('con');
  const made = { id, kind: 'duckdb', name: 'hers', config: '{"file":"x"}', sample: false, now: 1 };
  await insertConnection(server.deps.db, ada.org, made);
  const socket = await listen(`connection:${id}`);
  server.deps.events.start(server.deps);
  expect((await server.send(`DELETE /api/v1/connections/${id}` as 'GET /', { as: ada })).statusCode).toBe(200);
  const heard = await socket.hears((message) => 'event' in message);
  expect(heard).toMatchObject({ seq: 1, event: { type: 'connection.removed', data: { connection: id } } });
  expect(JSON.stringify(heard)).not.toContain(ada.org);
  socket.say({ type: 'subscribe', topic: `connection:${id}` });
  await socket.hears(is('refused', `connection:${id}`));
  await server.deps.events.stop();
  socket.ws.terminate();
});

test('who says nonsense, too much or too long is cut off, and the server lives', async () => {
  const nonsense = await openSocket(url, { token: ada.token });
  nonsense.ws.send('{"type":"dance"}');
  expect(await nonsense.closed).toBe(closeCodes.protocol);
  const long = await openSocket(url, { token: ada.token });
  long.ws.send('x'.repeat(20_000));
  expect(await long.closed).toBe(1009);
  const chatty = await openSocket(url, { token: ada.token });
  for (let i = 0; i < 500; i++) chatty.say({ type: 'ping' });
  expect(await chatty.closed).toBe(closeCodes.tooMany);
  const quick = await startQuick({ topics: 1 });
  const greedy = await openSocket(quick.url, { token: ada.token });
  greedy.say({ type: 'subscribe', topic: 'jobs' });
  greedy.say({ type: 'subscribe', topic: `connection:${connection}` });
  expect(await greedy.hears(is('refused', `connection:${connection}`))).toMatchObject({
    problem: { code: 'request.rate-limited' },
  });
  greedy.say({ type: 'unsubscribe', topic: 'jobs' });
  greedy.say({ type: 'subscribe', topic: `connection:${connection}` });
  await greedy.hears(is('subscribed', `connection:${connection}`));
  await quick.close();
  expect((await server.send('GET /api/v1/me', { as: ada })).statusCode).toBe(200);
});

test('what is no WebSocket is answered and ended', async () => {
  const { hostname, port } = new URL(url);
  const raw = connect(Number(port), hostname);
  raw.write('GET /api/v1/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
  let text = '';
  for await (const chunk of raw) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 426/);
});

test('a person who is signed out or loses a right is noticed', async () => {
  const eve = await server.person(ada.org, 'analyst');
  const address = await startQuick();
  const socket = await openSocket(address.url, { token: eve.token });
  socket.say({ type: 'subscribe', topic: 'jobs' });
  await socket.hears(is('subscribed', 'jobs'));
  await server.deps.db.updateTable('memberships').set({ role: 'viewer' }).where('user_id', '=', eve.user).execute();
  await socket.hears(is('refused', 'jobs'));
  await server.deps.db.updateTable('sessions').set({ revoked_at: 1 }).where('user_id', '=', eve.user).execute();
  expect(await socket.closed).toBe(closeCodes.unauthorized);
  await address.close();
});

test('who takes nothing is cut with 4008 and frees what it held at once', async () => {
  const quick = await startQuick({ bufferedBytes: 20_000 });
  const topic = `connection:${connection}`;
  const slow = await openSocket(quick.url, { token: ada.token });
  slow.say({ type: 'subscribe', topic });
  await slow.hears(is('subscribed', topic));
  slow.ws.pause();
  const big = 'x'.repeat(20_000);
  for (let i = 0; i < 2000 && quick.sockets.count > 0; i++) {
    server.deps.fanout.publish(ada.org, topic, {
      type: 'connection.failed',
      id: `evt_${i}`,
      at: '',
      data: { connection, reason: big },
    });
    if (i % 20 === 0) await pause(1);
  }
  expect(quick.sockets.count).toBe(0);
  slow.ws.resume();
  expect([closeCodes.tooSlow, 1006]).toContain(await slow.closed);
  await quick.close();
});

test('who gives no sign of life is cut', async () => {
  const quick = await startQuick({ probeMs: 50 });
  const dead = await openSocket(quick.url, { token: ada.token });
  await dead.hears(is('welcome'));
  await pause(200);
  expect(quick.sockets.count).toBe(1);
  dead.ws.pause();
  for (let i = 0; i < 100 && quick.sockets.count > 0; i++) await pause(20);
  expect(quick.sockets.count).toBe(0);
  dead.ws.terminate();
  await quick.close();
});

test('who does not say hello in time is cut', async () => {
  const quick = await startQuick({ helloMs: 100 });
  expect(await (await openSocket(quick.url)).closed).toBe(closeCodes.unauthorized);
  await quick.close();
});

/** A listener of its own over the same data, with other limits. */
async function startQuick(options: object = {}) {
  const { createServer } = await import('node:http');
  const { openSockets } = await import('./sockets.ts');
  const http = createServer();
  const sockets = openSockets(http, server.deps, { recheckMs: 60, ...options });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as { port: number };
  return {
    sockets,
    url: `ws://127.0.0.1:${port}/api/v1/socket`,
    close: async () => {
      await sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
