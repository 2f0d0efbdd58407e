import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { z } from 'zod';
import type { Db } from '../db/db.ts';
import { openDb } from '../db/open.ts';
import { type Job, done } from '../jobs/job.ts';
import { openJobs } from '../jobs/jobs.ts';

interface Place {
  readonly db: Db;
}

/** Leaves a mark when it begins and one when it ends, and says so where another living process is at the same job. */
export const marked: Job<{ n: number }, Place> = {
  name: 'marked',
  title: 'Leave a mark',
  payload: z.strictObject({ n: z.number().int() }),
  maxAttempts: 1000,
  run: async ({ n }, { db }, { id, attempt, signal, progress }) => {
    const live = `live ${id}`;
    const there = await db.selectFrom('settings').select('value').where('name', '=', live).executeTakeFirst();
    if (there !== undefined && alive(Number(there.value))) await mark(db, `overlap ${id} ${attempt}`);
    await db.deleteFrom('settings').where('name', '=', live).execute();
    await mark(db, live);
    for (let step = 0; step < 4; step++) {
      progress(step / 4, `step ${step}`);
      await pause(20 + ((n * 7) % 40), undefined, { signal });
    }
    await db.deleteFrom('settings').where('name', '=', live).execute();
    await mark(db, `done ${id} ${attempt}`);
    return done();
  },
};

/** Timings for tests that kill: a worker is believed dead soon, but not while the machine is merely busy. */
export const hurried = { pollMs: 100, beatMs: 400, leaseMs: 3000, progressMs: 200, backOffMs: () => 20 };

const mark = (db: Db, name: string) =>
  db
    .insertInto('settings')
    .values({ name, value: String(process.pid), updated_at: Date.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

function alive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The process itself: works until it is killed. Its first argument is where the metadata are, as JSON. */
async function work(): Promise<void> {
  // what the test that started it wrote
  const config = JSON.parse(process.argv[2] ?? '{}') as Parameters<typeof openDb>[0];
  const db = await openDb(config);
  const jobs = openJobs<Place>({
    db,
    log: pino({ level: 'error' }, pino.destination(2)),
    clock: () => new Date(),
    registry: { marked },
    atOnce: 2,
    changed: () => undefined,
    timing: hurried,
  });
  jobs.start({ db });
  // the worker's own timers hold nothing open
  setInterval(() => undefined, 60_000);
  process.stdout.write('working\n');
}

if (process.argv[1]?.includes('job-worker') === true) await work();
