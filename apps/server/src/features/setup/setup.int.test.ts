import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSetupToken } from '../../auth/one-time-tokens.ts';
import { onEachEngine } from '../../testing/databases.ts';
import { type TestServer, startTestServer } from '../../testing/server.ts';

onEachEngine('setting up', (make) => {
  let server: TestServer;
  let token: string;
  beforeEach(async () => {
    server = await startTestServer({ database: await make() });
    token = await server.deps.db.transaction((trx) => makeSetupToken(trx, 0));
  });
  afterEach(() => server.close());

  const owner = {
    organization: 'Acme',
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse',
    zone: 'Europe/Berlin',
  };
  const setUp = (change: object = {}) => server.send('POST /api/v1/setup', { body: { token, ...owner, ...change } });
  const needed = async () => (await server.send('GET /api/v1/setup')).json<{ needed: boolean }>().needed;

  test('makes the organization and its admin and signs them in', async () => {
    expect(await needed()).toBe(true);
    const reply = await setUp();
    expect(reply.statusCode).toBe(201);
    expect(reply.json()).toMatchObject({
      profile: { orgName: 'Acme', name: 'Ada', email: 'ada@example.com', role: 'admin', zone: 'Europe/Berlin' },
    });
    expect(reply.headers['set-cookie']).toMatch(/^lumiere_refresh=/);
    const me = await server.send('GET /api/v1/me', { as: reply.json<{ accessToken: string }>().accessToken });
    expect(me.statusCode).toBe(200);
    expect(await needed()).toBe(false);
  });

  test('happens once', async () => {
    await setUp();
    expect((await setUp({ email: 'eve@example.com' })).json()).toMatchObject({ status: 409, code: 'auth.setup-done' });
  });

  test('of many at the same moment one wins', async () => {
    const replies = await Promise.all([1, 2, 3, 4].map((n) => setUp({ email: `ada${n}@example.com` })));
    expect(replies.map(({ statusCode }) => statusCode).filter((status) => status === 201)).toHaveLength(1);
    expect(await server.deps.db.selectFrom('organizations').select('id').execute()).toHaveLength(1);
    expect(await server.deps.db.selectFrom('users').select('id').execute()).toHaveLength(1);
  });

  test('needs the link of the last start', async () => {
    const older = token;
    token = await server.deps.db.transaction((trx) => makeSetupToken(trx, 0));
    expect((await setUp({ token: older })).json()).toMatchObject({ status: 403, code: 'auth.setup-token' });
    expect((await setUp({ token: 'x' })).statusCode).toBe(403);
    expect(await needed()).toBe(true);
    expect((await setUp()).statusCode).toBe(201);
  });

  test('a refusal leaves the link good', async () => {
    const replies = [
      await setUp({ zone: 'Mars/Olympus' }),
      await setUp({ password: 'short' }),
      await setUp({ extra: 1 }),
    ];
    expect(
      replies.map((reply) => reply.json<{ problems: { path: string }[] }>().problems.map(({ path }) => path)),
    ).toEqual([['body.zone'], ['body.password'], ['body.extra']]);
    expect((await setUp()).statusCode).toBe(201);
  });
});
