import { rename } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Checked, ConnectionId, OrgId } from '@lumiere/contract';
import { SourceError } from '@lumiere/connectors';
import { findMember } from './auth/principal-store.ts';
import { parseCells } from './data/answer-bytes.ts';
import { answerCaps } from './data/caps.ts';
import { type Ran, runQuery } from './run-query.ts';
import { type TestServer, startTestServer } from './testing/server.ts';
import {
  type Kind,
  type Shop,
  connectFile,
  makeFile,
  revenueByRegion,
  shop,
  shopModel,
  shopStatements,
} from './testing/shop.ts';

let server: TestServer;
let org: OrgId;

beforeAll(async () => {
  server = await startTestServer();
  org = await server.organization();
});
afterAll(() => server.close());

/** The shop in which every order has a customer, and that again with one order of nobody. */
const whole: Shop = { ...shop, orders: shop.orders.filter(({ customer_id }) => customer_id !== null) };
const orphaned: Shop = {
  ...whole,
  orders: [...whole.orders, { id: 99, customer_id: 99, day: '2024-05-01', amount: 5, status: 'paid' }],
};

async function run(connection: ConnectionId): Promise<Checked<Ran>> {
  const { user } = await server.person(org, 'analyst');
  const who = await findMember(server.deps.db, org, user);
  if (who === null) throw new Error('no member');
  return runQuery(revenueByRegion, who, server.deps.data, {
    connection,
    signal: AbortSignal.timeout(30_000),
    caps: answerCaps(server.deps.config),
  });
}

async function revenue(connection: ConnectionId): Promise<{ sql: string; ran: Ran; byRegion: Map<unknown, unknown> }> {
  const ran = await run(connection);
  if (!ran.ok) throw new Error(JSON.stringify(ran.problems));
  const [regions = [], amounts = []] = parseCells(ran.value.finished.encoded.data);
  return {
    sql: ran.value.prepared.statement.sql,
    ran: ran.value,
    byRegion: new Map(regions.map((region, i) => [region, amounts[i]])),
  };
}

/** What a plain loop makes of it. */
function expected({ customers, orders }: Shop): Map<unknown, unknown> {
  const sums = new Map<unknown, number>();
  for (const { customer_id, amount } of orders) {
    const region = customers.find(({ id }) => id === customer_id)?.region ?? null;
    sums.set(region, (sums.get(region) ?? 0) + (amount ?? 0));
  }
  return sums;
}

const connect = async (kind: Kind, name: string, data: Shop, model = shopModel()) => {
  const file = await makeFile(server.deps, kind, name, shopStatements(data));
  return { file, connection: await connectFile(server.deps, org, kind, file, model) };
};

test('a join that every row follows is written as the inner join that it is', async () => {
  const { connection } = await connect('duckdb', 'whole', whole);
  const { sql, byRegion } = await revenue(connection);
  expect(sql).toMatch(/^join customers/m);
  expect(byRegion).toEqual(expected(whole));
});

test('one row that points at nothing, or at null, keeps the left join and its group', async () => {
  for (const [name, data] of [
    ['orphaned', orphaned],
    ['nulls', shop],
  ] as const) {
    const { connection } = await connect('duckdb', name, data);
    const { sql, byRegion } = await revenue(connection);
    expect(sql).toMatch(/^left join customers/m);
    expect(byRegion).toEqual(expected(data));
  }
});

test('a rule on the joined table keeps the rows whose partner may not be seen', async () => {
  const rules = [
    {
      id: 'north',
      table: 'customers',
      roles: ['analyst' as const],
      where: {
        kind: 'condition' as const,
        condition: { kind: 'compare' as const, on: { field: 'customers.region' }, op: '=' as const, value: 'North' },
      },
    },
  ];
  const { connection } = await connect('duckdb', 'ruled', whole, shopModel({ rules }));
  const { sql, byRegion } = await revenue(connection);
  expect(sql).toMatch(/^left join \(/m);
  expect(new Set(byRegion.keys())).toEqual(new Set(['North', null]));
});

test('a file that others may write is never believed', async () => {
  const { connection } = await connect('sqlite', 'whole', whole);
  const { sql, byRegion } = await revenue(connection);
  expect(sql).toMatch(/^left join customers/m);
  expect(byRegion).toEqual(expected(whole));
});

test('a file that is replaced is looked at anew', async () => {
  const { file, connection } = await connect('duckdb', 'replaced', whole);
  expect((await revenue(connection)).sql).toMatch(/^join customers/m);
  await rename(await makeFile(server.deps, 'duckdb', 'replacing', shopStatements(orphaned)), file);
  const after = await revenue(connection);
  expect(after.sql).toMatch(/^left join customers/m);
  expect(after.byRegion).toEqual(expected(orphaned));
});

/** Lets the source tell these versions of its data, one after the other, and then the last one again and again; counts its runs. */
async function telling(connection: ConnectionId, versions: readonly (string | SourceError)[]) {
  const found = await server.deps.data.sources.find(org, connection);
  if (found.kind !== 'source') throw new Error('no source');
  const connector = await found.source.open();
  const real = connector.run.bind(connector);
  const counted = { runs: 0, kept: () => server.deps.data.cache.size };
  let asked = 0;
  // the same object is given to every query of the connection
  Object.assign(connector, {
    run: (...args: Parameters<typeof real>) => ((counted.runs += 1), real(...args)),
    dataVersion: () => {
      const next = versions[Math.min(asked++, versions.length - 1)];
      return next instanceof SourceError ? Promise.reject(next) : Promise.resolve(next);
    },
  });
  return counted;
}

const gone = new SourceError('source.unavailable', 'The file is not there.');

test('what was read while the data were replaced is read again, by what is proven of the new ones', async () => {
  const { connection } = await connect('duckdb', 'moving', whole);
  const counted = await telling(connection, ['first', 'second']);
  const { ran, byRegion } = await revenue(connection);
  expect(byRegion).toEqual(expected(whole));
  expect(ran.finished.dataVersion).toBe('second');
  // each time the proof and the query
  expect(counted.runs).toBe(4);
});

test('where nobody can say whether the data stayed the same, they are taken to have changed', async () => {
  const { connection } = await connect('duckdb', 'unsure', whole);
  const before = (await telling(connection, ['first', gone, 'first', gone, 'first', gone])).kept();
  const ran = await run(connection);
  expect(ran.ok ? null : ran.problems[0]?.code).toBe('source.busy');
  expect(server.deps.data.cache.size).toBe(before);
});

test('a statement that takes nothing for granted is answered, but of data that changed nothing is kept', async () => {
  const { connection } = await connect('sqlite', 'written', whole);
  const counted = await telling(connection, ['first', 'second']);
  const before = counted.kept();
  const { ran, byRegion } = await revenue(connection);
  expect(byRegion).toEqual(expected(whole));
  expect(ran.finished.dataVersion).toBe('unknown');
  expect([counted.runs, counted.kept()]).toEqual([1, before]);
});
