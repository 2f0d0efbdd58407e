import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { onEachEngine, type TestDatabase } from './testing/databases.ts';
import { type Program, bundlePrograms, freePort, runProgram } from './testing/process.ts';

let programs: Awaited<ReturnType<typeof bundlePrograms>>;
beforeAll(async () => void (programs = await bundlePrograms()));
afterAll(() => programs.remove());

const running: Program[] = [];
async function endAll(): Promise<void> {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
}
afterEach(endAll);

function start(settings: Readonly<Record<string, string>>): Program {
  const program = runProgram(programs.folder, 'main', settings);
  running.push(program);
  return program;
}

const settingsOf = (database: Pick<TestDatabase, 'home' | 'databaseUrl'>, port: number) => ({
  LUMIERE_HOME: database.home,
  PORT: String(port),
  ...(database.databaseUrl === null ? {} : { DATABASE_URL: database.databaseUrl }),
});

onEachEngine('the server as a process', (make) => {
  let database: TestDatabase;
  let port: number;
  beforeEach(async () => {
    database = await make();
    port = await freePort();
  });
  afterEach(() => database.remove());

  test('says where it is, sets up by its link, works beside commands, and stops when told', async () => {
    const first = start(settingsOf(database, port));
    const [, url = ''] = await first.says(/^Lumiere is ready: (http:\/\/localhost:\d+)$/m);
    const [, token = ''] = await first.says(/\/setup\?token=([\w-]{43})$/m);
    const post = (path: string, body: object) =>
      fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const owner = { organization: 'Acme', name: 'Ada', email: 'ada@example.com', password: 'correct horse' };
    expect((await post('/setup', { token, ...owner })).status).toBe(201);

    const beside = runProgram(programs.folder, 'cli', settingsOf(database, port), [
      'api-key',
      'create',
      '--email',
      'ada@example.com',
    ]);
    const [key] = await beside.says(/^lum_.*$/m);
    expect((await beside.ended).code).toBe(0);
    expect((await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);

    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });

    // A second start finds everything as it was and needs no link.
    const second = start(settingsOf(database, port));
    await second.says(/^Lumiere is ready: /m);
    expect((await post('/auth/login', { email: owner.email, password: owner.password })).status).toBe(200);
    expect((await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect(second.stdout()).not.toContain('/setup');
    for (const secret of [token, key, owner.password]) expect(first.stderr() + second.stderr()).not.toContain(secret);
  });

  test('what is being answered is finished when it is told to stop', async () => {
    const server = start(settingsOf(database, port));
    const [, token = ''] = await server.says(/\/setup\?token=([\w-]{43})$/m);
    const body = JSON.stringify({
      token,
      organization: 'Acme',
      name: 'Ada',
      email: 'ada@example.com',
      password: 'correct horse',
    });
    const sent = request({
      host: 'localhost',
      port,
      path: '/api/v1/setup',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    });
    const reply = new Promise<number | undefined>((resolve, reject) => {
      sent.once('error', reject);
      sent.once('response', (message) => resolve(message.resume().statusCode));
    });
    sent.write(body.slice(0, 10));
    const metrics = async () => (await fetch(`http://localhost:${port}/metrics`)).text();
    await expect.poll(metrics, { timeout: 20_000 }).toContain('lumiere_http_requests_in_flight 2');
    server.child.kill('SIGTERM');
    await expect
      .poll(
        () =>
          fetch(`http://localhost:${port}/health/live`).then(
            ({ status }) => status,
            () => 503,
          ),
        { timeout: 20_000 },
      )
      .toBe(503);
    sent.end(body.slice(10));
    expect(await reply).toBe(201);
    expect((await server.ended).code).toBe(0);
  });
});

describe('a start that cannot be', () => {
  let home: string;
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'lumiere-test-'))));
  afterEach(async () => {
    await endAll();
    // its engines notice a moment later
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  const refused = async (settings: Readonly<Record<string, string>>) => {
    const program = start({ LUMIERE_HOME: home, PORT: String(await freePort()), ...settings });
    const { code } = await program.ended;
    expect(code).toBe(1);
    expect(program.stdout()).toBe('');
    // Log lines are JSON; what is left is for people.
    return program
      .stderr()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
  };

  test('names a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
    const { port } = other.address() as { port: number };
    expect(await refused({ PORT: String(port) })).toEqual([
      `Lumiere could not start. Port ${port} is taken by another program. Stop it, or choose another port, such as PORT=${port + 1}.`,
    ]);
    other.close();
  });

  test('names the server that works on the folder already', async () => {
    const first = start({ LUMIERE_HOME: home, PORT: String(await freePort()) });
    await first.says(/ready/);
    expect(await refused({})).toEqual([
      `Lumiere could not start. Another Lumiere server (process ${first.pid}) already works on ${home}. Stop it first, or give this one its own folder with LUMIERE_HOME.`,
    ]);
    // However that one ends, the folder is free.
    first.child.kill('SIGKILL');
    await first.ended;
    await start({ LUMIERE_HOME: home, PORT: String(await freePort()) }).says(/ready/);
  });

  test('lists every setting that is wrong, before anything is made', async () => {
    const folder = join(home, 'new');
    const words = await refused({ LUMIERE_HOME: folder, PORT: 'x', NODE_ENV: 'production', LUMIERE_POTR: '1' });
    expect(words).toEqual([
      expect.stringMatching(/^PORT is "x"/),
      expect.stringMatching(/^LUMIERE_SECRET is missing/),
      expect.stringMatching(/^LUMIERE_POTR is not a setting/),
    ]);
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined();
  });

  test.skipIf(process.platform !== 'linux')('says that the folder cannot be written', async () => {
    // Nobody can make a folder there, root included.
    expect(await refused({ LUMIERE_HOME: '/sys/lumiere' })).toEqual([
      expect.stringMatching(
        /^Lumiere could not start\. The data folder \/sys\/lumiere (may not be written|is read-only).* LUMIERE_HOME\.$/,
      ),
    ]);
  });

  test('says that a file is in the way', async () => {
    writeFileSync(join(home, 'file'), '');
    expect(await refused({ LUMIERE_HOME: join(home, 'file') })).toEqual([
      expect.stringContaining('a file is in the way of that folder'),
    ]);
  });

  test('says that the database is damaged', async () => {
    writeFileSync(join(home, 'lumiere.db'), 'this is no database '.repeat(1000));
    expect(await refused({})).toEqual([
      expect.stringMatching(/metadata database in .* is damaged .* Restore the folder from a backup\.$/),
    ]);
  });

  test('says that PostgreSQL does not answer, without its password', async () => {
    const words = await refused({ DATABASE_URL: `postgres://ada:hunter2@127.0.0.1:${await freePort()}/lumiere` });
    expect(words).toEqual([
      expect.stringMatching(
        /^Lumiere could not start\. PostgreSQL at 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)\./,
      ),
    ]);
  });

  test('says that an address is none of this machine', async () => {
    expect(await refused({ HOST: '203.0.113.1' })).toEqual([
      expect.stringContaining('HOST is 203.0.113.1, which is no address of this machine'),
    ]);
  });
});
