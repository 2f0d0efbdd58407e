import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CatalogEntry, CatalogTableDetail, ConnectionDetail, ConnectionId, TableRows } from '@lumiere/contract';
import { catalogTableId } from '../../data/catalog-store.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { connectFile, makeFile, shop, shopModel, shopStatements } from '../../testing/shop.ts';

let server: TestServer;
let owner: TestPerson;
let viewer: TestPerson;
let connection: ConnectionId;

const rules = [
  { id: 'everybody', table: 'customers', roles: ['admin' as const], where: { kind: 'all' as const } },
  {
    id: 'vips',
    table: 'customers',
    roles: ['viewer' as const],
    where: {
      kind: 'condition' as const,
      condition: {
        kind: 'compare' as const,
        on: { field: 'customers.vip' },
        op: '=' as const,
        value: true,
      },
    },
  },
];

beforeAll(async () => {
  server = await startTestServer({ settings: { LUMIERE_ALLOW_PRIVATE_ADDRESSES: 'no' } });
  owner = await server.person(await server.organization());
  viewer = await server.person(owner.org, 'viewer');
  const file = await makeFile(server.deps, 'duckdb', 'browsed', [
    ...shopStatements(shop),
    'create table salaries (name varchar, salary integer)',
    'create table shops (id integer primary key, code varchar unique)',
    'create table visits (id integer primary key, shop_code varchar references shops (code), shop_id integer references shops (id))',
  ]);
  connection = await connectFile(server.deps, owner.org, 'duckdb', file, shopModel({ rules }));
  await server.deps.data.loader.refresh(owner.org, connection, AbortSignal.timeout(30_000));
});
afterAll(() => server.close());

const get = async <T>(as: TestPerson, path: string) => {
  const reply = await server.send(`GET /api/v1/connections/${connection}${path}`, { as });
  return { status: reply.statusCode, body: reply.json<T>(), text: reply.body };
};
const names = async (as: TestPerson, search = '') =>
  (await get<{ items: CatalogEntry[] }>(as, `/tables?search=${search}`)).body.items.map(({ name }) => name);
const schema = async () => (await get<{ items: CatalogEntry[] }>(owner, '/tables')).body.items[0]?.schema ?? null;
const table = async (name: string) => catalogTableId(connection, await schema(), name);

test('who may change connections sees every table, others those of the model', async () => {
  expect(await names(owner)).toEqual(['customers', 'orders', 'salaries', 'shops', 'visits']);
  expect(await names(viewer)).toEqual(['customers', 'orders']);
  expect((await get(viewer, `/tables/${await table('salaries')}`)).status).toBe(404);
  expect((await get(viewer, `/tables/${await table('salaries')}/rows`)).status).toBe(404);
  // in nobody's model, so in nobody's view
  expect((await get(owner, `/tables/${await table('salaries')}/rows`)).status).toBe(404);
  expect((await get<CatalogTableDetail>(owner, `/tables/${await table('salaries')}`)).body.withheld).toContain('model');
});

test('keys are told from both ends, also those onto another unique column than the primary key', async () => {
  const { body } = await get<CatalogTableDetail>(owner, `/tables/${await table('shops')}`);
  expect(body.referencedBy.map(({ columns, from }) => [columns, from.name, from.columns])).toEqual([
    [['code'], 'visits', ['shop_code']],
    [['id'], 'visits', ['shop_id']],
  ]);
});

test('what the model hides cannot be found by its name', async () => {
  expect(await names(owner, 'customer_id')).toEqual(['orders']);
  expect(await names(viewer, 'customer_id')).toEqual([]);
  expect((await get(viewer, `/tables/${await table('orders')}`)).text).not.toContain('customer_id');
  expect((await get(viewer, `/tables/${await table('orders')}/rows`)).text).not.toContain('customer_id');
});

test('rows are those that the rules leave, and samples of the others are not told', async () => {
  const seen = async (as: TestPerson) => (await get<TableRows>(as, `/tables/${await table('customers')}/rows`)).body;
  expect((await seen(owner)).rowCount).toBe(shop.customers.length);
  expect((await seen(viewer)).rowCount).toBe(shop.customers.filter(({ vip }) => vip).length);
  expect((await seen(viewer)).policy).not.toBe('');
  const detail = async (as: TestPerson) =>
    (await get<CatalogTableDetail>(as, `/tables/${await table('customers')}`)).body;
  expect((await detail(owner)).columns.find(({ name }) => name === 'region')?.samples).toContain('North');
  const hidden = await detail(viewer);
  expect(hidden).toMatchObject({ rows: null, withheld: expect.stringContaining('rule') });
  for (const column of hidden.columns)
    expect(column).toMatchObject({ samples: [], min: null, max: null, distinct: null, nulls: null });
});

test('the configuration is shown to those who may change it', async () => {
  expect((await get<ConnectionDetail>(owner, '')).body.config).toMatchObject({ file: expect.any(String) });
  expect((await get<ConnectionDetail>(viewer, '')).body).toMatchObject({ config: null, secretsSet: [] });
});

test('nobody names a file of the server, or an address that the administrator closed', async () => {
  const create = (kind: string, config: object) =>
    server.send('POST /api/v1/connections', { as: owner, body: { kind, name: 'x', config, test: false } });
  expect((await create('sqlite', { file: '/etc/passwd' })).json()).toMatchObject({ code: 'request.invalid' });
  expect((await create('files', { folder: '/etc' })).statusCode).toBe(422);
  const change = await server.send(`PATCH /api/v1/connections/${connection}`, {
    as: owner,
    body: { config: { file: '/etc/passwd' }, test: false },
  });
  expect(change.statusCode).toBe(422);
  const config = { host: '127.0.0.1', port: 5432, database: 'x', user: 'x', password: 'x' };
  for (const host of ['127.0.0.1', '169.254.169.254', 'localhost', '10.0.0.1']) {
    const body = { kind: 'postgres', config: { ...config, host } };
    const reply = await server.send('POST /api/v1/connections/test', { as: owner, body });
    expect(reply.json<{ steps: object[] }>().steps[0]).toMatchObject({
      state: 'failed',
      problem: { code: 'source.address-refused' },
    });
  }
});
