import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  Answer,
  type ConnectionSummary,
  type Dataset,
  type DatasetDetail,
  type DatasetImpact,
  type FileInspection,
  type StoredProfile,
  type Upload,
} from '@lumiere/contract';
import { datasetsFolder } from '../../datasets/folders.ts';
import { tidyFiles } from '../../datasets/tidy.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { is, listenForSockets, openSocket } from '../../testing/socket.ts';
import { ended, importFile, startImport, uploadFile } from '../../testing/upload.ts';

let server: TestServer;
let ada: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  const { deps } = server;
  ada = await server.person(await server.organization());
  deps.events.start(deps);
  deps.jobs.start(deps, { alone: true });
});
afterAll(() => server.close());

const csv = (rows: readonly (readonly (string | number)[])[]): string =>
  `${rows.map((row) => row.join(',')).join('\n')}\n`;
const sales = csv([
  ['Order No', 'Region', 'Amount', 'Ordered on'],
  ...Array.from({ length: 200 }, (_, n) => [
    1000 + n,
    ['North', 'South', 'East'][n % 3] ?? '',
    `${n + 1}.50`,
    `2024-${String((n % 12) + 1).padStart(2, '0')}-15`,
  ]),
]);
const ask = async (question: string, as = ada) => {
  const { items } = (await server.send('GET /api/v1/connections', { as })).json<{ items: ConnectionSummary[] }>();
  const connection = items.find(({ kind }) => kind === 'files');
  return Answer.parse(
    (await server.send('POST /api/v1/ask', { as, body: { connection: connection?.id, question } })).json(),
  );
};
const detail = async (id: string, as = ada) =>
  (await server.send(`GET /api/v1/datasets/${id}`, { as })).json<DatasetDetail>();

test('an uploaded file is a dataset that answers questions, and a new version of it other answers', async () => {
  const { dataset, job, detail: made } = await importFile(server, ada, 'sales orders.csv', sales);
  expect(job).toMatchObject({ status: 'succeeded', subject: dataset, step: null });
  expect(made).toMatchObject({ name: 'sales orders', version: { rows: 200, rejected: 0, how: 'replace' } });
  expect(made.version?.columns.map(({ name, type }) => [name, type])).toEqual([
    ['Order No', 'integer'],
    ['Region', 'text'],
    ['Amount', 'decimal'],
    ['Ordered on', 'date'],
  ]);
  expect(made.table).not.toBeNull();
  expect(made.quality).toBeGreaterThan(90);

  const answer = await ask('total amount by region');
  expect(answer).toMatchObject({ outcome: 'answered', problems: [] });
  expect(answer.result?.rowCount).toBe(3);
  expect(answer.result?.data[1]?.map(Number).reduce((a, b) => a + b)).toBeCloseTo(20_200);

  const more = sales.split('\n').slice(0, 4).join('\n');
  const replaced = await importFile(server, ada, 'sales.csv', more, { into: { kind: 'replace', dataset } });
  expect(replaced.job.status).toBe('succeeded');
  expect(replaced.detail.versions.map(({ id, rows }) => [id, rows])).toEqual([
    ['v2', 3],
    ['v1', 200],
  ]);
  expect((await ask('how many sales orders')).result?.data[0]?.map(Number)).toEqual([3]);

  const appended = await importFile(server, ada, 'more.csv', sales, { into: { kind: 'append', dataset } });
  expect(appended.detail.version).toMatchObject({ how: 'append', rows: 203 });
  expect((await ask('how many sales orders')).result?.data[0]?.map(Number)).toEqual([203]);

  const back = await server.send(`POST /api/v1/datasets/${dataset}/restore`, { as: ada, body: { version: 'v1' } });
  expect(back.json<DatasetDetail>().version).toMatchObject({ id: 'v1', rows: 200 });
  expect((await ask('how many sales orders')).result?.data[0]?.map(Number)).toEqual([200]);

  const impact = (await server.send(`GET /api/v1/datasets/${dataset}/impact`, { as: ada })).json<DatasetImpact>();
  expect(impact).toMatchObject({ rows: 200, versions: 3 });
  expect(impact.answers).toBeGreaterThanOrEqual(4);
  expect(impact.questions).toContain('how many sales orders');
}, 180_000);

test('columns that do not fit are named, and the dataset stays as it was', async () => {
  const { dataset } = await importFile(
    server,
    ada,
    'people.csv',
    csv([
      ['Name', 'Age'],
      ['Ada', 36],
      ['Bob', 41],
    ]),
  );
  const upload = await uploadFile(
    server,
    ada,
    'pets.csv',
    csv([
      ['Name', 'Legs'],
      ['Rex', 4],
    ]),
  );
  const { job } = await startImport(server, ada, upload.id, { into: { kind: 'append', dataset } });
  const failed = await ended(server, ada, job);
  expect(failed.status).toBe('failed');
  expect(failed.problems[0]?.message).toContain('"Age"');
  const after = await detail(dataset);
  expect(after).toMatchObject({ version: { id: 'v1', rows: 2 }, lastImport: { status: 'failed', how: 'append' } });
  // the file is kept, so that it can be tried with other words, and both pages lead back to it
  expect(after.lastImport?.upload).toBe(upload.id);
  const viewer = await server.person(ada.org, 'viewer');
  expect((await detail(dataset, viewer)).lastImport).toMatchObject({ status: 'failed', upload: null });
  const kept = (await server.send(`GET /api/v1/uploads/${upload.id}`, { as: ada })).json<Upload>();
  expect(kept).toMatchObject({ status: 'complete', tried: { job, into: { kind: 'append', dataset }, plan: null } });
  expect(kept.tried?.problems).toEqual(failed.problems);
  // the job itself can be tried again too, and comes to the same
  expect((await server.send(`POST /api/v1/jobs/${job}/retry`, { as: ada, body: {} })).statusCode).toBe(202);
  expect((await ended(server, ada, job)).status).toBe('failed');
  const inspected = await server.send(`POST /api/v1/uploads/${upload.id}/inspect`, { as: ada, body: {} });
  const { plan } = inspected.json<FileInspection>();
  const columns = plan.columns.map((column) => (column.name === 'Legs' ? { ...column, name: 'Age' } : column));
  const corrected = { into: kept.tried?.into, plan: { ...plan, columns } };
  const again = await startImport(server, ada, upload.id, corrected);
  expect((await ended(server, ada, again.job)).status).toBe('succeeded');
  expect(await detail(dataset)).toMatchObject({ version: { rows: 3 }, lastImport: { upload: null } });
});

test('a file that nobody needs any more can be discarded', async () => {
  const upload = await uploadFile(server, ada, 'left.csv', csv([['Name'], ['Rex']]));
  expect((await server.send(`DELETE /api/v1/uploads/${upload.id}`, { as: ada })).statusCode).toBe(200);
  expect((await server.send(`GET /api/v1/uploads/${upload.id}`, { as: ada })).statusCode).toBe(404);
});

test('the same file again is recognised, and said', async () => {
  const text = csv([
    ['City', 'People'],
    ['Bern', 134_000],
    ['Genf', 203_000],
  ]);
  const { dataset } = await importFile(server, ada, 'cities.csv', text);
  const again = await uploadFile(server, ada, 'cities-copy.csv', text);
  expect(again.same).toEqual([{ dataset, name: 'cities' }]);
  const inspection = (
    await server.send(`POST /api/v1/uploads/${again.id}/inspect`, { as: ada, body: {} })
  ).json<FileInspection>();
  for (const plan of [undefined, inspection.plan]) {
    const reply = await server.send(`POST /api/v1/uploads/${again.id}/import`, {
      as: ada,
      body: { into: { kind: 'replace', dataset }, plan },
    });
    expect(reply.json()).toMatchObject({ outcome: 'unchanged', dataset, version: { id: 'v1' } });
  }
  // read in another way it is another version
  const columns = inspection.plan.columns.map((column) =>
    column.name === 'City' ? { ...column, name: 'Town' } : column,
  );
  const { job } = await startImport(server, ada, again.id, {
    into: { kind: 'replace', dataset },
    plan: { ...inspection.plan, columns },
  });
  expect((await ended(server, ada, job)).status).toBe('succeeded');
  expect((await detail(dataset)).version?.columns.map(({ name }) => name)).toEqual(['Town', 'People']);
});

test('guesses are shown and can be corrected before the import', async () => {
  const text = 'Tag;Betrag\n01.02.2024;1.234,50\n03.02.2024;2,00\n';
  const upload = await uploadFile(server, ada, 'buchungen.csv', Buffer.from(text, 'latin1'));
  const inspect = async (body: object) =>
    (await server.send(`POST /api/v1/uploads/${upload.id}/inspect`, { as: ada, body })).json<FileInspection>();
  const first = await inspect({});
  expect(first.plan.columns.map(({ reading }) => reading.type)).toEqual(['date', 'decimal']);
  const headless = await inspect({ choices: { header: false } });
  expect(headless.preview.raw).toHaveLength(3);
  const renamed = {
    ...first.plan,
    columns: first.plan.columns.map((c) => (c.name === 'Tag' ? { ...c, name: 'Day' } : c)),
  };
  expect((await inspect({ plan: renamed })).plan.columns[0]?.name).toBe('Day');
});

test('bad rows are kept aside, counted and handed out safe for spreadsheets', async () => {
  const rows = Array.from({ length: 300 }, (_, n) => [`item ${n}`, n]);
  const { dataset, detail: made } = await importFile(
    server,
    ada,
    'stock.csv',
    csv([['Item', 'Pieces'], ...rows, ['=1+2', '@evil']]),
  );
  expect(made.version).toMatchObject({ rows: 300, rejected: 1 });
  const reply = await server.send(`GET /api/v1/datasets/${dataset}/rejected/csv`, { as: ada });
  expect(reply.headers['content-type']).toContain('text/csv');
  const lines = reply.body.trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/'=1\+2/);
});

test('the profile is stored with each version, read back fast, and made again on demand', async () => {
  const { dataset } = await importFile(
    server,
    ada,
    'scores.csv',
    csv([
      ['Player', 'Score'],
      ['a', 1],
      ['b', 2],
      ['c', 2],
    ]),
  );
  const read = async () =>
    (await server.send(`GET /api/v1/datasets/${dataset}/profile`, { as: ada })).json<StoredProfile>();
  const profile = await read();
  expect(profile).toMatchObject({
    dataset,
    version: 'v1',
    profile: { rows: 3, columns: [{ name: 'Player' }, { distinct: 2 }] },
  });
  const again = await server.send(`POST /api/v1/datasets/${dataset}/profile`, { as: ada, body: {} });
  expect(again.statusCode).toBe(202);
  expect((await ended(server, ada, again.json<{ job: never }>().job)).status).toBe('succeeded');
  expect({ ...(await read()), computedAt: '' }).toEqual({ ...profile, computedAt: '' });
});

test('a dataset is renamed with its table, and deleted with everything of it', async () => {
  const org = await server.organization('Second');
  const owner = await server.person(org);
  const { dataset } = await importFile(
    server,
    owner,
    'old name.csv',
    csv([
      ['Word', 'Count'],
      ['a', 1],
      ['b', 2],
    ]),
  );
  const taken = await importFile(
    server,
    owner,
    'other.csv',
    csv([
      ['X', 'Y'],
      [1, 2],
    ]),
  );
  expect(taken.detail.name).toBe('other');
  const rename = (name: string) => server.send(`PATCH /api/v1/datasets/${dataset}`, { as: owner, body: { name } });
  expect((await rename('OTHER')).statusCode).toBe(409);
  expect((await rename('ü'.repeat(40))).statusCode).toBe(422);
  expect((await rename('Vocabulary')).json<DatasetDetail>()).toMatchObject({
    name: 'Vocabulary',
    version: { rows: 2 },
  });
  expect((await ask('how many vocabulary', owner)).outcome).toBe('answered');

  const listed = (await server.send('GET /api/v1/connections', { as: owner })).json<{ items: ConnectionSummary[] }>();
  const ours = listed.items.find(({ kind }) => kind === 'files');
  expect((await server.send(`DELETE /api/v1/connections/${ours?.id}`, { as: owner })).statusCode).toBe(409);
  for (const id of [dataset, taken.dataset]) {
    expect((await server.send(`DELETE /api/v1/datasets/${id}`, { as: owner })).statusCode).toBe(200);
    expect((await server.send(`GET /api/v1/datasets/${id}`, { as: owner })).statusCode).toBe(404);
  }
  const { items } = (await server.send('GET /api/v1/connections', { as: owner })).json<{
    items: ConnectionSummary[];
  }>();
  expect(items.map(({ kind }) => kind)).not.toContain('files');
  await tidyFiles(server.deps);
  expect(readdirSync(datasetsFolder(server.deps.config.home, org))).toEqual(['datasets.json']);
});

test('an import can be cancelled, and leaves nothing', async () => {
  const big = `a,b\n${'12345,some words that take room\n'.repeat(400_000)}`;
  const upload = await uploadFile(server, ada, 'big.csv', big);
  const { dataset, job } = await startImport(server, ada, upload.id);
  await expect.poll(async () => (await detail(dataset)).lastImport?.status).toBe('running');
  expect((await server.send(`POST /api/v1/jobs/${job}/cancel`, { as: ada, body: {} })).statusCode).toBe(200);
  expect((await ended(server, ada, job)).status).toBe('cancelled');
  expect(await detail(dataset)).toMatchObject({ version: null, lastImport: { status: 'cancelled' } });
  // the same name can be imported anew
  const { dataset: same, job: second } = await startImport(server, ada, upload.id);
  expect(same).toBe(dataset);
  expect((await ended(server, ada, second)).status).toBe('succeeded');
}, 60_000);

test('whoever looks at a dataset hears of its imports as they go, and of no other organization’s', async () => {
  const viewer = await server.person(ada.org, 'viewer');
  const stranger = await server.person(await server.organization('Strangers'));
  const table = (n: number) =>
    csv([
      ['Bird', 'Seen'],
      ['Kite', n],
      ['Owl', 3],
    ]);
  const { dataset } = await importFile(server, ada, 'birds.csv', table(1));
  const url = await listenForSockets(server.app);
  const [mine, theirs] = [
    await openSocket(url, { token: viewer.token }),
    await openSocket(url, { token: stranger.token }),
  ];
  const topic = `dataset:${dataset}`;
  for (const socket of [mine, theirs]) {
    await socket.hears(is('welcome'));
    socket.say({ type: 'subscribe', topic, after: null });
  }
  await mine.hears(is('subscribed'));
  await theirs.hears(is('refused'));
  const { job } = await importFile(server, ada, 'birds.csv', table(2), { into: { kind: 'replace', dataset } });
  const event = (type: string) => mine.hears((message) => 'event' in message && message.event.type === type);
  expect(await event('data.ingestion')).toMatchObject({ topic, event: { data: { dataset, job: job.id } } });
  expect(await event('data.processing.complete')).toMatchObject({
    event: { data: { dataset, job: job.id, outcome: 'ready', rows: null, reason: null } },
  });
  const statuses = mine.heard.flatMap((message) =>
    'event' in message && message.event.type === 'job.changed' ? [message.event.job.status] : [],
  );
  expect(new Set(statuses)).toEqual(new Set(['queued', 'running', 'succeeded']));
  for (const { ws } of [mine, theirs]) ws.close();
}, 120_000);

test('viewers look and ask, but do not bring files in or take them away', async () => {
  const viewer = await server.person(ada.org, 'viewer');
  const { items } = (await server.send('GET /api/v1/datasets?search=SALES', { as: viewer })).json<{
    items: Dataset[];
  }>();
  expect(items.map(({ name, version }) => [name, version?.rows])).toEqual([['sales orders', 200]]);
  const [sample] = items;
  expect((await server.send(`GET /api/v1/datasets/${sample?.id}/profile`, { as: viewer })).statusCode).toBe(200);
  for (const route of ['POST /api/v1/uploads', `DELETE /api/v1/datasets/${sample?.id}`] as const)
    expect((await server.send(route as 'GET /', { as: viewer })).statusCode).toBe(403);
});
