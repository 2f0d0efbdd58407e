import type { FastifyInstance } from 'fastify';
import { mostNameBytes } from '@lumiere/connectors';
import type { DatasetId, OrgId, Principal } from '@lumiere/contract';
import { csvName, csvOf } from '../../data/csv.ts';
import {
  deleteDataset,
  findByName,
  findDataset,
  fold,
  listDatasets,
  updateDataset,
} from '../../datasets/dataset-store.ts';
import { refreshFiles } from '../../datasets/files-connection.ts';
import { impactOf } from '../../datasets/impact.ts';
import { datasetProfile } from '../../datasets/profile-job.ts';
import { findProfile, onlyColumns } from '../../datasets/profile-store.ts';
import { problemOf } from '../../datasets/source-failure.ts';
import { nameTaken, noDataset, tooLong, underWay } from '../../datasets/start-import.ts';
import { datasetDetail, datasetSight, datasetViews } from '../../datasets/views.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Finished, Refusal, json, refuse } from '../../http/types.ts';
import { isConflict } from '../../jobs/queue.ts';

/** What uploaded files became: datasets with their versions, profiles and rows that were set aside. */
export function datasetRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, clock, files, jobs } = deps;
  const stored = (org: OrgId, id: DatasetId) =>
    files
      .datasets(org)
      .list()
      .find((each) => each.id === id);

  /** Datasets whose tables the model hides from a person. */
  const hiddenFrom = async (who: Principal): Promise<ReadonlySet<string>> => {
    const sight = await datasetSight(who, deps);
    const all = files.datasets(who.org).list();
    return new Set(all.filter(({ table }) => sight.hides(table)).map(({ id }) => id));
  };

  serve(
    app,
    'GET /api/v1/datasets',
    async ({ query, who }) => {
      const hidden = await hiddenFrom(who);
      const { rows, total } = await listDatasets(db, who.org, { ...query, but: [...hidden] });
      const items = await datasetViews(rows, who, deps);
      return { items, total, limit: query.limit, offset: query.offset };
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/datasets/:id',
    async ({ params, who }) => {
      const row = await findDataset(db, who.org, params.id);
      return row === null || (await hiddenFrom(who)).has(row.id) ? noDataset() : datasetDetail(row, who, deps);
    },
    deps,
  );

  serve(
    app,
    'PATCH /api/v1/datasets/:id',
    async ({ params, body, who }) => {
      const row = await findDataset(db, who.org, params.id);
      if (row === null) return noDataset();
      const { name } = body;
      if (Buffer.byteLength(name) > mostNameBytes) return tooLong();
      const there = await findByName(db, who.org, name);
      if (there !== null && there.id !== row.id) return nameTaken(name);
      if (await underWay(db, row)) return busy();
      try {
        await updateDataset(db, who.org, row.id, { name, folded: fold(name), updated_at: clock().getTime() });
      } catch (error) {
        if (isConflict(error)) return nameTaken(name);
        throw error;
      }
      const failure = await changed(who.org, deps, async () => {
        if (stored(who.org, row.id) !== undefined) await files.datasets(who.org).rename(row.id, name);
      });
      return failure ?? detailAgain(row.id, who, deps);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/datasets/:id/restore',
    async ({ params, body, who, note, signal }) => {
      const row = await findDataset(db, who.org, params.id);
      if (row === null) return noDataset();
      if (await underWay(db, row)) return busy();
      if (stored(who.org, row.id)?.versions.some(({ id }) => id === body.version) !== true)
        return refuse('request.not-found', `The dataset has no version ${JSON.stringify(body.version)}.`, {
          path: 'body.version',
          hint: 'Only the latest versions are kept; choose one of those listed.',
        });
      note({ detail: { version: body.version } });
      const failure = await changed(who.org, deps, () => files.datasets(who.org).restore(row.id, body.version));
      if (failure !== null) return failure;
      await updateDataset(db, who.org, row.id, { updated_at: clock().getTime() });
      // an old version whose profile was never made gets one beside the reply
      if ((await findProfile(db, row.id, body.version)) === null && !signal.aborted)
        await jobs.enqueue(db, datasetProfile, { dataset: row.id }, { org: who.org, by: who.user, subject: row.id });
      return detailAgain(row.id, who, deps);
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/datasets/:id/impact',
    async ({ params, who }) => {
      const row = await findDataset(db, who.org, params.id);
      if (row === null) return noDataset();
      return impactOf(row.id, row.name, who, { db, files, sight: await datasetSight(who, deps) });
    },
    deps,
  );

  serve(
    app,
    'DELETE /api/v1/datasets/:id',
    async ({ params, who, note }) => {
      const row = await findDataset(db, who.org, params.id);
      if (row === null) return noDataset();
      if (row.job_id !== null && (await underWay(db, row))) await jobs.cancel(who.org, row.job_id);
      note({ detail: { name: row.name } });
      await deleteDataset(db, who.org, row.id);
      const failure = await changed(who.org, deps, async () => {
        if (stored(who.org, row.id) === undefined) return;
        await files.datasets(who.org).delete(row.id);
      });
      return failure ?? { done: true };
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/datasets/:id/rejected/csv',
    async ({ params, who, signal, note }) => {
      const row = await findDataset(db, who.org, params.id);
      if (row === null) return noDataset();
      const found = stored(who.org, row.id);
      if (found === undefined) return refuse('request.not-found', 'There is nothing in this dataset yet.');
      if (!(await datasetSight(who, deps)).whole(found.table)) return hidden();
      try {
        const { rows, reasons, raws } = await files.datasets(who.org).rejected(row.id, { signal });
        note({ detail: { rows: rows.length } });
        const csv = await csvOf(rejectedColumns, [[...rows], [...reasons], [...raws]], rows.length);
        return new Finished(csv, {
          'content-type': 'text/csv; charset=utf-8; header=present',
          'content-disposition': `attachment; filename="${csvName(`${row.name} set aside`)}"`,
          'x-content-type-options': 'nosniff',
        });
      } catch (error) {
        return refusalOf(error);
      }
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/datasets/:id/profile',
    async ({ params, who }) => {
      const row = await findDataset(db, who.org, params.id);
      if (row === null || (await hiddenFrom(who)).has(row.id)) return noDataset();
      const found = stored(who.org, row.id);
      if (found === undefined) return refuse('request.not-found', 'There is nothing in this dataset yet.');
      const sight = await datasetSight(who, deps);
      if (!sight.whole(found.table)) return hidden();
      const profile = await findProfile(db, row.id, found.current);
      if (profile === null)
        return refuse('request.not-found', 'The version in force has not been looked at yet.', {
          hint: 'Wait for the job that does it, or ask for the profile again.',
        });
      const head = { dataset: row.id, version: profile.version, computedAt: iso(profile.computed_at) };
      const columns = found.versions.find(({ id }) => id === profile.version)?.columns ?? [];
      // long and stored as it is sent, so it is not read and written again unless something of it is hidden
      const open = onlyColumns(profile.profile, columns, (column) => sight.sees(found.table, column));
      return new Finished(`${JSON.stringify(head).slice(0, -1)},"profile":${open}}`, {
        'content-type': json,
      });
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/datasets/:id/profile',
    async ({ params, who, note }) => {
      const row = await findDataset(db, who.org, params.id);
      if (row === null) return noDataset();
      if (stored(who.org, row.id) === undefined)
        return refuse('request.conflict', 'There is nothing in this dataset yet.', { hint: 'Import a file first.' });
      const { id: job } = await jobs.enqueue(
        db,
        datasetProfile,
        { dataset: row.id },
        { org: who.org, by: who.user, subject: row.id, lane: row.id, fold: true },
      );
      note({ detail: { job } });
      return { job };
    },
    deps,
  );
}

/** Changes what is in force and brings the connection up to it; null where that worked. */
async function changed(org: OrgId, deps: Deps, change: () => Promise<void>): Promise<Refusal | null> {
  try {
    await change();
    await refreshFiles(org, deps);
    return null;
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): Refusal {
  const found = problemOf(error);
  if (found === null) throw error;
  return new Refusal([found]);
}

async function detailAgain(id: DatasetId, who: Principal, deps: Deps) {
  const row = await findDataset(deps.db, who.org, id);
  return row === null ? noDataset() : datasetDetail(row, who, deps);
}

const rejectedColumns = [
  { key: 'row', label: 'Row', type: 'integer' },
  { key: 'reason', label: 'Reason', type: 'text' },
  { key: 'raw', label: 'As it stands in the file', type: 'text' },
] as const;

const iso = (at: number): string => new Date(at).toISOString();
const busy = (): Refusal =>
  refuse('request.conflict', 'A file is being read into this dataset.', {
    hint: 'Wait for the import, or cancel its job.',
  });
const hidden = (): Refusal =>
  refuse(
    'permission.denied',
    'You may not see every row of this dataset, so you may not see what is said of all of them.',
  );
