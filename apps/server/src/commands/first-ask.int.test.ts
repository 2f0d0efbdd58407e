import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, makeSqlite } from '../testing/databases.ts';
import { runCommand } from './run.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeSqlite();
});
afterAll(() => database.remove());

async function lumiere(...line: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(line, {
    env: { NODE_ENV: 'test', LUMIERE_HOME: database.home },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    input: async () => '',
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('where no server ever ran, two commands at once load the sample data together and both answer', async () => {
  expect(await lumiere('user', 'create', '--email', 'ada@example.com', '--password', 'correct horse')).toMatchObject({
    code: 0,
  });
  const both = await Promise.all([
    lumiere('ask', 'how many order items are there', '--json'),
    lumiere('ask', 'how many order items are there', '--json'),
  ]);
  for (const { code, out, err } of both) {
    expect([code, err]).toEqual([0, 'Juniper & Pine (sample data) is being loaded, which is done once.']);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'answered' });
  }
  expect(JSON.parse(both[0].out).result).toEqual(JSON.parse(both[1].out).result);

  // once generated, once copied, nothing half made left over
  const files = readdirSync(database.home, { recursive: true }).map(String);
  expect(files.filter((name) => name.endsWith('.duckdb'))).toHaveLength(2);
  expect(files.filter((name) => name.startsWith(join('orgs', '')) && /\.new/.test(name))).toEqual([]);
  expect((await lumiere('ask', 'how many orders are there')).err).toBe('');
}, 120_000);
