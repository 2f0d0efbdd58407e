import { describe, expect, test } from 'vitest';
import { fakeServer, json, refusal, session } from '../testing/fake-server.ts';
import { ApiError } from './api-error.ts';
import { createApi } from './api.ts';
import { urlOf } from './call.ts';

const list = { items: [], total: 0, limit: 20, offset: 0 };

test('a path gets its parameters escaped and its query without what is absent', () => {
  expect(urlOf('/api/v1/answers/:id/csv', { id: 'a/b ?' }, undefined)).toBe('/api/v1/answers/a%2Fb%20%3F/csv');
  expect(urlOf('/api/v1/history', undefined, { search: '', limit: 20, offset: undefined })).toBe(
    '/api/v1/history?limit=20',
  );
});

test('the token in memory travels with a call; the mark of this application only on cookie routes', async () => {
  const server = fakeServer({
    'GET /api/v1/connections': () => json(list),
    'POST /api/v1/auth/logout': () => json({ done: true }),
  });
  const api = createApi(server.fetch);
  api.session.accept(session('first'));
  await api.call('GET /api/v1/connections');
  await api.call('POST /api/v1/auth/logout', { body: {} });
  expect(server.sent.map((each) => [each.token, each.headers.get('x-lumiere')])).toEqual([
    ['first', null],
    ['first', '1'],
  ]);
});

describe('when the token has ended', () => {
  const ending = () =>
    fakeServer({
      'GET /api/v1/connections': ({ token }) => (token === 'second' ? json(list) : refusal(401, 'auth.expired')),
      'GET /api/v1/history': ({ token }) => (token === 'second' ? json(list) : refusal(401, 'auth.expired')),
      'POST /api/v1/auth/refresh': () => json(session('second')),
    });

  test('several calls renew it together, once, and none of them notices', async () => {
    const server = ending();
    const api = createApi(server.fetch);
    api.session.accept(session('first'));
    await Promise.all([
      api.call('GET /api/v1/connections'),
      api.call('GET /api/v1/history'),
      api.call('GET /api/v1/connections'),
    ]);
    expect(server.sent.filter((each) => each.path === '/api/v1/auth/refresh')).toHaveLength(1);
    expect(api.session.token()).toBe('second');
  });

  test('a session that cannot be renewed is over, and the call says why', async () => {
    const server = fakeServer({
      'GET /api/v1/connections': () => refusal(401, 'auth.expired'),
      'POST /api/v1/auth/refresh': () => refusal(401, 'auth.required'),
    });
    const api = createApi(server.fetch);
    api.session.accept(session('first'));
    await expect(api.call('GET /api/v1/connections')).rejects.toMatchObject({ code: 'auth.expired' });
    expect(api.session.state()).toEqual({ status: 'out' });
  });

  test('a wrong password at sign-in is not taken for an ended session', async () => {
    const server = fakeServer({ 'POST /api/v1/auth/login': () => refusal(401, 'auth.invalid-credentials') });
    const api = createApi(server.fetch);
    await expect(
      api.call('POST /api/v1/auth/login', { body: { email: 'a@b.co', password: 'x' } }),
    ).rejects.toMatchObject({
      code: 'auth.invalid-credentials',
    });
    expect(server.sent).toHaveLength(1);
  });
});

test('a problem document becomes an error with its words, its request and its fields', async () => {
  const problems = [
    {
      code: 'request.invalid',
      message: 'must be an e-mail address',
      path: 'body.email',
      severity: 'error',
      hint: null,
    },
  ];
  const api = createApi(fakeServer({ 'GET /api/v1/me': () => refusal(422, 'request.invalid', problems) }).fetch);
  const error = await api.call('GET /api/v1/me').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    code: 'request.invalid',
    title: 'Title of request.invalid',
    message: 'Detail of request.invalid',
    requestId: 'req_test',
  });
  expect(error instanceof ApiError && error.problemAt('email')?.message).toBe('must be an e-mail address');
});

test('no answer, a foreign answer and a cancelled call are three different things', async () => {
  const gone = createApi(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(gone.call('GET /api/v1/me')).rejects.toMatchObject({ code: 'network', status: 0 });

  const proxy = createApi(
    fakeServer({ 'GET /api/v1/me': () => new Response('<h1>Bad gateway</h1>', { status: 502 }) }).fetch,
  );
  await expect(proxy.call('GET /api/v1/me')).rejects.toMatchObject({ code: 'unreadable', status: 502 });

  const cancelled = createApi(fakeServer({}).fetch).call('GET /api/v1/me', undefined, { signal: AbortSignal.abort() });
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
});

test('a reply that is no JSON comes as its text', async () => {
  const csv = fakeServer({
    'GET /api/v1/answers/ans_1/csv': () => new Response('a,b\n', { headers: { 'content-type': 'text/csv' } }),
  });
  await expect(createApi(csv.fetch).call('GET /api/v1/answers/:id/csv', { params: { id: 'ans_1' } })).resolves.toBe(
    'a,b\n',
  );
});
