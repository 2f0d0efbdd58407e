import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Answer, type ConnectionId, type ConnectionSummary } from '@lumiere/contract';
import { parseModel } from '@lumiere/semantic';
import { extractFile } from '../../engines.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { connectFile, makeFile, shop, shopModel, shopStatements } from '../../testing/shop.ts';

let server: TestServer;
let owner: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  owner = await server.person(await server.organization());
});
afterAll(() => server.close());

const list = async (as = owner) =>
  (await server.send('GET /api/v1/connections', { as })).json<{ items: ConnectionSummary[]; total: number }>();
const ready = async (as = owner) => {
  await expect.poll(async () => (await list(as)).items[0]?.status, { timeout: 50_000, interval: 200 }).toBe('ready');
  const [sample] = (await list(as)).items;
  if (sample === undefined) throw new Error('no sample');
  return sample;
};

test('a new organization meets its sample data, which can be removed and brought back', async () => {
  const [loading] = (await list()).items;
  expect(loading).toMatchObject({ sample: true, status: 'loading' });
  // whoever asks before it is there waits for it instead of being sent away
  const waiting = await server.send('POST /api/v1/ask', {
    as: owner,
    body: { connection: loading?.id, question: 'how many orders' },
  });
  expect(Answer.parse(waiting.json())).toMatchObject({ outcome: 'answered', problems: [] });

  const sample = await ready();
  expect(sample.rows).toBeGreaterThan(200_000);
  expect(sample.tables).toBe(7);
  expect(sample.asOf).not.toBeNull();
  const answer = Answer.parse(
    (
      await server.send('POST /api/v1/ask', {
        as: owner,
        body: { connection: sample.id, question: 'revenue by month' },
      })
    ).json(),
  );
  expect(answer.outcome).toBe('answered');
  expect(answer.result?.rowCount).toBeGreaterThan(30);
  expect(answer.charts[0]?.spec.kind).toMatch(/line|area|bar/);

  expect((await server.send('POST /api/v1/connections/sample', { as: owner, body: {} })).statusCode).toBe(409);
  await followsTheCalendar(sample);
  owner = await server.person(owner.org);
  const file = extractFile(server.deps.config.home, owner.org, sample.id);
  expect(existsSync(file)).toBe(true);
  expect((await server.send(`DELETE /api/v1/connections/${sample.id}`, { as: owner })).statusCode).toBe(200);
  expect(existsSync(file)).toBe(false);
  expect((await list()).total).toBe(0);
  for (const path of [
    `answers/${answer.id}`,
    `receipts/${answer.receipt}`,
    `connections/${sample.id}/model`,
    `connections/${sample.id}/suggestions`,
  ]) {
    expect((await server.send(`GET /api/v1/${path}`, { as: owner })).statusCode, path).toBe(404);
  }
  expect(
    (await server.send('POST /api/v1/queries', { as: owner, body: { connection: sample.id, query: answer.query } }))
      .statusCode,
  ).toBe(404);

  const back = await server.send('POST /api/v1/connections/sample', { as: owner, body: {} });
  expect(back.statusCode).toBe(201);
  expect((await ready()).id).not.toBe(sample.id);
});

test('each organization has a copy of its own that others cannot name', async () => {
  const other = await server.person(await server.organization('Other'));
  const theirs = await ready(other);
  const mine = await ready();
  expect(theirs.id).not.toBe(mine.id);
  for (const [method, path] of [
    ['GET', 'model'],
    ['GET', 'suggestions'],
    ['DELETE', ''],
  ]) {
    const of = async (id: string) => {
      const reply = await server.send(`${method as 'GET'} /api/v1/connections/${id}${path === '' ? '' : `/${path}`}`, {
        as: owner,
      });
      return [reply.statusCode, { ...reply.json<object>(), requestId: null }];
    };
    expect(await of(theirs.id)).toEqual(await of('con_00000000000000000000'));
    expect((await of(theirs.id))[0]).toBe(404);
  }
  expect((await list(other)).total).toBe(1);
});

test('what a restart interrupted is loaded afterwards', async () => {
  const person = await server.person(await server.organization('Third'));
  await server.deps.data.loader.resume();
  expect((await list(person)).items[0]?.status).toBe('ready');
});

test('roles: a viewer looks, an analyst adds, an administrator removes', async () => {
  const [viewer, analyst] = [await server.person(owner.org, 'viewer'), await server.person(owner.org, 'analyst')];
  const { id } = await ready();
  expect((await list(viewer)).total).toBe(1);
  expect((await server.send('POST /api/v1/connections/sample', { as: viewer, body: {} })).statusCode).toBe(403);
  expect((await server.send(`DELETE /api/v1/connections/${id}`, { as: analyst })).statusCode).toBe(403);
});

test('the model is shown without what is hidden, and without rules to those who do not administer', async () => {
  const file = await makeFile(server.deps, 'duckdb', 'ruled', shopStatements(shop));
  const rules = [
    {
      id: 'own',
      table: 'customers',
      roles: ['viewer' as const],
      where: { kind: 'attribute' as const, field: 'region', attribute: 'region' },
    },
  ];
  const connection = await connectFile(server.deps, owner.org, 'duckdb', file, shopModel({ rules }));
  const viewer = await server.person(owner.org, 'viewer');
  const model = async (as: TestPerson) =>
    (await server.send(`GET /api/v1/connections/${connection}/model`, { as })).json<{
      version: string;
      yaml: string;
      model: { rules: unknown[] };
    }>();
  const [seen, administered] = [await model(viewer), await model(owner)];
  expect(seen.yaml).not.toContain('customer_id');
  expect([seen.model.rules.length, administered.model.rules.length]).toEqual([0, 1]);
  expect(parseModel(seen.yaml).ok).toBe(true);
  expect(seen.version).toBe(administered.version);
  const summary = (as: TestPerson) => list(as).then(({ items }) => items.find(({ id }) => id === connection));
  expect((await summary(viewer))?.rows).toBeNull();
});

test('a source without a model gets one made from what is in it', async () => {
  const file = await makeFile(server.deps, 'sqlite', 'plain', shopStatements(shop));
  const id: ConnectionId = await server.deps.data.loader.add(owner.org, {
    kind: 'sqlite',
    name: 'Plain',
    config: { file },
  });
  const reply = await server.send('POST /api/v1/ask', {
    as: owner,
    body: { connection: id, question: 'how many orders' },
  });
  expect(Answer.parse(reply.json()).result?.data[0]?.[0]).toBe(shop.orders.length);
});

test('a file that is no database is refused in words, and nothing is kept', async () => {
  const file = await makeFile(server.deps, 'sqlite', 'broken', []);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(file, 'this is no database at all, but long enough to be read as one'.repeat(50));
  const before = (await list()).total;
  await expect(
    server.deps.data.loader.add(owner.org, { kind: 'sqlite', name: 'Broken', config: { file } }),
  ).rejects.toThrow();
  expect((await list()).total).toBe(before);
});

/** A day later its schedule makes the sample anew, once, and it is as of that day. */
async function followsTheCalendar(sample: ConnectionSummary): Promise<void> {
  const { deps } = server;
  const schedules = deps.db.selectFrom('schedules').selectAll().where('subject', '=', sample.id);
  expect(await schedules.execute()).toMatchObject([{ kind: 'connection-refresh' }]);
  server.wait(86_400_000);
  deps.jobs.start(deps, { alone: true });
  const later = await server.person(owner.org);
  const today = deps.clock().toISOString().slice(0, 10);
  await expect
    .poll(async () => (await list(later)).items[0]?.asOf?.slice(0, 10), { timeout: 50_000, interval: 100 })
    .toBe(today);
  await deps.jobs.stop();
  expect(await deps.data.loader.renewSample(owner.org, sample.id)).toBe(false);
  const asked = await server.send('POST /api/v1/ask', {
    as: later,
    body: { connection: sample.id, question: 'how many orders today' },
  });
  expect(Answer.parse(asked.json())).toMatchObject({ outcome: 'answered', problems: [] });
}
