import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { deepTest } from '@lumiere/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { Gone, clientOf } from '../../apps/server/src/testing/client.ts';
import { DataWorld, type Action, actions, makeTables } from '../../apps/server/src/testing/data-world.ts';
import { findDamage, onEachEngine, type TestDatabase } from '../../apps/server/src/testing/databases.ts';
import { type Program, bundlePrograms, freePort, runProgram } from '../../apps/server/src/testing/process.ts';
import { childrenOf, isAlive } from '../../apps/server/src/testing/processes.ts';

let programs: Awaited<ReturnType<typeof bundlePrograms>>;
beforeAll(async () => void (programs = await bundlePrograms()));
afterAll(() => programs.remove());

/** How long after its beginning an action may be killed, in milliseconds: about as long as it takes. */
const within: Readonly<Record<Action, number>> = { upload: 600, import: 3000, profile: 1500, refresh: 1000 };

onEachEngine('a server killed while it works on data', (make) => {
  deepTest('has the old or the new, never half; goes on; forgets nothing; leaves nothing behind', async (length) => {
    const random = mulberry(length.seed);
    const database = await make();
    // where other servers may work beside, a job of one that was killed waits until its lease has run out
    const rounds = database.engine === 'sqlite' ? length.rounds(50, actions.length) : length.rounds(20);
    const { key, world } = await prepare(database);
    const start = async (): Promise<{ server: Program; port: number }> => {
      const port = await freePort();
      const server = runProgram(programs.folder, 'main', settingsOf(database, port));
      await server.says(/Lumiere is ready/);
      return { server, port };
    };
    try {
      for (let round = 0; round < rounds; round++) {
        const action = actions[(length.seed + round) % actions.length] ?? 'upload';
        const { server, port } = await start();
        const client = clientOf(port, key);
        await world.holds(client);
        const end = setTimeout(() => {
          children = childrenOf(server.pid);
          server.child.kill('SIGKILL');
        }, random() * within[action]);
        let children: readonly number[] = [];
        await world.begin(action, client, random).catch((error: unknown) => {
          if (error instanceof Gone) return;
          clearTimeout(end);
          server.child.kill('SIGKILL');
          throw error;
        });
        expect((await server.ended).signal).toBe('SIGKILL');
        await expect.poll(() => children.filter(isAlive), { timeout: 10_000 }).toEqual([]);
      }
      const { server, port } = await start();
      await world.holds(clientOf(port, key));
      server.child.kill('SIGTERM');
      expect(await server.ended).toEqual({ code: 0, signal: null });
      expect(world.strays()).toEqual([]);
      await expectWhole(database);
    } finally {
      await database.remove();
    }
  });
});

const settingsOf = ({ home, databaseUrl }: TestDatabase, port: number) => ({
  LUMIERE_HOME: home,
  PORT: String(port),
  LOG_LEVEL: 'warn',
  ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
});

/** A person, and a source of theirs whose tables change. */
async function prepare(database: TestDatabase): Promise<{ readonly key: string; readonly world: DataWorld }> {
  const run = async (...args: string[]): Promise<string> => {
    const command = runProgram(programs.folder, 'cli', settingsOf(database, 1), args);
    expect(await command.ended, command.stderr()).toMatchObject({ code: 0 });
    return command.stdout().trim();
  };
  await run('user', 'create', '--email', 'ada@example.com', '--password', 'correct horse', '--name', 'Ada');
  const key = await run('api-key', 'create', '--email', 'ada@example.com');
  const folder = join(database.home, 'sources');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'shop.sqlite');
  makeTables(file);
  const added = await run('connection', 'add', '--kind', 'sqlite', '--name', 'Shop', '--file', file, '--json');
  const { id } = JSON.parse(added) as { id: string };
  return { key, world: new DataWorld(database.home, { connection: id, file }) };
}

/** The database is whole, and no end of a job was told twice. */
async function expectWhole(database: TestDatabase): Promise<void> {
  const db = await database.open();
  try {
    expect(await findDamage(db)).toEqual([]);
    const open = await db.selectFrom('jobs').select('id').where('finished_at', 'is', null).execute();
    expect(open).toEqual([]);
    const unread = await db.selectFrom('uploads').select('id').where('status', '=', 'importing').execute();
    expect(unread).toEqual([]);
  } finally {
    await db.close();
  }
}

/** Numbers from 0 to 1 that a seed fixes. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
