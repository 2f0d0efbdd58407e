import type { ImportInto, JobId, OrgId, Upload } from '@lumiere/contract';
import { findDataset, listDatasets } from '../../datasets/dataset-store.ts';
import { triedImport } from '../../datasets/import-job.ts';
import { uploadLimits } from '../../datasets/limits.ts';
import type { UploadRow } from '../../datasets/upload-store.ts';
import type { Deps } from '../../deps.ts';
import { routes } from '@lumiere/contract';

/** An upload as people see it. */
export async function uploadView(
  row: UploadRow,
  org: OrgId,
  deps: Pick<Deps, 'db' | 'files'>,
  known: { readonly received?: number } = {},
): Promise<Upload> {
  const complete = row.status !== 'receiving';
  const here = complete ? row.bytes : (known.received ?? (await deps.files.uploads.received(org, row.id)));
  return {
    id: row.id,
    name: row.name,
    bytes: row.bytes,
    received: Math.min(here, row.bytes),
    chunkBytes: uploadLimits.chunk,
    maxChunkBytes: routes['PUT /api/v1/uploads/:id'].bodyLimit,
    status: row.status,
    sha256: row.sha256,
    same: row.sha256 === null ? [] : await holders(row.sha256, org, deps),
    tried: row.status === 'complete' && row.job_id !== null ? await tried(row.job_id, org, deps) : null,
    expiresAt: new Date(row.expires_at).toISOString(),
  };
}

/** The import that left the file behind, as one would ask for it again. */
async function tried(job: JobId, org: OrgId, { db, files }: Pick<Deps, 'db' | 'files'>): Promise<Upload['tried']> {
  const asked = await triedImport(db, org, job);
  const row = asked === null ? null : await findDataset(db, org, asked.dataset);
  if (asked === null || row === null) return null;
  const filled = files
    .datasets(org)
    .list()
    .some(({ id }) => id === row.id);
  const into: ImportInto = filled ? { kind: asked.how, dataset: row.id } : { kind: 'new', name: row.name };
  return { job, into, plan: asked.plan, problems: [...asked.problems] };
}

/** Datasets whose version in force is this very file. */
async function holders(sha256: string, org: OrgId, { db, files }: Pick<Deps, 'db' | 'files'>): Promise<Upload['same']> {
  const datasets = files.datasets(org);
  const ids = new Set(
    datasets
      .list()
      .filter(({ id }) => datasets.holds(id, sha256) !== null)
      .map(({ id }) => id),
  );
  if (ids.size === 0) return [];
  const { rows } = await listDatasets(db, org, { limit: 10_000, offset: 0, search: '' });
  return rows.filter(({ id }) => ids.has(id)).map(({ id, name }) => ({ dataset: id, name }));
}

/** What a file is called: the last part of what looks like a path, without what cannot be shown. */
export function plainName(name: string): string {
  const last = name.split(/[\\/]/).findLast((part) => part.trim() !== '') ?? '';
  // eslint-disable-next-line no-control-regex
  const words = last.replaceAll(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return words === '' || words === '.' || words === '..' ? 'file' : words;
}
