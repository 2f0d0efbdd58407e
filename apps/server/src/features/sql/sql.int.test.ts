import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConnectionId, type ProblemDocument, Receipt, Replay, SqlAnswer, SqlCheck } from '@lumiere/contract';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { type Kind, connectFile, makeFile, shop, shopModel, shopStatements } from '../../testing/shop.ts';

let server: TestServer;
let owner: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  owner = await server.person(await server.organization());
});
afterAll(() => server.close());

const post = (on: ConnectionId, sql: unknown, as = owner, path = 'sql') =>
  server.send(`POST /api/v1/connections/${on}/${path}`, { as, body: { sql } });
const run = async (on: ConnectionId, sql: string, as = owner) => {
  const reply = await post(on, sql, as);
  if (reply.statusCode !== 200) throw new Error(`${reply.statusCode} ${reply.body}`);
  return SqlAnswer.parse(reply.json());
};
const refused = async (on: ConnectionId, sql: string, as = owner) => {
  const reply = await post(on, sql, as);
  return { status: reply.statusCode, problems: reply.json<ProblemDocument>().problems };
};
/** Analysts see only orders that are paid, and nobody else sees any. */
const rules = [
  {
    id: 'paid',
    table: 'orders',
    roles: ['analyst' as const],
    where: {
      kind: 'condition' as const,
      condition: { kind: 'in', on: { field: 'orders.status', part: null }, values: ['paid'] },
    },
  },
];

describe.each<Kind>(['duckdb', 'sqlite'])('SQL that somebody wrote, on %s', (kind) => {
  let connection: ConnectionId;
  let file: string;
  beforeAll(async () => {
    file = await makeFile(server.deps, kind, `written-${kind}`, [
      ...shopStatements(shop),
      'create table secrets (id integer, word varchar)',
      `insert into secrets values (1, 'abracadabra')`,
    ]);
    connection = await connectFile(server.deps, owner.org, kind, file);
  });

  test('gives its columns as the source names and types them, its rows, and the statement that ran', async () => {
    const answer = await run(
      connection,
      `select region, count(*) as "How many", max(o.day) as last, sum(amount) / 2.0 as half
      from orders o join customers c on o.id % 12 + 1 = c.id group by region order by 2 desc, 1`,
    );
    expect(answer.result.columns.map(({ key, label, type }) => [key, label, type])).toEqual([
      ['region', 'region', 'text'],
      ['how_many', 'How many', 'integer'],
      ['last', 'last', 'date'],
      ['half', 'half', expect.stringMatching(/^(decimal|double)$/)],
    ]);
    expect(answer.result.rowCount).toBe(4);
    expect(answer.tables).toEqual([
      { schema: null, name: 'orders' },
      { schema: null, name: 'customers' },
    ]);
    expect(answer.statement).toMatchObject({ dialect: kind, parameters: [] });
    expect(answer.statement.sql).toContain('join customers as c on');
  });

  test('has a receipt of its own kind, which is run again from the text', async () => {
    const text = 'select status, count(*) as n from orders group by status order by status';
    const { receipt } = await run(connection, text);
    const kept = Receipt.parse((await server.send(`GET /api/v1/receipts/${receipt}`, { as: owner })).json());
    expect(kept).toMatchObject({ sql: text, query: null, rowsReturned: 3, rowsScanned: shop.orders.length });
    const replay = async () =>
      Replay.parse((await server.send(`POST /api/v1/receipts/${receipt}/replay`, { as: owner, body: {} })).json());
    expect(await replay()).toMatchObject({ verdict: 'same', differences: [] });
    if (kind === 'duckdb') return;
    const database = new DatabaseSync(file);
    database.exec(`insert into orders values (900, 1, '2024-05-05', 1, 'paid')`);
    const changed = await replay();
    database.exec(`delete from orders where id = 900`);
    database.close();
    expect(changed.verdict).toBe('changed');
    expect(changed.differences.join(' ')).toMatch(/status: paid: n was 20, now it is 21/);
  });

  test('is kept while the data stay the same, but not what the clock decides', async () => {
    const text = `select count(*) as once from orders where status <> '${kind}'`;
    expect((await run(connection, text)).cached).toBe(false);
    expect((await run(connection, text)).cached).toBe(true);
    for (const _ of [1, 2]) expect((await run(connection, 'select current_date as d')).cached).toBe(false);
  });

  test('is cut at the row limit and says so', async () => {
    const few = await startTestServer({ settings: { LUMIERE_MAX_ROWS: '10' } });
    try {
      const as = await few.person(await few.organization());
      const on = await connectFile(few.deps, as.org, kind, file);
      const reply = await few.send(`POST /api/v1/connections/${on}/sql`, {
        as,
        body: { sql: 'select id from orders order by id' },
      });
      const answer = SqlAnswer.parse(reply.json());
      expect([answer.result.rowCount, answer.result.truncated]).toEqual([10, true]);
      expect(answer.problems.map(({ code }) => code)).toEqual(['query.truncated']);
    } finally {
      await few.close();
    }
  });

  test('sees what the person may see: rules inside every table, and no word of hidden rows in an error', async () => {
    const ruled = await connectFile(server.deps, owner.org, kind, file, shopModel({ rules }));
    const analyst = await server.person(owner.org, 'analyst');
    const all = shop.orders.filter(({ status }) => status === 'paid').length;
    for (const text of [
      'select count(*) as n from orders',
      'select count(*) as n from (select * from orders) x',
      'with orders as (select * from orders) select count(*) as n from orders',
      'select (select count(*) from orders) as n',
    ]) {
      const answer = await run(ruled, text, analyst);
      expect([text, answer.result.data]).toEqual([text, [[all]]]);
      expect(answer.policy).not.toBe('');
      expect(answer.statement.parameters).toEqual(['paid']);
    }
    // who has no rule sees nothing of it; nobody's answer is another's
    expect((await run(ruled, 'select count(*) as n from orders')).result.data).toEqual([[0]]);
    expect((await run(ruled, 'select count(*) as n from customers', analyst)).policy).toBe('');
    if (kind === 'duckdb') {
      const { status, problems } = await refused(ruled, 'select cast(status as integer) as n from orders', analyst);
      expect([status, problems[0]?.code]).toEqual([422, 'query.failed']);
      expect(JSON.stringify(problems)).not.toMatch(/paid|open/i);
    }
  });

  test.each([
    ['select * from secrets', 'Line 1, column 15: There is no table `secrets`.', 'line 1, column 15'],
    [
      'select id,\n  customer_id from orders',
      'Line 2, column 3: There is no column `customer_id`.',
      'line 2, column 3',
    ],
    ['delete from orders', 'Line 1, column 1: `delete` is not allowed', 'line 1, column 1'],
    ['select 1; select 2', 'Line 1, column 11: There is more than one statement', 'line 1, column 11'],
    ['select * from sqlite_master', 'Line 1, column 15: There is no table `sqlite_master`', 'line 1, column 15'],
    ['select * from duckdb_settings()', 'Line 1, column 15: The function `duckdb_settings`', 'line 1, column 15'],
    ["select * from 'a.csv'", 'Line 1, column 15: A string is no table', 'line 1, column 15'],
  ])('%j is refused with its place', async (sql, message, path) => {
    const { status, problems } = await refused(connection, sql);
    expect(status).toBe(422);
    expect(problems[0]).toMatchObject({ code: 'sql.refused', path, message: expect.stringContaining(message) });
    const check = SqlCheck.parse((await post(connection, sql, owner, 'sql/check')).json());
    expect(check).toEqual({ statement: null, tables: [], problems });
  });

  test('a check says what would run', async () => {
    const check = SqlCheck.parse((await post(connection, 'select id from orders', owner, 'sql/check')).json());
    expect(check.statement?.sql).toMatch(/^select\n {2}id\nfrom .*orders/);
    expect(check.tables).toEqual([{ schema: null, name: 'orders' }]);
  });

  test('is for analysts and administrators of the organization', async () => {
    const viewer = await server.person(owner.org, 'viewer');
    expect((await post(connection, 'select 1', viewer)).statusCode).toBe(403);
    expect((await post(connection, 'select 1', viewer, 'sql/check')).statusCode).toBe(403);
    const { receipt } = await run(connection, 'select 7 as seven');
    const replay = await server.send(`POST /api/v1/receipts/${receipt}/replay`, { as: viewer, body: {} });
    expect(replay.statusCode).toBe(403);
    const stranger = await server.person(await server.organization('Other'));
    const never = 'con_00000000000000000000' as ConnectionId;
    const of = async (on: ConnectionId) => {
      const reply = await post(on, 'select 1', stranger);
      return [reply.statusCode, { ...reply.json<object>(), requestId: null }];
    };
    expect(await of(connection)).toEqual(await of(never));
    expect((await of(never))[0]).toBe(404);
  });

  test('an error of the source is in words', async () => {
    const wrong = kind === 'duckdb' ? "select cast('x' as integer)" : "select json('x')";
    const { status, problems } = await refused(connection, wrong);
    expect([status, problems[0]?.code]).toEqual([422, 'query.failed']);
  });
});

describe('whatever is sent', () => {
  let connection: ConnectionId;
  beforeAll(async () => {
    const file = await makeFile(server.deps, 'duckdb', 'sent', shopStatements(shop));
    connection = await connectFile(server.deps, owner.org, 'duckdb', file);
  });
  const deep = (open: string, close: string, count: number): string =>
    `select ${open.repeat(count)}1${close.repeat(count)}`;

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['a number', 7],
    ['null', null],
    ['a list', ['select 1']],
    ['NULs', 'select 1\u0000; drop table orders'],
    ['half a character', 'select \uD800 from orders'],
    ['an unterminated string', "select 'abc"],
    ['an unterminated name', 'select "abc'],
    ['an unterminated comment', 'select 1 /* '],
    ['an unterminated dollar string', 'select $a$ x'],
    ['a lone bracket', 'select (1'],
    ['deep brackets', deep('(', ')', 30_000)],
    ['deep calls', deep('abs(', ')', 10_000)],
    ['deep sub-queries', deep('(select ', ')', 7000)],
    ['1 MB', `select ${'1 + '.repeat(250_000)}1`],
    ['300 KB', `select '${'x'.repeat(300_000)}'`],
    ['64 KB of signs', `select ${'1+'.repeat(30_000)}1`],
    ['64 KB of quotes', `select ${"'".repeat(59_999)}`],
    ['64 KB of joins', `select 1 from orders ${', orders'.repeat(7000)}`],
    ['random bytes', Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) % 256)).toString('latin1')],
    ['controls', 'select \u0007\u001b[31m 1'],
  ])('%s is answered in words', { timeout: 20_000 }, async (_, sql) => {
    for (const path of ['sql', 'sql/check']) {
      const reply = await post(connection, sql, owner, path);
      const document = reply.json<ProblemDocument>();
      if (path === 'sql') expect([reply.statusCode >= 400, reply.statusCode < 500]).toEqual([true, true]);
      else expect(reply.statusCode).toBeLessThan(500);
      expect(document.problems[0]?.message).toMatch(/^\S+ .*[.!?]$/s);
      expect(reply.body).not.toMatch(/\.ts:\d|at Object|RangeError/);
    }
  });

  test('long hostile text does not hold up anybody else', { timeout: 30_000 }, async () => {
    const texts = ['1+', '(', "'a'||", 'case when ', 'x(', 'union select 1 ', 'a.b,', '-- \n', 'not '].map((piece, i) =>
      `select ${i} + ${piece.repeat(Math.floor(63_000 / piece.length))}`.slice(0, 64_000),
    );
    // the thread is started by the first text at all
    await post(connection, `select '${'y'.repeat(20_000)}'`);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const replies = await Promise.all(texts.map((sql) => post(connection, sql)));
    delay.disable();
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(texts.map(() => 422));
    // nine of them would take a second here; what is left is the reading of requests, with other work beside
    expect(delay.max / 1e6).toBeLessThan(400);
  });

  test('a long statement that is legitimate runs', async () => {
    const list = Array.from({ length: 6000 }, (_, i) => i).join(', ');
    const answer = await run(connection, `select count(*) as n from orders where id in (${list})`);
    expect(answer.result.data).toEqual([[shop.orders.length]]);
  });
});
