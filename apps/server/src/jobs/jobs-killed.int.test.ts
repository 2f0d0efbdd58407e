import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { expect } from 'vitest';
import type { OrgId } from '@lumiere/contract';
import { deepTest } from '@lumiere/testing';
import type { Db } from '../db/db.ts';
import { migrate } from '../db/migrate.ts';
import { newId } from '../ids.ts';
import { findDamage, onEachEngine } from '../testing/databases.ts';
import { hurried, marked } from '../testing/job-worker.ts';
import { nextDue } from './due-times.ts';
import { openJobs } from './jobs.ts';

const workers = 3;
const everyMs = 1000;

onEachEngine('jobs of several processes that are killed at any moment', (make) => {
  deepTest('are all done, none twice at once, and each due time has one', async (length) => {
    const rounds = length.rounds(50, 3);
    const database = await make();
    const db = await database.open();
    await migrate(db, { now: 1 });
    const org: OrgId = newId('org');
    await db.insertInto('organizations').values({ id: org, name: 'Acme', created_at: 1 }).execute();
    // this process writes jobs down and works on none
    const jobs = openJobs({
      db,
      log: pino({ level: 'silent' }),
      clock: () => new Date(),
      registry: { marked },
      atOnce: 1,
      changed: () => undefined,
    });
    const children = new Set<ChildProcess>();
    const start = () => startWorker(children, { home: database.home, databaseUrl: database.databaseUrl });
    try {
      const schedule = await db.transaction((trx) =>
        jobs.putSchedule(trx, marked, {
          org,
          subject: 'tick',
          payload: { n: 1 },
          timing: { kind: 'interval', everyMs },
          missed: 'each',
        }),
      );
      await Promise.all(Array.from({ length: workers }, start));
      for (let round = 0; round < rounds; round++) {
        for (let n = 0; n < 10; n++) await jobs.enqueue(db, marked, { n }, { org, ...(n < 4 ? { lane: 'one' } : {}) });
        await pause(200 + Math.random() * 1500);
        const [victim] = [...children].sort(() => Math.random() - 0.5);
        victim?.kill('SIGKILL');
        await start();
      }
      const row = await db.selectFrom('schedules').selectAll().where('id', '=', schedule).executeTakeFirstOrThrow();
      await settled(db);
      expect(await marks(db, 'overlap')).toEqual([]);
      const all = await db.selectFrom('jobs').selectAll().execute();
      expect(all.filter(({ status }) => status !== 'succeeded')).toEqual([]);
      expect(all.filter(({ schedule_id }) => schedule_id === null)).toHaveLength(rounds * 10);
      for (const { id, attempts } of all) {
        // the attempt that counts left its mark; an earlier one may have been killed between its mark and its ending
        expect((await marks(db, `done ${id}`)).at(-1)).toBe(`done ${id} ${attempts}`);
      }
      const due = all.flatMap(({ due_at }) => (due_at === null ? [] : [due_at])).sort((a, b) => a - b);
      const expected: number[] = [];
      for (
        let next = nextDue({ kind: 'interval', everyMs }, row.anchor_at, row.anchor_at);
        next !== null && next < (row.next_at ?? 0);
        next = nextDue({ kind: 'interval', everyMs }, row.anchor_at, next)
      )
        expected.push(next);
      expect(due.slice(0, expected.length)).toEqual(expected);
      expect(due.length).toBeGreaterThanOrEqual(rounds / 2);
      expect(await findDamage(db)).toEqual([]);
    } finally {
      for (const child of children) child.kill('SIGKILL');
      await db.close();
      await database.remove();
    }
  });
});

/** Waits until every job that there is has ended; the schedule makes no more of them. */
async function settled(db: Db): Promise<void> {
  await db.updateTable('schedules').set({ next_at: null }).execute();
  for (const until = Date.now() + 45_000; Date.now() < until; await pause(100)) {
    const open = await db.selectFrom('jobs').select('id').where('finished_at', 'is', null).execute();
    if (open.length === 0) return;
  }
  const open = await db.selectFrom('jobs').selectAll().where('finished_at', 'is', null).execute();
  throw new Error(`These jobs never ended: ${JSON.stringify(open)}; a lease is ${hurried.leaseMs} ms.`);
}

async function marks(db: Db, prefix: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('settings')
    .select('name')
    .where('name', 'like', `${prefix}%`)
    .orderBy('updated_at')
    .execute();
  return rows.map(({ name }) => name);
}

/** Starts a process that works on jobs, and waits until it does. */
function startWorker(children: Set<ChildProcess>, config: object): Promise<void> {
  const file = join(import.meta.dirname, '..', 'testing', 'job-worker.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file, JSON.stringify(config)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', () => {
      children.delete(child);
      reject(new Error('A worker ended before it began.'));
    });
    child.stdout.once('data', () => {
      children.add(child);
      resolve();
    });
  });
}
