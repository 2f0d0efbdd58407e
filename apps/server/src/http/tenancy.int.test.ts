import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OrgId, type Role, type Route, type UserId, actions, can, routes } from '@lumiere/contract';
import { housekeeping } from '../housekeeping.ts';
import { newId } from '../ids.ts';
import { type Things, examples } from '../testing/examples.ts';
import { onEachEngine } from '../testing/databases.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import type { RouteName } from './types.ts';

const walk = Object.entries(routes) as readonly (readonly [RouteName, Route])[];
const guarded = walk.filter(([, { access }]) => access !== 'public' && access !== 'cookie');

onEachEngine('every route of the contract', (make) => {
  let server: TestServer;
  let ada: TestPerson;
  let stranger: TestPerson;
  let hers: Things;

  beforeAll(async () => {
    server = await startTestServer({
      database: await make(),
      settings: { LUMIERE_PUBLIC_REQUESTS_PER_MINUTE: '100000' },
    });
    ada = await server.person(await server.organization('Acme'));
    stranger = await server.person(await server.organization('Other'));
    hers = await putThings(server, ada.org, ada.user);
  });
  afterAll(() => server.close());

  const send = (key: RouteName, things: Things, as: TestPerson | string | null) => {
    const { url, body, octets } = examples[key];
    return server.send(`${key.split(' ', 1)[0] as 'GET'} ${url(things) as '/'}`, {
      as,
      body: body(things) ?? undefined,
      ...(octets === undefined ? {} : { octets: Buffer.from(octets) }),
    });
  };

  test.each(guarded)('%s asks a visitor to sign in', async (key) => {
    for (const token of [null, 'nonsense', 'lum_nonsense']) {
      const reply = await send(key, hers, token);
      expect(reply.statusCode).toBe(401);
      expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(reply.headers['www-authenticate']).toBe('Bearer');
    }
  });

  test.each(walk.filter(([, { access }]) => access === 'cookie'))('%s wants its cookie proved', async (key) => {
    expect((await send(key, hers, ada)).json()).toMatchObject({ code: 'auth.csrf' });
  });

  test.each(guarded)('%s tells a stranger of another organization nothing', async (key) => {
    const foreign = await send(key, hers, stranger);
    const ids = Object.values(hers);
    if (!usesId(key)) {
      for (const id of ids) expect(foreign.body).not.toContain(id);
      return;
    }
    // What another organization has looks as if it had never been.
    const absent = await send(key, nowhere, stranger);
    expect(foreign.statusCode).toBe(404);
    expect({ ...foreign.json<object>(), requestId: '' }).toEqual({ ...absent.json<object>(), requestId: '' });
    for (const secret of [...ids, 'Acme', 'what is hers']) expect(foreign.body).not.toContain(secret);
  });

  test('and nothing of hers was changed by a stranger', async () => {
    const { db } = server.deps;
    for (const [table, id] of [
      ['connections', hers.connection],
      ['answers', hers.answer],
      ['receipts', hers.receipt],
      ['jobs', hers.job],
      ['schedules', hers.schedule],
      ['uploads', hers.upload],
      ['datasets', hers.dataset],
    ] as const) {
      expect(
        await db
          .selectFrom(table)
          .select('id')
          .where('id', '=', id as never)
          .execute(),
      ).toHaveLength(1);
    }
  });

  test.each(
    guarded.flatMap(([key, route]) =>
      (['admin', 'analyst', 'viewer'] as const).map((role) => [key, role, route] as const),
    ),
  )('%s lets in by the permission matrix: %s', async (key, role, route) => {
    const person = await server.person(ada.org, role);
    const allowed = can({ ...who(person, role) }, route.access as 'data.query', { org: ada.org });
    const reply = await send(key, nowhere, person);
    if (allowed) expect(reply.statusCode).not.toBe(403);
    else expect(reply.json()).toMatchObject({ status: 403, code: 'permission.denied' });
  });

  test('the matrix says what was published', () => {
    const mayNot = (role: Role) => actions.filter((action) => !can(who(ada, role), action, { org: ada.org }));
    expect(mayNot('admin')).toEqual([]);
    expect(mayNot('analyst')).toEqual(['connection.delete', 'admin.read']);
    expect(mayNot('viewer')).toEqual([
      'connection.create',
      'connection.update',
      'connection.delete',
      'dataset.create',
      'dataset.delete',
      'data.sql',
      'job.read',
      'job.manage',
      'admin.read',
    ]);
  });

  describe('lists', () => {
    test('hold what is of the own organization only', async () => {
      for (const url of [
        '/api/v1/connections',
        '/api/v1/history',
        '/api/v1/jobs',
        '/api/v1/schedules',
        '/api/v1/datasets',
      ] as const) {
        const { body } = await server.send(`GET ${url}`, { as: stranger });
        for (const id of Object.values(hers)) expect(body).not.toContain(id);
      }
      expect((await server.send('GET /api/v1/connections', { as: ada })).body).toContain(hers.connection);
    });
  });
});

const nowhere: Things = {
  connection: newId('con'),
  answer: newId('ans'),
  receipt: 'rcp_nowhere00000000' as Things['receipt'],
  job: newId('job'),
  schedule: newId('sch'),
  table: 'tbl_nowhere00000000' as Things['table'],
  upload: newId('upl'),
  dataset: newId('dst'),
};

/** Whether a good request to the route names a thing that belongs to somebody. */
function usesId(key: RouteName): boolean {
  const text = examples[key].url(nowhere) + JSON.stringify(examples[key].body(nowhere));
  return Object.values(nowhere).some((id) => text.includes(id));
}

const who = ({ user, org }: TestPerson, role: Role) => ({
  user,
  org,
  role,
  groups: [],
  attributes: {},
  zone: 'UTC',
  locale: 'en',
});

/** A job and a schedule; nobody works on them. */
async function putWork({ db, jobs }: TestServer['deps'], org: OrgId): Promise<Pick<Things, 'job' | 'schedule'>> {
  const hers = { org, subject: 'what is hers' };
  const { id } = await jobs.enqueue(db, housekeeping, {}, hers);
  const timing = { kind: 'interval', everyMs: 3_600_000 } as const;
  const schedule = await jobs.putSchedule(db, housekeeping, { ...hers, payload: {}, timing, missed: 'skip' });
  return { job: id, schedule };
}

/** A complete upload and a dataset that nothing is in yet. */
async function putFiles(
  { db }: TestServer['deps'],
  org: OrgId,
  user: UserId,
  { upload, dataset }: Things,
): Promise<void> {
  await db
    .insertInto('uploads')
    .values({
      id: upload,
      org_id: org,
      user_id: user,
      name: 'what is hers.csv',
      bytes: 8,
      expected: null,
      sha256: null,
      status: 'receiving',
      job_id: null,
      base: null,
      expires_at: Date.now() + 3_600_000,
      created_at: 1,
    })
    .execute();
  await db
    .insertInto('datasets')
    .values({
      id: dataset,
      org_id: org,
      name: 'what is hers',
      folded: 'what is hers',
      job_id: null,
      how: null,
      file_name: null,
      imported: null,
      created_by: user,
      created_at: 1,
      updated_at: 1,
    })
    .execute();
}

async function putThings({ deps }: TestServer, org: OrgId, user: UserId): Promise<Things> {
  const { db } = deps;
  const things: Things = {
    connection: newId('con'),
    answer: newId('ans'),
    receipt: `rcp_${newId('ans').slice(4)}` as Things['receipt'],
    ...(await putWork(deps, org)),
    table: 'tbl_hers000000000000' as Things['table'],
    upload: newId('upl'),
    dataset: newId('dst'),
  };
  await putFiles(deps, org, user, things);
  await db
    .insertInto('connections')
    .values({
      id: things.connection,
      org_id: org,
      kind: 'duckdb',
      name: 'what is hers',
      config: '{}',
      sample: 0,
      status: 'failed',
      reason: 'test',
      tables: '[]',
      model_version: null,
      loaded_at: null,
      refreshed_at: null,
      model_made: 0,
      created_at: 1,
    })
    .execute();
  await db
    .insertInto('receipts')
    .values({
      id: things.receipt,
      org_id: org,
      connection_id: things.connection,
      question: 'what is hers',
      query: '{}',
      dialect: 'duckdb',
      statement: 'select 1',
      parameters: '[]',
      policy_fingerprint: 'x',
      policy_description: 'x',
      rows_returned: 0,
      rows_scanned: null,
      truncated: 0,
      as_of: '2026-01-01T00:00:00Z',
      data_version: '1',
      model_version: '1',
      engine: 'x',
      hash: 'x',
      resolved_at: 1,
      zone: 'UTC',
      max_rows: 1,
      evidence: null,
      created_at: 1,
    })
    .execute();
  await db
    .insertInto('answers')
    .values({
      id: things.answer,
      org_id: org,
      user_id: user,
      connection_id: things.connection,
      question: 'what is hers',
      folded: 'what is hers',
      history: '[]',
      query: null,
      heard: '{}',
      outcome: 'refused',
      row_count: null,
      milliseconds: 1,
      receipt_id: null,
      created_at: 1,
    })
    .execute();
  return things;
}
