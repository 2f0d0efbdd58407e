import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, makeSqlite } from '../testing/databases.ts';
import { type TestServer, startTestServer } from '../testing/server.ts';
import { openDeps } from '../deps.ts';
import { makeFile } from '../testing/shop.ts';
import { dataFindings } from './doctor-data.ts';
import { commands } from './registry.ts';
import { runCommand } from './run.ts';

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await makeSqlite();
  // It runs all the time: every command here works beside it.
  server = await startTestServer({ database });
});
afterAll(() => server.close());

async function lumiere(line: readonly string[], input = '', settings: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(line, {
    env: { NODE_ENV: 'test', LUMIERE_HOME: database.home, PORT: '4120', ...settings },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    input: async () => input,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function addSource(name: string) {
  const org = await server.deps.db.selectFrom('organizations').select('id').executeTakeFirstOrThrow();
  const file = await makeFile(server.deps, 'sqlite', name, ['create table things (id integer)']);
  const id = await server.deps.data.loader.add(org.id, { kind: 'sqlite', name, config: { file } });
  return { id, file };
}

const login = (email: string, password: string) =>
  server.send('POST /api/v1/auth/login', { body: { email, password } });

describe('user create', () => {
  test('makes the organization with its first person, who is its admin', async () => {
    const made = await lumiere([
      'user',
      'create',
      '--email',
      ' Ada@Example.com',
      '--password',
      'correct horse',
      '--role',
      'viewer',
      '--organization',
      'Acme',
    ]);
    expect(made).toEqual({ code: 0, out: 'ada@example.com can sign in now, as admin.', err: '' });
    const reply = await login('ada@example.com', 'correct horse');
    expect(reply.json()).toMatchObject({ profile: { orgName: 'Acme', role: 'admin', name: 'ada' } });
    expect((await server.send('GET /api/v1/setup')).json()).toEqual({ needed: false });
  });

  test('takes the password from standard input', async () => {
    const made = await lumiere(
      ['user', 'create', '--email', 'bob@example.com', '--role', 'viewer', '--json'],
      'from a pipe\n',
    );
    expect(JSON.parse(made.out)).toMatchObject({ email: 'bob@example.com', role: 'viewer' });
    expect((await login('bob@example.com', 'from a pipe')).json()).toMatchObject({
      profile: { orgName: 'Acme', role: 'viewer' },
    });
  });

  test('an address that has an account is refused', async () => {
    const again = await lumiere(['user', 'create', '--email', 'ADA@example.com', '--password', 'another one']);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('already. Use "user reset"') });
    expect((await login('ada@example.com', 'correct horse')).statusCode).toBe(200);
  });

  test('everything that is wrong is said at once', async () => {
    const { code, err } = await lumiere([
      'user',
      'create',
      '--email',
      'ada',
      '--password',
      'short',
      '--role',
      'owner',
      '--zone',
      'Mars',
    ]);
    expect(code).toBe(2);
    expect(err.split('\n')).toHaveLength(4);
  });
});

test('user reset prints a link whose token sets a new password, and ends the lock', async () => {
  for (let i = 0; i < 6; i++) await login('bob@example.com', 'wrong password');
  const { out } = await lumiere(['user', 'reset', '--email', 'bob@example.com']);
  const token = /http:\/\/localhost:4120\/reset\?token=([\w-]{43})$/.exec(out)?.[1];
  const reply = await server.send('POST /api/v1/auth/reset', { body: { token, password: 'a new password' } });
  expect(reply.statusCode).toBe(200);
  expect((await login('bob@example.com', 'a new password')).statusCode).toBe(200);
  expect(await lumiere(['user', 'reset', '--email', 'eve@example.com'])).toMatchObject({
    code: 1,
    err: 'There is no account for eve@example.com.',
  });
});

describe('api-key create', () => {
  test('prints the key alone on standard output', async () => {
    const { code, out } = await lumiere(['api-key', 'create', '--email', 'ada@example.com', '--days', '1']);
    expect(code).toBe(0);
    expect(out).toMatch(/^lum_[\w-]{43}$/);
    expect((await server.send('GET /api/v1/me', { as: out })).json()).toMatchObject({ email: 'ada@example.com' });
    server.wait(86_400_001);
    expect((await server.send('GET /api/v1/me', { as: out })).statusCode).toBe(401);
    server.wait(-86_400_001);
  });

  test('limits it to scopes and refuses those that are none', async () => {
    const { out } = await lumiere([
      'api-key',
      'create',
      '--email',
      'ada@example.com',
      '--scopes',
      'connection.read',
      '--json',
    ]);
    const { key } = JSON.parse(out) as { key: string };
    expect((await server.send('GET /api/v1/me', { as: key })).statusCode).toBe(403);
    expect(
      await lumiere(['api-key', 'create', '--email', 'ada@example.com', '--scopes', 'all', '--days', '0']),
    ).toMatchObject({ code: 2, err: expect.stringMatching(/--days .*\n--scopes does not know all;/) });
  });
});

test('keys rotate signs nobody out', async () => {
  const { accessToken } = (await login('ada@example.com', 'correct horse')).json<{ accessToken: string }>();
  expect((await lumiere(['keys', 'rotate'])).code).toBe(0);
  expect((await server.send('GET /api/v1/me', { as: accessToken })).statusCode).toBe(200);
});

test('what the operator did is in the audit log', async () => {
  const rows = await server.deps.db
    .selectFrom('audit_log')
    .select(['action', 'address'])
    .where('address', '=', 'command line')
    .orderBy('at')
    .orderBy('id')
    .execute();
  expect(rows.map(({ action }) => action)).toEqual([
    'user.create',
    'user.create',
    'auth.reset_link',
    'api_key.create',
    'api_key.create',
    'keys.rotate',
  ]);
});

test('migrate finds nothing to do', async () => {
  expect(await lumiere(['migrate'])).toEqual({ code: 0, out: 'The database is up to date.', err: '' });
  expect(JSON.parse((await lumiere(['migrate', '--json'])).out)).toEqual({ applied: [] });
});

test('version and help', async () => {
  expect((await lumiere(['version'])).out).toMatch(/^Lumiere \d+\.\d+\.\d+ on Node v/);
  expect(await lumiere(['help'])).toMatchObject({ code: 0, out: expect.stringContaining('user create') });
  for (const name of Object.keys(commands))
    expect((await lumiere([...name.split(' '), '--help'])).out).toContain(`lumiere ${name}`);
});

describe('doctor', () => {
  test('finds all well', async () => {
    const { out } = await lumiere(['doctor', '--json']);
    const { findings } = JSON.parse(out) as { findings: { part: string; ok: boolean; words: string }[] };
    // Whether the pages are built is not this test's business.
    expect(findings.filter(({ part, ok }) => !ok && part !== 'pages')).toEqual([]);
    expect(findings.map(({ part }) => part)).toEqual(
      expect.arrayContaining([
        'node',
        'settings',
        'folder',
        'access',
        'database',
        'schema',
        'engine',
        'source',
        'port',
      ]),
    );
  });

  test('says which connection does not answer, while the others do', async () => {
    const { id, file } = await addSource('Here');
    const gone = await addSource('Gone');
    rmSync(gone.file);
    const { code, out } = await lumiere(['doctor']);
    expect(code).toBe(1);
    expect(out).toMatch(/ok    source +Here: answers \(\d+ ms\)/);
    expect(out).toMatch(/FAILS source +Gone: .*(exist|opened|read)/);
    for (const each of [id, gone.id]) await server.deps.db.deleteFrom('connections').where('id', '=', each).execute();
    rmSync(file);
  });

  test('says that others may read the data folder, and how to end it', async () => {
    chmodSync(database.home, 0o755);
    const { code, out } = await lumiere(['doctor']);
    chmodSync(database.home, 0o700);
    expect(code).toBe(1);
    expect(out).toMatch(/FAILS access .*755.*chmod 700/);
    expect(out).toMatch(/ok    engine +DuckDB \S+ starts and answers/);
  });

  test('says that the engine does not start', async () => {
    const closed = await openDeps(server.deps.config, { log: server.deps.log });
    const create = () => Promise.reject(new Error('no process'));
    const findings = await dataFindings({
      ...closed,
      data: { ...closed.data, engines: { ...closed.data.engines, create } },
    });
    await closed.close();
    expect(findings).toEqual([
      { part: 'engine', ok: false, words: expect.stringMatching(/does not work: no process/) },
    ]);
  });

  test('says what to do about a folder that is a file', async () => {
    const { code, out } = await lumiere(['doctor'], '', { LUMIERE_HOME: join(database.home, 'secret') });
    expect(code).toBe(1);
    expect(out).toMatch(/FAILS folder .*a file is in the way/);
  });
});

describe('what is not understood', () => {
  test.each([
    [['constructor'], '"constructor" is not a command of Lumiere.'],
    [['user', 'make'], '"user make" is not a command of Lumiere.'],
    [['user', 'create', '--emial', 'a@example.com'], "Unknown option '--emial'."],
    [['user', 'create'], '"user create" needs --email.'],
    [['user', 'create', '--email'], "Option '--email <value>' argument missing."],
    [['version', 'now'], '"version" does not take "now".'],
  ])('%j ends with 2 and says so', async (line, words) => {
    const { code, err, out } = await lumiere(line);
    expect(code).toBe(2);
    expect(err.split('\n')[0]).toBe(words);
    expect(out).toBe('');
  });

  test('a wrong setting is told before anything is touched', async () => {
    expect(await lumiere(['migrate'], '', { PORT: 'x' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('PORT is "x"'),
    });
  });
});

test('the data folder is its owner’s alone', () => {
  expect(statSync(database.home).mode & 0o077).toBe(0);
  expect(statSync(join(database.home, 'secret')).mode & 0o077).toBe(0);
  const secret = readFileSync(join(database.home, 'secret'), 'utf8').trim();
  for (const name of readdirSync(database.home).filter((each) => each.startsWith('lumiere.db')))
    expect(readFileSync(join(database.home, name)).includes(secret)).toBe(false);
});

describe('connections', () => {
  const words = 'connection add --kind postgres --name Sales --host 127.0.0.1 --port 1 --database sales --user reader';
  const add = (...more: readonly string[]) => [...words.split(' '), ...more];
  const count = async () => (await server.deps.db.selectFrom('connections').select('id').execute()).length;

  test('a server that refuses is told in words, and nothing is kept', async () => {
    const before = await count();
    const said = await lumiere(add('--password-stdin'), 'canary-of-stdin\n');
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('127.0.0.1 refuses connections on port 1') });
    expect(said.out + said.err).not.toContain('canary-of-stdin');
    expect(await count()).toBe(before);
  });

  test('a password on the command line is not taken, and a wrong option is named', async () => {
    expect(await lumiere(add('--password', 'x'))).toMatchObject({
      code: 2,
      err: expect.stringContaining("Unknown option '--password'"),
    });
    expect(await lumiere(add('--tls', 'maybe'))).toMatchObject({ code: 2, err: expect.stringContaining('--tls') });
  });

  test('a REST interface is connected by the JSON of its form, its key from elsewhere', async () => {
    const key = 'canary-of-a-key';
    const web = createServer((request, reply) => {
      reply.writeHead(request.headers.authorization === `Bearer ${key}` ? 200 : 401);
      reply.end('[{"id":1,"price":2.5},{"id":2,"price":4}]');
    });
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    const config = {
      baseUrl: `http://127.0.0.1:${port}`,
      auth: 'bearer',
      resources: [{ name: 'offers', path: '/offers' }],
    };
    const rest = ['connection', 'add', '--kind', 'rest', '--name', 'Offers', '--json', '--config'];
    try {
      const file = join(server.deps.config.home, 'offers.json');
      writeFileSync(file, JSON.stringify(config));
      const wrong = await lumiere([...rest, file, '--password-stdin'], 'another\n');
      expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('does not accept the sign-in (401)') });
      const added = await lumiere([...rest, '-'], JSON.stringify({ ...config, secret: key }));
      expect(added, added.err).toMatchObject({ code: 0 });
      expect(added.out + added.err).not.toContain(key);
      const { id } = JSON.parse(added.out) as { id: string };
      expect(await lumiere(['connection', 'test', id])).toMatchObject({ code: 0 });
      expect(await lumiere(['connection', 'refresh', id])).toMatchObject({ code: 0, out: 'Tables: 1. Changes: 0.' });
      expect(await lumiere([...rest, '-'], '[1]')).toMatchObject({ code: 2, err: '--config must hold a JSON object.' });
      const bad = await lumiere(
        [...rest, '-'],
        JSON.stringify({ ...config, resources: [{ name: '', path: '//evil' }] }),
      );
      expect(bad).toMatchObject({ code: 2, err: expect.stringContaining('resources[0].path of --config') });
    } finally {
      web.closeAllConnections();
      web.close();
    }
  });

  test('are tried and read again by their id', async () => {
    const file = await makeFile(server.deps, 'sqlite', 'refreshed', ['create table things (id integer)']);
    const added = await lumiere(['connection', 'add', '--kind', 'sqlite', '--file', file, '--name', 'Read', '--json']);
    const { id } = JSON.parse(added.out) as { id: string };
    expect(await lumiere(['connection', 'test', id])).toMatchObject({
      code: 0,
      out: expect.stringContaining('open: passed'),
    });
    expect(await lumiere(['connection', 'refresh', id])).toMatchObject({ code: 0, out: 'Tables: 1. Changes: 0.' });
    rmSync(file);
    expect((await lumiere(['connection', 'test', id])).code).toBe(1);
    expect(await lumiere(['connection', 'refresh', id])).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not exist'),
    });
    expect((await lumiere(['connection', 'test', 'con_nowhere00'])).err).toBe('There is no connection con_nowhere00.');
  });
});
