import type { FastifyInstance } from 'fastify';
import type { CatalogTableId, ConnectionId, Job, Principal } from '@lumiere/contract';
import { findTable } from '../../data/catalog-search.ts';
import { type ConnectionRow, findConnection } from '../../data/connection-store.ts';
import { noTable, openTable } from '../../data/profile-access.ts';
import { type Look, fieldsByColumn, lookOf } from '../../data/table-look.ts';
import { tableProfile } from '../../data/table-profile-job.ts';
import { type TableProfileRow, findTableProfile, putProfileJob } from '../../data/table-profile-store.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Finished, Refusal, json, refuseAll } from '../../http/types.ts';
import { noConnection, openSource } from '../../run-query.ts';
import { foundProfile } from './found-profile.ts';

/** What is in a table: what was found when somebody last had it looked at, and having it looked at. */
export function tableProfileRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, jobs } = deps;

  serve(
    app,
    'GET /api/v1/connections/:id/tables/:table/profile',
    async ({ params, who }) => {
      const looked = await lookAt(deps, who, params.id, params.table);
      if (looked instanceof Refusal) return looked;
      const { row, look, stored } = looked;
      const known = await findTableProfile(db, row.id, params.table);
      const visible = new Set(fieldsByColumn(look.shown.get(params.table) ?? []).keys());
      const found = await foundProfile(deps, row, stored, known, visible);
      const open = openTable(look, params.table, found?.columns ?? null);
      if (!open.ok) return refuseAll(open.problems);
      const job = await latestJob(deps, who, known);
      // long and stored as it is sent, so it is not read and written again
      return new Finished(`{"found":${found?.json ?? 'null'},"job":${JSON.stringify(job)}}`, { 'content-type': json });
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections/:id/tables/:table/profile',
    async ({ params, who, note }) => {
      const looked = await lookAt(deps, who, params.id, params.table);
      if (looked instanceof Refusal) return looked;
      const open = openTable(looked.look, params.table);
      if (!open.ok) return refuseAll(open.problems);
      const known = await findTableProfile(db, params.id, params.table);
      const before = await latestJob(deps, who, known);
      // one that runs will do, whoever asked for it
      if (before !== null && (before.status === 'queued' || before.status === 'running')) return { job: before.id };
      const payload = { connection: params.id, table: params.table, by: who.user };
      const ask = { org: who.org, by: who.user, subject: params.id, lane: params.table, fold: true };
      const job = await db.transaction(async (trx) => {
        const { id } = await jobs.enqueue(trx, tableProfile, payload, ask);
        await putProfileJob(trx, params.id, params.table, id);
        return id;
      });
      note({ detail: { table: looked.stored.name, job } });
      return { job };
    },
    deps,
  );
}

const latestJob = async ({ jobs }: Deps, who: Principal, known: TableProfileRow | null): Promise<Job | null> =>
  known === null || known.job_id === null ? null : jobs.find(who.org, known.job_id);

interface Looked {
  readonly row: ConnectionRow;
  readonly look: Look;
  readonly stored: NonNullable<Awaited<ReturnType<typeof findTable>>>;
}

async function lookAt(
  { db, data }: Deps,
  who: Principal,
  id: ConnectionId,
  table: CatalogTableId,
): Promise<Looked | Refusal> {
  const row = await findConnection(db, who.org, id);
  if (row === null) return new Refusal([noConnection()]);
  const opened = await openSource(who, data, id);
  if (!opened.ok) return refuseAll(opened.problems);
  const look = lookOf(id, who, opened.value.sight);
  const stored = look.everything || look.shown.has(table) ? await findTable(db, id, table) : null;
  return stored === null ? new Refusal([noTable()]) : { row, look, stored };
}
