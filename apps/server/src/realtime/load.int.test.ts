import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ConnectionId, ServerMessage } from '@lumiere/contract';
import { deepTest } from '@lumiere/testing';
import { insertConnection } from '../data/connection-store.ts';
import { newId } from '../ids.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import { type TestSocket, is, listenForSockets, openSocket, placeOf, seqs } from '../testing/socket.ts';

const messages = 100;
const everyMs = 50;

let server: TestServer;
let url: string;
let topic: string;
let connection: ConnectionId;
const people: TestPerson[] = [];
beforeAll(async () => {
  server = await startTestServer();
  url = await listenForSockets(server.app);
  const org = await server.organization();
  people.push(await server.person(org));
  connection = newId('con');
  topic = `connection:${connection}`;
  await insertConnection(server.deps.db, org, {
    id: connection,
    kind: 'duckdb',
    name: 'x',
    config: '{}',
    sample: false,
    now: 1,
  });
});
afterAll(() => server.close());

deepTest(
  'a thousand clients, a tenth slow and a tenth coming back: nothing is lost, the slow are cut, the rest hear in time',
  async ({ rounds }) => {
    const clients = rounds(1000, 200);
    // one person may have fifty sockets
    while (people.length <= clients / 40) people.push(await server.person(people[0]?.org ?? newId('org')));
    const join = async (i: number, after: { epoch: string; seq: number } | null = null): Promise<TestSocket> => {
      const socket = await openSocket(url, { token: people[i % people.length]?.token ?? '' });
      socket.say({ type: 'subscribe', topic, after });
      await socket.hears(is('subscribed', topic));
      return socket;
    };
    const sockets: TestSocket[] = [];
    while (sockets.length < clients)
      sockets.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, clients - sockets.length) }, (_, i) => join(sockets.length + i)),
        )),
      );
    const tenth = clients / 10;
    const slow = sockets.slice(0, tenth);
    const returning = sockets.slice(tenth, 2 * tenth);
    const steady = sockets.slice(2 * tenth);
    for (const { ws } of slow) ws.pause();

    const sentAt: number[] = [];
    const waits: number[] = [];
    const note = (socket: TestSocket): void => {
      socket.ws.on('message', (data: Buffer) => {
        // what the server says is the contract's
        const message = JSON.parse(data.toString()) as ServerMessage;
        if ('event' in message) waits.push(performance.now() - (sentAt[message.seq] ?? 0));
      });
    };
    steady.forEach(note);
    const back = new Map<TestSocket, { readonly before: readonly number[]; readonly again: TestSocket }>();
    const comings: Promise<void>[] = [];
    // as large as an event gets, so that those who take nothing are noticed
    const reason = 'x'.repeat(1800);
    for (let seq = 1; seq <= messages; seq++) {
      sentAt[seq] = performance.now();
      server.deps.fanout.publish(people[0]?.org ?? newId('org'), topic, {
        type: 'connection.failed',
        id: `evt_${seq}`,
        at: new Date().toISOString(),
        data: { connection, reason },
      });
      // those who come back do so one after the other, over the whole time
      const turn = (n: number): number => Math.floor((n * returning.length) / messages);
      for (const socket of returning.slice(turn(seq - 1), turn(seq)))
        comings.push(
          (async () => {
            const before = seqs(socket.heard, topic);
            const place = placeOf(socket, topic);
            socket.ws.terminate();
            await pause(200 + Math.random() * 300);
            back.set(socket, { before, again: await join(sockets.indexOf(socket), place) });
          })(),
        );
      await pause(everyMs);
    }
    await Promise.all(comings);
    const all = Array.from({ length: messages }, (_, i) => i + 1);
    for (let i = 0; i < 300 && steady.some(({ heard }) => seqs(heard, topic).length < messages); i++) await pause(20);
    for (const { heard } of steady) expect(seqs(heard, topic)).toEqual(all);
    expect(back.size).toBe(returning.length);
    for (const { before, again } of back.values()) {
      for (let i = 0; i < 200 && (seqs(again.heard, topic).at(-1) ?? 0) < messages; i++) await pause(20);
      expect([...before, ...seqs(again.heard, topic)]).toEqual(all);
      expect(again.heard.find(is('subscribed'))).toMatchObject({ reset: false });
    }
    waits.sort((a, b) => a - b);
    const p95 = waits[Math.floor(waits.length * 0.95)] ?? 0;
    process.stdout.write(
      `${clients} clients, ${messages} messages: p50 ${waits[Math.floor(waits.length / 2)]?.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, load ${loadavg()[0]?.toFixed(1)}\n`,
    );
    expect(p95).toBeLessThan(100);

    const control = steady.splice(0, 3);
    for (const { ws } of [...steady, ...[...back.values()].map(({ again }) => again)]) ws.terminate();
    // the system buffers some megabytes for those who take nothing; then they are cut, and nobody else
    const cut = new Set<TestSocket>();
    for (const socket of slow) void socket.closed.then(() => cut.add(socket));
    for (let seq = messages + 1; seq <= messages + 400; seq++) {
      server.deps.fanout.publish(people[0]?.org ?? newId('org'), topic, {
        type: 'connection.failed',
        id: `evt_${seq}`,
        at: '',
        data: { connection, reason: reason.repeat(20) },
      });
      if (seq % 10 === 0) await pause(10);
      if (cut.size === slow.length) break;
    }
    for (const { ws } of slow) ws.resume();
    for (let i = 0; i < 200 && cut.size < slow.length; i++) await pause(20);
    expect(cut.size).toBe(slow.length);
    expect(control.every(({ ws }) => ws.readyState === 1)).toBe(true);
  },
);
