import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Answer,
  type ConnectionDetail,
  ConnectionId,
  type ConnectionReplacement,
  type ConnectionTest,
  type ConnectorKind,
  type Job,
  type Replay,
  type Upload,
} from '@lumiere/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keepFile, tidyKept } from '../../data/kept-files.ts';
import { tidyFiles } from '../../datasets/tidy.ts';
import { makeDatabaseFile } from '../../testing/database-file.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { uploadFile } from '../../testing/upload.ts';

let server: TestServer;
let ada: TestPerson;
const scratch = mkdtempSync(join(tmpdir(), 'lumiere-test-'));
beforeAll(async () => {
  server = await startTestServer();
  server.deps.jobs.start(server.deps, { alone: true });
});
beforeEach(async () => {
  ada = await server.person(await server.organization());
});
afterAll(async () => {
  await server.close();
  rmSync(scratch, { recursive: true });
});

const orders = (amounts: readonly number[], more = ''): readonly string[] => [
  `create table orders (id integer primary key, day date, status varchar, amount integer${more})`,
  ...amounts.map(
    (amount, i) =>
      `insert into orders (id, day, status, amount) values (${i + 1}, '2025-01-0${i + 1}', '${i % 2 ? 'open' : 'paid'}', ${amount})`,
  ),
];
const cutOff = (file: Buffer): Buffer => file.subarray(0, Math.floor(file.length * 0.6));
let made = 0;
const fileOf = async (kind: 'sqlite' | 'duckdb', statements: readonly string[]): Promise<Buffer> => {
  const file = join(scratch, `${++made}.${kind}`);
  await makeDatabaseFile(kind, file, statements);
  return readFileSync(file);
};

const send = async <T>(route: Parameters<TestServer['send']>[0], body?: unknown, as = ada) => {
  const reply = await server.send(route, { as, ...(body === undefined ? {} : { body }) });
  expect(reply.statusCode, reply.body).toBeLessThan(500);
  return { status: reply.statusCode, body: reply.json<T>(), text: reply.body };
};
const sent = (name: string, content: Buffer | string): Promise<Upload> => uploadFile(server, ada, name, content);
const connected = async (kind: 'sqlite' | 'duckdb', content: Buffer, name = 'Shop'): Promise<ConnectionDetail> => {
  const { id: upload } = await sent(`shop.${kind}`, content);
  const reply = await send<ConnectionDetail>('POST /api/v1/connections', { kind, name, config: { upload } });
  expect(reply.status, reply.text).toBe(201);
  return settled(reply.body.id);
};
const look = async (id: string) => (await send<ConnectionDetail>(`GET /api/v1/connections/${id}`)).body;
const settled = async (id: string): Promise<ConnectionDetail> => {
  await expect.poll(async () => (await look(id)).status, { timeout: 20_000, interval: 50 }).not.toBe('loading');
  return look(id);
};
const ask = async (connection: string, question: string) =>
  (await send<Answer>('POST /api/v1/ask', { connection, question })).body;
const cell = ({ result }: Answer) => result?.data[0]?.[0];
const folder = (of: 'databases' | 'uploads') => join(server.deps.config.home, 'orgs', ada.org, of);
const files = (of: 'databases' | 'uploads') => (existsSync(folder(of)) ? readdirSync(folder(of)).toSorted() : []);

test('the kinds that are files say how they are sent, and ask for no path', async () => {
  const { items } = (await send<{ items: ConnectorKind[] }>('GET /api/v1/connectors')).body;
  for (const kind of ['sqlite', 'duckdb']) {
    const found = items.find((each) => each.kind === kind);
    expect(found?.addedBy).toBe('file');
    expect(Object.keys(found?.form['properties'] as object)).toEqual(['upload']);
  }
});

describe.each(['sqlite', 'duckdb'] as const)('%s', (kind) => {
  test('a file is sent, tested, connected, discovered and asked; deleting the connection deletes it', async () => {
    const { id: upload } = await sent(`shop.${kind}`, await fileOf(kind, orders([10, 20, 30])));
    const tried = await send<ConnectionTest>('POST /api/v1/connections/test', { kind, config: { upload } });
    expect(tried.body).toMatchObject({ ok: true, tables: 1 });
    expect(tried.body.steps.map((step) => step.id)).toEqual(['file', 'open', 'read-only', 'tables']);

    const reply = await send<ConnectionDetail>('POST /api/v1/connections', { kind, name: 'Shop', config: { upload } });
    expect(reply.status).toBe(201);
    const { id } = reply.body;
    expect(await settled(id)).toMatchObject({
      status: 'ready',
      tables: 1,
      rows: 3,
      empty: false,
      config: { upload, name: `shop.${kind}` },
    });
    // it has left the uploads, and nothing that is answered says where it lies
    expect(files('uploads')).toEqual([]);
    expect(files('databases')).toEqual([`${id}.${upload}`]);
    expect((await send('GET /api/v1/connections')).text).not.toContain(server.deps.config.home);
    expect((await send(`GET /api/v1/connections/${id}`)).text).not.toContain(server.deps.config.home);

    const answer = await ask(id, 'total amount');
    expect([answer.outcome, cell(answer)]).toEqual(['answered', 60]);
    const replayed = await send<Replay>(`POST /api/v1/receipts/${answer.receipt}/replay`, {});
    expect(replayed.body.verdict).toBe('same');

    expect((await send(`DELETE /api/v1/connections/${id}`)).status).toBe(200);
    expect(files('databases')).toEqual([]);
  });

  test('a newer file takes the place of the old one at once, and the old one goes when nobody reads it', async () => {
    const before = await connected(kind, await fileOf(kind, orders([1, 2, 3])));
    expect(cell(await ask(before.id, 'total amount'))).toBe(6);
    const { id: upload } = await sent('newer', await fileOf(kind, orders([100, 200], ', note varchar')));

    const preview = await send<ConnectionReplacement>(`POST /api/v1/connections/${before.id}/replacement`, {
      config: { upload },
    });
    expect(preview.body.test.ok).toBe(true);
    expect(preview.body.changes.map((change) => [change.kind, change.column])).toEqual([['column-added', 'note']]);
    expect(cell(await ask(before.id, 'total amount'))).toBe(6);

    // whoever asks meanwhile hears the old or the new
    const asked: unknown[] = [];
    let changing = true;
    const asking = (async () => {
      while (changing) asked.push(cell(await ask(before.id, 'total amount')));
    })();
    const changed = await send<ConnectionDetail>(`PATCH /api/v1/connections/${before.id}`, { config: { upload } });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.body.config).toMatchObject({ upload, name: 'newer' });
    expect(cell(await ask(before.id, 'total amount'))).toBe(300);
    changing = false;
    await asking;
    expect(asked.filter((total) => total !== 6 && total !== 300)).toEqual([]);

    await expect.poll(async () => (await look(before.id)).refreshing, { timeout: 20_000 }).toBeNull();
    await tidyKept(server.deps.config.home, ada.org, server.deps.db, Date.now() + 3_600_000);
    expect(files('databases')).toEqual([`${before.id}.${upload}`]);
    expect(cell(await ask(before.id, 'total amount'))).toBe(300);
    await send(`DELETE /api/v1/connections/${before.id}`);
  });

  test('a file that is no such database is refused with the step, is not kept, and the one in force stays', async () => {
    const { id } = await connected(kind, await fileOf(kind, orders([5])));
    const there = files('databases');
    for (const content of ['id,amount\n1,2\n', cutOff(await fileOf(kind, orders([7])))]) {
      const { id: upload } = await sent(`renamed.${kind}`, content);
      const tried = await send<ConnectionTest>('POST /api/v1/connections/test', { kind, config: { upload } });
      expect(tried.body.steps[0]).toMatchObject({ id: 'file', state: 'failed' });
      // also where no test is asked for
      for (const test of [true, false]) {
        const added = await send('POST /api/v1/connections', { kind, name: 'None', config: { upload }, test });
        expect([added.status, added.text]).toEqual([422, expect.stringContaining('"file.un')]);
        const changed = await send(`PATCH /api/v1/connections/${id}`, { config: { upload }, test });
        expect(changed.status).toBe(422);
      }
      // it can still be discarded, or imported as what it is
      expect((await send(`DELETE /api/v1/uploads/${upload}`)).status).toBe(200);
    }
    expect(files('databases')).toEqual(there);
    expect(cell(await ask(id, 'total amount'))).toBe(5);
    await send(`DELETE /api/v1/connections/${id}`);
  });
});

test('no path, no id of somebody else and nothing unfinished is taken for a file', async () => {
  const bob = await server.person(await server.organization());
  const theirs = await uploadFile(server, bob, 'theirs.sqlite', await fileOf('sqlite', orders([1])));
  const unfinished = await send<Upload>('POST /api/v1/uploads', { name: 'a.sqlite', bytes: 10 });
  const own = join(server.deps.config.home, 'orgs', bob.org, 'uploads', theirs.id);
  const said = new Set<string>();
  for (const config of [
    { file: '/etc/passwd' },
    { file: own },
    { upload: own },
    { upload: `../${bob.org}/uploads/${theirs.id}` },
    { upload: theirs.id },
    { upload: 'upl_00000000' },
    { upload: unfinished.body.id },
    { upload: theirs.id, file: own, copy: true },
    {},
  ])
    for (const route of ['POST /api/v1/connections', 'POST /api/v1/connections/test'] as const) {
      const body = route.endsWith('test') ? { kind: 'sqlite', config } : { kind: 'sqlite', name: 'x', config };
      const reply = await send<{ detail: string }>(route, body);
      expect([config, reply.status]).toEqual([config, 422]);
      if (
        'upload' in config &&
        (config.upload === theirs.id || config.upload === 'upl_00000000') &&
        !('file' in config)
      )
        said.add(reply.body.detail);
    }
  // another organization's and one that never was look the same
  expect(said.size).toBe(1);
  const { items } = (await send<{ items: ConnectionDetail[] }>('GET /api/v1/connections')).body;
  expect(items.filter(({ sample }) => !sample)).toEqual([]);
});

test('of several who connect the same file at once one succeeds', async () => {
  const { id: upload } = await sent('shop.sqlite', await fileOf('sqlite', orders([1])));
  const replies = await Promise.all(
    Array.from({ length: 4 }, () =>
      send<ConnectionDetail>('POST /api/v1/connections', { kind: 'sqlite', name: 'Shop', config: { upload } }),
    ),
  );
  // the later ones may find it gone before they have looked
  expect(replies.filter(({ status }) => status === 201).length).toBe(1);
  expect(replies.every(({ status }) => [201, 409, 422].includes(status))).toBe(true);
  expect(files('databases').length).toBe(1);
  const winner = replies.find(({ status }) => status === 201)?.body.id ?? '';
  expect((await settled(winner)).status).toBe('ready');
  await send(`DELETE /api/v1/connections/${winner}`);
});

test('a file of an attempt that a crash cut short is tidied away, and one in force never', async () => {
  const { id } = await connected('sqlite', await fileOf('sqlite', orders([9])));
  const { id: upload } = await sent('stray.sqlite', await fileOf('sqlite', orders([1])));
  const from = server.deps.files.uploads.path(ada.org, upload);
  await keepFile(server.deps.config.home, ada.org, { connection: ConnectionId.parse('con_99999999'), upload, from });
  expect(files('databases').length).toBe(2);
  await tidyFiles(server.deps);
  // it may be being connected right now
  expect(files('databases').length).toBe(2);
  await tidyKept(server.deps.config.home, ada.org, server.deps.db, Date.now() + 3_600_000);
  expect(files('databases').map((name) => name.split('.')[0])).toEqual([id]);
  expect(cell(await ask(id, 'total amount'))).toBe(9);
  await send(`DELETE /api/v1/connections/${id}`);
});

test('a database without tables is connected and says so; once there are some, a refresh brings them', async () => {
  const empty = await connected('sqlite', await fileOf('sqlite', ['create table a (i integer)', 'drop table a']));
  expect(empty).toMatchObject({ status: 'failed', empty: true, tables: 0 });
  expect(empty.reason).toMatch(/shows no tables/);
  expect((await ask(empty.id, 'total amount')).outcome).toBe('failed');
  const refresh = await send<Job>(`POST /api/v1/connections/${empty.id}/refresh`, {});
  await expect
    .poll(async () => (await send<Job>(`GET /api/v1/jobs/${refresh.body.id}`)).body.status, { timeout: 20_000 })
    .toBe('succeeded');
  expect(await look(empty.id)).toMatchObject({ status: 'failed', empty: true });
  const { id: upload } = await sent('full.sqlite', await fileOf('sqlite', orders([4, 5])));
  await send(`PATCH /api/v1/connections/${empty.id}`, { config: { upload } });
  await expect.poll(async () => (await look(empty.id)).status, { timeout: 20_000 }).toBe('ready');
  expect(await look(empty.id)).toMatchObject({ empty: false, tables: 1, rows: 2 });
  expect(cell(await ask(empty.id, 'total amount'))).toBe(9);
  await send(`DELETE /api/v1/connections/${empty.id}`);
});
