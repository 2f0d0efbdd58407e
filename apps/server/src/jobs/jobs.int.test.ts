import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import pino from 'pino';
import { z } from 'zod';
import { type Job as JobView, type JobId, type OrgId, problem } from '@lumiere/contract';
import type { Db } from '../db/db.ts';
import { migrate } from '../db/migrate.ts';
import { newId } from '../ids.ts';
import { type TestDatabase, onEachEngine } from '../testing/databases.ts';
import { type Job, type JobContext, type JobOutcome, done, failed, tryAgain } from './job.ts';
import { type Jobs, type JobsOptions, openJobs } from './jobs.ts';
import { removeEnded } from './job-store.ts';

interface Told {
  readonly run: (payload: { readonly n: number }, context: JobContext) => Promise<JobOutcome>;
}

/** A job that does what the test says. */
const told: Job<{ n: number }, Told> = {
  name: 'told',
  title: 'Do as one is told',
  payload: z.strictObject({ n: z.number().int() }),
  run: (payload, { run }, context) => run(payload, context),
};
const hasty: Job<{ n: number }, Told> = { ...told, name: 'hasty', limitMs: 100, maxAttempts: 1 };

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

onEachEngine('background jobs', (make) => {
  let database: TestDatabase;
  let db: Db;
  let org: OrgId;
  let offset = 0;
  const open: Jobs<Told>[] = [];
  const seen: JobView[] = [];
  const logs: string[] = [];

  beforeAll(async () => {
    database = await make();
    db = await database.open();
    await migrate(db, { now: 1 });
    org = newId('org');
    await db.insertInto('organizations').values({ id: org, name: 'Acme', created_at: 1 }).execute();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((jobs) => jobs.stop()));
    await db.deleteFrom('jobs').execute();
    await db.deleteFrom('schedules').execute();
    seen.length = 0;
    logs.length = 0;
    offset = 0;
  });
  afterAll(async () => {
    await db.close();
    await database.remove();
  });

  const queue = (more: Partial<JobsOptions<Told>> = {}): Jobs<Told> => {
    const jobs = openJobs<Told>({
      db,
      log: pino({ level: 'warn' }, { write: (line: string) => void logs.push(line) }),
      clock: () => new Date(Date.now() + offset),
      registry: { told, hasty },
      atOnce: 4,
      changed: (_org, job) => void seen.push(job),
      ...more,
      timing: { pollMs: 200, beatMs: 50, leaseMs: 600, progressMs: 100, backOffMs: () => 30, ...more.timing },
    });
    open.push(jobs);
    return jobs;
  };
  const put = (jobs: Jobs<Told>, n = 0, more: Partial<Parameters<Jobs<Told>['enqueue']>[3]> = {}) =>
    jobs.enqueue(db, told, { n }, { org, ...more });
  const ended = async (jobs: Jobs<Told>, id: JobId): Promise<JobView> => {
    for (const until = Date.now() + 20_000; Date.now() < until; await pause(10)) {
      const job = await jobs.find(org, id);
      if (job !== null && job.finishedAt !== null) return job;
    }
    throw new Error(`The job ${id} did not end:\n${logs.join('')}`);
  };

  test('begin within 100 ms of the commit, and not before it', async () => {
    const jobs = queue({ timing: { pollMs: 60_000 } });
    let began = Number.NaN;
    jobs.start({ run: async () => ((began = performance.now()), done('42 rows')) });
    await pause(50);
    const waits: number[] = [];
    for (let round = 0; round < 10; round++) {
      began = Number.NaN;
      const id = await db.transaction(async (trx) => {
        const made = await jobs.enqueue(trx, told, { n: 1 }, { org });
        await pause(20);
        expect(began).toBeNaN();
        return made.id;
      });
      const committed = performance.now();
      expect(await ended(jobs, id)).toMatchObject({ status: 'succeeded', progress: 1, step: '42 rows', attempts: 1 });
      waits.push(began - committed);
    }
    // the middle one, since other work shares this machine
    expect(waits.sort((a, b) => a - b)[5]).toBeLessThan(100);
  });

  test('are gone with a transaction that is rolled back', async () => {
    const jobs = queue();
    let ran = 0;
    jobs.start({ run: async () => (ran++, done()) });
    const lost = db.transaction(async (trx) => {
      await jobs.enqueue(trx, told, { n: 1 }, { org });
      throw new Error('changed my mind');
    });
    await expect(lost).rejects.toThrow('changed my mind');
    await pause(300);
    expect(ran).toBe(0);
    expect((await jobs.list(org, { limit: 10, offset: 0 })).total).toBe(0);
  });

  test('with a key are made once, however often and however fast they are asked for', async () => {
    const jobs = queue();
    const made = await Promise.all(Array.from({ length: 8 }, () => put(jobs, 1, { key: 'invoice 7' })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    jobs.start({ run: async () => done() });
    await ended(jobs, made[0]?.id ?? newId('job'));
    expect((await put(jobs, 1, { key: 'invoice 7' })).created).toBe(false);
  });

  test('of one lane run one after the other, also at several workers; those of another beside them', async () => {
    const all = [queue(), queue(), queue()];
    const [jobs] = all;
    if (jobs === undefined) throw new Error('no queue');
    let inLane = 0;
    let most = 0;
    let together = 0;
    const order: number[] = [];
    const ids: JobId[] = [];
    for (let n = 0; n < 6; n++) {
      ids.push((await put(jobs, n, { lane: 'a' })).id);
      await pause(2);
    }
    ids.push((await put(jobs, 100, { lane: 'b' })).id);
    const run: Told['run'] = async ({ n }) => {
      together = Math.max(together, n === 100 ? inLane + 1 : inLane);
      if (n === 100) return done();
      order.push(n);
      most = Math.max(most, ++inLane);
      await pause(20);
      inLane--;
      return done();
    };
    for (const each of all) each.start({ run });
    for (const id of ids) await ended(jobs, id);
    expect(most).toBe(1);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('are folded into one that waits, not into one that has begun', async () => {
    const jobs = queue();
    const first = await put(jobs, 1, { lane: 'refresh', fold: true });
    const second = await put(jobs, 1, { lane: 'refresh', fold: true });
    expect(second).toEqual({ id: first.id, created: false });
    let release: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      jobs.start({
        run: () => {
          resolve();
          return new Promise((finished) => (release = () => finished(done())));
        },
      });
    });
    await started;
    const third = await put(jobs, 1, { lane: 'refresh', fold: true });
    expect(third.created).toBe(true);
    release();
    await ended(jobs, first.id);
    await pause(100);
    release();
    await ended(jobs, third.id);
  });

  test('fail with their reason after the attempts they have, and are tried again when somebody says so', async () => {
    const jobs = queue();
    let attempts = 0;
    let good = false;
    const down = problem('source.unavailable', 'The host db.example.com does not answer.');
    jobs.start({ run: async () => (attempts++, good ? done() : tryAgain(down)) });
    const { id } = await put(jobs);
    expect(await ended(jobs, id)).toMatchObject({ status: 'failed', attempts: 3, problems: [down] });
    expect(attempts).toBe(3);
    expect(await jobs.retry(org, id)).toMatchObject({ again: true });
    expect(await ended(jobs, id)).toMatchObject({ status: 'failed' });
    good = true;
    await jobs.retry(org, id);
    expect(await ended(jobs, id)).toMatchObject({ status: 'succeeded', problems: [], attempts: 1 });
    expect(await jobs.retry(org, id)).toMatchObject({ again: false });
  });

  test('that cannot succeed are not tried again, and a bug is told by its id alone', async () => {
    const jobs = queue();
    const wrong = problem('request.invalid', 'This file is no CSV.');
    jobs.start({
      run: async ({ n }) => {
        if (n === 0) return failed(wrong);
        throw new Error('secret internals');
      },
    });
    const known = await put(jobs, 0);
    const bug = await put(jobs, 1);
    expect(await ended(jobs, known.id)).toMatchObject({ status: 'failed', attempts: 1, problems: [wrong] });
    const failedJob = await ended(jobs, bug.id);
    expect(failedJob).toMatchObject({ attempts: 3, problems: [{ code: 'server.internal' }] });
    expect(JSON.stringify(failedJob)).not.toContain('secret internals');
    expect(JSON.stringify(failedJob)).toContain(bug.id);
    expect(logs.join('')).toContain('secret internals');
  });

  test('are cancelled while they wait and while they run, here or in another process', async () => {
    const waiting = queue();
    const { id } = await put(waiting);
    expect(await waiting.cancel(org, id)).toMatchObject({ status: 'cancelled' });
    const elsewhere = queue();
    waiting.start({ run: (_payload, { signal }) => untilAborted(signal) });
    for (const canceller of [waiting, elsewhere]) {
      const { id: running } = await put(waiting);
      while ((await waiting.find(org, running))?.status !== 'running') await pause(5);
      expect(await canceller.cancel(org, running)).toMatchObject({ status: 'running', cancelling: true });
      expect(await ended(waiting, running)).toMatchObject({ status: 'cancelled', problems: [], attempts: 1 });
    }
    expect(await waiting.cancel(newId('org'), id)).toBeNull();
  });

  test('that take too long are ended with words', async () => {
    const jobs = queue();
    jobs.start({ run: (_payload, { signal }) => untilAborted(signal) });
    const { id } = await jobs.enqueue(db, hasty, { n: 1 }, { org });
    expect(await ended(jobs, id)).toMatchObject({ status: 'failed', problems: [{ code: 'job.timeout' }] });
  });

  test('keep their progress, at most once in a while, the last of it always', async () => {
    const jobs = queue();
    jobs.start({
      run: async (_payload, { progress }) => {
        for (let i = 0; i <= 500; i++) {
          progress(i / 1000, `row ${i}`);
          await pause(1);
        }
        await pause(250);
        return done();
      },
    });
    const { id } = await put(jobs);
    await ended(jobs, id);
    await pause(20);
    const steps = seen.filter((job) => job.id === id && job.status === 'running' && job.step !== null);
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(steps.length).toBeLessThanOrEqual(30);
    expect(steps.at(-1)).toMatchObject({ progress: 0.5, step: 'row 500' });
  });

  test('that lost their process are taken over when its lease ends, and fail with words when that goes on', async () => {
    const jobs = queue();
    const { id } = await put(jobs, 0);
    const steal = (attempts: number) =>
      db
        .updateTable('jobs')
        .set({ status: 'running', worker: 'a process that is no more', attempts, running_lane: null })
        .where('id', '=', id)
        .execute();
    await steal(1);
    let attempt = 0;
    jobs.start({ run: async (_payload, context) => ((attempt = context.attempt), done()) });
    await pause(300);
    // it may be slow rather than dead
    expect(await jobs.find(org, id)).toMatchObject({ status: 'running' });
    expect(await ended(jobs, id)).toMatchObject({ status: 'succeeded' });
    expect(attempt).toBe(2);
    await db.updateTable('jobs').set({ finished_at: null }).where('id', '=', id).execute();
    await steal(3);
    expect(await ended(jobs, id)).toMatchObject({
      status: 'failed',
      problems: [{ code: 'job.crashed', message: expect.stringContaining('3 times') }],
    });
  });

  test('stay with a worker that is alive, wherever the clock jumps', async () => {
    const [one, two] = [queue(), queue()];
    let begun = 0;
    const run: Told['run'] = async () => {
      begun++;
      await pause(1500);
      return done();
    };
    one.start({ run });
    two.start({ run });
    const { id } = await put(one);
    for (const jump of [86_400_000, -86_400_000, 0]) {
      offset = jump;
      await pause(300);
    }
    expect(await ended(one, id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(begun).toBe(1);
  });

  test('that a worker lost are not finished by it', async () => {
    const jobs = queue({ timing: { beatMs: 40 } });
    let outcome = 'running';
    jobs.start({
      run: async (_payload, { signal }) => {
        await untilAborted(signal).catch((error: unknown) => (outcome = String(error)));
        return done('by the one who lost it');
      },
    });
    const { id } = await put(jobs);
    while ((await jobs.find(org, id))?.status !== 'running') await pause(5);
    await db.updateTable('jobs').set({ worker: 'another', attempts: 2 }).where('id', '=', id).execute();
    for (let i = 0; i < 200 && outcome === 'running'; i++) await pause(10);
    expect(outcome).toContain('lost');
    await pause(50);
    expect(await jobs.find(org, id)).toMatchObject({ status: 'running', step: null });
  });

  test('that a server leaves behind when it is stopped begin again without having lost an attempt', async () => {
    const first = queue();
    first.start({ run: (_payload, { signal }) => untilAborted(signal) });
    const { id } = await put(first);
    while ((await first.find(org, id))?.status !== 'running') await pause(5);
    await first.stop();
    expect(await first.find(org, id)).toMatchObject({ status: 'queued', attempts: 0, problems: [] });
    const second = queue();
    second.start({ run: async () => done() });
    expect(await ended(second, id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  });

  test('are taken from a server that died at once where this one is alone', async () => {
    const jobs = queue({ timing: { leaseMs: 600_000 } });
    const { id } = await put(jobs);
    await db.updateTable('jobs').set({ status: 'running', worker: 'dead', attempts: 1 }).where('id', '=', id).execute();
    jobs.start({ run: async () => done() }, { alone: true });
    expect(await ended(jobs, id)).toMatchObject({ status: 'succeeded', attempts: 2 });
  });

  test('are limited in number', async () => {
    const jobs = queue({ atOnce: 2 });
    let now = 0;
    let most = 0;
    jobs.start({
      run: async () => {
        most = Math.max(most, ++now);
        await pause(20);
        now--;
        return done();
      },
    });
    const made = await Promise.all(Array.from({ length: 8 }, (_, n) => put(jobs, n)));
    for (const { id } of made) await ended(jobs, id);
    expect(most).toBe(2);
  });

  test('whose payload no version of this kind wrote fail with words', async () => {
    const jobs = queue();
    const { id } = await put(jobs);
    await db.updateTable('jobs').set({ payload: '{"m":1}' }).where('id', '=', id).execute();
    jobs.start({ run: async () => done() });
    expect(await ended(jobs, id)).toMatchObject({ status: 'failed', attempts: 1, problems: [{ code: 'job.failed' }] });
  });

  test('are forgotten when they ended long ago', async () => {
    const jobs = queue();
    const { id } = await put(jobs);
    await jobs.cancel(org, id);
    const other = await put(jobs);
    await removeEnded(db, Date.now() - 60_000);
    expect(await jobs.find(org, id)).not.toBeNull();
    await removeEnded(db, Date.now() + 60_000);
    expect(await jobs.find(org, id)).toBeNull();
    expect(await jobs.find(org, other.id)).not.toBeNull();
  });

  test('of a schedule are made once per due time at any number of workers, and what is missed by policy', async () => {
    const all = Array.from({ length: 4 }, () => queue({ timing: { pollMs: 15 } }));
    const [jobs] = all;
    if (jobs === undefined) throw new Error('no queue');
    const base = Date.now();
    for (const missed of ['each', 'latest', 'skip'] as const)
      await db.transaction((trx) =>
        jobs.putSchedule(trx, told, {
          org,
          subject: missed,
          payload: { n: 1 },
          timing: { kind: 'interval', everyMs: 600_000 },
          missed,
        }),
      );
    for (const each of all) each.start({ run: async () => done() });
    // an hour and a bit goes by at once, then the clock is set right again, then it goes on by steps
    for (const minutes of [65, 5, 30, 62, 75]) {
      offset = minutes * 60_000;
      await pause(150);
    }
    const { items } = await jobs.list(org, { limit: 100, offset: 0 });
    const minutesOf = (subject: string) =>
      items
        .filter((job) => job.subject === subject)
        .map(({ dueAt }) => Math.round((Date.parse(dueAt ?? '') - base) / 60_000))
        .sort((a, b) => a - b);
    expect(minutesOf('each')).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(minutesOf('latest')).toEqual([60, 70]);
    // late by more than a minute each time but the fourth
    expect(minutesOf('skip')).toEqual([30]);
    const schedules = await jobs.listSchedules(org, { limit: 10, offset: 0 });
    expect(schedules.total).toBe(3);
    expect(schedules.items.find(({ missed }) => missed === 'each')?.last?.status).toBe('succeeded');
    expect(schedules.items.find(({ missed }) => missed === 'skip')?.skipped).not.toBeNull();
  });

  test('of a schedule that is put again are not made again', async () => {
    const jobs = queue();
    const schedule = (everyMs: number) =>
      db.transaction((trx) =>
        jobs.putSchedule(trx, told, {
          org,
          subject: 'same',
          payload: { n: 1 },
          timing: { kind: 'interval', everyMs },
          missed: 'each',
        }),
      );
    const id = await schedule(60_000);
    expect(await schedule(60_000)).toBe(id);
    expect(await schedule(120_000)).toBe(id);
    const [only] = (await jobs.listSchedules(org, { limit: 10, offset: 0 })).items;
    expect(only?.timing).toEqual({ kind: 'interval', everyMs: 120_000 });
    jobs.start({ run: async () => done() });
    const run = await jobs.runNow(org, id, newId('usr'));
    expect(run).toMatchObject({ schedule: id, dueAt: null });
    const ran = await ended(jobs, run?.id ?? newId('job'));
    await db.transaction((trx) => jobs.removeSchedules(trx, org, 'same'));
    expect((await jobs.listSchedules(org, { limit: 10, offset: 0 })).total).toBe(0);
    expect(await jobs.find(org, ran.id)).toMatchObject({ status: 'succeeded', schedule: null });
  });
});
