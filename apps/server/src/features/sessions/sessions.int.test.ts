import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LightMyRequestResponse } from 'fastify';
import { graceMs } from '../../auth/sessions.ts';
import { makeResetToken } from '../../auth/one-time-tokens.ts';
import { onEachEngine } from '../../testing/databases.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';

const ours = { 'x-lumiere': '1' };
const cookieOf = (reply: LightMyRequestResponse): string => String(reply.headers['set-cookie']).split(';', 1)[0] ?? '';
const tokenOf = (reply: LightMyRequestResponse): string => reply.json<{ accessToken: string }>().accessToken;

onEachEngine('signing in', (make) => {
  let server: TestServer;
  let ada: TestPerson;
  let nobody: string;
  beforeAll(async () => {
    server = await startTestServer({
      database: await make(),
      settings: { LUMIERE_PUBLIC_REQUESTS_PER_MINUTE: '100000' },
    });
  });
  beforeEach(async () => {
    ada = await server.person(await server.organization());
    nobody = `${randomUUID()}@example.com`;
  });
  afterAll(() => server.close());

  const login = (password = ada.password, email = ada.email) =>
    server.send('POST /api/v1/auth/login', { body: { email, password } });
  const refresh = (cookie: string, headers: Record<string, string> = {}) =>
    server.send('POST /api/v1/auth/refresh', { body: {}, headers: { ...ours, cookie, ...headers } });
  const me = (token: string) => server.send('GET /api/v1/me', { as: token });
  const audited = async () => {
    await server.deps.audit.flush();
    return server.deps.db
      .selectFrom('audit_log')
      .select(['action', 'outcome', 'actor', 'org_id', 'address', 'agent'])
      .where('actor', '=', ada.user)
      .orderBy('at')
      .orderBy('id')
      .execute();
  };

  describe('with a password', () => {
    test('gives a token that works and a cookie that no script can read', async () => {
      const reply = await login();
      expect(reply.statusCode).toBe(200);
      expect(reply.headers['set-cookie']).toMatch(
        /^lumiere_refresh=[\w-]{43}; Path=\/api\/v1\/auth; Max-Age=604800; HttpOnly; SameSite=Strict$/,
      );
      expect((await me(tokenOf(reply))).json()).toMatchObject({ user: ada.user, org: ada.org, role: 'admin' });
      expect(reply.body).not.toContain(cookieOf(reply).split('=')[1]);
      expect(reply.headers['cache-control']).toBe('no-store');
    });

    test('the address is taken in any case, the password to the letter', async () => {
      expect((await login(ada.password, ` ${ada.email.toUpperCase()} `)).statusCode).toBe(200);
      expect((await login(ada.password.toUpperCase())).statusCode).toBe(401);
    });

    test('a wrong password, an unknown address and a disabled person get the same answer', async () => {
      const bob = await server.person(ada.org, 'viewer');
      await server.deps.db.updateTable('users').set({ disabled: 1 }).where('id', '=', bob.user).execute();
      const replies = [
        await login('wrong password'),
        await login(ada.password, nobody),
        await login(bob.password, bob.email),
      ];
      const bodies = replies.map((reply) => ({ ...reply.json<object>(), requestId: '' }));
      expect(replies.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
      expect(bodies[1]).toEqual(bodies[0]);
      expect(bodies[2]).toEqual(bodies[0]);
    });

    test('cookies are for https only where the address is https', async () => {
      const https = await startTestServer({ settings: { LUMIERE_PUBLIC_URL: 'https://bi.example.com' } });
      const person = await https.person(await https.organization());
      const reply = await https.send('POST /api/v1/auth/login', {
        body: { email: person.email, password: person.password },
      });
      expect(reply.headers['set-cookie']).toMatch(/; Secure$/);
      await https.close();
    });
  });

  describe('after five wrong passwords', () => {
    const fail = async (email: string) => {
      const replies = [];
      for (let i = 0; i < 5; i++) replies.push(await login('wrong password', email));
      return replies;
    };

    test('the account is locked for 15 minutes, the right password included', async () => {
      const replies = await fail(ada.email);
      expect(replies.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401, 429]);
      expect(replies[4]?.json()).toMatchObject({ code: 'auth.locked', detail: expect.stringContaining('15 minutes') });
      expect(replies[4]?.headers['retry-after']).toBe('900');
      expect((await login()).statusCode).toBe(429);
      server.wait(14 * 60_000);
      expect((await login()).statusCode).toBe(429);
      server.wait(61_000);
      expect((await login()).statusCode).toBe(200);
    });

    test('trying on while it is locked does not make it longer', async () => {
      await fail(ada.email);
      server.wait(14 * 60_000);
      for (let i = 0; i < 20; i++) expect((await login('wrong password')).statusCode).toBe(429);
      server.wait(61_000);
      expect((await login()).statusCode).toBe(200);
    });

    test('an address without an account is locked just the same', async () => {
      const [known, unknown] = [await fail(ada.email), await fail(nobody)];
      expect(unknown.map(({ statusCode }) => statusCode)).toEqual(known.map(({ statusCode }) => statusCode));
      expect((await login(ada.password, nobody)).statusCode).toBe(429);
    });

    test('many at once try no more than five', async () => {
      const replies = await Promise.all(Array.from({ length: 30 }, () => login('wrong password')));
      expect(replies.filter(({ statusCode }) => statusCode === 401).length).toBeLessThanOrEqual(4);
      expect((await login()).statusCode).toBe(429);
    });

    test('four wrong ones and the right one begin the count again', async () => {
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 4; i++) expect((await login('wrong password')).statusCode).toBe(401);
        expect((await login()).statusCode).toBe(200);
      }
    });
  });

  describe('the refresh cookie', () => {
    test('rotates with every use and keeps the session going', async () => {
      let cookie = cookieOf(await login());
      for (let day = 0; day < 20; day++) {
        server.wait(86_400_000);
        const reply = await refresh(cookie);
        expect(reply.statusCode).toBe(200);
        expect(cookieOf(reply)).not.toBe(cookie);
        cookie = cookieOf(reply);
        expect((await me(tokenOf(reply))).statusCode).toBe(200);
      }
    });

    test('ends after seven days without use', async () => {
      const cookie = cookieOf(await login());
      server.wait(7 * 86_400_000 + 1);
      const reply = await refresh(cookie);
      expect(reply.statusCode).toBe(401);
      expect(reply.headers['set-cookie']).toMatch(/^lumiere_refresh=;.*Max-Age=0/);
    });

    test('used a second time, it revokes the family: the thief and the owner are out', async () => {
      const signedIn = await login();
      const stolen = cookieOf(signedIn);
      const next = await refresh(stolen);
      server.wait(graceMs + 1);
      expect((await refresh(stolen)).statusCode).toBe(401);
      expect((await refresh(cookieOf(next))).statusCode).toBe(401);
      for (const reply of [signedIn, next]) expect((await me(tokenOf(reply))).statusCode).toBe(401);
      expect((await audited()).map(({ action }) => action)).toContain('auth.refresh_replayed');
    });

    test('a replay does not end the person’s other sessions', async () => {
      const other = cookieOf(await login());
      const stolen = cookieOf(await login());
      await refresh(stolen);
      server.wait(graceMs + 1);
      await refresh(stolen);
      expect((await refresh(other)).statusCode).toBe(200);
    });

    test('two tabs that send it at the same moment are given the same successor', async () => {
      const cookie = cookieOf(await login());
      const replies = await Promise.all([1, 2, 3, 4, 5].map(() => refresh(cookie)));
      expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
      expect(new Set(replies.map(cookieOf)).size).toBe(1);
      expect((await refresh(cookieOf(replies[0]!))).statusCode).toBe(200);
    });

    test('a tab that comes late within the grace time gets the newest, not one that was exchanged already', async () => {
      const first = cookieOf(await login());
      const second = cookieOf(await refresh(first));
      const third = cookieOf(await refresh(second));
      expect(cookieOf(await refresh(first))).toBe(third);
      server.wait(graceMs + 1);
      expect((await refresh(third)).statusCode).toBe(200);
    });

    test('is no access token, and an access token is no cookie', async () => {
      const reply = await login();
      expect((await me(cookieOf(reply).split('=')[1]!)).statusCode).toBe(401);
      expect((await refresh(`lumiere_refresh=${tokenOf(reply)}`)).json()).toBeNull();
    });

    test('without it nobody is signed in, which is no error', async () => {
      const reply = await server.send('POST /api/v1/auth/refresh', { body: {}, headers: ours });
      expect([reply.statusCode, reply.json(), reply.headers['set-cookie']]).toEqual([200, null, undefined]);
    });
  });

  describe('a page of another site', () => {
    test.each([
      ['without our header', { 'x-lumiere': '' }],
      ['by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
      ['from a sister domain', { 'sec-fetch-site': 'same-site' }],
      ['by Origin', { origin: 'https://evil.example' }],
      ['with a null Origin', { origin: 'null' }],
    ])('cannot use the cookie (%s)', async (_how, headers) => {
      const cookie = cookieOf(await login());
      for (const route of ['POST /api/v1/auth/refresh', 'POST /api/v1/auth/logout'] as const) {
        const reply = await server.send(route, { body: {}, headers: { ...ours, cookie, ...headers } });
        expect(reply.json()).toMatchObject({ status: 403, code: 'auth.csrf' });
      }
      expect((await refresh(cookie)).statusCode).toBe(200);
    });

    test('ours can, named by Origin or Sec-Fetch-Site', async () => {
      const first = await refresh(cookieOf(await login()), { origin: 'http://localhost:80', host: 'localhost:80' });
      expect(first.statusCode).toBe(200);
      expect(
        (await refresh(cookieOf(first), { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:5173' }))
          .statusCode,
      ).toBe(200);
    });
  });

  test('logging out ends the session at once, the access token included', async () => {
    const reply = await login();
    const out = await server.send('POST /api/v1/auth/logout', {
      body: {},
      headers: { ...ours, cookie: cookieOf(reply) },
    });
    expect(out.json()).toEqual({ done: true });
    expect(out.headers['set-cookie']).toMatch(/Max-Age=0/);
    expect((await me(tokenOf(reply))).statusCode).toBe(401);
    expect((await refresh(cookieOf(reply))).statusCode).toBe(401);
  });

  describe('an access token', () => {
    test('ends after 60 minutes', async () => {
      const token = tokenOf(await login());
      server.wait(59 * 60_000);
      expect((await me(token)).statusCode).toBe(200);
      server.wait(61_000);
      expect((await me(token)).json()).toMatchObject({ status: 401, code: 'auth.expired' });
    });

    test('of somebody who was disabled is refused with the next request', async () => {
      const reply = await login();
      await me(tokenOf(reply));
      await server.deps.db.updateTable('users').set({ disabled: 1 }).where('id', '=', ada.user).execute();
      expect((await me(tokenOf(reply))).statusCode).toBe(401);
      expect((await refresh(cookieOf(reply))).statusCode).toBe(401);
    });

    test('carries the role of now, not of when it was made', async () => {
      const token = tokenOf(await login());
      await server.deps.db.updateTable('memberships').set({ role: 'viewer' }).where('user_id', '=', ada.user).execute();
      expect((await me(token)).json()).toMatchObject({ role: 'viewer' });
      expect((await server.send('POST /api/v1/connections/sample', { as: token, body: {} })).statusCode).toBe(403);
    });

    test('of somebody who left the organization is refused', async () => {
      const token = tokenOf(await login());
      await server.deps.db.deleteFrom('memberships').where('user_id', '=', ada.user).execute();
      expect((await me(token)).statusCode).toBe(401);
    });
  });

  describe('a reset link', () => {
    const reset = (token: string, password = 'a new password') =>
      server.send('POST /api/v1/auth/reset', { body: { token, password } });
    const makeLink = () =>
      server.deps.db.transaction((trx) => makeResetToken(trx, ada.user, server.deps.clock().getTime()));

    test('sets the password, ends every session and the lock', async () => {
      const before = await login();
      for (let i = 0; i < 5; i++) await login('wrong password');
      expect((await reset(await makeLink())).json()).toEqual({ done: true });
      expect((await me(tokenOf(before))).statusCode).toBe(401);
      expect((await refresh(cookieOf(before))).statusCode).toBe(401);
      expect((await login()).statusCode).toBe(401);
      expect((await login('a new password')).statusCode).toBe(200);
    });

    test('works once, for a day, and only the newest', async () => {
      const older = await makeLink();
      const newer = await makeLink();
      expect((await reset(older)).json()).toMatchObject({ status: 403, code: 'auth.reset-token' });
      expect((await reset(newer)).statusCode).toBe(200);
      expect((await reset(newer)).statusCode).toBe(403);
      const late = await makeLink();
      server.wait(86_400_001);
      expect((await reset(late)).statusCode).toBe(403);
    });

    test('is no set-up link', async () => {
      expect(
        (
          await server.send('POST /api/v1/setup', {
            body: {
              token: await makeLink(),
              organization: 'x',
              name: 'x',
              email: 'x@example.com',
              password: 'long enough',
            },
          })
        ).statusCode,
      ).toBe(409);
    });
  });

  test('every event is in the audit log with actor, address, agent and outcome', async () => {
    const agent = { 'user-agent': 'Firefox' };
    const signedIn = await server.send('POST /api/v1/auth/login', {
      body: { email: ada.email, password: ada.password },
      headers: agent,
    });
    await server.send('POST /api/v1/auth/login', {
      body: { email: ada.email, password: 'wrong password' },
      headers: agent,
    });
    const next = await server.send('POST /api/v1/auth/refresh', {
      body: {},
      headers: { ...ours, ...agent, cookie: cookieOf(signedIn) },
    });
    await server.send('POST /api/v1/auth/logout', { body: {}, headers: { ...ours, ...agent, cookie: cookieOf(next) } });
    const rows = await audited();
    expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['auth.login', 'ok'],
      ['auth.login_failed', 'denied'],
      ['auth.refresh', 'ok'],
      ['auth.logout', 'ok'],
    ]);
    for (const row of rows)
      expect(row).toMatchObject({ actor: ada.user, org_id: ada.org, address: '127.0.0.1', agent: 'Firefox' });
  });

  test('nothing secret is in the log or the database', async () => {
    const signedIn = await login();
    await login('this wrong password');
    const next = await refresh(cookieOf(signedIn));
    const secrets = [
      ada.password,
      'this wrong password',
      tokenOf(signedIn),
      tokenOf(next),
      cookieOf(signedIn).split('=')[1]!,
      cookieOf(next).split('=')[1]!,
    ];
    await server.deps.audit.flush();
    const { db } = server.deps;
    const tables = ['users', 'sessions', 'refresh_tokens', 'login_failures', 'audit_log', 'signing_keys'] as const;
    const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
    const kept = server.logs.join('') + JSON.stringify(rows);
    for (const secret of secrets) expect(kept).not.toContain(secret);
    expect(kept).not.toContain('PRIVATE KEY');
  });
});
