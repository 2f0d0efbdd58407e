import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AuditEntry, openAudit } from './audit.ts';
import { migrate } from './db/migrate.ts';
import type { Db } from './db/db.ts';
import { openMetrics } from './metrics.ts';
import { onEachEngine, type TestDatabase } from './testing/databases.ts';

const entry: AuditEntry = {
  org: null,
  actor: null,
  action: 'test',
  resource: null,
  outcome: 'ok',
  address: '127.0.0.1',
  agent: 'x'.repeat(2000),
  requestId: 'r',
  durationMs: 1.6,
  detail: { rows: 3 },
};

onEachEngine('the audit log', (make) => {
  let database: TestDatabase;
  let db: Db;
  const lines: string[] = [];
  const metrics = openMetrics();
  const open = () =>
    openAudit({
      db,
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      clock: () => new Date(5),
      metrics,
    });
  beforeEach(async () => {
    database = await make();
    db = await database.open();
    await migrate(db, { now: 1 });
  });
  afterEach(async () => {
    await db.close().catch(() => undefined);
    await database.remove();
  });
  const count = async () => (await db.selectFrom('audit_log').select('id').execute()).length;

  test('writes what was recorded a moment later, together', async () => {
    const audit = open();
    for (let i = 0; i < 1234; i++) audit.record(entry);
    expect(await count()).toBe(0);
    await expect.poll(count, { timeout: 5000 }).toBe(1234);
    const row = await db.selectFrom('audit_log').selectAll().limit(1).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ at: 5, action: 'test', duration_ms: 2, detail: '{"rows":3}' });
    expect(row.agent).toHaveLength(500);
  });

  test('is complete once it is closed', async () => {
    const audit = open();
    audit.record(entry);
    await audit.close();
    expect(await count()).toBe(1);
  });

  test('never fails the request: what cannot be written is counted and logged', async () => {
    const audit = open();
    await db.close();
    audit.record(entry);
    await audit.flush();
    expect((await metrics.auditLost.get()).values[0]?.value).toBeGreaterThan(0);
    expect(lines.join()).toContain('could not be written');
  });
});
