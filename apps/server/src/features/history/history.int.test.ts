import { afterAll, beforeAll, expect, test } from 'vitest';
import { Answer, type ConnectionId, type HistoryEntry, Replay } from '@lumiere/contract';
import { onEachEngine } from '../../testing/databases.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { connectFile, makeFile, shop, shopStatements } from '../../testing/shop.ts';

onEachEngine('what is kept of questions', (make) => {
  let server: TestServer;
  let owner: TestPerson;
  let connection: ConnectionId;
  beforeAll(async () => {
    server = await startTestServer({ database: await make() });
    owner = await server.person(await server.organization());
    const file = await makeFile(server.deps, 'sqlite', 'shop', shopStatements(shop));
    connection = await connectFile(server.deps, owner.org, 'sqlite', file);
  });
  afterAll(() => server.close());

  const ask = async (question: string): Promise<Answer> =>
    Answer.parse((await server.send('POST /api/v1/ask', { as: owner, body: { connection, question } })).json());
  const history = async (search: string) => {
    const reply = await server.send(`GET /api/v1/history?search=${encodeURIComponent(search)}`, { as: owner });
    return reply.json<{ items: HistoryEntry[]; total: number }>();
  };

  test('is listed, searched without regard to case, restored, replayed and forgotten', async () => {
    const answer = await ask('Revenue by Region');
    await ask('how many ÖRDERS are 100% paid');
    expect((await history('')).items.map(({ question }) => question)).toEqual([
      'how many ÖRDERS are 100% paid',
      'Revenue by Region',
    ]);
    expect((await history('')).items[1]).toMatchObject({ id: answer.id, rowCount: 4, connectionName: 'Shop' });
    for (const [words, total] of [
      ['reVENUE region', 1],
      ['örders', 1],
      ['100%', 1],
      ['_', 0],
      ['!', 0],
    ] as const)
      expect((await history(words)).total, words).toBe(total);
    const again = Answer.parse((await server.send(`GET /api/v1/answers/${answer.id}`, { as: owner })).json());
    expect(again.receipt).toBe(answer.receipt);
    const replay = await server.send(`POST /api/v1/receipts/${answer.receipt}/replay`, { as: owner, body: {} });
    expect(Replay.parse(replay.json())).toMatchObject({ verdict: 'same', receipt: { rowsReturned: 4 } });
    expect((await server.send(`DELETE /api/v1/history/${answer.id}`, { as: owner })).statusCode).toBe(200);
    expect((await history('')).total).toBe(1);
  });

  test('goes with its connection', async () => {
    const { receipt } = await ask('orders by status');
    expect((await server.send(`DELETE /api/v1/connections/${connection}`, { as: owner })).statusCode).toBe(200);
    expect((await history('')).total).toBe(0);
    expect((await server.send(`GET /api/v1/receipts/${receipt}`, { as: owner })).statusCode).toBe(404);
  });
});
