import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Answer } from '@lumiere/contract';
import { makeSqlite } from '../testing/databases.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import { connectFile, makeFile, shop, shopModel, shopStatements } from '../testing/shop.ts';
import { runCommand } from './run.ts';

let server: TestServer;
let owner: TestPerson;
let file: string;
beforeAll(async () => {
  // it runs all the time: the commands work beside it
  server = await startTestServer({ database: await makeSqlite() });
  owner = await server.person(await server.organization());
  file = await makeFile(server.deps, 'duckdb', 'shop', shopStatements(shop));
  await connectFile(server.deps, owner.org, 'duckdb', file);
});
afterAll(() => server.close());

async function lumiere(...line: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(line, {
    env: { NODE_ENV: 'test', LUMIERE_HOME: server.deps.config.home },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    input: async () => '',
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('prints the insight, what was understood, a table and the SQL', async () => {
  const { code, out, err } = await lumiere('ask', 'revenue by region', '--connection', 'shop');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/Understood: .*Revenue/);
  expect(out).toMatch(/^Region +Revenue$/m);
  expect(out).toMatch(/^North +\S+$/m);
  expect(out).toContain('select\n');
  expect(out).toMatch(/Receipt rcp_/);
});

test('prints the one Answer as JSON, and it is in the history of whoever asked', async () => {
  const { out } = await lumiere(
    'ask',
    'how',
    'many',
    'orders',
    '--json',
    '--connection',
    'Shop',
    '--email',
    owner.email,
  );
  const answer = Answer.parse(JSON.parse(out));
  expect([answer.outcome, answer.result?.data]).toEqual(['answered', [[shop.orders.length]]]);
  const again = await server.send(`GET /api/v1/answers/${answer.id}`, { as: owner });
  expect(Answer.parse(again.json()).result?.data).toEqual(answer.result?.data);
});

test('what cannot be answered is said, with what could be asked, and the command fails', async () => {
  const { code, out } = await lumiere('ask', 'average salary by region', '--connection', 'Shop');
  expect(code).toBe(1);
  expect(out).toContain('salary');
  expect(out).toContain('You could ask:');
});

test.each([
  [
    'a connection that is not there',
    ['ask', '--connection', 'Nowhere', 'x'],
    1,
    /There is no connection "Nowhere"; there is .*"Shop"/,
  ],
  ['nobody', ['ask', '--email', 'nobody@example.com', 'x'], 1, /There is no account for nobody@example.com/],
  ['a long question', ['ask', 'x'.repeat(5001)], 2, /1 to 5000 characters/],
  ['an empty question', ['ask', ' '], 2, /1 to 5000 characters/],
  ['no question', ['ask'], 2, /needs what you want to know/],
])('%s is refused in words', async (_name, line, code, words) => {
  const said = await lumiere(...line);
  expect(said.code).toBe(code);
  expect(said.err).toMatch(words);
});

test('a file is connected beside the running server, which answers from it at once', async () => {
  const model = join(server.deps.config.home, 'model.yaml');
  writeFileSync(model, JSON.stringify(shopModel()));
  const added = await lumiere(
    'connection',
    'add',
    '--kind',
    'duckdb',
    '--file',
    file,
    '--name',
    'Second',
    '--model',
    model,
    '--json',
  );
  expect(added.err).toBe('');
  const { id } = JSON.parse(added.out) as { id: string };
  const reply = await server.send('POST /api/v1/ask', {
    as: owner,
    body: { connection: id, question: 'how many customers' },
  });
  expect(Answer.parse(reply.json()).result?.data).toEqual([[shop.customers.length]]);
});

test.each([
  [
    'an unknown kind',
    ['--kind', 'excel', '--file', 'x', '--name', 'X'],
    2,
    /must be one of postgres, mysql, sqlite, duckdb, rest, http-files, not excel/,
  ],
  ['a file that is not there', ['--kind', 'sqlite', '--file', '/nowhere/x.db', '--name', 'X'], 1, /does not exist/],
  [
    'a model that is not there',
    ['--kind', 'sqlite', '--file', 'x', '--name', 'X', '--model', '/nowhere/m.yaml'],
    1,
    /There is no file/,
  ],
])('%s is refused in words', async (_name, options, code, words) => {
  const said = await lumiere('connection', 'add', ...options);
  expect(said.code).toBe(code);
  expect(said.err).toMatch(words);
});

test('a model that is not valid is refused line by line', async () => {
  const model = join(server.deps.config.home, 'wrong.yaml');
  writeFileSync(model, 'version: 1\nname: X\ntables: 7\n');
  const said = await lumiere('connection', 'add', '--kind', 'duckdb', '--file', file, '--name', 'X', '--model', model);
  expect(said.code).toBe(1);
  expect(said.err).toMatch(/line 3: /);
});
