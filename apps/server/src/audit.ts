import type { Logger } from 'pino';
import type { OrgId, UserId } from '@lumiere/contract';
import type { Db, Queryable } from './db/db.ts';
import { newId } from './ids.ts';
import type { Metrics } from './metrics.ts';

/** One line of the audit log: who did what, from where, with which outcome. */
export interface AuditEntry {
  readonly org: OrgId | null;
  readonly actor: UserId | null;
  /** Stable name: `auth.login_failed`, `query.execute`. */
  readonly action: string;
  readonly resource: string | null;
  readonly outcome: 'ok' | 'denied' | 'failed';
  readonly address: string;
  readonly agent: string;
  readonly requestId: string | null;
  readonly durationMs: number | null;
  /** What else is worth knowing; nothing secret. */
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** The audit log. It never fails or delays the request: entries wait a moment and are written together. */
export interface Audit {
  record(entry: AuditEntry): void;
  /** Resolves when everything recorded so far is in the database, or was counted as lost. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const waitMs = 50;
/** Rows of one statement; PostgreSQL takes 65,535 parameters at most. */
const batch = 500;
const bufferLimit = 50_000;

interface Options {
  readonly db: Db;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly metrics: Pick<Metrics, 'auditLost'>;
}

export function openAudit({ db, log, clock, metrics }: Options): Audit {
  let waiting: ReturnType<typeof row>[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const rows = waiting;
    waiting = [];
    try {
      for (let start = 0; start < rows.length; start += batch) await insert(db, rows.slice(start, start + batch));
    } catch (error) {
      metrics.auditLost.inc(rows.length);
      log.error({ err: error, lost: rows.length }, 'The audit log could not be written.');
    }
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length > 0) writing = writing.then(write);
    return writing;
  }

  return {
    record(entry) {
      if (waiting.length >= bufferLimit) {
        metrics.auditLost.inc();
        return;
      }
      waiting.push(row(entry, clock().getTime()));
      timer ??= setTimeout(() => void flush(), waitMs);
    },
    flush,
    close: flush,
  };
}

async function insert(db: Queryable, rows: readonly ReturnType<typeof row>[]): Promise<void> {
  await db
    .insertInto('audit_log')
    .values([...rows])
    .execute();
}

function row(entry: AuditEntry, at: number) {
  return {
    id: newId('aud'),
    at,
    org_id: entry.org,
    actor: entry.actor,
    action: entry.action,
    resource: entry.resource,
    outcome: entry.outcome,
    address: entry.address,
    agent: entry.agent.slice(0, 500),
    request_id: entry.requestId,
    duration_ms: entry.durationMs === null ? null : Math.round(entry.durationMs),
    detail: entry.detail === null ? null : JSON.stringify(entry.detail),
  };
}
