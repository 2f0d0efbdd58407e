import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What a peer answers: a value as JSON, or a whole answer. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are, anything else as JSON. */
  readonly body?: unknown;
}
export interface Request {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** For faults: the answer itself. Nothing else is sent where it was used. */
  readonly raw: ServerResponse;
}
type Handler = (request: Request) => Reply | null | Promise<Reply | null>;

/** A real HTTP or HTTPS server of this machine that does as a test says. */
export interface HttpPeer {
  readonly url: string;
  /** What it answers at a path; another call replaces it. A null leaves the answer to the handler. */
  at(path: string, handler: Handler | Reply): void;
  /** Every request so far, path and query as they came. */
  readonly asked: string[];
  close(): void;
}

/** Starts a peer on a port of its own. */
export async function startPeer(
  secure: { readonly key: string; readonly cert: string } | null = null,
): Promise<HttpPeer> {
  const handlers = new Map<string, Handler | Reply>();
  const asked: string[] = [];
  const listener: RequestListener = (message, raw) => {
    const url = new URL(message.url ?? '/', 'http://peer');
    asked.push(`${url.pathname}${url.search}`);
    const work = async (): Promise<void> => {
      let body = '';
      for await (const chunk of message.setEncoding('utf8')) body += String(chunk);
      const handler = handlers.get(url.pathname);
      const reply =
        handler === undefined
          ? { status: 404, body: { error: 'not found' } }
          : typeof handler === 'function'
            ? await handler({ path: url.pathname, query: url.searchParams, headers: message.headers, body, raw })
            : handler;
      if (reply === null) return;
      const plain = typeof reply.body === 'string' || reply.body instanceof Uint8Array;
      raw.writeHead(reply.status ?? 200, {
        ...(plain ? {} : { 'content-type': 'application/json' }),
        ...reply.headers,
      });
      raw.end(plain ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body));
    };
    void work().catch(() => raw.destroy());
  };
  const server = secure === null ? createServer(listener) : createSecure({ ...secure }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // a TCP server has an address of this form
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure === null ? 'http' : 'https'}://127.0.0.1:${port}`,
    at: (path, handler) => void handlers.set(path, handler),
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Serves a list the way a style of paging has it: the peer of `paging` in a connection's configuration. */
export function paged(
  peer: HttpPeer,
  path: string,
  style: 'none' | 'page' | 'offset' | 'cursor' | 'next' | 'link' | 'after',
  records: () => readonly (Readonly<Record<string, unknown>> | string)[],
): void {
  peer.at(path, ({ query }) => {
    // records may be JSON text already, so that their numbers are as somebody wrote them
    const all = records();
    const size = Number(query.get('limit') ?? '100');
    const from =
      style === 'page'
        ? (Number(query.get('page')) - 1) * size
        : style === 'offset'
          ? Number(query.get('offset'))
          : style === 'after'
            ? Number(query.get('starting_after') ?? '0')
            : Number(query.get('cursor')?.replace('c', '') ?? '0');
    const rows = style === 'none' ? all : all.slice(from, from + size);
    const more = from + size < all.length;
    const list = `[${rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join(', ')}]`;
    const nextUrl = `${path}?limit=${size}&cursor=c${from + size}`;
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    switch (style) {
      case 'none':
      case 'after':
        return { headers, body: list };
      case 'page':
      case 'offset':
        return { headers, body: `{"meta":{"total":${all.length}},"data":${list}}` };
      case 'cursor':
        return { headers, body: `{"items":${list},"paging":{"next_cursor":${more ? `"c${from + size}"` : 'null'}}}` };
      case 'next':
        return { headers, body: `{"results":${list},"next":${more ? JSON.stringify(nextUrl) : 'null'}}` };
      case 'link':
        return {
          headers: { ...headers, ...(more ? { link: `<${nextUrl}>; rel="next", <${path}>; rel="first"` } : {}) },
          body: list,
        };
    }
  });
}
