import { type ConnectionDetail, type ConnectionImpact, type Principal, can } from '@lumiere/contract';
import type { ConnectionRow } from '../../data/connection-store.ts';
import { connectorOf } from '../../data/connector-of.ts';
import type { Queryable } from '../../db/db.ts';
import type { Deps } from '../../deps.ts';
import { showConfig } from '../../secrets/connection-config.ts';
import { summary } from './summary.ts';

/** One connection; its configuration only for those who may change it. */
export async function detail(row: ConnectionRow, who: Principal, { db, data }: Deps): Promise<ConnectionDetail> {
  const shown = can(who, 'connection.update', { org: row.org_id })
    ? showConfig(connectorOf(row.kind), JSON.parse(row.config) as object)
    : { config: null, secretsSet: [] };
  const schedule = await db
    .selectFrom('schedules')
    .select('next_at')
    .where('org_id', '=', row.org_id)
    .where('kind', '=', 'connection-refresh')
    .where('subject', '=', row.id)
    .executeTakeFirst();
  const job = await db
    .selectFrom('jobs')
    .select('id')
    .where('org_id', '=', row.org_id)
    .where('kind', '=', 'connection-refresh')
    .where('subject', '=', row.id)
    .where('status', 'in', ['queued', 'running'])
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  return {
    ...(await summary(row, who, data)),
    config: shown.config,
    secretsSet: [...shown.secretsSet],
    createdAt: new Date(row.created_at).toISOString(),
    refreshedAt: iso(row.refreshed_at),
    nextRefreshAt: iso(schedule?.next_at ?? null),
    refreshing: job?.id ?? null,
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What hangs on a connection. */
export async function impactOf(db: Queryable, { id, org_id }: ConnectionRow): Promise<ConnectionImpact> {
  const history = await db
    .selectFrom('answers')
    .select((eb) => [eb.fn.countAll<number>().as('all'), eb.fn.count<number>('user_id').distinct().as('people')])
    .where('connection_id', '=', id)
    .executeTakeFirstOrThrow();
  const count = async (table: 'receipts' | 'models' | 'catalog_tables'): Promise<number> => {
    const mine = db.selectFrom(table).where('connection_id', '=', id);
    return Number((await mine.select((eb) => eb.fn.countAll<number>().as('all')).executeTakeFirstOrThrow()).all);
  };
  const schedules = await db
    .selectFrom('schedules')
    .select((eb) => eb.fn.countAll<number>().as('all'))
    .where('org_id', '=', org_id)
    .where('subject', '=', id)
    .executeTakeFirstOrThrow();
  return {
    history: Number(history.all),
    people: Number(history.people),
    receipts: await count('receipts'),
    schedules: Number(schedules.all),
    models: await count('models'),
    tables: await count('catalog_tables'),
  };
}
