import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, ConnectionDetail, ConnectionTest, Job, Receipt, Replay, Schedule } from '@lumiere/contract';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { type WebSource, startWebSource } from '../../testing/web-source.ts';

let server: TestServer;
let owner: TestPerson;
let source: WebSource;
/** Everything that was ever answered. */
const replies: string[] = [];
const key = 'sk_live_a-key-nobody-sees';

const send = async <T>(route: Parameters<TestServer['send']>[0], body?: unknown, as = owner) => {
  const reply = await server.send(route, { as, ...(body === undefined ? {} : { body }) });
  replies.push(reply.body);
  return { status: reply.statusCode, body: reply.json<T>() };
};
const one = async (id: string) => (await send<ConnectionDetail>(`GET /api/v1/connections/${id}`)).body;
const ask = async (connection: string, question: string) =>
  (await send<Answer>('POST /api/v1/ask', { connection, question })).body;
const ended = async (job: Job): Promise<Job> => {
  const now = async () => (await send<Job>(`GET /api/v1/jobs/${job.id}`)).body;
  await expect.poll(async () => (await now()).status, { timeout: 30_000 }).toMatch(/^(succeeded|failed)$/);
  return now();
};
const refresh = async (id: string) => ended((await send<Job>(`POST /api/v1/connections/${id}/refresh`, {})).body);
const connect = async (kind: string, config: object): Promise<ConnectionDetail> => {
  const made = await send<ConnectionDetail>('POST /api/v1/connections', { kind, name: `The ${kind}`, config });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await expect.poll(async () => (await one(made.body.id)).status, { timeout: 30_000 }).toBe('ready');
  return one(made.body.id);
};

beforeAll(async () => {
  [server, source] = await Promise.all([startTestServer(), startWebSource()]);
  server.deps.jobs.start(server.deps, { alone: true });
  owner = await server.person(await server.organization());
});
afterAll(async () => {
  await server.close();
  await source.close();
});

/** Orders, page by page, for whoever has the key. */
function serveOrders(amounts: readonly number[]): void {
  source.answer = (path, query, headers) => {
    if (headers.authorization !== `Bearer ${key}`) return { status: 401, body: { error: 'no key' } };
    if (path !== '/v1/orders') return { status: 404 };
    const from = Number(query.get('offset'));
    const rows = amounts.map((amount, i) => ({ id: i + 1, amount, region: i % 2 === 0 ? 'North' : 'South' }));
    return { body: { data: rows.slice(from, from + Number(query.get('limit'))) } };
  };
}
const orders = () => ({
  baseUrl: `${source.url}/v1`,
  auth: 'bearer',
  secret: key,
  resources: [{ name: 'orders', path: '/orders' }],
  paging: 'offset',
  pageSize: 2,
  requestsPerSecond: 100,
});

describe('a REST interface', () => {
  let id: string;
  let receipt: string;

  test('is tried step by step, and what is wrong is said precisely', async () => {
    serveOrders([10, 20, 30]);
    const tried = await send<ConnectionTest>('POST /api/v1/connections/test', { kind: 'rest', config: orders() });
    expect(tried.body).toMatchObject({ ok: true, tables: 1 });
    expect(tried.body.steps.map(({ id: step, state }) => `${step} ${state}`)).toEqual([
      'name passed',
      'reach passed',
      'tls warning',
      'sign-in passed',
      'resource passed',
      'records passed',
      'page-two passed',
    ]);
    const wrong = await send<ConnectionTest>('POST /api/v1/connections/test', {
      kind: 'rest',
      config: { ...orders(), secret: 'another' },
    });
    expect(wrong.body.steps.find(({ state }) => state === 'failed')).toMatchObject({
      id: 'sign-in',
      problem: { code: 'source.sign-in' },
    });
    const missing = await send('POST /api/v1/connections', {
      kind: 'rest',
      name: 'x',
      config: { ...orders(), secret: '' },
    });
    expect(missing.status).toBe(422);
    expect(JSON.stringify(missing.body)).toContain('body.config.secret');
  });

  test('answers typed questions from what was read, with a receipt', async () => {
    serveOrders([10, 20, 30.5]);
    ({ id } = await connect('rest', orders()));
    const answer = await ask(id, 'total amount by region');
    expect(answer).toMatchObject({ outcome: 'answered', problems: [] });
    expect(answer.result?.data.map((column) => column.map(String))).toEqual([
      ['North', 'South'],
      ['40.5', '20.0'],
    ]);
    receipt = answer.receipt ?? '';
    expect((await send<Receipt>(`GET /api/v1/receipts/${receipt}`)).body).toMatchObject({ rowsScanned: 3 });
    expect(await one(id)).toMatchObject({ dialect: 'duckdb', tables: 1, rows: 3, notes: [], health: { state: 'up' } });
    // hot: asked again it is the same, from memory
    expect((await ask(id, 'total amount by region')).cached).toBe(true);
  });

  test('is read again on demand, and the next answer follows', async () => {
    const before = await one(id);
    serveOrders([10, 20, 30.5, 40]);
    server.wait(60_000);
    expect(await refresh(id)).toMatchObject({ status: 'succeeded' });
    expect(await one(id)).toMatchObject({ rows: 4 });
    expect(Date.parse((await one(id)).asOf ?? '')).toBeGreaterThan(Date.parse(before.asOf ?? ''));
    const answer = await ask(id, 'total amount by region');
    expect(answer.result?.data[1]?.map(Number)).toEqual([60, 40.5]);
    const replay = (await send<Replay>(`POST /api/v1/receipts/${receipt}/replay`, {})).body;
    expect(replay.verdict).toBe('changed');
  });

  test('that fails keeps what was read, and says so with since when', async () => {
    source.answer = (_, query) =>
      query.get('offset') === '0'
        ? {
            body: {
              data: [
                { id: 1, amount: 999, region: 'North' },
                { id: 2, amount: 1, region: 'x' },
              ],
            },
          }
        : { status: 403 };
    const job = await refresh(id);
    expect(job).toMatchObject({ status: 'failed', problems: [{ code: 'source.permission' }] });
    const answer = await ask(id, 'total amount by region');
    expect(answer.result?.data[1]?.map(Number)).toEqual([60, 40.5]);
    expect(answer.problems).toMatchObject([{ code: 'source.stale', severity: 'warning' }]);
    const shown = await one(id);
    expect(shown).toMatchObject({
      status: 'ready',
      health: { state: 'down', problem: { code: 'source.permission' } },
      notes: [{ code: 'source.stale' }],
    });
    const { body: health } = await send<{ items: { state: string }[] }>(`GET /api/v1/connections/${id}/health`);
    expect(health.items.map(({ state }) => state)).toEqual(['down', 'up']);
    serveOrders([10, 20, 30.5, 40]);
    expect((await refresh(id)).status).toBe('succeeded');
    expect(await one(id)).toMatchObject({ health: { state: 'up', problem: null }, notes: [] });
    expect((await ask(id, 'total amount by region')).problems).toEqual([]);
  });

  test('that reaches a limit says so on the connection and in every answer', async () => {
    const changed = await send<ConnectionDetail>(`PATCH /api/v1/connections/${id}`, {
      config: { ...orders(), secret: undefined, maxRows: 3 },
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    await expect.poll(async () => (await one(id)).rows, { timeout: 30_000 }).toBe(3);
    expect((await one(id)).notes).toMatchObject([{ code: 'source.cut-off' }]);
    const answer = await ask(id, 'how many orders');
    expect(answer.result?.data[0]?.map(Number)).toEqual([3]);
    expect(answer.problems[0]?.message).toContain('cut off at 3 rows');
  });

  test('is read as often as its form says, and every six hours unless it says so', async () => {
    const timing = async () => {
      const { body } = await send<{ items: Schedule[] }>('GET /api/v1/schedules');
      return body.items.filter(({ subject }) => subject === id).map((each) => each.timing);
    };
    expect(await timing()).toEqual([{ kind: 'interval', everyMs: 6 * 3_600_000 }]);
    await send(`PATCH /api/v1/connections/${id}`, { config: { ...orders(), secret: undefined, every: '1h' } });
    expect(await timing()).toEqual([{ kind: 'interval', everyMs: 3_600_000 }]);
    await expect.poll(async () => (await one(id)).rows, { timeout: 30_000 }).toBe(4);
    serveOrders([1]);
    server.wait(3_600_000);
    // the session of before has ended meanwhile
    owner = await server.person(owner.org);
    await expect.poll(async () => (await one(id)).rows, { timeout: 30_000 }).toBe(1);
  });

  test('never gives its key away, not even to another address', async () => {
    const elsewhere = await send(`PATCH /api/v1/connections/${id}`, {
      config: { ...orders(), secret: undefined, baseUrl: 'http://127.0.0.1:9/v1' },
    });
    expect(elsewhere.status).toBe(422);
    expect(JSON.stringify(elsewhere.body)).toContain('must be given again');
    const shown = await one(id);
    expect(shown.config).not.toHaveProperty('secret');
    expect(shown.secretsSet).toEqual(['secret']);
    expect(replies.join('\n')).not.toContain(key);
    expect(server.logs.join('\n')).not.toContain(key);
    const row = await server.deps.db
      .selectFrom('connections')
      .select('config')
      .where('id', '=', shown.id)
      .executeTakeFirst();
    expect(row?.config).not.toContain(key);
  });

  test('takes all that was read with it when it goes', async () => {
    const folder = join(server.deps.config.home, 'orgs', owner.org, 'loads', id);
    expect(existsSync(folder)).toBe(true);
    await send(`DELETE /api/v1/connections/${id}`);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('files by address', () => {
  test('are tables that are fetched again only where they changed', async () => {
    let etag = '"one"';
    let text = 'City;People\nBern;1.234,5\nGenf;2,5\n';
    let unchanged = 0;
    source.answer = (path, _, headers) => {
      if (path !== '/open/cities.csv') return { status: 404 };
      if (headers['if-none-match'] !== etag) return { headers: { etag }, body: text };
      unchanged += 1;
      return { status: 304, headers: { etag } };
    };
    const { id } = await connect('http-files', { files: [{ url: `${source.url}/open/cities.csv` }] });
    const total = async () => (await ask(id, 'total people')).result?.data[0]?.map(Number);
    expect(await total()).toEqual([1237]);
    expect((await refresh(id)).status).toBe('succeeded');
    expect(unchanged).toBe(1);
    etag = '"two"';
    text = 'City;People\nBern;1.234,5\n';
    expect((await refresh(id)).status).toBe('succeeded');
    expect(await total()).toEqual([1234.5]);
    // a page to sign in, in place of the file
    etag = '"three"';
    text = '<!doctype html><title>Sign in</title>';
    expect(await refresh(id)).toMatchObject({ status: 'failed', problems: [{ code: 'file.unsupported' }] });
    expect(await total()).toEqual([1234.5]);
  });
});
