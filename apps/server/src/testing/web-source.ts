import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a source of the web answers to a path with its query. */
export interface WebReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** A real HTTP server of this machine that answers as a test says at the moment. */
export interface WebSource {
  readonly url: string;
  answer: (path: string, query: URLSearchParams, headers: IncomingHttpHeaders) => WebReply;
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts one on a port of its own; until a test says otherwise it knows nothing. */
export async function startWebSource(): Promise<WebSource> {
  const server = createServer((request, reply) => {
    const url = new URL(request.url ?? '/', 'http://source');
    source.asked.push(`${url.pathname}${url.search}`);
    const { status = 200, headers = {}, body = '' } = source.answer(url.pathname, url.searchParams, request.headers);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    reply.writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
      ...headers,
    });
    reply.end(status === 304 ? undefined : text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // a TCP server has an address of this form
  const { port } = server.address() as AddressInfo;
  const source: WebSource = {
    url: `http://127.0.0.1:${port}`,
    answer: () => ({ status: 404 }),
    asked: [],
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return source;
}
