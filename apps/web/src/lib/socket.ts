import type { ClientMessage, ServerMessage, SocketEvent, SocketPlace } from '@lumiere/contract';
import type { SessionStore } from './session.ts';

/** What a listener is told: what happened, or that the state has to be read again because something may have been missed. */
export type SocketNews =
  | { readonly kind: 'event'; readonly event: SocketEvent }
  | { readonly kind: 'reset' }
  /** There is no such topic for this person. */
  | { readonly kind: 'refused' };

export type SocketListener = (news: SocketNews) => void;

/** The one socket of this tab: opened when somebody first listens, kept while anybody does. */
export interface LiveSocket {
  /** Listens to a topic; gives the way to stop. */
  listen(topic: string, listener: SocketListener): () => void;
  close(): void;
}

export interface LiveSocketOptions {
  readonly url: string;
  readonly session: Pick<SessionStore, 'token' | 'refresh' | 'subscribe'>;
  readonly makeSocket?: (url: string) => WebSocket;
  readonly random?: () => number;
}

interface Topic {
  readonly listeners: Set<SocketListener>;
  place: SocketPlace | null;
}

/** An attempt follows the last within three seconds, spread so that a restarted server is not met by all at once. */
const longestWaitMs = 2800;
/** Nothing heard for this long after a ping: the connection is dead though nobody said so. */
const pingMs = 20_000;
const pongMs = 8000;
/** A page that is left and another that is entered share the socket. */
const lingerMs = 5000;
/** A new token is shown this long before the old one ends. */
const renewMs = 60_000;
const unauthorized = 4001;

/** Makes the socket of a tab; nothing is opened yet. */
export function createLiveSocket({
  url,
  session,
  makeSocket = (to) => new WebSocket(to),
  random = Math.random,
}: LiveSocketOptions): LiveSocket {
  const topics = new Map<string, Topic>();
  let socket: WebSocket | null = null;
  let welcome = false;
  let attempt = 0;
  let shown: string | null = null;
  const timers: Partial<Record<'again' | 'ping' | 'pong' | 'renew' | 'linger', ReturnType<typeof setTimeout>>> = {};
  const wait = (name: keyof typeof timers, ms: number, then: () => void): void => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(then, ms);
  };

  const say = (message: ClientMessage): void => {
    if (socket?.readyState === 1) socket.send(JSON.stringify(message));
  };
  const hello = (): void => {
    const token = session.token();
    if (token === null) return drop();
    shown = token;
    say({ type: 'hello', token });
  };
  // a page that renewed its token shows the new one, so the socket never ends with the old
  const unsubscribe = session.subscribe(() => {
    if (session.token() === null) drop();
    else if (socket === null && topics.size > 0) open();
    else if (session.token() !== shown && socket?.readyState === 1) hello();
  });

  function open(): void {
    clearTimeout(timers.again);
    if (socket !== null || topics.size === 0 || session.token() === null) return;
    const opened = makeSocket(url);
    socket = opened;
    opened.addEventListener('open', () => {
      if (socket === opened) hello();
    });
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
      // the server speaks by the contract
      if (socket === opened) hear(JSON.parse(data) as ServerMessage);
    });
    opened.addEventListener('close', ({ code }: CloseEvent) => {
      if (socket === opened) lost(code);
    });
  }

  /** Ends the socket on our side, without another attempt. */
  function drop(): void {
    const ended = socket;
    socket = null;
    welcome = false;
    for (const timer of Object.values(timers)) clearTimeout(timer);
    ended?.close();
  }

  function lost(code: number): void {
    drop();
    if (topics.size === 0) return;
    // the first attempt follows quickly, since most losses are a server that restarts or a network that changes
    const ms = Math.min(longestWaitMs, 250 * 2 ** attempt++) * (0.5 + random() / 2);
    wait('again', ms, () => {
      if (code !== unauthorized) return open();
      void session.refresh().then(
        (renewed) => renewed && open(),
        // the server cannot be reached: the next attempt tells
        () => lost(code),
      );
    });
  }

  function hear(message: ServerMessage): void {
    wait('ping', pingMs, () => {
      say({ type: 'ping' });
      wait('pong', pongMs, () => lost(0));
    });
    clearTimeout(timers.pong);
    if ('event' in message) return tell(message.topic, message.seq, message.event);
    switch (message.type) {
      case 'welcome': {
        attempt = 0;
        if (message.expiresAt !== null)
          wait(
            'renew',
            Math.max(1000, Date.parse(message.expiresAt) - Date.now() - renewMs),
            () => void session.refresh().catch(() => undefined),
          );
        if (!welcome) for (const [topic, { place }] of topics) say({ type: 'subscribe', topic, after: place });
        welcome = true;
        return;
      }
      case 'subscribed': {
        const topic = topics.get(message.topic);
        if (topic === undefined) return;
        topic.place = { epoch: message.epoch, seq: message.seq };
        if (message.reset) spread(topic, { kind: 'reset' });
        return;
      }
      case 'refused': {
        const topic = topics.get(message.topic);
        if (topic !== undefined) spread(topic, { kind: 'refused' });
        return;
      }
      case 'pong':
    }
  }

  function tell(name: string, seq: number, event: SocketEvent): void {
    const topic = topics.get(name);
    if (topic === undefined || topic.place === null || seq <= topic.place.seq) return;
    topic.place = { ...topic.place, seq };
    spread(topic, { kind: 'event', event });
  }

  function spread({ listeners }: Topic, news: SocketNews): void {
    for (const listener of listeners) listener(news);
  }

  return {
    listen: (name, listener) => {
      const topic = topics.get(name) ?? { listeners: new Set(), place: null };
      // a listener of its own for every call, so that one stops without stopping the other
      const own: SocketListener = (news) => listener(news);
      topic.listeners.add(own);
      clearTimeout(timers.linger);
      if (!topics.has(name)) {
        topics.set(name, topic);
        if (welcome) say({ type: 'subscribe', topic: name, after: null });
        else open();
      }
      return () => {
        topic.listeners.delete(own);
        if (topic.listeners.size > 0 || topics.get(name) !== topic) return;
        topics.delete(name);
        if (welcome) say({ type: 'unsubscribe', topic: name });
        if (topics.size === 0) wait('linger', lingerMs, drop);
      };
    },
    close: () => {
      unsubscribe();
      topics.clear();
      drop();
    },
  };
}

/** The address of the socket beside this page. */
export const socketUrl = ({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string =>
  `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/socket`;
