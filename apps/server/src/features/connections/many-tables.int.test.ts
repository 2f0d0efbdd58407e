import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { CatalogEntry, ConnectionDetail, Job, RefreshedChange } from '@lumiere/contract';
import { deepTest } from '@lumiere/testing';
import { type SourceDatabase, sourceServers } from '../../testing/database-servers.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';

const [postgres] = sourceServers;
const missing = postgres?.make === null ? ` (skipped: ${postgres.variable} is not set)` : '';

let server: TestServer;
let owner: TestPerson;
let source: SourceDatabase;
beforeAll(async () => {
  if (postgres?.make === null || postgres === undefined) return;
  source = await postgres.make();
  server = await startTestServer();
  server.deps.jobs.start(server.deps, { alone: true });
  owner = await server.person(await server.organization());
});
afterAll(async () => {
  await server?.close();
  await source?.remove();
});

deepTest(
  `thousands of tables are found step by step, and nobody else waits for it${missing}`,
  async ({ rounds }) => {
    const many = rounds(5000, 500);
    await source.run(
      ...Array.from(
        { length: Math.ceil(many / 250) },
        (_, batch) =>
          `do $$ begin for i in ${batch * 250 + 1}..${Math.min(many, (batch + 1) * 250)} loop
            execute format('create table things_%s (id int primary key, owner_id int, name text, amount numeric(12, 2), at timestamptz)', i);
            execute format('insert into things_%s values (1, 1, ''a'', 2.5, now()), (2, 1, ''b'', 3.5, now())', i);
          end loop; end $$`,
      ),
    );
    const made = await send<ConnectionDetail>('POST /api/v1/connections', {
      kind: source.kind,
      name: 'Many',
      config: source.config,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { id, refreshing } = made.body;
    const seen: number[] = [];
    const first = await beside(() => ended(refreshing ?? '', seen));
    expect(await send<ConnectionDetail>(`GET /api/v1/connections/${id}`)).toMatchObject({
      body: { status: 'ready', tables: many },
    });
    // how far it is was told while it went on
    expect(new Set(seen).size).toBeGreaterThan(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));

    const found = await took(() => send<{ items: CatalogEntry[]; total: number }>(tables(id, 'things_4')));
    expect(found.value.body.total).toBe(
      Array.from({ length: many }, (_, i) => String(i + 1)).filter((n) => n.startsWith('4')).length,
    );
    const page = await took(() => send<{ items: CatalogEntry[] }>(`${tables(id, '')}&offset=${many - 20}`));
    expect(page.value.body.items).toHaveLength(20);
    const [entry] = page.value.body.items;
    const table = await took(() => send(`GET /api/v1/connections/${id}/tables/${entry?.id}`));
    const rows = await took(() => send(`GET /api/v1/connections/${id}/tables/${entry?.id}/rows`));
    expect([table.value.status, rows.value.status]).toEqual([200, 200]);

    await source.run(
      'alter table things_7 add column more int',
      'drop table things_9',
      'create table another (id int)',
    );
    const again = await beside(async () => {
      const job = await send<Job>(`POST /api/v1/connections/${id}/refresh`, {});
      await ended(job.body.id, []);
    });
    const changes = (await send<{ items: RefreshedChange[] }>(`GET /api/v1/connections/${id}/changes`)).body.items;
    expect(changes.map(({ kind, table: of }) => `${kind} ${of}`).toSorted()).toEqual([
      'column-added things_7',
      'table-added another',
      'table-removed things_9',
    ]);
    process.stdout.write(
      `${many} tables, load ${loadavg()[0]?.toFixed(1)}: first ${words(first)}; again ${words(again)}; ` +
        `search ${found.ms.toFixed(0)} ms, last page ${page.ms.toFixed(0)} ms, table ${table.ms.toFixed(0)} ms, rows ${rows.ms.toFixed(0)} ms\n`,
    );
    for (const { ms } of [found, page, table]) expect(ms).toBeLessThan(1000);
    for (const { stalled, p95 } of [first, again]) {
      expect(p95).toBeLessThan(250);
      expect(stalled).toBeLessThan(1000);
    }
  },
  { skip: missing !== '' },
);

const tables = (id: string, search: string) =>
  `GET /api/v1/connections/${id}/tables?limit=20&search=${search}` as const;

const send = async <T>(route: Parameters<TestServer['send']>[0], body?: unknown) => {
  const reply = await server.send(route, { as: owner, ...(body === undefined ? {} : { body }) });
  return { status: reply.statusCode, body: reply.json<T>() };
};

async function took<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

/** Waits until a job has succeeded, and notes how far it said that it was. */
async function ended(id: string, seen: number[]): Promise<void> {
  for (const until = Date.now() + 300_000; Date.now() < until; await pause(50)) {
    const { body } = await send<Job>(`GET /api/v1/jobs/${id}`);
    if (body.status === 'succeeded') return;
    if (body.status !== 'queued' && body.status !== 'running') throw new Error(JSON.stringify(body));
    if (body.progress !== null) seen.push(body.progress);
  }
  throw new Error('It did not end within five minutes.');
}

/** Does work while others ask small things all the time: how long it took, how long they waited, and how long nothing at all went on. */
async function beside(work: () => Promise<void>) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const waits: number[] = [];
  let going = true;
  const others = (async () => {
    for (; going; await pause(20)) waits.push((await took(() => send('GET /api/v1/me'))).ms);
  })();
  const { ms } = await took(work).finally(() => (going = false));
  await others;
  delay.disable();
  waits.sort((a, b) => a - b);
  return { ms, p95: waits[Math.floor(waits.length * 0.95)] ?? 0, stalled: delay.max / 1e6 };
}

const words = ({ ms, p95, stalled }: { readonly ms: number; readonly p95: number; readonly stalled: number }): string =>
  `${(ms / 1000).toFixed(1)} s (others p95 ${p95.toFixed(0)} ms, longest stop ${stalled.toFixed(0)} ms)`;
