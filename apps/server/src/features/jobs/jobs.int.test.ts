import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../commands/run.ts';
import { housekeeping } from '../../housekeeping.ts';
import { onEachEngine } from '../../testing/databases.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';

onEachEngine('jobs over HTTP', (make) => {
  let server: TestServer;
  let ada: TestPerson;
  beforeAll(async () => {
    server = await startTestServer({ database: await make() });
    ada = await server.person(await server.organization());
  });
  afterAll(() => server.close());

  const put = (subject: string) =>
    server.deps.jobs.enqueue(server.deps.db, housekeeping, {}, { org: ada.org, subject });

  test('are listed newest first by what one asks for, cancelled and tried again, and each change is audited', async () => {
    const first = await put('one');
    const { id } = await put('two');
    const list = async (query: string) =>
      (await server.send(`GET /api/v1/jobs${query}` as 'GET /api/v1/jobs', { as: ada })).json<{
        items: { id: string }[];
        total: number;
      }>();
    expect((await list('?limit=1')).total).toBe(2);
    expect((await list('?subject=two')).items.map((job) => job.id)).toEqual([id]);
    expect((await list('?status=failed&kind=housekeeping')).total).toBe(0);
    const post = (verb: string) => server.send(`POST /api/v1/jobs/${id}/${verb}` as 'GET /', { as: ada, body: {} });
    expect((await post('retry')).json()).toMatchObject({ code: 'request.conflict' });
    expect((await post('cancel')).json()).toMatchObject({ id, status: 'cancelled', title: 'Remove what has expired' });
    expect((await list('?status=cancelled')).items.map((job) => job.id)).toEqual([id]);
    const again = await post('retry');
    expect(again.statusCode).toBe(202);
    expect(again.json()).toMatchObject({ id, status: 'queued', finishedAt: null });
    expect((await server.send(`GET /api/v1/jobs/${first.id}` as 'GET /', { as: ada })).json()).toMatchObject({
      subject: 'one',
    });
    const audited = await server.deps.db.selectFrom('audit_log').select('action').where('resource', '=', id).execute();
    expect(audited.map(({ action }) => action).sort()).toEqual(['job.cancel', 'job.retry', 'job.retry']);
  });

  test('of a schedule are its log, and one can be run now', async () => {
    const { db, jobs } = server.deps;
    const timing = { kind: 'cron', cron: '0 6 * * 1-5', zone: 'Europe/Berlin' } as const;
    const asked = { org: ada.org, subject: 'nightly', payload: {}, timing, missed: 'latest' } as const;
    const schedule = await db.transaction((trx) => jobs.putSchedule(trx, housekeeping, asked));
    const listed = (await server.send('GET /api/v1/schedules', { as: ada })).json<{ items: { nextAt: string }[] }>();
    expect(listed.items).toMatchObject([{ id: schedule, timing, missed: 'latest', last: null, skipped: null }]);
    expect(Date.parse(listed.items[0]?.nextAt ?? '')).toBeGreaterThan(Date.now());
    const run = await server.send(`POST /api/v1/schedules/${schedule}/run` as 'GET /', { as: ada, body: {} });
    expect(run.statusCode).toBe(202);
    expect(run.json()).toMatchObject({ schedule, createdBy: ada.user, dueAt: null });
    const log = await server.send(`GET /api/v1/jobs?schedule=${schedule}` as 'GET /', { as: ada });
    expect(log.json()).toMatchObject({ total: 1 });
    await expect(
      db.transaction((trx) =>
        jobs.putSchedule(trx, housekeeping, { ...asked, timing: { ...timing, zone: 'Nowhere' } }),
      ),
    ).rejects.toThrow('no time zone');
  });

  test('and what could not be told are in the operator’s hands', async () => {
    const lines: string[] = [];
    const { home, databaseUrl } = server.database;
    const env = { LUMIERE_HOME: home, ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) };
    const terminal = {
      env,
      out: (line: string) => void lines.push(line),
      err: (line: string) => void lines.push(line),
      input: async () => '',
    };
    expect(await runCommand(['events', 'dead'], terminal)).toBe(0);
    expect(await runCommand(['events', 'replay', '--id', '1'], terminal)).toBe(1);
    expect(await runCommand(['events', 'replay', '--id', 'x'], terminal)).toBe(2);
    expect(await runCommand(['events', 'replay'], terminal)).toBe(0);
    expect(await runCommand(['secrets', 'rotate'], terminal)).toBe(0);
    expect(lines).toEqual([
      'Every event was delivered.',
      'There is no undelivered event 1.',
      '"x" is no number of an event; see lumiere events dead.',
      '0 events are delivered again by the running server, or by the next one.',
      expect.stringMatching(/^0 secrets are sealed with the key .*; 0 old keys are gone\.$/),
    ]);
  });
});
