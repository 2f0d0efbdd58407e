import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ConnectionId,
  type ConnectionSummary,
  type DataProfile,
  type JobId,
  StoredProfile,
} from '@lumiere/contract';
import type { SourceDatabase } from '../../testing/database-servers.ts';
import { eachSourceServer } from '../../testing/each-source-server.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { makeFile } from '../../testing/shop.ts';
import { is, listenForSockets, openSocket } from '../../testing/socket.ts';
import { profileClient, profilePath } from '../../testing/table-profiles.ts';
import { ended, importFile } from '../../testing/upload.ts';

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
const read = (connection: string, table: string, as = ada) => client.read(connection, table, as);
const make = (connection: string, table: string, as = ada) => client.make(connection, table, as);
const tables = (connection: string) => client.tables(connection, ada);

/** Rows with everything that a profile has an eye for. */
const rows = Array.from({ length: 500 }, (_, i) => [
  String(i + 1),
  i % 7 === 0 ? null : `${(i * 37) % 400}.${String(i % 100).padStart(2, '0')}`,
  i === 9 ? '2200-01-01' : `2024-${String((i % 12) + 1).padStart(2, '0')}-15`,
  i % 5 === 0 ? null : (['paid', 'open', 'Paid', 'Ünpaid'][i % 4] ?? null),
  `AB-${1000 + (i % 50)}`,
]);
const literal = (cell: string | null | undefined): string =>
  cell === null || cell === undefined ? 'null' : `'${cell}'`;
const statements = [
  'create table sales (id integer primary key, amount decimal(12, 2), day date, status varchar(20), code varchar(20))',
  `insert into sales values ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`,
  'create view latest as select * from sales',
  'create table nobody (id integer, note varchar(20))',
];

/** All but the source's own words for types, which no file has. */
const neutral = (profile: DataProfile) => ({
  ...profile,
  columns: profile.columns.map(({ native: _, mean, stddev, ...column }) => ({
    ...column,
    // sums of doubles differ in their last bits from sums of decimals
    mean: mean?.toPrecision(12),
    stddev: stddev?.toPrecision(12),
  })),
});

let expected: ReturnType<typeof neutral>;
test('a file of these rows has a profile, which all others are held against', async () => {
  const csv = [['id', 'amount', 'day', 'status', 'code'], ...rows].map((row) =>
    row.map((cell) => cell ?? '').join(','),
  );
  const { dataset } = await importFile(server, ada, 'sales as a file.csv', `${csv.join('\n')}\n`);
  const reply = await server.send(`GET /api/v1/datasets/${dataset}/profile`, { as: ada });
  expected = neutral(StoredProfile.parse(reply.json()).profile);
  expect(expected.columns.map(({ type }) => type)).toEqual(['integer', 'decimal', 'date', 'text', 'text']);
});

/** What every source must do, whichever it is. */
async function sameAsFile(connection: ConnectionId, decimals: 'decimal' | 'double' = 'decimal') {
  const wanted = {
    ...expected,
    columns: expected.columns.map((column) => (column.name === 'amount' ? { ...column, type: decimals } : column)),
  };
  const ids = await tables(connection);
  const sales = ids.get('sales') ?? '';
  expect(await read(connection, sales)).toEqual({ found: null, job: null });
  expect(await make(connection, sales)).toMatchObject({ status: 'succeeded', step: 'All rows', subject: connection });
  const { found, job } = await read(connection, sales);
  expect(job).toMatchObject({ status: 'succeeded' });
  expect(found).toMatchObject({ reading: { how: 'all', rows: 500, of: 500, hidden: 0 }, changed: null });
  expect(found?.profile.columns.map(({ native }) => native)[0]?.toLowerCase()).toContain('int');
  if (found !== null) expect(neutral(found.profile)).toEqual(wanted);

  const latest = ids.get('latest') ?? '';
  expect(await make(connection, latest)).toMatchObject({ status: 'succeeded' });
  const view = (await read(connection, latest)).found;
  if (view !== null) expect(neutral(view.profile)).toEqual(wanted);
  expect(view?.reading).toEqual({ how: 'all', rows: 500, of: 500, hidden: 0 });

  expect(await make(connection, ids.get('nobody') ?? '')).toMatchObject({ status: 'succeeded', step: 'All rows' });
  expect((await read(connection, ids.get('nobody') ?? '')).found?.profile).toMatchObject({ rows: 0, quality: 0 });
}

for (const kind of ['duckdb', 'sqlite'] as const) {
  test(`a table of a ${kind} file has the profile of the same rows brought as a file`, async () => {
    const file = await makeFile(server.deps, kind, `sales-${kind}`, statements);
    const connection = await server.deps.data.loader.add(ada.org, { kind, name: kind, config: { file } });
    // what is stored as 8 bytes is known as that, whatever it was declared as
    await sameAsFile(connection, kind === 'sqlite' ? 'double' : 'decimal');
  }, 60_000);
}

eachSourceServer(onServer);

function onServer(start: () => Promise<SourceDatabase>): void {
  let source: SourceDatabase;
  let connection: ConnectionId;
  beforeAll(async () => {
    source = await start();
    await source.run(...statements);
    const big =
      source.kind === 'postgres'
        ? 'create table big as select i as id, i / 1000 as part from generate_series(1, 300000) i'
        : 'create table big as select seq as id, seq div 1000 as part from seq_1_to_300000';
    await source.run(big);
    const made = { kind: source.kind, name: 'Sales', config: source.config };
    connection = await server.deps.data.loader.add(ada.org, made);
  });
  afterAll(() => source.remove());

  test('its tables and views have the profile of the same rows brought as a file', async () => {
    await sameAsFile(connection);
  }, 60_000);

  test('of a large table a sample is looked at, and it says so', async () => {
    const id = (await tables(connection)).get('big') ?? '';
    const job = await make(connection, id);
    expect(job).toMatchObject({
      status: 'succeeded',
      step: 'A sample of the rows',
    });
    const { found } = await read(connection, id);
    expect(found?.reading.how).toBe('sample');
    // an estimate of the source, or a count where it has none
    expect(found?.reading.of).toBeGreaterThan(250_000);
    expect(found?.reading.of).toBeLessThan(350_000);
    const ids = found?.profile.columns[0];
    expect(found?.profile.rows).toBe(found?.reading.rows);
    expect(found?.profile.rows).toBeLessThan(270_000);
    // from all over it
    expect(Number(ids?.min)).toBeLessThan(3000);
    expect(Number(ids?.max)).toBeGreaterThan(297_000);
    for (const { message } of found?.profile.issues ?? []) expect(message).toMatch(/^Among the rows looked at: /);
  }, 60_000);

  test('what changed in the table is known after its tables were read again', async () => {
    const id = (await tables(connection)).get('sales') ?? '';
    await source.run(
      `insert into sales values (9999, 1, '2024-01-01', 'paid', 'AB-1')`,
      'alter table sales add column extra integer',
    );
    await server.deps.data.loader.refresh(ada.org, connection, AbortSignal.timeout(30_000));
    expect((await read(connection, id)).found).toMatchObject({ changed: 'structure', reading: { rows: 500 } });
    expect(await make(connection, id)).toMatchObject({ status: 'succeeded', step: 'All rows' });
    expect((await read(connection, id)).found).toMatchObject({ changed: null, reading: { rows: 501 } });
  }, 60_000);

  test('a table that is gone, and a source that is down, say so in words', async () => {
    const id = (await tables(connection)).get('nobody') ?? '';
    await source.run('drop table nobody');
    expect(await make(connection, id)).toMatchObject({
      status: 'failed',
      problems: [{ message: expect.stringMatching(/\w/) }],
    });
    // what was found stays, with why it could not be renewed
    expect(await read(connection, id)).toMatchObject({ found: { reading: { rows: 0 } }, job: { status: 'failed' } });
  }, 60_000);
}

test('the sample data and files have profiles in the same place', async () => {
  const { items } = (await server.send('GET /api/v1/connections', { as: ada })).json<{ items: ConnectionSummary[] }>();
  const files = items.find(({ kind }) => kind === 'files');
  const [id = ''] = [...(await tables(files?.id ?? '')).values()];
  const { found } = await read(files?.id ?? '', id, viewer);
  expect(found).toMatchObject({ reading: { how: 'all', rows: 500, of: 500 } });
  expect(found === null ? null : neutral(found.profile)).toEqual(expected);
  expect(await make(files?.id ?? '', id)).toMatchObject({ status: 'succeeded', subject: files?.id });
});

test('its progress comes over the socket, it can be cancelled, and what was found is read back quickly', async () => {
  const columns = Array.from({ length: 100 }, (_, i) => `(i * ${i + 3}) % 9973 as c${i}`).join(', ');
  const file = await makeFile(server.deps, 'duckdb', 'wide', [
    `create table wide as select ${columns} from range(2000) r(i)`,
  ]);
  const connection = await server.deps.data.loader.add(ada.org, { kind: 'duckdb', name: 'wide', config: { file } });
  const [wide = ''] = [...(await tables(connection)).values()];
  const topic = `connection:${connection}`;
  const socket = await openSocket(await listenForSockets(server.app), { token: ada.token });
  await socket.hears(is('welcome'));
  socket.say({ type: 'subscribe', topic });
  await socket.hears(is('subscribed', topic));

  const ask = async () =>
    (await server.send(`POST ${profilePath(connection, wide)}`, { as: ada, body: {} })).json<{ job: JobId }>();
  const { job } = await ask();
  // asked for again while it waits or runs, it is the same
  expect(await ask()).toEqual({ job });
  await server.send(`POST /api/v1/jobs/${job}/cancel`, { as: ada, body: {} });
  expect(await ended(server, ada, job)).toMatchObject({ status: 'cancelled' });
  expect(await read(connection, wide)).toMatchObject({ found: null, job: { status: 'cancelled' } });

  expect(await make(connection, wide)).toMatchObject({ status: 'succeeded' });
  const steps = socket.heard.flatMap((message) =>
    'event' in message && message.event.type === 'job.changed' ? [message.event.job.step] : [],
  );
  expect(steps).toContain('Looking at the columns');
  socket.ws.close();
  const began = performance.now();
  expect((await read(connection, wide)).found?.profile.columns).toHaveLength(100);
  // 12 ms alone; here beside other suites
  expect(performance.now() - began).toBeLessThan(2000);
}, 60_000);
