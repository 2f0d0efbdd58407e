import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionId } from '@lumiere/contract';
import { catalogTableId } from '../../data/catalog-store.ts';
import { tableProfile } from '../../data/table-profile-job.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { connectFile, makeFile, shop, shopModel, shopStatements } from '../../testing/shop.ts';
import { profileClient } from '../../testing/table-profiles.ts';
import { ended } from '../../testing/upload.ts';

let server: TestServer;
let ada: TestPerson;
let viewer: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.person(await server.organization());
  viewer = await server.person(ada.org, 'viewer');
  server.deps.events.start(server.deps);
  server.deps.jobs.start(server.deps, { alone: true });
});
afterAll(() => server.close());

const client = profileClient(() => server);
const { refusal } = client;
const read = (connection: string, table: string, as = ada) => client.read(connection, table, as);
const make = (connection: string, table: string, as = ada) => client.make(connection, table, as);
const tables = (connection: string) => client.tables(connection, ada);

describe('who may see a profile', () => {
  const customersRule = { table: 'customers', where: { kind: 'all' } } as const;
  const condition = { kind: 'compare', on: { field: 'customers.vip' }, op: '=', value: true } as const;
  const rules = [
    { ...customersRule, id: 'everything', roles: ['admin' as const] },
    { ...customersRule, id: 'vips', roles: ['viewer' as const], where: { kind: 'condition', condition } as const },
  ];
  let connection: ConnectionId;
  const id = async (name: string) => (await tables(connection)).get(name) ?? '';
  let analyst: TestPerson;

  beforeAll(async () => {
    analyst = await server.person(ada.org, 'analyst');
    const file = await makeFile(server.deps, 'sqlite', 'ruled', [
      ...shopStatements(shop),
      'create table salaries (name varchar, salary integer)',
    ]);
    connection = await connectFile(server.deps, ada.org, 'sqlite', file, shopModel({ rules }));
  });

  test('nobody from whom a rule hides rows, whatever anybody else had looked at', async () => {
    const customers = await id('customers');
    expect(await refusal(connection, customers, viewer)).toMatchObject({ status: 403 });
    expect(await make(connection, customers)).toMatchObject({ status: 'succeeded', step: 'All rows' });
    expect(
      (await read(connection, customers)).found?.profile.columns.find(({ name }) => name === 'region')?.top,
    ).toContainEqual({
      value: 'North',
      count: 3,
    });
    for (const person of [viewer, analyst]) {
      const said = await refusal(connection, customers, person);
      expect(said).toMatchObject({ status: 403, text: expect.stringContaining('A rule decides') });
      for (const secret of ['North', 'Customer 1', 'found']) expect(said.text).not.toContain(secret);
    }
    // an analyst may have tables looked at, but not this one: no rule lets them see a row
    expect(await refusal(connection, customers, analyst, 'POST')).toMatchObject({ status: 403 });
    expect(await refusal(connection, customers, viewer, 'POST')).toMatchObject({ status: 403 });
  });

  test('a hidden column is never looked at, so its values are in nobody’s profile', async () => {
    const orders = await id('orders');
    expect(await make(connection, orders, analyst)).toMatchObject({ status: 'succeeded' });
    for (const person of [ada, analyst, viewer]) {
      const { found } = await read(connection, orders, person);
      expect(found?.reading).toMatchObject({ how: 'all', hidden: 1 });
      // alike in what is seen is not alike
      expect(found?.profile.duplicateRows).toBeNull();
      expect(found?.profile.columns.map(({ name }) => name)).toEqual(['id', 'day', 'amount', 'status']);
      expect(JSON.stringify(found)).not.toContain('customer_id');
    }
    // a column that was open when it was looked at, and is hidden now
    const model = shopModel();
    const closed = {
      ...model,
      tables: model.tables.map((table) => ({
        ...table,
        fields: table.fields.map((field) => (field.id === 'status' ? { ...field, hidden: true } : field)),
      })),
    };
    const yaml = JSON.stringify(closed);
    const { db, data } = server.deps;
    await db
      .insertInto('models')
      .values({ connection_id: connection, version: 'closed', yaml, created_at: 0 })
      .execute();
    const before = await db
      .selectFrom('connections')
      .select('model_version')
      .where('id', '=', connection)
      .executeTakeFirstOrThrow();
    await db.updateTable('connections').set({ model_version: 'closed' }).where('id', '=', connection).execute();
    await data.changed(connection);
    const said = await refusal(connection, orders, ada);
    expect(said).toMatchObject({ status: 403, text: expect.stringContaining('every column') });
    expect(said.text).not.toContain('paid');
    await db.updateTable('connections').set(before).where('id', '=', connection).execute();
    await data.changed(connection);
  });

  test('a table outside of the model is looked at by nobody, and is nowhere for those who see only the model', async () => {
    const salaries = await id('salaries');
    expect(await refusal(connection, salaries, ada)).toMatchObject({
      status: 409,
      text: expect.stringContaining('model leaves'),
    });
    expect(await refusal(connection, salaries, ada, 'POST')).toMatchObject({ status: 409 });
    const absent = await refusal(connection, catalogTableId(connection, null, 'never'), viewer);
    const hidden = await refusal(connection, salaries, viewer);
    expect(hidden.status).toBe(404);
    expect(hidden.text.replace(/"requestId":"[^"]*"/, '')).toBe(absent.text.replace(/"requestId":"[^"]*"/, ''));
  });

  test('whoever loses the right while the job waits, loses the profile too', async () => {
    const leaver = await server.person(ada.org, 'analyst');
    const { db, jobs } = server.deps;
    const orders = await id('orders');
    await db.updateTable('users').set({ disabled: 1 }).where('id', '=', leaver.user).execute();
    const payload = { connection, table: catalogTableId(connection, null, 'orders'), by: leaver.user };
    const { id: job } = await jobs.enqueue(db, tableProfile, payload, { org: ada.org, subject: connection });
    expect(await ended(server, ada, job)).toMatchObject({
      status: 'failed',
      problems: [{ code: 'permission.denied' }],
    });
    expect((await read(connection, orders)).found).not.toBeNull();
  });
});
