import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Action } from '@lumiere/contract';
import { onEachEngine } from '../testing/databases.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import { createApiKey } from './api-keys.ts';

onEachEngine('API keys', (make) => {
  let server: TestServer;
  let ada: TestPerson;
  beforeEach(async () => {
    server = await startTestServer({ database: await make() });
    ada = await server.person(await server.organization());
  });
  afterEach(() => server.close());

  const makeKey = (scopes: readonly Action[] | null = null) => {
    const now = server.deps.clock().getTime();
    return createApiKey(server.deps.db, {
      user: ada.user,
      org: ada.org,
      name: 'test',
      scopes,
      now,
      expiresAt: now + 86_400_000,
    });
  };
  const me = (key: string) => server.send('GET /api/v1/me', { as: key });

  test('act as their person and are kept as a hash', async () => {
    const { key } = await makeKey();
    expect(key).toMatch(/^lum_[\w-]{43}$/);
    expect((await me(key)).json()).toMatchObject({ user: ada.user });
    expect(JSON.stringify(await server.deps.db.selectFrom('api_keys').selectAll().execute())).not.toContain(key);
  });

  test('end when they expire, are revoked, or their person is disabled', async () => {
    const [expiring, revoked, disabled] = [await makeKey(), await makeKey(), await makeKey()];
    await server.deps.db.updateTable('api_keys').set({ revoked_at: 1 }).where('id', '=', revoked.id).execute();
    expect((await me(revoked.key)).statusCode).toBe(401);
    expect((await me(expiring.key)).statusCode).toBe(200);
    await server.deps.db.updateTable('users').set({ disabled: 1 }).execute();
    expect((await me(disabled.key)).statusCode).toBe(401);
    await server.deps.db.updateTable('users').set({ disabled: 0 }).execute();
    server.wait(86_400_001);
    expect((await me(expiring.key)).statusCode).toBe(401);
  });

  test('do no more than their scopes', async () => {
    const { key } = await makeKey(['connection.read']);
    expect((await server.send('GET /api/v1/connections', { as: key })).statusCode).toBe(200);
    expect((await me(key)).json()).toMatchObject({
      status: 403,
      detail: 'This API key may not do this; it lacks the scope profile.read.',
    });
  });

  test('a key that was guessed is refused like one that ended', async () => {
    expect((await me('lum_guess')).json()).toMatchObject({ status: 401, code: 'auth.expired' });
  });
});
