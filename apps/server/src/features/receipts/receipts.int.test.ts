import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Answer, type ConnectionId, Receipt, Replay } from '@lumiere/contract';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { connectFile, makeFile, revenueByRegion, shop, shopModel, shopStatements } from '../../testing/shop.ts';

let server: TestServer;
let owner: TestPerson;
let file: string;
let connection: ConnectionId;

beforeAll(async () => {
  server = await startTestServer();
  owner = await server.person(await server.organization());
  file = await makeFile(server.deps, 'sqlite', 'shop', shopStatements(shop));
  connection = await connectFile(server.deps, owner.org, 'sqlite', file);
});
afterAll(() => server.close());

const write = (sql: string): void => {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
};
const ask = async (question: string, as = owner, on = connection) =>
  Answer.parse((await server.send('POST /api/v1/ask', { as, body: { connection: on, question } })).json());
const replay = async (id: string | null, as = owner) =>
  Replay.parse((await server.send(`POST /api/v1/receipts/${id}/replay`, { as, body: {} })).json());

test('a receipt says all that went in and what came out', async () => {
  const answer = await ask('revenue by region');
  const receipt = Receipt.parse((await server.send(`GET /api/v1/receipts/${answer.receipt}`, { as: owner })).json());
  expect(receipt).toMatchObject({
    id: answer.receipt,
    connection,
    question: 'revenue by region',
    query: answer.query,
    statement: answer.statement,
    rowsReturned: answer.result?.rowCount,
    rowsScanned: shop.customers.length + shop.orders.length,
    truncated: false,
  });
  expect(receipt.engine).toMatch(/^SQLite/);
});

test('a receipt is there the moment its answer is', async () => {
  const reply = await server.send('POST /api/v1/queries', {
    as: owner,
    body: { connection, query: { ...revenueByRegion, limit: 2 } },
  });
  const { receipt } = Answer.parse(reply.json());
  expect((await server.send(`GET /api/v1/receipts/${receipt}`, { as: owner })).statusCode).toBe(200);
});

test('equal questions of two people have one receipt, other words another', async () => {
  const colleague = await server.person(owner.org, 'viewer');
  const [mine, theirs, other] = [
    await ask('orders by region'),
    await ask('orders by region', colleague),
    await ask('number of orders by region'),
  ];
  expect(theirs.receipt).toBe(mine.receipt);
  expect(other.receipt).not.toBe(mine.receipt);
});

test('on the same data a replay gives the same hash; one changed row changes number, insight and receipt, and the replay names the cell', async () => {
  const before = await ask('revenue by region');
  expect(await replay(before.receipt)).toMatchObject({ verdict: 'same', differences: [] });
  write(`update orders set amount = amount + 5000 where id = 1`);
  const after = await ask('revenue by region');
  expect(after.result?.data).not.toEqual(before.result?.data);
  expect(after.narrative).not.toEqual(before.narrative);
  expect(after.receipt).not.toBe(before.receipt);
  const changed = await replay(before.receipt);
  expect(changed.verdict).toBe('changed');
  expect(changed.hash).not.toBe(changed.receipt.hash);
  expect(changed.differences.join(' ')).toMatch(/Region: North: Revenue was \d+, now it is \d+/);
  expect(changed.differences.join(' ')).toMatch(/The data was changed since/);
  expect(await replay(after.receipt)).toMatchObject({ verdict: 'same' });
  write(`update orders set amount = amount - 5000 where id = 1`);
  // the file is another version of the same data: the proof is the hash
  expect(await replay(before.receipt)).toMatchObject({ verdict: 'same', differences: [] });
});

test('rows that came and went are named', async () => {
  const answer = await ask('orders by status');
  write(`insert into orders values (900, 1, '2024-05-05', 1, 'new')`);
  const { differences } = await replay(answer.receipt);
  expect(differences.join(' ')).toMatch(/had 3 rows, now it has 4/);
  expect(differences.join(' ')).toMatch(/Status: new is new/);
  write(`delete from orders where id = 900`);
});

test('who sees other rows learns that, and nothing of the cells', async () => {
  const rules = [
    { id: 'all', table: 'customers', roles: ['admin' as const], where: { kind: 'all' as const } },
    {
      id: 'own',
      table: 'customers',
      roles: ['viewer' as const],
      where: { kind: 'attribute' as const, field: 'region', attribute: 'region' },
    },
  ];
  const ruled = await connectFile(server.deps, owner.org, 'sqlite', file, shopModel({ rules }));
  const admin = await server.person(owner.org, 'admin');
  const viewer = await server.person(owner.org, 'viewer');
  const answer = await ask('revenue by region', admin, ruled);
  const seen = await replay(answer.receipt, viewer);
  expect(seen.verdict).toBe('changed');
  expect(seen.differences.join(' ')).toMatch(/Other rules/);
  expect(JSON.stringify(seen.differences)).not.toMatch(/North|South|O'Hara/);
});

test('a stranger gets what an id that never was gets', async () => {
  const { receipt } = await ask('revenue by region');
  const stranger = await server.person(await server.organization('Other'));
  const none = 'rcp_00000000000000000000';
  const of = async (id: string | null) => {
    const replies = [
      await server.send(`GET /api/v1/receipts/${id}`, { as: stranger }),
      await server.send(`POST /api/v1/receipts/${id}/replay`, { as: stranger, body: {} }),
    ];
    return replies.map((reply) => [reply.statusCode, { ...reply.json<object>(), requestId: null }]);
  };
  expect(await of(receipt)).toEqual(await of(none));
  expect((await of(none))[0]?.[0]).toBe(404);
});

// last: sign-ins do not outlive it
test('relative dates are read by the receipt’s own day', async () => {
  const answer = await ask('orders this month');
  server.wait(40 * 86_400_000);
  const colleague = await server.person(owner.org, 'analyst');
  expect(await replay(answer.receipt, colleague)).toMatchObject({ verdict: 'same' });
});
