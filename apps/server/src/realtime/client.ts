import type { RawData, WebSocket } from 'ws';
import { ClientMessage, type ServerMessage, closeCodes, problem } from '@lumiere/contract';
import type { Authenticated } from '../auth/principal-store.ts';
import type { Fanout } from './fanout.ts';

/** Who a token is of, and until when it is good. */
export interface Identified extends Authenticated {
  readonly expiresAt: Date | null;
}

/** One socket and what it listens to. */
export interface Client {
  /** Null before it said who it is. */
  readonly user: string | null;
  /** Looks again whether it may still be here and hear what it hears. */
  recheck(): Promise<void>;
  /** Cuts it where it gave no sign of life since the last time; else asks for one. */
  probe(): void;
  close(code: number, reason: string): void;
}

export interface ClientOptions {
  readonly fanout: Fanout;
  readonly identify: (token: string) => Promise<Identified | null>;
  readonly mayListen: (who: Authenticated, topic: string) => Promise<boolean>;
  readonly now: () => number;
  /** Called when it said who it is for the first time; false where that person has too many sockets. */
  readonly admit: (client: Client) => boolean;
  /** Called once, when nothing is sent to it any more. */
  readonly gone: (client: Client) => void;
  readonly limits: Limits;
}

export interface Limits {
  /** How long it may take to say who one is. */
  readonly helloMs: number;
  /** Bytes that wait to be taken; beyond it the socket is cut. */
  readonly bufferedBytes: number;
  readonly topics: number;
  /** Messages in a row, and how long it takes until as many may be sent again. */
  readonly messages: number;
  readonly messagesMs: number;
}

/** After its close frame a socket that takes nothing is ended the hard way. */
const closeMs = 1000;

/** Serves one socket until it is closed. Its messages are handled one after the other. */
export function serveClient(socket: WebSocket, options: ClientOptions): Client {
  const { fanout, identify, mayListen, now, limits } = options;
  const topics = new Map<string, () => void>();
  let who: { readonly token: string; readonly identified: Identified } | null = null;
  let over = false;
  let alive = true;
  let expiry: NodeJS.Timeout | null = null;
  let working: Promise<void> = Promise.resolve();
  let left = limits.messages;
  let leftAt = performance.now();
  const hello = setTimeout(
    () => close(closeCodes.unauthorized, 'Say hello with an access token first.'),
    limits.helloMs,
  );

  /** Everything that it listens to is freed at once, however long the other side takes to notice. */
  function release(): boolean {
    if (over) return false;
    over = true;
    clearTimeout(hello);
    if (expiry !== null) clearTimeout(expiry);
    for (const leave of topics.values()) leave();
    topics.clear();
    options.gone(client);
    return true;
  }

  function close(code: number, reason: string): void {
    if (!release()) return;
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), closeMs).unref();
  }

  function send(frame: Buffer): void {
    if (over) return;
    if (socket.bufferedAmount > limits.bufferedBytes)
      return close(closeCodes.tooSlow, 'Messages are not taken fast enough; connect again and resume.');
    socket.send(frame, { binary: false });
  }

  const say = (message: ServerMessage): void => send(Buffer.from(JSON.stringify(message)));

  function spend(): boolean {
    const at = performance.now();
    left = Math.min(limits.messages, left + ((at - leftAt) * limits.messages) / limits.messagesMs);
    leftAt = at;
    return --left >= 0;
  }

  async function handle(message: ReturnType<typeof ClientMessage.parse>): Promise<void> {
    if (over) return;
    if (message.type === 'hello') return greet(message.token);
    if (who === null) return close(closeCodes.unauthorized, 'Say hello with an access token first.');
    switch (message.type) {
      case 'ping':
        return say({ type: 'pong' });
      case 'unsubscribe':
        topics.get(message.topic)?.();
        topics.delete(message.topic);
        return;
      case 'subscribe':
        return subscribe(message.topic, message.after, who.identified);
    }
  }

  async function greet(token: string): Promise<void> {
    const identified = await identify(token);
    if (over) return;
    const { principal } = who?.identified ?? {};
    const same =
      principal === undefined ||
      (identified?.principal.user === principal.user && identified.principal.org === principal.org);
    if (identified === null || !same) return close(closeCodes.unauthorized, 'The session has ended. Sign in again.');
    const first = who === null;
    who = { token, identified };
    clearTimeout(hello);
    if (first && !options.admit(client))
      return close(closeCodes.tooMany, 'There are too many sockets of this person open.');
    if (expiry !== null) clearTimeout(expiry);
    const { expiresAt } = identified;
    if (expiresAt !== null)
      expiry = setTimeout(
        () => close(closeCodes.unauthorized, 'The access token has ended.'),
        Math.max(0, expiresAt.getTime() - now()),
      ).unref();
    say({ type: 'welcome', expiresAt: expiresAt?.toISOString() ?? null });
  }

  async function subscribe(
    topic: string,
    after: Parameters<Fanout['listen']>[2],
    { principal, scopes }: Identified,
  ): Promise<void> {
    const full = !topics.has(topic) && topics.size >= limits.topics;
    if (full) {
      const words = `A socket may listen to ${limits.topics} topics; leave one first.`;
      return say({ type: 'refused', topic, problem: problem('request.rate-limited', words) });
    }
    const allowed = await mayListen({ principal, scopes }, topic);
    if (over) return;
    if (!allowed) return refuse(topic);
    topics.get(topic)?.();
    topics.set(
      topic,
      fanout.listen(principal.org, topic, after, {
        joined: (place) => say({ type: 'subscribed', topic, ...place }),
        message: send,
      }),
    );
  }

  function refuse(topic: string): void {
    topics.get(topic)?.();
    topics.delete(topic);
    say({ type: 'refused', topic, problem: problem('request.not-found', 'There is no such topic.') });
  }

  const client: Client = {
    get user() {
      return who?.identified.principal.user ?? null;
    },
    recheck: async () => {
      if (who === null || over) return;
      const { token } = who;
      const identified = await identify(token);
      if (identified === null) return close(closeCodes.unauthorized, 'The session has ended. Sign in again.');
      // another token may have come meanwhile
      if (who.token === token) who = { token, identified };
      for (const topic of topics.keys()) if (!(await mayListen(identified, topic))) refuse(topic);
    },
    probe: () => {
      if (over) return;
      if (!alive) {
        release();
        socket.terminate();
        return;
      }
      alive = false;
      socket.ping();
    },
    close,
  };

  socket.on('pong', () => (alive = true));
  socket.on('close', release);
  // what is wrong with the connection is followed by its close
  socket.on('error', () => undefined);
  socket.on('message', (data, binary) => {
    alive = true;
    if (over) return;
    if (!spend()) return close(closeCodes.tooMany, 'Too many messages; send fewer.');
    const message = binary ? null : parse(data);
    if (message === null) return close(closeCodes.protocol, 'This message is not one that the socket knows.');
    working = working.then(() => handle(message)).catch(() => close(1011, 'Something went wrong here.'));
  });
  return client;
}

function parse(data: RawData): ReturnType<typeof ClientMessage.parse> | null {
  try {
    return ClientMessage.safeParse(JSON.parse(textOf(data))).data ?? null;
  } catch {
    return null;
  }
}

/** One piece is what the library hands over unless it is told otherwise. */
const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8');
