import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConnectionSummary, type DatasetId, type ProblemDocument, SqlAnswer } from '@lumiere/contract';
import { datasetsFolder } from '../../datasets/folders.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { importFile } from '../../testing/upload.ts';

/** Hand-written SQL on the files of an organization, which are one connection: its tables are all that can be reached. */
let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;
let dataset: DatasetId;

const visits = (rows: number, from = 0): string =>
  `Visit No,City,Spent\n${Array.from({ length: rows }, (_, i) => `${from + i},${['Bern', 'Basel'][i % 2]},${i}.25`).join('\n')}\n`;

beforeAll(async () => {
  server = await startTestServer();
  const { deps } = server;
  deps.events.start(deps);
  deps.jobs.start(deps, { alone: true });
  ada = await server.person(await server.organization('Ada’s'));
  bob = await server.person(await server.organization('Bob’s'));
});
afterAll(() => server.close());

async function filesOf(as: TestPerson): Promise<string> {
  const { items } = (await server.send('GET /api/v1/connections', { as })).json<{ items: ConnectionSummary[] }>();
  return items.find(({ kind }) => kind === 'files')?.id ?? '';
}
const post = async (sql: string, as = ada, on = filesOf(as)) =>
  server.send(`POST /api/v1/connections/${await on}/sql`, { as, body: { sql } });
async function run(sql: string, as = ada) {
  const reply = await post(sql, as);
  expect(reply.statusCode, reply.body).toBe(200);
  return SqlAnswer.parse(reply.json());
}

test('gives what the files hold, by the names of their columns', async () => {
  const [made] = await Promise.all([
    importFile(server, ada, 'visits.csv', visits(120)),
    importFile(server, bob, 'salaries.csv', 'Person,Salary\nCanary,777000\n'),
  ]);
  dataset = made.dataset;
  const answer = await run(
    `select "City", count(*) as n, sum("Spent") as spent from visits group by "City" order by 1`,
  );
  // 60 visits each, of 0, 2, 4 … and 1, 3, 5 … and a quarter
  expect(answer.result.data.map((cells) => cells.map((cell) => (Number(cell) >= 0 ? Number(cell) : cell)))).toEqual([
    ['Basel', 'Bern'],
    [60, 60],
    [3615, 3555],
  ]);
  expect(answer.statement.dialect).toBe('duckdb');
  expect((await run(`select count(*) as n from visits where "City" = 'Bern' and "Spent" > 10`)).result.data).toEqual([
    [55],
  ]);
});

test('reaches nothing of another organization: neither its connection nor its tables nor its files', async () => {
  expect((await run(`select "Salary" from salaries`, bob)).result.data.flat().map(Number)).toEqual([777_000]);
  const never = await post('select 1', ada, Promise.resolve('con_00000000000000000000'));
  const denied = await post('select 1', ada, filesOf(bob));
  const words = (reply: typeof never) => ({ ...reply.json<ProblemDocument>(), requestId: null });
  expect([denied.statusCode, words(denied)]).toEqual([404, words(never)]);

  const folder = datasetsFolder(server.deps.config.home, bob.org);
  for (const from of [
    'salaries',
    'main.salaries',
    `read_parquet('${folder}/**/*.parquet')`,
    `parquet_scan('${folder}/**/*.parquet')`,
    `read_csv('${folder}/index.json')`,
    `read_csv_auto('/etc/passwd')`,
    `read_text('/etc/passwd')`,
    `read_blob('/etc/passwd')`,
    `read_json('${folder}/index.json')`,
    `glob('${folder}/*')`,
    `'${folder}/index.json'`,
    `"${folder}/index.json"`,
    'duckdb_tables()',
    'information_schema.tables',
  ]) {
    const reply = await post(`select * from ${from}`);
    const { problems } = reply.json<ProblemDocument>();
    expect([from, reply.statusCode, problems[0]?.code]).toEqual([from, 422, 'sql.refused']);
    expect(problems[0]?.path).toBe('line 1, column 15');
    expect(reply.body).not.toMatch(/777000|Canary/);
  }
});

test('after rows are appended the count is new, though the same text was answered before', async () => {
  const count = `select count(*) as n, max("Visit No") as last from visits`;
  const [before, again] = [await run(count), await run(count)];
  expect([before.result.data, again.cached]).toEqual([[[120], [119]], true]);
  const into = { kind: 'append', dataset };
  const appended = await importFile(server, ada, 'more.csv', visits(30, 500), { into });
  expect(appended.job.status).toBe('succeeded');
  const after = await run(count);
  expect([after.result.data, after.cached]).toEqual([[[150], [529]], false]);
  expect(after.receipt).not.toBe(before.receipt);
});
