import { once } from 'node:events';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { SourceError } from '../source-error.ts';
import { guardedFetch, type FetchOptions } from './guarded-fetch.ts';
import { NetworkGuard } from './guard.ts';

const { signal } = new AbortController();
const soon = { signal, timeoutMs: 5000 };
const names =
  (table: Record<string, readonly string[]>, asked: string[] = []) =>
  async (name: string) => {
    asked.push(name);
    return table[name] ?? [];
  };
const failure = async (work: Promise<unknown>): Promise<SourceError> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    // everything here fails with a SourceError, or the expectation on its code does
    (error: unknown) => error as SourceError,
  );

const servers: { close(): void }[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});
const portOf = async (server: Server | ReturnType<typeof createServer>): Promise<number> => {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // a TCP server has an address of this form
  return (server.address() as AddressInfo).port;
};

describe('the guard', () => {
  test('refuses a name as soon as one of its addresses is forbidden', async () => {
    const guard = new NetworkGuard({ allowPrivate: true }, names({ evil: ['8.8.8.8', '169.254.169.254'] }));
    const error = await failure(guard.addresses('evil', soon));
    expect([error.code, error.message]).toEqual([
      'source.address-refused',
      'evil leads to 169.254.169.254, a metadata service of a cloud, which hands out credentials. Lumiere does not connect to it.',
    ]);
  });

  test.each([
    ['10.0.0.1', true, true],
    ['10.0.0.1', false, false],
    ['127.0.0.1', true, true],
    ['0x7f.1', false, false],
    ['::1', false, false],
    ['::ffff:10.0.0.1', false, false],
    ['8.8.8.8', false, true],
    ['169.254.169.254', true, false],
    ['fd00:ec2::254', true, false],
    ['224.0.0.1', true, false],
    ['0.0.0.0', true, false],
    ['255.255.255.255', true, false],
  ])('%s with private networks allowed %s: %s', async (host, allowPrivate, passes) => {
    const found = await new NetworkGuard({ allowPrivate })
      .addresses(host, soon)
      .catch((error: SourceError) => error.code);
    expect(Array.isArray(found)).toBe(passes);
    if (!passes) expect(found).toBe('source.address-refused');
  });

  test('connects to the address it has checked, and asks for it only once', async () => {
    const port = await portOf(createServer((socket) => socket.on('error', () => undefined).end('hello')));
    const asked: string[] = [];
    let answers = 0;
    const rebinding = async (name: string): Promise<readonly string[]> => {
      asked.push(name);
      return (answers += 1) === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
    };
    const socket = await new NetworkGuard({ allowPrivate: true }, rebinding).dial('db.example', port, soon);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(asked).toEqual(['db.example']);
    socket.destroy();
  });

  test('tries the next address where one refuses', async () => {
    const port = await portOf(createServer((socket) => socket.on('error', () => undefined).end()));
    const guard = new NetworkGuard({ allowPrivate: true }, names({ two: ['127.0.0.99', '127.0.0.1'] }));
    const socket = await guard.dial('two', port, soon);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  test('says whether the name is unknown, the port refused, or nobody asked any more', async () => {
    const guard = new NetworkGuard();
    const closed = createServer();
    const port = await portOf(closed);
    closed.close();
    expect((await failure(guard.dial('127.0.0.1', port, soon))).code).toBe('source.refused');
    expect((await failure(guard.dial('no-such-host.invalid', 5432, soon))).code).toBe('source.host-not-found');
    expect((await failure(guard.dial('127.0.0.1', port, { ...soon, signal: AbortSignal.abort() }))).code).toBe(
      'query.cancelled',
    );
    const hanging = new NetworkGuard({ allowPrivate: true }, () => new Promise(() => undefined));
    expect((await failure(hanging.addresses('slow', { signal, timeoutMs: 50 }))).message).toContain('did not say');
  });
});

describe('a fetch through the guard', () => {
  let seen: { url: string; authorization: string | undefined; host: string | undefined }[] = [];
  const page = createHttp((request, response) => {
    const url = request.url ?? '';
    seen.push({ url, authorization: request.headers.authorization, host: request.headers.host });
    const to = /^\/to\?(.*)$/.exec(url)?.[1];
    if (to !== undefined) response.writeHead(302, { location: decodeURIComponent(to) }).end();
    else if (url === '/zip')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5_000_000)));
    else if (url === '/slow') response.writeHead(200).write('a');
    else if (url === '/cut') {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => request.socket.destroy(), 50);
    } else response.writeHead(200, { 'content-type': 'application/json' }).end(`{"path":"${url}"}`);
  });
  const guard = new NetworkGuard(
    { allowPrivate: true },
    names({ 'a.example': ['127.0.0.1'], 'b.example': ['127.0.0.1'] }),
  );
  const ready = portOf(page);
  const get = async (path: string, more: Partial<FetchOptions> = {}) => {
    const port = await ready;
    seen = [];
    const fetched = await guardedFetch(guard, `http://a.example:${port}${path}`, {
      ...soon,
      maxBytes: 1_000_000,
      ...more,
    });
    return { ...fetched, text: new TextDecoder().decode(await fetched.bytes()) };
  };
  const to = (url: string): string => `/to?${encodeURIComponent(url)}`;

  test('gives the body, under the name that was asked for', async () => {
    const found = await get('/x');
    expect([found.status, found.text]).toEqual([200, '{"path":"/x"}']);
    expect(seen[0]?.host).toBe(`a.example:${await ready}`);
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'source.address-refused'],
    ['http://[::ffff:169.254.169.254]/', 'source.address-refused'],
    ['http://2852039166/', 'source.address-refused'],
    ['file:///etc/passwd', 'source.setup'],
    ['http://user:secret@a.example/', 'source.setup'],
  ])('a redirect to %s is refused', async (url, code) => {
    expect((await failure(get(to(url)))).code).toBe(code);
  });

  test('follows a redirect without the credentials where it leads to another host', async () => {
    const port = await ready;
    const headers = { Authorization: 'Bearer secret', 'X-Token': 'secret' };
    await get(to('/same'), { headers });
    expect(seen.map((each) => each.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
    const found = await get(to(`http://b.example:${port}/other`), { headers });
    expect(seen.map((each) => each.authorization)).toEqual(['Bearer secret', undefined]);
    expect(found.url).toBe(`http://b.example:${port}/other`);
  });

  test('a circle of redirects ends', async () => {
    const circle = to(`/to?${encodeURIComponent('/to?')}`);
    await expect(get(circle, { maxRedirects: 1 })).rejects.toThrow('again and again');
  });

  test('more than the cap is refused, and so is what unpacks to more', async () => {
    expect((await failure(get('/x', { maxBytes: 5 }))).code).toBe('query.too-large');
    expect((await failure(get('/zip'))).code).toBe('query.too-large');
  });

  test('an answer that never ends, ends with the time or the signal', async () => {
    expect((await failure(get('/slow', { timeoutMs: 200 }))).code).toBe('query.timeout');
    expect((await failure(get('/slow', { signal: AbortSignal.timeout(100) }))).code).toBe('query.cancelled');
    expect((await failure(get('/cut'))).code).toBe('source.lost');
  });
});
