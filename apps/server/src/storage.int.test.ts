import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { startTestServer } from './testing/server.ts';

test('a full disk: the change is refused in words, what was there stays, and it works again when there is room', async () => {
  const server = await startTestServer();
  const ada = await server.person(await server.organization());
  const rename = (name: string) => server.send('PATCH /api/v1/me', { as: ada, body: { name } });
  expect((await rename('Ada Lovelace')).statusCode).toBe(200);
  // SQLite gives the very error of a full disk when a file may not grow.
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(server.deps.db);
  await sql.raw(`pragma max_page_count = ${rows[0]!.page_count}`).execute(server.deps.db);
  const filler = 'x'.repeat(50_000);
  const full = server.deps.db.insertInto('settings').values({ name: 'filler', value: filler, updated_at: 0 }).execute();
  await expect(full).rejects.toMatchObject({ errcode: 13 });
  const refused = await server.send('POST /api/v1/auth/login', {
    body: { email: ada.email, password: ada.password },
    headers: { 'user-agent': filler.slice(0, 400) },
  });
  // Signing in writes a session: with no page left it may fit into the last one or not, but it is never half done.
  expect([200, 507]).toContain(refused.statusCode);
  const replies = [refused];
  for (let i = 0; i < 60; i++)
    replies.push(
      await server.send('POST /api/v1/auth/login', {
        body: { email: ada.email, password: ada.password },
        headers: { 'user-agent': filler.slice(0, 400) },
      }),
    );
  const last = replies.at(-1)!;
  expect(last.json()).toMatchObject({
    status: 507,
    code: 'server.storage',
    detail: 'Nothing was saved: the place where Lumiere keeps its data is full.',
  });
  expect((await server.send('GET /api/v1/me', { as: ada })).json()).toMatchObject({ name: 'Ada Lovelace' });
  await sql.raw('pragma max_page_count = 1000000').execute(server.deps.db);
  expect(
    (await server.send('POST /api/v1/auth/login', { body: { email: ada.email, password: ada.password } })).statusCode,
  ).toBe(200);
  expect((await rename('Ada')).statusCode).toBe(200);
  expect((await sql<{ integrity_check: string }>`pragma integrity_check`.execute(server.deps.db)).rows).toEqual([
    { integrity_check: 'ok' },
  ]);
  await server.close();
});

test('a folder that became read-only says so', async () => {
  const server = await startTestServer();
  const ada = await server.person(await server.organization());
  await sql`pragma query_only = 1`.execute(server.deps.db);
  const reply = await server.send('PATCH /api/v1/me', { as: ada, body: { name: 'x' } });
  expect(reply.json()).toMatchObject({
    status: 507,
    detail: 'Nothing was saved: the place where Lumiere keeps its data is read-only.',
  });
  await sql`pragma query_only = 0`.execute(server.deps.db);
  expect((await server.send('PATCH /api/v1/me', { as: ada, body: { name: 'x' } })).statusCode).toBe(200);
  await server.close();
});
