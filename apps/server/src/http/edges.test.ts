import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemDocument } from '@lumiere/contract';
import { refuseGaps } from '../app.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';

let server: TestServer;
let ada: TestPerson;
beforeAll(async () => {
  server = await startTestServer({ settings: { LUMIERE_ALLOWED_ORIGINS: 'https://portal.example.com' } });
  ada = await server.person(await server.organization());
});
afterAll(() => server.close());

const raw = (options: {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS';
  url?: string;
  payload?: string;
  headers?: Record<string, string>;
}) =>
  server.app.inject({
    method: 'PATCH',
    url: '/api/v1/me',
    ...options,
    headers: {
      authorization: `Bearer ${ada.token}`,
      ...(options.payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
  });

describe('what the client did wrong is told as a problem', () => {
  test.each([
    ['broken JSON', { payload: '{"name":' }, 400, 'request.malformed'],
    ['two values', { payload: '{} {}' }, 400, 'request.malformed'],
    ['a raw NUL', { payload: '{"name":"a\0"}' }, 400, 'request.malformed'],
    ['an escaped NUL', { payload: '{"name":"a\\u0000"}' }, 422, 'request.invalid'],
    ['a NUL in a key', { payload: '{"na\\u0000me":"a"}' }, 422, 'request.invalid'],
    ['a NUL in the address', { method: 'GET', url: '/api/v1/history?search=%00' }, 422, 'request.invalid'],
    ['an escape that is none', { method: 'GET', url: '/api/v1/connections/%E0%A4%A/model' }, 400, 'request.malformed'],
    [
      'a form',
      { payload: 'name=Ada', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'request.unsupported-media',
    ],
    ['plain text', { payload: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'request.unsupported-media'],
    ['a list for a body', { payload: '[]' }, 422, 'request.invalid'],
    ['null for a body', { payload: 'null' }, 422, 'request.invalid'],
    ['an unknown key', { payload: '{"nmae":"Ada"}' }, 422, 'request.invalid'],
    ['a dangerous key', { payload: '{"__proto__":{"role":"admin"}}' }, 422, 'request.invalid'],
    ['too much', { payload: JSON.stringify({ name: 'x'.repeat(17_000) }) }, 413, 'request.too-large'],
    ['a method that is not there', { method: 'DELETE' }, 405, 'request.method'],
    ['an address that is not there', { method: 'GET', url: '/api/v1/nothing' }, 404, 'request.not-found'],
    ['an API of another version', { method: 'GET', url: '/api/v9/me' }, 404, 'request.not-found'],
    ['a query that nobody asked for', { method: 'GET', url: '/api/v1/me?admin=1' }, 422, 'request.invalid'],
    ['the same word twice', { method: 'GET', url: '/api/v1/history?limit=1&limit=2' }, 422, 'request.invalid'],
    ['an id of another kind', { method: 'GET', url: '/api/v1/receipts/ans_0000000000' }, 422, 'request.invalid'],
    [
      'an id beyond all length',
      { method: 'GET', url: `/api/v1/receipts/rcp_${'0'.repeat(5000)}` },
      404,
      'request.not-found',
    ],
    [
      'a body where there is none',
      { method: 'DELETE', url: '/api/v1/history/ans_0000000000', payload: '{"all":true}' },
      422,
      'request.invalid',
    ],
  ] as const)('%s', async (_what, options, status, code) => {
    const reply = await raw(options);
    expect(reply.json()).toMatchObject({ status, code });
    expect(reply.statusCode).toBe(status);
    const document = ProblemDocument.parse(reply.json());
    expect(document.requestId).toBe(reply.headers['x-request-id']);
    expect(document.detail.length).toBeGreaterThan(10);
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  test('all that is wrong is told at once, each at its path', async () => {
    const reply = await raw({ payload: JSON.stringify({ name: '', zone: 5, shoe: 44, locale: 'x'.repeat(50) }) });
    const problems = reply.json<ProblemDocument>().problems.map(({ path, message }) => [path, message]);
    expect(problems).toEqual([
      ['body.name', '`name` must have at least 1 character.'],
      ['body.zone', '`zone` must be text.'],
      ['body.locale', '`locale` must have at most 35 characters.'],
      ['body.shoe', '`shoe` is not known here; remove it.'],
    ]);
  });

  test('405 says what is possible', async () => {
    expect((await raw({ method: 'DELETE' })).headers['allow']).toBe('GET, PATCH');
  });

  test('a body a thousand levels deep is refused, not fatal', async () => {
    const deep = `${'{"kind":"not","condition":'.repeat(5000)}null${'}'.repeat(5000)}`;
    const reply = await raw({
      method: 'POST',
      url: '/api/v1/queries',
      payload: `{"connection":"con_0000000000","query":{"where":${deep}}}`,
    });
    expect(reply.statusCode).toBe(422);
  });
});

describe('an error that nobody foresaw', () => {
  test('answers its id and nothing else, and the log has the whole', async () => {
    const { app, deps, close, logs } = await startTestServer();
    await deps.db.close();
    const reply = await app.inject({ url: '/api/v1/setup' });
    expect(reply.statusCode).toBe(500);
    expect(reply.body).not.toMatch(/database|sqlite|driver|node_modules/i);
    const { requestId } = reply.json<ProblemDocument>();
    const line = logs.find((each) => each.includes(requestId) && each.includes('not foreseen'));
    expect(line).toMatch(/"stack":/);
    await app.close();
    await close().catch(() => undefined);
  });
});

describe('request ids', () => {
  test('one that is well formed is kept', async () => {
    expect(
      (await raw({ method: 'GET', headers: { 'x-request-id': 'trace-0123456789' } })).headers['x-request-id'],
    ).toBe('trace-0123456789');
  });
  test.each(['short', 'x'.repeat(65), 'has space 123', 'line\\nbreak', '<script>alert(1)</script>'])(
    '%j is replaced',
    async (id) => {
      expect((await raw({ method: 'GET', headers: { 'x-request-id': id } })).headers['x-request-id']).toMatch(
        /^[0-9a-f-]{36}$/,
      );
    },
  );
});

describe('every answer', () => {
  test.each([
    '/api/v1/me',
    '/api/v1/nothing',
    '/api/v1/connections/%E0%A4%A/model',
    '/health/live',
    '/health/ready',
    '/metrics',
    '/',
    '/some/page',
    '/api/docs',
    '/.well-known/jwks.json',
    '/nothing.js',
  ])('%s carries the security headers', async (url) => {
    const { headers } = await server.app.inject({ url });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect(headers['content-security-policy']).toMatch(/default-src '(none|self)'/);
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
    expect(headers['x-request-id']).toBeDefined();
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  test('HSTS is sent where the address is https, and only trusted proxies say so', async () => {
    const https = await startTestServer({ settings: { LUMIERE_PUBLIC_URL: 'https://bi.example.com' } });
    expect((await https.app.inject({ url: '/health/live' })).headers['strict-transport-security']).toMatch(
      /^max-age=\d{8}/,
    );
    await https.close();
    const proxied = await startTestServer({ settings: { LUMIERE_TRUSTED_PROXIES: '10.0.0.1' } });
    const from = (remoteAddress: string) =>
      proxied.app.inject({ url: '/health/live', remoteAddress, headers: { 'x-forwarded-proto': 'https' } });
    expect((await from('10.0.0.1')).headers['strict-transport-security']).toBeDefined();
    expect((await from('10.0.0.2')).headers['strict-transport-security']).toBeUndefined();
    await proxied.close();
  });
});

describe('other origins', () => {
  test('on the list may call, preflight included', async () => {
    const origin = 'https://portal.example.com';
    const preflight = await raw({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PATCH' } });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
    expect((await raw({ method: 'GET', headers: { origin } })).headers['access-control-allow-origin']).toBe(origin);
  });
  test.each(['https://evil.example', 'https://portal.example.com.evil.example', 'http://portal.example.com', 'null'])(
    '%s may not',
    async (origin) => {
      const reply = await raw({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PATCH' } });
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    },
  );
});

describe('public routes', () => {
  test('take a hundred requests a minute from an address and say when to come back', async () => {
    const own = await startTestServer({ settings: { LUMIERE_TRUSTED_PROXIES: '127.0.0.1' } });
    const from = (address: string, url = '/api/v1/setup') =>
      own.app.inject({ url, headers: { 'x-forwarded-for': address } });
    for (let i = 0; i < 100; i++) expect((await from('203.0.113.1')).statusCode).toBe(200);
    const refused = await from('203.0.113.1');
    expect(refused.json()).toMatchObject({ status: 429, code: 'request.rate-limited' });
    expect(refused.headers['retry-after']).toBe('1');
    expect((await from('203.0.113.2')).statusCode).toBe(200);
    // A network of IPv6 counts as one address.
    for (let i = 0; i < 100; i++) await from(`2001:db8::${i.toString(16)}`);
    expect((await from('2001:db8::ffff')).statusCode).toBe(429);
    expect((await from('2001:db8:0:1::1')).statusCode).toBe(200);
    expect((await from('203.0.113.1', '/health/live')).statusCode).toBe(200);
    own.wait(60_000);
    expect((await from('203.0.113.1')).statusCode).toBe(200);
    await own.close();
  });
});

describe('health', () => {
  test('says that it lives and whether its parts work', async () => {
    expect((await server.app.inject({ url: '/health/live' })).json()).toEqual({ status: 'live' });
    const ready = await server.app.inject({ url: '/health/ready' });
    expect(ready.json()).toMatchObject({ status: 'ready', parts: { database: 'ok' } });
  });

  test('is not ready without its database', async () => {
    const own = await startTestServer();
    await own.deps.db.close();
    const reply = await own.app.inject({ url: '/health/ready' });
    expect(reply.statusCode).toBe(503);
    expect(reply.json()).toMatchObject({ status: 'not ready', parts: { database: 'failed' } });
    await own.close().catch(() => undefined);
  });

  test('metrics count requests by pattern, for this machine alone', async () => {
    await raw({ method: 'GET', url: '/api/v1/receipts/rcp_0000000000' });
    const local = await server.app.inject({ url: '/metrics' });
    expect(local.body).toContain('lumiere_http_requests_total{method="GET",route="/api/v1/receipts/:id",status="404"}');
    expect(local.body).toContain('lumiere_http_request_duration_seconds_bucket');
    expect(local.body).toContain('process_resident_memory_bytes');
    expect(local.body).not.toContain('rcp_0000000000');
    expect((await server.app.inject({ url: '/metrics', remoteAddress: '203.0.113.1' })).statusCode).toBe(403);
    expect(
      (await server.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.1' } })).statusCode,
    ).toBe(403);
  });

  test('metrics answer whoever has the token, where there is one', async () => {
    const token = 'a-token-for-prometheus';
    const own = await startTestServer({ settings: { LUMIERE_METRICS_TOKEN: token } });
    const ask = (headers: Record<string, string>) =>
      own.app.inject({ url: '/metrics', remoteAddress: '203.0.113.1', headers });
    expect((await ask({ authorization: `Bearer ${token}` })).statusCode).toBe(200);
    expect((await ask({ authorization: 'Bearer wrong' })).statusCode).toBe(403);
    expect((await ask({})).statusCode).toBe(403);
    await own.close();
  });
});

test('a route of the contract without a handler stops the start', () => {
  expect(() => refuseGaps(new Set())).toThrow('These routes of the contract have no handler: GET /api/v1/setup');
});
