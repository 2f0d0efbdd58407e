import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { closeCodes, socketPath } from '@lumiere/contract';
import { identify } from '../auth/authenticate.ts';
import type { Deps } from '../deps.ts';
import { type Client, type Limits, serveClient } from './client.ts';
import { mayListen } from './topics.ts';

/** The one WebSocket of the server, for everybody who is told of something as it happens. */
export interface Sockets {
  /** Tells everybody to come back later, and ends what does not listen. */
  close(): Promise<void>;
  readonly count: number;
}

export interface SocketOptions extends Partial<Limits> {
  readonly probeMs?: number;
  readonly recheckMs?: number;
}

const standard: Limits = {
  helloMs: 5000,
  bufferedBytes: 256 * 1024,
  topics: 100,
  messages: 200,
  messagesMs: 20_000,
};
const maxMessageBytes = 16 * 1024;
const perPerson = 50;
/** Sockets that have not said who they are. They have a few seconds, so this is what a busy morning needs. */
const waitingAtMost = 500;

type Needed = Pick<Deps, 'db' | 'data' | 'keys' | 'clock' | 'config' | 'fanout' | 'log'>;

/** Serves the socket beside the routes of `server`. */
export function openSockets(server: Server, deps: Needed, options: SocketOptions = {}): Sockets {
  const { clock, config, fanout, log } = deps;
  const { probeMs = 25_000, recheckMs = 30_000 } = options;
  const clients = new Set<Client>();
  const known = new Set<Client>();
  // without compression: it costs 64 KB a socket, and what is sent is short
  const ws = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined);
    const status =
      refusal(request, config) ?? (clients.size >= config.sockets || waiting() >= waitingAtMost ? 503 : null);
    if (status !== null) return answer(socket, status);
    ws.handleUpgrade(request, socket, head, (opened) => {
      const client = serveClient(opened, {
        fanout,
        identify: (token) => identify(token, deps),
        mayListen: (who, topic) => mayListen(deps, who, topic),
        now: () => clock().getTime(),
        admit: (who) => {
          const mine = [...known].filter(({ user }) => user === who.user).length;
          if (mine >= perPerson) return false;
          known.add(who);
          return true;
        },
        gone: (who) => {
          clients.delete(who);
          known.delete(who);
        },
        limits: { ...standard, ...options },
      });
      clients.add(client);
    });
  };
  const waiting = (): number => clients.size - known.size;
  server.on('upgrade', upgrade);

  const probe = setInterval(() => {
    for (const client of clients) client.probe();
  }, probeMs).unref();
  const recheck = setInterval(() => {
    void recheckAll(known, recheckMs / 2).catch((error: unknown) =>
      log.warn({ err: error }, 'Sockets could not be looked through.'),
    );
  }, recheckMs).unref();

  return {
    get count() {
      return clients.size;
    },
    close: async () => {
      clearInterval(probe);
      clearInterval(recheck);
      server.off('upgrade', upgrade);
      for (const client of clients) client.close(closeCodes.goingAway, 'The server stops; connect again in a moment.');
    },
  };
}

/** One after the other over `withinMs`, so that a thousand sockets are no burst at the database. */
async function recheckAll(clients: ReadonlySet<Client>, withinMs: number): Promise<void> {
  const all = [...clients];
  for (const client of all) {
    await client.recheck();
    await new Promise((resolve) => setTimeout(resolve, withinMs / all.length).unref());
  }
}

/** The status that an upgrade is refused with; null where it may go on. */
function refusal(
  request: IncomingMessage,
  config: Pick<Deps['config'], 'publicUrl' | 'allowedOrigins'>,
): number | null {
  if ((request.url ?? '').split('?', 1)[0] !== socketPath) return 404;
  // what stands in an address ends up in logs, so no token may
  if ((request.url ?? '').includes('?')) return 400;
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return 426;
  return fromOwnPage(request, config) ? null : 403;
}

/** Programs send no origin. A page's must be ours, by the address that people type or the one that this request came to. */
function fromOwnPage(
  { headers: { origin, host } }: IncomingMessage,
  { publicUrl, allowedOrigins }: Pick<Deps['config'], 'publicUrl' | 'allowedOrigins'>,
): boolean {
  if (origin === undefined) return true;
  if (origin === publicUrl || allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

function answer(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
