import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  type CatalogEntry,
  type CatalogTableDetail,
  type ConnectionDetail,
  type ConnectionTest,
  type Job,
  type ProblemDocument,
  type RefreshedChange,
  Replay,
  type SqlAnswer,
  type TableRows,
} from '@lumiere/contract';
import { createHealthWatch } from '../../data/health.ts';
import { startProbing } from '../../data/probing.ts';
import { type Proxy, type SourceDatabase, startProxy } from '../../testing/database-servers.ts';
import { eachSourceServer } from '../../testing/each-source-server.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { shop } from '../../testing/shop.ts';

eachSourceServer(journey);

const statements = [
  'create table customers (id integer primary key, name varchar(40) not null, region varchar(20))',
  `create table orders (id integer primary key, customer_id integer references customers (id), day date, amount integer, status varchar(20))`,
  'create table secret_notes (id integer primary key, note varchar(40))',
];
const literal = (value: string | number | null): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);

function journey(make: () => Promise<SourceDatabase>): void {
  let server: TestServer;
  let owner: TestPerson;
  let source: SourceDatabase;
  let proxy: Proxy;
  let id: string;
  /** Everything that was ever answered. */
  const replies: string[] = [];

  const send = async <T>(route: Parameters<TestServer['send']>[0], body?: unknown, as = owner) => {
    const reply = await server.send(route, { as, ...(body === undefined ? {} : { body }) });
    replies.push(reply.body);
    return { status: reply.statusCode, body: reply.json<T>() };
  };
  const one = async () => (await send<ConnectionDetail>(`GET /api/v1/connections/${id}`)).body;
  const ask = (question: string) => send<Answer>('POST /api/v1/ask', { connection: id, question });
  const work = async (job: Job) => {
    await expect
      .poll(async () => (await send<Job>(`GET /api/v1/jobs/${job.id}`)).body.status, { timeout: 20_000 })
      .toBe('succeeded');
  };

  beforeAll(async () => {
    [server, source] = await Promise.all([startTestServer(), make()]);
    server.deps.jobs.start(server.deps, { alone: true });
    owner = await server.person(await server.organization());
    await source.run(
      ...statements,
      `insert into customers values ${shop.customers.map((row) => `(${[row.id, row.name, row.region].map(literal).join(', ')})`).join(', ')}`,
      `insert into orders values ${shop.orders.map((row) => `(${[row.id, row.customer_id, row.day, row.amount, row.status].map(literal).join(', ')})`).join(', ')}`,
    );
    proxy = await startProxy(source.config);
  });
  afterAll(async () => {
    await server.close();
    await proxy.close();
    await source.remove();
  });

  const config = () => ({ ...source.config, host: '127.0.0.1', port: proxy.port });

  test('a test says step by step what is wrong, and what is wrong is not saved', async () => {
    const good = await send<ConnectionTest>('POST /api/v1/connections/test', { kind: source.kind, config: config() });
    expect(good.body).toMatchObject({ ok: true, tables: 3 });
    const bad = { kind: source.kind, name: 'Shop', config: { ...config(), password: 'wrong-canary-1' } };
    const report = await send<ConnectionTest>('POST /api/v1/connections/test', { kind: bad.kind, config: bad.config });
    expect(report.body.steps.find(({ state }) => state === 'failed')).toMatchObject({ id: 'sign-in' });
    const refused = await send<{ problems: { code: string }[] }>('POST /api/v1/connections', bad);
    expect(refused.status).toBe(422);
    expect(refused.body.problems.map(({ code }) => code)).toContain('source.sign-in');
    expect(replies.join()).not.toContain('wrong-canary-1');
  });

  test('it is connected, asked, kept in the history, and its receipts replay', async () => {
    const made = await send<ConnectionDetail>('POST /api/v1/connections', {
      kind: source.kind,
      name: 'Shop',
      config: config(),
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ secretsSet: ['password'], config: { user: source.config.user } });
    ({ id } = made.body);
    // reading its tables is work that can be looked at
    expect(made.body.refreshing).not.toBeNull();
    const reading = `GET /api/v1/jobs/${made.body.refreshing ?? ''}` as const;
    await expect.poll(async () => (await send<Job>(reading)).body.status, { timeout: 20_000 }).toBe('succeeded');
    expect((await send<Job>(reading)).body).toMatchObject({ subject: id, progress: 1, step: '3 tables' });
    const answer = await ask('how many orders by status');
    expect(answer.body).toMatchObject({ outcome: 'answered', problems: [] });
    const [names = [], counts = []] = answer.body.result?.data ?? [];
    expect(Object.fromEntries(names.map((status, i) => [status, counts[i]]))).toEqual(
      Object.fromEntries(
        [...new Set(shop.orders.map(({ status }) => status))].map((status) => [
          status,
          shop.orders.filter((row) => row.status === status).length,
        ]),
      ),
    );
    // a value of the data is known by name
    expect((await ask('how many orders with status open')).body.result?.data[0]?.[0]).toBe(
      shop.orders.filter(({ status }) => status === 'open').length,
    );
    const replay = await send(`POST /api/v1/receipts/${answer.body.receipt}/replay`, {});
    expect(Replay.parse(replay.body)).toMatchObject({ verdict: 'same' });
    expect((await send<{ total: number }>('GET /api/v1/history')).body.total).toBe(2);
    expect(await one()).toMatchObject({ status: 'ready', tables: 3, health: { state: 'up', problem: null } });
  });

  test('its tables are found by their names and columns, with keys in both directions and rows', async () => {
    const list = async (search: string) =>
      (await send<{ items: CatalogEntry[] }>(`GET /api/v1/connections/${id}/tables?search=${search}`)).body.items;
    expect((await list('')).map((entry) => entry.name)).toEqual(['customers', 'orders', 'secret_notes']);
    expect(await list('AMOU')).toMatchObject([{ name: 'orders', matched: ['amount'] }]);
    expect(await list('%25')).toEqual([]);
    const [customers, orders] = await list('');
    const table = async (entry?: CatalogEntry) =>
      (await send<CatalogTableDetail>(`GET /api/v1/connections/${id}/tables/${entry?.id}`)).body;
    expect(await table(orders)).toMatchObject({
      primaryKey: ['id'],
      foreignKeys: [{ columns: ['customer_id'], to: { table: customers?.id, columns: ['id'] } }],
      withheld: null,
    });
    expect((await table(orders)).columns.find((column) => column.name === 'status')?.samples).toContain('paid');
    expect(await table(customers)).toMatchObject({
      referencedBy: [{ columns: ['id'], from: { table: orders?.id, columns: ['customer_id'] } }],
    });
    const rows = (await send<TableRows>(`GET /api/v1/connections/${id}/tables/${orders?.id}/rows`)).body;
    expect(rows).toMatchObject({ rowCount: shop.orders.length, truncated: false, omitted: 0, policy: '' });
    expect((await send(`GET /api/v1/connections/${id}/tables/tbl_nowhere00000000/rows`)).status).toBe(404);
  });

  test('SQL that somebody wrote runs on it, typed by the source, with a receipt that replays', async () => {
    const { status, body } = await send<SqlAnswer>(`POST /api/v1/connections/${id}/sql`, {
      sql: 'select c.region, count(*) as n, max(o.day) as last from orders o join customers c on c.id = o.customer_id group by c.region order by n desc, c.region',
    });
    expect(status).toBe(200);
    expect(body.result.columns.map(({ key, type }) => [key, type])).toEqual([
      ['region', 'text'],
      ['n', 'integer'],
      ['last', 'date'],
    ]);
    expect(body.result.rowCount).toBe(4);
    const replay = await send<Replay>(`POST /api/v1/receipts/${body.receipt}/replay`, {});
    expect(replay.body.verdict).toBe('same');
    const refused = await send<ProblemDocument>(`POST /api/v1/connections/${id}/sql`, {
      sql: 'select * from information_schema.tables',
    });
    expect([refused.status, refused.body.problems[0]?.path]).toEqual([422, 'line 1, column 15']);
  });

  test('a stored password stays, but follows no change of the host', async () => {
    const { password, ...open } = config();
    const renamed = await send<ConnectionDetail>(`PATCH /api/v1/connections/${id}`, {
      name: 'Our shop',
      config: { ...open, maxConnections: 3 },
    });
    expect(renamed.body).toMatchObject({ name: 'Our shop', secretsSet: ['password'], config: { maxConnections: 3 } });
    const moved = await send<{ problems: object[] }>(`PATCH /api/v1/connections/${id}`, {
      config: { ...open, host: 'localhost' },
      test: false,
    });
    expect(moved.status).toBe(422);
    expect(moved.body.problems).toMatchObject([{ path: 'body.config.password' }]);
    const elsewhere = { config: { ...open, host: 'localhost' } };
    expect((await send(`POST /api/v1/connections/${id}/replacement`, elsewhere)).status).toBe(422);
    expect((await send<ConnectionTest>(`POST /api/v1/connections/${id}/test`, {})).body.ok).toBe(true);
    expect(password.length).toBeGreaterThan(0);
  });

  test('a refresh finds what changed, and the model follows', async () => {
    await source.run(
      'alter table orders rename column amount to total',
      'create table returns (id integer primary key, order_id integer references orders (id))',
      'drop table secret_notes',
    );
    const job = await send<Job>(`POST /api/v1/connections/${id}/refresh`, {});
    expect(job.status).toBe(202);
    await work(job.body);
    const changes = (await send<{ items: RefreshedChange[] }>(`GET /api/v1/connections/${id}/changes`)).body.items;
    expect(changes.map(({ kind, table, column, before }) => [kind, table, column, before])).toEqual(
      expect.arrayContaining([
        ['table-added', 'returns', null, null],
        ['table-removed', 'secret_notes', null, 'secret_notes'],
        ['column-renamed', 'orders', 'total', 'amount'],
      ]),
    );
    expect(changes.find(({ kind }) => kind === 'column-renamed')?.breaks).toEqual(['orders.amount']);
    const answer = await ask('how many returns');
    expect(answer.body.outcome).toBe('answered');
    // nothing changed since: nothing is written
    const rows = () => server.deps.db.selectFrom('catalog_tables').select(['id', 'seen_at']).orderBy('id').execute();
    const before = await rows();
    await work((await send<Job>(`POST /api/v1/connections/${id}/refresh`, {})).body);
    expect((await rows()).map(({ id: table }) => table)).toEqual(before.map(({ id: table }) => table));
    const after = (await send<{ total: number }>(`GET /api/v1/connections/${id}/changes`)).body;
    expect(after.total).toBe(changes.length);
  });

  test('while it is down every question says so at once, others are answered, and it recovers', async () => {
    proxy.mode = 'closed';
    proxy.cut();
    const failed = async () => {
      const began = Date.now();
      const reply = await ask('how many orders by status');
      expect(Date.now() - began).toBeLessThan(5500);
      expect(reply.body).toMatchObject({ outcome: 'failed', result: null });
      return reply.body.problems[0]?.code;
    };
    for (let i = 0; i < 4; i++) expect(await failed()).toMatch(/^source\./);
    const down = await one();
    expect(down.health).toMatchObject({ state: 'down', problem: { code: expect.stringMatching(/^source\./) } });
    expect(down.health.since).not.toBeNull();
    const sample = (await send<{ items: { id: string; sample: boolean }[] }>('GET /api/v1/connections')).body.items;
    const other = await send<Answer>('POST /api/v1/ask', {
      connection: sample.find((each) => each.sample)?.id,
      question: 'how many orders',
    });
    expect(other.body.outcome).toBe('answered');
    // the breaker is open: nobody knocks
    const began = Date.now();
    await ask('how many orders by status');
    expect(Date.now() - began).toBeLessThan(500);

    // what begins now knows as much, before anybody asked
    const { db, clock, log } = server.deps;
    const later = createHealthWatch({ db, clock, log });
    await later.restore();
    expect(later.now(down.id)).toMatchObject({ state: 'down', problem: { code: down.health.problem?.code } });

    proxy.mode = 'open';
    server.wait(11_000);
    // and finds out by itself that it is there again
    const probing = startProbing(server.deps);
    await probing.settle();
    await probing.stop();
    expect((await one()).health.state).toBe('up');
    expect((await ask('how many orders by status')).body.outcome).toBe('answered');
    expect((await one()).health).toMatchObject({ state: 'up', failures: 0, problem: null });
    const history = await send<{ items: { state: string; until: string | null }[] }>(
      `GET /api/v1/connections/${id}/health`,
    );
    expect(history.body.items.slice(0, 2).map(({ state, until }) => [state, until === null])).toEqual([
      ['up', true],
      ['down', false],
    ]);
  });

  test('a source that says nothing is given up within five seconds', async () => {
    proxy.mode = 'silent';
    proxy.cut();
    // sessions that broke while nobody used them are noticed
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = Date.now();
    const reply = await ask('how many orders by region');
    expect(reply.body.outcome).toBe('failed');
    expect(Date.now() - began).toBeLessThan(6500);
    proxy.mode = 'open';
    server.wait(11_000);
    await expect.poll(async () => (await ask('how many orders')).body.outcome, { timeout: 10_000 }).toBe('answered');
  });

  test('what it would take along is said before it is removed', async () => {
    const impact = await send(`GET /api/v1/connections/${id}/impact`);
    expect(impact.body).toMatchObject({ people: 1, schedules: 1, tables: 3 });
    expect((await send(`DELETE /api/v1/connections/${id}`)).status).toBe(200);
    expect(await server.deps.db.selectFrom('schedules').select('id').where('subject', '=', id).execute()).toEqual([]);
  });

  test('and the password was nowhere: not in a reply, the log, or the data folder', async () => {
    await server.deps.audit.flush();
    const kept = readdirSync(server.database.home, { recursive: true, encoding: 'utf8' })
      .filter((file) => /sqlite|\.db|log|wal/.test(file))
      .map((file) => readFileSync(join(server.database.home, file)).toString('latin1'));
    expect(kept.length).toBeGreaterThan(0);
    for (const text of [...replies, ...server.logs, ...kept]) expect(text).not.toContain(source.config.password);
  });
}
