import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import type { FastifyInstance } from 'fastify';
import { type ClientMessage, type ServerMessage, type SocketPlace, socketPath } from '@lumiere/contract';

/** A socket with what it was told, for tests. */
export interface TestSocket {
  readonly ws: WebSocket;
  readonly heard: ServerMessage[];
  say(message: ClientMessage): void;
  /** Resolves with the first message, old or new, that `fits`. */
  hears(fits: (message: ServerMessage) => boolean): Promise<ServerMessage>;
  readonly closed: Promise<number>;
}

/** Makes `app` listen on a port of its own and gives the address of its socket. */
export async function listenForSockets(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  // a listening TCP server has an address with a port
  const { port } = app.server.address() as AddressInfo;
  return `ws://127.0.0.1:${port}${socketPath}`;
}

/** Opens a socket, and says hello where there is a token. */
export async function openSocket(
  url: string,
  options: { readonly token?: string; readonly origin?: string } = {},
): Promise<TestSocket> {
  const { token, origin } = options;
  const ws = new WebSocket(url, origin === undefined ? {} : { origin });
  const heard: ServerMessage[] = [];
  const waiting = new Set<(message: ServerMessage) => void>();
  ws.on('message', (data: Buffer) => {
    // what the server says is what the tests are about
    const message = JSON.parse(data.toString()) as ServerMessage;
    heard.push(message);
    for (const look of waiting) look(message);
  });
  const closed = new Promise<number>((resolve) => ws.once('close', (code) => resolve(code)));
  await once(ws, 'open');
  const say = (message: ClientMessage): void => ws.send(JSON.stringify(message));
  if (token !== undefined) say({ type: 'hello', token });
  return {
    ws,
    heard,
    say,
    closed,
    hears: (fits) =>
      new Promise((resolve, reject) => {
        const there = heard.find(fits);
        if (there !== undefined) return resolve(there);
        const look = (message: ServerMessage): void => {
          if (!fits(message)) return;
          waiting.delete(look);
          resolve(message);
        };
        waiting.add(look);
        void closed.then((code) => reject(new Error(`The socket was closed (${code}) before it heard that.`)));
        setTimeout(() => reject(new Error(`Not heard; only ${JSON.stringify(heard).slice(0, 1000)}`)), 10_000).unref();
      }),
  };
}

/** Whether a message is a control message of the type. */
export const is =
  (type: string, topic?: string) =>
  (message: ServerMessage): boolean =>
    'type' in message &&
    message.type === type &&
    (topic === undefined || ('topic' in message && message.topic === topic));

/** The numbers of what was heard on a topic. */
export const seqs = (heard: readonly ServerMessage[], topic: string): readonly number[] =>
  heard.flatMap((message) => ('seq' in message && 'event' in message && message.topic === topic ? [message.seq] : []));

/** Where a listener was: the epoch of its subscription and the last number it heard. */
export function placeOf({ heard }: TestSocket, topic: string): SocketPlace {
  const joined = heard.findLast(is('subscribed', topic));
  if (joined === undefined || !('epoch' in joined)) throw new Error(`It never listened to ${topic}.`);
  return { epoch: joined.epoch, seq: seqs(heard, topic).at(-1) ?? joined.seq };
}
