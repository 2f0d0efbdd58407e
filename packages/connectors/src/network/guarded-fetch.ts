import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { SourceError } from '../source-error.ts';
import { cancelled, stoppable } from '../stoppable.ts';
import { tlsFailure } from '../tls.ts';
import type { NetworkGuard } from './guard.ts';

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** From the first look-up to the last byte, redirects included. */
  readonly timeoutMs: number;
  /** Most bytes of the body, after unpacking. */
  readonly maxBytes: number;
  readonly method?: 'GET' | 'POST' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** How many redirects are followed; each is checked as the first address was. */
  readonly maxRedirects?: number;
  /** Certificate (PEM) of the authority that must have signed the server's; the public ones where it is not given. */
  readonly ca?: string | null;
}

export interface Fetched {
  readonly status: number;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The unpacked body as it arrives; fails with a `SourceError` beyond the caps. To be read, or returned early, in any case. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body. */
  bytes(): Promise<Uint8Array>;
}

/**
 * Fetches over HTTP or HTTPS through the guard: every hop's host is looked up once, checked and connected to at the checked address.
 * Credentials are not carried to another host, and https is never left for http. Rejects with a `SourceError`.
 */
export async function guardedFetch(guard: NetworkGuard, url: string, options: FetchOptions): Promise<Fetched> {
  const deadline = Date.now() + options.timeoutMs;
  let target = checkedUrl(url);
  let hop: Hop = { method: options.method ?? 'GET', headers: options.headers ?? {}, body: options.body ?? null };
  for (let left = options.maxRedirects ?? 5; ; left -= 1) {
    const { message, socket } = await send(guard, target, hop, { ...options, timeoutMs: deadline - Date.now() });
    const status = message.statusCode ?? 0;
    const { location } = message.headers;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) {
      return fetched(message, socket, target.href, { ...options, timeoutMs: deadline - Date.now() });
    }
    socket.destroy();
    if (left <= 0) throw new SourceError('source.no-answer', `${target.host} redirects again and again.`);
    const next = checkedUrl(new URL(location, target).href);
    if (target.protocol === 'https:' && next.protocol === 'http:') {
      throw new SourceError('source.tls-missing', `${target.host} redirects to an address without encryption.`);
    }
    hop = redirected(hop, status, next.origin === target.origin);
    target = next;
  }
}

interface Hop {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

const credentials = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key']);

function redirected({ method, headers, body }: Hop, status: number, sameOrigin: boolean): Hop {
  const asGet = status === 303 || (status < 303 && method === 'POST');
  const kept = Object.entries(headers).filter(([name]) => {
    const lower = name.toLowerCase();
    // elsewhere only what names a form of data: any other header may be a key under a name of its own
    if (!sameOrigin) return ['accept', 'accept-language', 'user-agent'].includes(lower) && !credentials.has(lower);
    return !asGet || !lower.startsWith('content-');
  });
  return { method: asGet ? 'GET' : method, headers: Object.fromEntries(kept), body: asGet ? null : body };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new SourceError('source.setup', 'Only addresses that begin with https:// or http:// can be fetched.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new SourceError('source.setup', 'The address holds a user or password.', {
      hint: 'Take them out of the address and give them as credentials of the connection.',
    });
  }
  return url;
}

async function send(
  guard: NetworkGuard,
  url: URL,
  { method, headers, body }: Hop,
  { signal, timeoutMs, ca = null }: FetchOptions,
): Promise<{ message: IncomingMessage; socket: Socket }> {
  const deadline = Date.now() + timeoutMs;
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const plain = await guard.dial(url.hostname, port, { signal, timeoutMs: Math.min(timeoutMs, connectMs) });
  const socket = secure ? await secured(plain, url.hostname.replace(/^\[(.*)\]$/, '$1'), ca, signal) : plain;
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        'user-agent': 'Lumiere',
        'accept-encoding': 'gzip, deflate, br',
        ...headers,
        host: url.host,
        connection: 'close',
        ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
    });
    request.once('response', resolve);
    request.once('error', (cause) =>
      reject(new SourceError('source.lost', `${url.host} broke the connection off.`, { cause })),
    );
    request.end(body ?? undefined);
  });
  try {
    return { message: await stoppable(answer, { signal, timeoutMs: deadline - Date.now(), late: late(url) }), socket };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const connectMs = 5000;

const late = (url: URL) => (): SourceError =>
  new SourceError('query.timeout', `${url.host} took too long to answer.`, { hint: 'Try again later.' });

function secured(socket: Socket, host: string, ca: string | null, signal: AbortSignal): Promise<Socket> {
  const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  const secure = tlsConnect({ socket, host, ...servername, ...(ca === null ? {} : { ca }) });
  const ready = new Promise<Socket>((resolve, reject) => {
    secure.once('secureConnect', () => resolve(secure));
    secure.once('error', reject);
  });
  const silent = (): SourceError => new SourceError('source.no-answer', `${host} does not answer over TLS.`);
  return stoppable(ready, { signal, timeoutMs: connectMs, late: silent }).catch((error: unknown) => {
    secure.on('error', () => undefined);
    secure.destroy();
    throw error instanceof SourceError ? error : tlsFailure(error, host);
  });
}

function fetched(message: IncomingMessage, socket: Socket, url: string, options: FetchOptions): Fetched {
  const body = capped(message, socket, url, options);
  return {
    status: message.statusCode ?? 0,
    url,
    headers: Object.fromEntries(
      Object.entries(message.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
      ),
    ),
    body,
    bytes: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}

async function* capped(
  message: IncomingMessage,
  socket: Socket,
  url: string,
  { signal, timeoutMs, maxBytes }: FetchOptions,
): AsyncGenerator<Uint8Array> {
  const { host } = new URL(url);
  const unpacked = unpack(message);
  const stopped: { why: SourceError | null } = { why: null };
  const stop = (reason: SourceError): void => {
    stopped.why ??= reason;
    unpacked.destroy(reason);
    socket.destroy();
  };
  const cancel = (): void => stop(cancelled());
  const timer = setTimeout(() => stop(late(new URL(url))()), Math.max(0, timeoutMs));
  signal.addEventListener('abort', cancel, { once: true });
  let size = 0;
  try {
    if (signal.aborted) cancel();
    // chunks of a stream without an encoding are bytes
    for await (const chunk of unpacked as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) throw tooMuch(host, maxBytes);
      yield chunk;
    }
  } catch (error) {
    if (stopped.why !== null) throw stopped.why;
    if (error instanceof SourceError) throw error;
    throw new SourceError('source.lost', `${host} broke the connection off.`, { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    unpacked.destroy();
    socket.destroy();
  }
}

function unpack(message: IncomingMessage): Readable {
  const through = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    message.headers['content-encoding']?.toLowerCase() ?? ''
  ];
  if (through === undefined) return message;
  const unpacked = through();
  message.once('error', (error) => unpacked.destroy(error));
  message.once('aborted', () => unpacked.destroy(new Error('the answer ended early')));
  return message.pipe(unpacked);
}

const tooMuch = (host: string, maxBytes: number): SourceError =>
  new SourceError('query.too-large', `${host} sends more than ${Math.round(maxBytes / 1_048_576)} MB.`, {
    hint: 'Ask it for less, or raise the limit.',
  });
