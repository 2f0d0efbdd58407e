import { afterAll, beforeAll, expect, test } from 'vitest';
import { Model, type ConnectionId } from '@lumiere/contract';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { connectFile, makeFile } from '../../testing/shop.ts';

let server: TestServer;
let owner: TestPerson;
let connection: ConnectionId;
let url: string;

const field = { id: 'words', label: 'Words', column: 'words', type: 'text' as const, role: 'text' as const };

beforeAll(async () => {
  server = await startTestServer({ settings: { LUMIERE_QUERY_TIMEOUT_SECONDS: '2' } });
  owner = await server.person(await server.organization());
  const file = await makeFile(server.deps, 'duckdb', 'big', [
    `create table big as select hash(i)::varchar || hash(i + 1)::varchar as words from range(2000000) r(i)`,
  ]);
  const model = Model.parse({
    version: 1,
    name: 'Big',
    tables: [
      {
        id: 'big',
        label: 'Big',
        singular: 'row',
        source: { name: 'big' },
        fields: [field],
      },
    ],
  });
  connection = await connectFile(server.deps, owner.org, 'duckdb', file, model);
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

/** Takes many seconds on any machine and no memory: a thousand searches through every text, none of which finds or can be shared. */
const slow = (key: string) => ({
  measures: Array.from({ length: 50 }, (_, i) => ({
    key: `${key}${i}`,
    value: {
      kind: 'filtered',
      of: { kind: 'count-rows', table: 'big' },
      where: {
        kind: 'or',
        conditions: Array.from({ length: 20 }, (__, j) => ({
          kind: 'text',
          on: { field: 'big.words' },
          op: 'contains',
          value: `x${key}${i}x${j}`,
        })),
      },
    },
  })),
});
const send = (query: object, signal?: AbortSignal) =>
  fetch(`${url}/api/v1/queries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ connection, query }),
    ...(signal === undefined ? {} : { signal }),
  });
const ended = async (outcome: string): Promise<number> => {
  const text = await server.deps.metrics.registry.metrics();
  return Number(
    new RegExp(`lumiere_queries_total\\{dialect="duckdb",outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1] ?? 0,
  );
};

test('a closed tab cancels the query in the source', async () => {
  const leaving = new AbortController();
  const asked = send(slow('a'), leaving.signal);
  setTimeout(() => leaving.abort(), 300);
  await expect(asked).rejects.toThrow();
  await expect.poll(() => ended('query.cancelled'), { timeout: 1500 }).toBe(1);
  const next = await send({ measures: [{ key: 'n', value: { kind: 'count-rows', table: 'big' } }] });
  expect(await next.json()).toMatchObject({ result: { data: [[2_000_000]] } });
});

test('a query that takes too long is stopped and says so', async () => {
  const reply = await send(slow('b'));
  expect(reply.status).toBe(504);
  expect(await reply.json()).toMatchObject({ code: 'query.timeout' });
});
