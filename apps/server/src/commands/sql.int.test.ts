import { afterAll, beforeAll, expect, test } from 'vitest';
import { Receipt, SqlAnswer } from '@lumiere/contract';
import { makeSqlite } from '../testing/databases.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import { connectFile, makeFile, shop, shopStatements } from '../testing/shop.ts';
import { runCommand } from './run.ts';

let server: TestServer;
let owner: TestPerson;
beforeAll(async () => {
  // it runs all the time: the command works beside it
  server = await startTestServer({ database: await makeSqlite() });
  owner = await server.person(await server.organization());
  const file = await makeFile(server.deps, 'duckdb', 'shop', shopStatements(shop));
  await connectFile(server.deps, owner.org, 'duckdb', file);
});
afterAll(() => server.close());

async function lumiere(line: readonly string[], input = '', home = server.deps.config.home) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(['sql', ...line], {
    env: { NODE_ENV: 'test', LUMIERE_HOME: home },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    input: async () => input,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const counted = 'select status, count(*) as n from orders group by status order by status';

test('the table alone goes to standard output, what ran and its receipt beside it', async () => {
  const { code, out, err } = await lumiere([counted, '--connection', 'shop']);
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.split(/ +/))).toEqual([
    ['status', 'n'],
    [expect.stringMatching(/^─+$/), expect.stringMatching(/^─+$/)],
    ...[...new Set(shop.orders.map(({ status }) => status))]
      .sort()
      .map((status) => [status, String(shop.orders.filter((order) => order.status === status).length)]),
  ]);
  expect(err).toContain('group by');
  expect(err).toMatch(/Receipt rcp_\w+, \d+ ms$/);
});

test('several words are one statement, and - reads it from standard input', async () => {
  const words = await lumiere([...'select count(*) as n from customers'.split(' '), '--connection', 'shop']);
  const piped = await lumiere(['-', '--connection', 'shop'], 'select count(*) as n\nfrom customers\n');
  expect([words.code, piped.code]).toEqual([0, 0]);
  expect(words.out.split('\n').at(-1)?.trim()).toBe(String(shop.customers.length));
  expect(piped.out).toBe(words.out);
});

test('as JSON it is the answer of the API, for whoever asked', async () => {
  const { code, out, err } = await lumiere([counted, '--json', '--connection', 'Shop', '--email', owner.email]);
  expect([code, err]).toEqual([0, '']);
  const answer = SqlAnswer.parse(JSON.parse(out));
  const reply = await server.send(`POST /api/v1/connections/${answer.connection}/sql`, {
    as: owner,
    body: { sql: counted },
  });
  const same = SqlAnswer.parse(reply.json());
  expect([answer.receipt, answer.result.data]).toEqual([same.receipt, same.result.data]);
  const receipt = await server.send(`GET /api/v1/receipts/${answer.receipt}`, { as: owner });
  expect(Receipt.parse(receipt.json()).sql).toBe(counted);
});

test.each([
  ['select id,\n  nothing from orders', /^Line 2, column 3: There is no column `nothing`/],
  ['delete from orders', /^Line 1, column 1: `delete` is not allowed/],
  ["select * from read_csv('/etc/passwd')", /^Line 1, column 15: .*`read_csv`/],
  ['select 1; select 2', /^Line 1, column 11: There is more than one statement/],
])('%j is refused with its place, and nothing is printed as a result', async (text, words) => {
  const { code, out, err } = await lumiere(['-', '--connection', 'shop'], text);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(words);
});

test.each([
  [
    'a connection that is not there',
    ['select 1', '--connection', 'Nowhere'],
    1,
    /There is no connection "Nowhere"; there is .*"Shop"/,
  ],
  ['nobody', ['select 1', '--email', 'nobody@example.com'], 1, /There is no account for nobody@example.com/],
  ['an empty statement', [' '], 2, /Give one statement/],
  ['empty input', ['-'], 2, /Give one statement/],
  ['no statement', [], 2, /"sql" needs one select/],
  ['an unknown option', ['select 1', '--write'], 2, /Unknown option '--write'/],
])('%s is refused in words', async (_name, line, code, words) => {
  const said = await lumiere(line);
  expect([said.code, said.out]).toEqual([code, '']);
  expect(said.err).toMatch(words);
});

test('who may not write SQL may not at the terminal either', async () => {
  const viewer = await server.person(owner.org, 'viewer');
  const { code, out, err } = await lumiere([counted, '--connection', 'shop', '--email', viewer.email]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe(
    'You may not write SQL here.\n  Ask in plain English, or ask an administrator for the role of an analyst.',
  );
});

test('before anybody is set up it says how to begin', async () => {
  const empty = await startTestServer({ database: await makeSqlite() });
  try {
    const { code, out, err } = await lumiere(['select 1'], '', empty.deps.config.home);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/Nobody is set up yet: open the server’s set-up link, or run lumiere user create/);
  } finally {
    await empty.close();
  }
});
