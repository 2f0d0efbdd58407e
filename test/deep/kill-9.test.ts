import { deepTest } from '@lumiere/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { findDamage, onEachEngine, type TestDatabase } from '../../apps/server/src/testing/databases.ts';
import { bundlePrograms, freePort, runProgram } from '../../apps/server/src/testing/process.ts';

let programs: Awaited<ReturnType<typeof bundlePrograms>>;
beforeAll(async () => void (programs = await bundlePrograms()));
afterAll(() => programs.remove());

onEachEngine('a server killed in the middle of writing', (make) => {
  deepTest('loses nothing that it acknowledged and starts again, time after time', async (length) => {
    const rounds = length.rounds(20);
    const database = await make();
    try {
      const key = await addPeople(database);
      let last = 0;
      let acknowledged = 0;
      for (let round = 0; round < rounds; round++) {
        const port = await freePort();
        const server = runProgram(programs.folder, 'main', settingsOf(database, port));
        await server.says(/Lumiere is ready/);
        // What the round before was told is there, and nothing that was never sent.
        const kept = Number(await readName(port, key));
        expect(kept).toBeGreaterThanOrEqual(acknowledged);
        expect(kept).toBeLessThanOrEqual(last);
        last = kept;
        expect(await writeName(port, key, String(++last))).toBe(true);
        acknowledged = last;
        // One write after the other until the server is gone.
        setTimeout(() => server.child.kill('SIGKILL'), Math.random() * 800);
        while (await writeName(port, key, String(++last))) acknowledged = last;
        expect((await server.ended).signal).toBe('SIGKILL');
      }
      await expectWhole(database, rounds);
    } finally {
      await database.remove();
    }
  });
});

const settingsOf = ({ home, databaseUrl }: TestDatabase, port: number) => ({
  LUMIERE_HOME: home,
  PORT: String(port),
  LOG_LEVEL: 'error',
  ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
});

async function addPeople(database: TestDatabase): Promise<string> {
  const run = async (...args: string[]) => {
    const command = runProgram(programs.folder, 'cli', settingsOf(database, 1), args);
    expect(await command.ended, command.stderr()).toMatchObject({ code: 0 });
    return command.stdout().trim();
  };
  await run('user', 'create', '--email', 'ada@example.com', '--password', 'correct horse', '--name', '0');
  return run('api-key', 'create', '--email', 'ada@example.com');
}

const headersOf = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });

async function readName(port: number, key: string): Promise<string> {
  const reply = await fetch(`http://localhost:${port}/api/v1/me`, { headers: headersOf(key) });
  return ((await reply.json()) as { name: string }).name;
}

/** Whether the write was acknowledged; false where the server was gone before it said so. */
async function writeName(port: number, key: string, name: string): Promise<boolean> {
  return fetch(`http://localhost:${port}/api/v1/me`, {
    method: 'PATCH',
    headers: headersOf(key),
    body: JSON.stringify({ name }),
  }).then(
    async (reply) => {
      expect(reply.status).toBe(200);
      await reply.arrayBuffer();
      return true;
    },
    () => false,
  );
}

/** The database is whole, and every acknowledged change is in the audit log too. */
async function expectWhole(database: TestDatabase, rounds: number): Promise<void> {
  const db = await database.open();
  try {
    expect(await findDamage(db)).toEqual([]);
    const { name } = await db.selectFrom('users').select('name').executeTakeFirstOrThrow();
    const audited = await db.selectFrom('audit_log').select('id').where('action', '=', 'user.update').execute();
    expect(audited.length).toBeGreaterThanOrEqual(Number(name) - rounds);
  } finally {
    await db.close();
  }
}
