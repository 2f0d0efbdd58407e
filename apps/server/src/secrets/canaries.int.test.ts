import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertConnection } from '../data/connection-store.ts';
import { newId } from '../ids.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import { makeLog } from '../log.ts';
import { openConfig, sealConfig } from './connection-config.ts';

const canary = 'canary-9f31c2-never-to-be-seen';
let server: TestServer;
let ada: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  ada = await server.person(await server.organization());
});
afterAll(() => server.close());

test('a password that was stored stands in no reply, no line of the log and no file of the data folder', async () => {
  const { db, keyring, config } = server.deps;
  const id = newId('con');
  const place = { org: ada.org, connection: id };
  const kind = { secrets: ['password'] };
  await db.transaction(async (trx) => {
    const sealed = await sealConfig(keyring, trx, kind, place, { host: 'db.example.com', password: canary });
    const made = { id, kind: 'duckdb', name: 'x', config: JSON.stringify(sealed), sample: false, now: 1 };
    await insertConnection(trx, ada.org, made);
  });
  const row = await db.selectFrom('connections').select('config').where('id', '=', id).executeTakeFirstOrThrow();
  expect(await openConfig(keyring, db, kind, place, JSON.parse(row.config) as object)).toMatchObject({
    password: canary,
  });
  for (const route of ['GET /api/v1/connections', `GET /api/v1/connections/${id}/model`] as const)
    expect((await server.send(route as 'GET /', { as: ada })).body).not.toContain(canary);
  const lines: string[] = [];
  const log = makeLog({ logLevel: 'trace' }, { write: (line: string) => void lines.push(line) });
  const opened = {
    host: 'x',
    password: canary,
    passphrase: canary,
    privateKey: canary,
    apiKey: canary,
    clientSecret: canary,
  };
  log.info({ config: opened }, 'a');
  log.warn({ source: { config: opened } }, 'b');
  log.error(opened, 'c');
  expect(lines.join('')).toContain('[redacted]');
  for (const text of [...lines, ...server.logs]) expect(text).not.toContain(canary);
  const files = readdirSync(config.home, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const file of files)
    expect(readFileSync(join(file.parentPath, file.name)).includes(canary), file.name).toBe(false);
});
