import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DatasetId, ImportInto, JobId } from '@lumiere/contract';
import { deepTest } from '@lumiere/testing';
import { newId } from '../ids.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import { datasetsFolder } from './folders.ts';
import { startImport } from './start-import.ts';
import { tidyFiles } from './tidy.ts';
import { findUpload, insertUpload } from './upload-store.ts';

const rowsEach = 20_000;

let server: TestServer;
let ada: TestPerson;
/** The process that works; this one writes jobs down and looks. */
let worker: ChildProcess | null = null;
beforeAll(async () => {
  server = await startTestServer();
  ada = await server.person(await server.organization());
});
afterAll(async () => {
  await kill();
  await server.close();
});

deepTest(
  'an import that is killed at any moment is there once each time, or not at all yet',
  async ({ seed, rounds: roundsOf }) => {
    const rounds = roundsOf(50, 3);
    const random = mulberry(seed);
    let dataset: DatasetId | null = null;
    let rows = 0;
    for (let round = 0; round < rounds; round++) {
      const into: ImportInto = dataset === null ? { kind: 'new' } : { kind: 'append', dataset };
      const started = await begin(round, into);
      dataset = started.dataset;
      await startWorker();
      await pause(random() * 6000);
      await kill();
      const between = seen(dataset);
      expect([rows, rows + rowsEach]).toContain(between);
      await startWorker();
      expect(await outcome(started.job)).toBe('succeeded');
      await kill();
      rows += rowsEach;
      expect(seen(dataset)).toBe(rows);
    }
    const told = await server.deps.db
      .selectFrom('deliveries')
      .select('event')
      .where('event', 'like', '%data.processing.complete%')
      .execute();
    expect(told.length).toBeLessThanOrEqual(rounds);
    await tidyFiles(server.deps);
    const folder = datasetsFolder(server.deps.config.home, ada.org);
    expect(new Set(readdirSync(folder))).toEqual(new Set(['datasets.json', dataset]));
    expect(readdirSync(join(folder, '..', 'uploads'))).toEqual([]);
    expect(await server.deps.db.selectFrom('uploads').select('id').execute()).toEqual([]);
  },
);

/** An upload that has come whole, and the job that reads it. */
async function begin(round: number, into: ImportInto): Promise<{ readonly dataset: DatasetId; readonly job: JobId }> {
  const { deps } = server;
  const id = newId('upl');
  const text = `n,words\n${Array.from({ length: rowsEach }, (_, n) => `${round * rowsEach + n},word ${n % 7}`).join('\n')}\n`;
  const file = deps.files.uploads.path(ada.org, id);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  await insertUpload(deps.db, {
    id,
    org_id: ada.org,
    user_id: ada.user,
    name: 'parts.csv',
    bytes: text.length,
    expected: null,
    sha256: await deps.files.uploads.finish(ada.org, id),
    status: 'complete',
    job_id: null,
    base: null,
    expires_at: Date.now() + 3_600_000,
    created_at: Date.now(),
  });
  const row = await findUpload(deps.db, ada.org, id, Date.now());
  if (row === null) throw new Error('no upload');
  const who = { ...ada, role: 'admin' as const, groups: [], attributes: {}, zone: 'UTC', locale: 'en' };
  const reply = await startImport(row, { into, again: false }, who, deps);
  if (!('outcome' in reply) || reply.outcome !== 'started') throw new Error(JSON.stringify(reply));
  return reply;
}

/** Rows of the version in force, after a look that all its files are there whole. */
function seen(dataset: DatasetId): number {
  const { deps } = server;
  const folder = datasetsFolder(deps.config.home, ada.org);
  const found = deps.files
    .datasets(ada.org)
    .list()
    .find(({ id }) => id === dataset);
  if (found === undefined) return 0;
  const current = found.versions.find(({ id }) => id === found.current);
  for (const { file, bytes } of current?.parts ?? []) {
    const path = join(folder, dataset, file);
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).size).toBe(bytes);
    // a Parquet file begins and ends with its mark
    const content = readFileSync(path);
    expect([content.subarray(0, 4).toString(), content.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  }
  expect(current?.parts.reduce((sum, part) => sum + part.rows, 0)).toBe(current?.rows);
  return current?.rows ?? 0;
}

async function outcome(job: JobId): Promise<string> {
  const look = async (): Promise<string> => {
    const row = await server.deps.db.selectFrom('jobs').selectAll().where('id', '=', job).executeTakeFirstOrThrow();
    return row.status === 'failed' ? `failed ${row.problems}` : row.status;
  };
  await expect.poll(look, { timeout: 60_000, interval: 100 }).not.toMatch(/^(queued|running)$/);
  return look();
}

async function startWorker(): Promise<void> {
  const entry = join(import.meta.dirname, '..', 'testing', 'import-worker.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', entry, JSON.stringify(server.deps.config)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  worker = child;
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code}.`)));
  });
}

async function kill(): Promise<void> {
  const child = worker;
  worker = null;
  if (child === null || child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
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
