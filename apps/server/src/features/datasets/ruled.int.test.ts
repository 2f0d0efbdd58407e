import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionId, Dataset, DatasetDetail, DatasetImpact } from '@lumiere/contract';
import { parseModel, printModel } from '@lumiere/semantic';
import { keepModel } from '../../data/describe-source.ts';
import { modelVersion } from '../../data/sources.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { is, listenForSockets, openSocket } from '../../testing/socket.ts';
import { ended, importFile, startImport, uploadFile } from '../../testing/upload.ts';

/** Files become tables that rules hide rows of, and tables that are hidden as a whole: nothing of either comes out beside them. */
let server: TestServer;
let owner: TestPerson;
let analyst: TestPerson;
let viewer: TestPerson;
let pay: string;
let plans: string;
let socketUrl: string;

const secret = 'Canary Wharf';
const csv = (rows: number): string =>
  `region,person,salary\n${Array.from({ length: rows }, (_, n) =>
    n % 10 === 9
      ? `South,${secret} ${n},unpaid ${secret}`
      : `${n % 2 === 0 ? 'North' : 'South'},${secret} ${n},${777_000 + n}`,
  ).join('\n')}\n`;

beforeAll(async () => {
  server = await startTestServer();
  socketUrl = await listenForSockets(server.app);
  owner = await server.person(await server.organization());
  [analyst, viewer] = [await server.person(owner.org, 'analyst'), await server.person(owner.org, 'viewer')];
  server.deps.events.start(server.deps);
  server.deps.jobs.start(server.deps, { alone: true });
});
afterAll(() => server.close());

/** Gives the model of the files a rule, by which analysts and viewers see the rows of the north, and hides a table. */
async function bind(): Promise<void> {
  const { db, data } = server.deps;
  const row = await db.selectFrom('connections').selectAll().where('kind', '=', 'files').executeTakeFirstOrThrow();
  const stored = await db
    .selectFrom('models')
    .selectAll()
    .where('version', '=', row.model_version ?? '')
    .executeTakeFirstOrThrow();
  const model = parseModel(stored.yaml);
  if (!model.ok) throw new Error(JSON.stringify(model.problems));
  const where = { kind: 'compare', on: { field: 'pay.region', part: null }, op: '=', value: 'North' } as const;
  const yaml = printModel({
    ...model.value,
    tables: model.value.tables.map((table) => (table.id === 'plans' ? { ...table, hidden: true } : table)),
    rules: [
      { id: 'north', table: 'pay', roles: ['analyst', 'viewer'], where: { kind: 'condition', condition: where } },
      { id: 'all', table: 'pay', roles: ['admin'], where: { kind: 'all' } },
    ],
  });
  const version = modelVersion(yaml);
  await keepModel(db, row.id, { version, yaml }, 1);
  await db.updateTable('connections').set({ model_version: version, model_made: 0 }).where('id', '=', row.id).execute();
  data.sources.forget(row.id satisfies ConnectionId);
}

const get = (path: string, as: TestPerson) => server.send(`GET /api/v1/${path}` as 'GET /api/v1/me', { as });
/** Ids and times may hold any digits. */
const silent = (text: string): void => {
  const said = text.replaceAll(
    /\b(dst|con|job|upl|usr|org|evt)_\w+|[\w-]*\d{4}-\d\d-\d\dT[\d:.]+Z|"(requestId|epoch)":"[^"]*"/g,
    '',
  );
  for (const word of [secret, '777', '321', '289']) expect(said).not.toContain(word);
};

test('a dataset of which rules hide rows says nothing of all of them', async () => {
  pay = (await importFile(server, owner, 'pay.csv', csv(321))).dataset;
  plans = (await importFile(server, owner, 'plans.csv', `plan,code\n${secret},1\n${secret} 2,2\n`)).dataset;
  await bind();
  for (const as of [analyst, viewer]) {
    const seen = await get(`datasets/${pay}`, as);
    expect(seen.json<DatasetDetail>()).toMatchObject({ version: null, versions: [], quality: null });
    silent(seen.body);
    const list = await get('datasets', as);
    expect(list.json<{ items: Dataset[] }>().items.map(({ name }) => name)).toContain('pay');
    silent(list.body);
    for (const path of [`datasets/${pay}/profile`, `datasets/${pay}/rejected/csv`]) {
      const refused = await get(path, as);
      expect(refused.statusCode).toBe(403);
      silent(refused.body);
    }
  }
  const impact = await get(`datasets/${pay}/impact`, analyst);
  expect(impact.json<DatasetImpact>()).toMatchObject({ rows: 0, bytes: 0 });
});

test('having it looked at again tells nobody what was seen', async () => {
  const made = await server.send(`POST /api/v1/datasets/${pay}/profile`, { as: analyst, body: {} });
  const job = await ended(server, analyst, made.json<{ job: Parameters<typeof ended>[2] }>().job);
  expect(job.status).toBe('succeeded');
  silent(JSON.stringify(job));
  expect((await get(`datasets/${pay}/profile`, analyst)).statusCode).toBe(403);
  expect((await get(`datasets/${pay}/profile`, owner)).body).toContain(secret);
});

test('a file on its way is for who sent it alone: its preview shows every row', async () => {
  const upload = await uploadFile(server, owner, 'pay.csv', csv(321));
  const url = `/api/v1/uploads/${upload.id}` as const;
  for (const as of [analyst, viewer]) {
    const tries = [
      await server.send(`GET ${url}`, { as }),
      await server.send(`POST ${url}/inspect`, { as, body: {} }),
      await server.send(`POST ${url}/import`, { as, body: { into: { kind: 'new', name: 'mine' } } }),
      await server.send(`DELETE ${url}`, { as }),
    ];
    for (const { statusCode, body } of tries) {
      expect([404, 403]).toContain(statusCode);
      silent(body);
    }
  }
  // not even after it came to nothing
  const { job } = await startImport(server, owner, upload.id, { into: { kind: 'append', dataset: plans } });
  expect((await ended(server, owner, job)).status).toBe('failed');
  expect((await get(`datasets/${plans}`, owner)).json<DatasetDetail>().lastImport?.upload).toBe(upload.id);
  expect((await get(`datasets/${plans}`, analyst)).json<DatasetDetail>().lastImport?.upload).toBeNull();
  expect((await server.send(`POST ${url}/inspect`, { as: owner, body: {} })).body).toContain(secret);
  expect((await server.send(`DELETE ${url}`, { as: owner })).statusCode).toBe(200);
});

test('a hidden dataset is as one that never was', async () => {
  expect((await get('datasets', viewer)).json<{ items: Dataset[]; total: number }>()).toMatchObject({
    items: [{ name: 'pay' }],
    total: 1,
  });
  for (const path of ['', '/profile']) {
    const [hidden, absent] = [
      await get(`datasets/${plans}${path}`, viewer),
      await get(`datasets/dst_nothing0000${path}`, viewer),
    ];
    const said = (reply: { json: () => object }): object => ({ ...reply.json(), requestId: null });
    expect(said(hidden)).toEqual(said(absent));
  }
  const [hers, his] = [
    await openSocket(socketUrl, { token: viewer.token }),
    await openSocket(socketUrl, { token: analyst.token }),
  ];
  for (const topic of [`dataset:${plans}`, 'dataset:dst_nothing0000']) {
    hers.say({ type: 'subscribe', topic, after: null });
    await hers.hears(is('refused', topic));
  }
  his.say({ type: 'subscribe', topic: `dataset:${plans}`, after: null });
  await his.hears(is('subscribed', `dataset:${plans}`));
  for (const socket of [hers, his]) socket.ws.terminate();
});

test('who listens hears that an import ended, and not of how much', async () => {
  const socket = await openSocket(socketUrl, { token: viewer.token });
  const topic = `dataset:${pay}`;
  socket.say({ type: 'subscribe', topic, after: null });
  await socket.hears(is('subscribed', topic));
  const { job } = await importFile(server, owner, 'pay.csv', csv(289), { into: { kind: 'replace', dataset: pay } });
  expect(job.status).toBe('succeeded');
  await socket.hears((message) => 'event' in message && message.event.type === 'data.processing.complete');
  silent(JSON.stringify(socket.heard));
  silent(JSON.stringify((await get(`jobs/${job.id}`, analyst)).json<{ step: unknown }>().step ?? ''));
  socket.ws.terminate();
});
