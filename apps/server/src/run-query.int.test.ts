import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionId, OrgId, Principal, Query } from '@lumiere/contract';
import { findMember } from './auth/principal-store.ts';
import { parseCells } from './data/answer-bytes.ts';
import { answerCaps } from './data/caps.ts';
import { runQuery } from './run-query.ts';
import { type TestServer, startTestServer } from './testing/server.ts';
import {
  type Kind,
  connectFile,
  makeFile,
  query,
  revenueByRegion,
  shop,
  shopModel,
  shopStatements,
} from './testing/shop.ts';

let server: TestServer;
let org: OrgId;
const connections = new Map<Kind, ConnectionId>();
const files = new Map<Kind, string>();
const kinds: readonly Kind[] = ['duckdb', 'sqlite'];

beforeAll(async () => {
  server = await startTestServer();
  org = await server.organization();
  for (const kind of kinds) {
    const file = await makeFile(server.deps, kind, 'shop', shopStatements(shop));
    files.set(kind, file);
    connections.set(kind, await connectFile(server.deps, org, kind, file));
  }
});
afterAll(() => server.close());

async function principal(attributes: Principal['attributes'] = {}, inOrg = org): Promise<Principal> {
  const { user } = await server.person(inOrg, 'analyst');
  await server.deps.db
    .updateTable('memberships')
    .set({ attributes: JSON.stringify(attributes) })
    .where('user_id', '=', user)
    .execute();
  const who = await findMember(server.deps.db, inOrg, user);
  if (who === null) throw new Error('no member');
  return who;
}

const connectionOf = (kind: Kind): ConnectionId => {
  const id = connections.get(kind);
  if (id === undefined) throw new Error('not connected');
  return id;
};

const run = (
  of: Query,
  who: Principal,
  connection: ConnectionId,
  signal: AbortSignal = new AbortController().signal,
  caps = answerCaps(server.deps.config),
) => runQuery(of, who, server.deps.data, { connection, signal, caps });

describe.each(kinds)('on %s', (kind) => {
  test('gives the right numbers with everything that an answer says of them', async () => {
    const ran = await run(revenueByRegion, await principal(), connectionOf(kind));
    if (!ran.ok) throw new Error(JSON.stringify(ran.problems));
    const byRegion = new Map<string | null, number>();
    for (const { customer_id, amount } of shop.orders) {
      const region = shop.customers.find(({ id }) => id === customer_id)?.region ?? null;
      byRegion.set(region, (byRegion.get(region) ?? 0) + (amount ?? 0));
    }
    const expected = [...byRegion].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
    expect(parseCells(ran.value.finished.encoded.data)).toEqual([
      expected.map(([region]) => region),
      expected.map(([, sum]) => sum),
    ]);
    expect(ran.value.prepared.text).not.toBe('');
    expect(ran.value.receipt).toMatch(/^rcp_[0-9a-f]{40}$/);
    expect(ran.value.engine).toMatch(kind === 'duckdb' ? /^DuckDB \d/ : /^SQLite \d/);
  });

  test('the second time it comes from the cache, with the same receipt', async () => {
    const who = await principal();
    const of = { ...revenueByRegion, limit: 3 };
    const first = await run(of, who, connectionOf(kind));
    const second = await run(of, await principal(), connectionOf(kind));
    expect([first.ok && first.value.cached, second.ok && second.value.cached]).toEqual([false, true]);
    expect(second.ok && second.value.receipt).toBe(first.ok && first.value.receipt);
  });

  test('identical queries at the same time run once; each may leave', async () => {
    const who = await principal();
    const source = await server.deps.data.sources.find(org, connectionOf(kind));
    if (source.kind !== 'source') throw new Error('no source');
    const connector = await source.source.open();
    const real = connector.run.bind(connector);
    let runs = 0;
    // the same object is given to every query of the connection
    Object.assign(connector, { run: (...args: Parameters<typeof real>) => ((runs += 1), real(...args)) });
    const of = { ...revenueByRegion, limit: 7 };
    const leaving = new AbortController();
    const all = Promise.all([
      run(of, who, connectionOf(kind)),
      run(of, who, connectionOf(kind), leaving.signal),
      run(of, who, connectionOf(kind)),
    ]);
    setTimeout(() => leaving.abort(), 0);
    const [first, , third] = await all;
    expect([first?.ok, third?.ok, runs]).toEqual([true, true, 1]);
    Object.assign(connector, { run: real });
  });

  test('two people with other rules never share a result', async () => {
    const model = shopModel({
      rules: [
        {
          id: 'own',
          table: 'customers',
          roles: ['analyst'],
          where: { kind: 'attribute', field: 'region', attribute: 'region' },
        },
      ],
    });
    const connection = await connectFile(server.deps, org, kind, files.get(kind) ?? '', model);
    const count = query({
      measures: [{ key: 'customers', value: { kind: 'measure', measure: 'customers.customers' } }],
    });
    const seen = async (attributes: Principal['attributes']): Promise<unknown> => {
      const ran = await run(count, await principal(attributes), connection);
      return ran.ok ? parseCells(ran.value.finished.encoded.data)[0]?.[0] : ran.problems;
    };
    for (let round = 0; round < 2; round++) {
      expect(await seen({ region: ['North'] })).toBe(3);
      expect(await seen({ region: ['North', "O'Hara"] })).toBe(6);
      expect(await seen({ region: [] })).toBe(0);
      expect(await seen({})).toBe(0);
    }
  });

  test('a query that nobody waits for any more is stopped, and the next one works', async () => {
    const leaving = new AbortController();
    const started = run({ ...revenueByRegion, limit: 11 }, await principal(), connectionOf(kind), leaving.signal);
    leaving.abort();
    const ran = await started;
    expect(ran.ok ? null : ran.problems[0]?.code).toBe('query.cancelled');
    expect((await run({ ...revenueByRegion, limit: 11 }, await principal(), connectionOf(kind))).ok).toBe(true);
  });

  test('a killed engine fails or repeats its query, and the next one works', async () => {
    const who = await principal();
    const dying = run({ ...revenueByRegion, limit: 13 }, who, connectionOf(kind));
    for (const pid of server.deps.data.engines.children) process.kill(pid, 'SIGKILL');
    const ran = await dying;
    if (!ran.ok) expect(ran.problems[0]?.code).toMatch(/^source\.(crashed|unavailable)$/);
    expect((await run({ ...revenueByRegion, limit: 14 }, who, connectionOf(kind))).ok).toBe(true);
  });

  test('more rows than the cap are cut off, and it says so', async () => {
    const of = query({ dimensions: [{ key: 'id', field: 'orders.id' }], detail: true, sort: [{ by: 'id' }] });
    const ran = await run(of, await principal(), connectionOf(kind), undefined, {
      ...answerCaps(server.deps.config),
      maxRows: 10,
    });
    if (!ran.ok) throw new Error(JSON.stringify(ran.problems));
    expect([ran.value.finished.encoded.rowCount, ran.value.finished.encoded.truncated]).toEqual([10, true]);
    expect(ran.value.warnings.map(({ code }) => code)).toContain('query.truncated');
  });
});

test("another organization's connection does not exist, in the same words as one that never was", async () => {
  const stranger = await principal({}, await server.organization('Other'));
  const theirs = await run(revenueByRegion, stranger, connectionOf('duckdb'));
  const none = await run(revenueByRegion, stranger, 'con_00000000000000000000' as ConnectionId);
  expect(theirs.ok).toBe(false);
  expect(theirs).toEqual(none);
});

test('equal statements of two organizations do not share a cached result', async () => {
  const other = await server.organization('Third');
  const connection = await connectFile(server.deps, other, 'duckdb', files.get('duckdb') ?? '');
  const of = { ...revenueByRegion, limit: 17 };
  await run(of, await principal(), connectionOf('duckdb'));
  const ran = await run(of, await principal({}, other), connection);
  expect(ran.ok && ran.value.cached).toBe(false);
});

test('data that changed is never answered from the cache', async () => {
  const file = await makeFile(server.deps, 'sqlite', 'changing', shopStatements(shop));
  const connection = await connectFile(server.deps, org, 'sqlite', file);
  const who = await principal();
  const before = await run(revenueByRegion, who, connection);
  const { DatabaseSync } = await import('@photostructure/sqlite');
  const database = new DatabaseSync(file);
  database.exec('update orders set amount = amount + 1 where id = 1');
  database.close();
  const after = await run(revenueByRegion, who, connection);
  if (!before.ok || !after.ok) throw new Error('failed');
  expect(after.value.cached).toBe(false);
  expect(after.value.finished.encoded.hash).not.toBe(before.value.finished.encoded.hash);
  expect(after.value.receipt).not.toBe(before.value.receipt);
});

test('a source that is gone is an error, not an empty result', async () => {
  const { rmSync } = await import('node:fs');
  const file = await makeFile(server.deps, 'duckdb', 'vanishing', shopStatements(shop));
  const connection = await connectFile(server.deps, org, 'duckdb', file);
  rmSync(file);
  const ran = await run(revenueByRegion, await principal(), connection);
  expect(ran.ok ? null : ran.problems[0]?.code).toBe('source.unavailable');
});
