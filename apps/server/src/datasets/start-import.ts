import { tableName, mostNameBytes } from '@lumiere/connectors';
import type { DatasetId, ImportInto, ImportPlan, ImportReply, Principal } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import type { Deps } from '../deps.ts';
import { type Refusal, refuse } from '../http/types.ts';
import { newId } from '../ids.ts';
import {
  type DatasetRow,
  findByName,
  findDataset,
  fold,
  freeName,
  importedOf,
  insertDataset,
  planHash,
  updateDataset,
} from './dataset-store.ts';
import { datasetImport } from './import-job.ts';
import { uploadLimits } from './limits.ts';
import { secondUpload, tooManyUploads } from './keep-upload.ts';
import { type UploadRow, claimUpload, insertUpload, openUploads } from './upload-store.ts';

interface Wanted {
  readonly into: ImportInto;
  readonly plan?: ImportPlan | undefined;
  readonly again: boolean;
  readonly keep: boolean;
}

/** Writes an import down: dataset, job, event and the upload that keeps the file together or not at all. */
export async function startImport(
  upload: UploadRow,
  wanted: Wanted,
  who: Principal,
  deps: Pick<Deps, 'db' | 'jobs' | 'events' | 'files' | 'clock'>,
): Promise<ImportReply | Refusal> {
  const { into, plan, again, keep } = wanted;
  const how = into.kind === 'append' ? 'append' : 'replace';
  const same = into.kind === 'replace' && !again ? await unchanged(upload, into.dataset, plan, who, deps) : null;
  if (same !== null) return same;
  const start = async (kept: UploadRow | null): Promise<ImportReply | Refusal> => {
    try {
      return await deps.db.transaction((trx) => write(trx, upload, { ...wanted, how, kept }, who, deps));
    } catch (error) {
      // thrown, so that nothing of it was written
      if (!(error instanceof NotStarted)) throw error;
      if (kept !== null) await deps.files.uploads.remove(who.org, kept.id);
      return error.refusal;
    }
  };
  if (!keep) return start(null);
  const kept = secondUpload(upload, deps.clock().getTime());
  // the file is there before it is written down; what a crash leaves between the two is tidied away
  const names = { from: upload.id, to: kept.id };
  return (await deps.files.uploads.double(who.org, names, () => start(kept))) ?? taken();
}

/** Ends the transaction in which an import was being written down. */
class NotStarted extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('The import was not started.');
    this.refusal = refusal;
  }
}

async function write(
  trx: Queryable,
  upload: UploadRow,
  { into, plan, how, kept }: Wanted & { readonly how: 'replace' | 'append'; readonly kept: UploadRow | null },
  who: Principal,
  { jobs, events, files, clock }: Pick<Deps, 'jobs' | 'events' | 'files' | 'clock'>,
): Promise<ImportReply> {
  const now = clock().getTime();
  const has = (id: DatasetId): boolean =>
    files
      .datasets(who.org)
      .list()
      .some((each) => each.id === id);
  const suggested = tableName(upload.name, plan ?? null, kept !== null);
  const dataset =
    into.kind === 'new'
      ? await newDataset(trx, { named: into.name ?? null, suggested }, who, { has, now })
      : await existing(trx, into.dataset, who);
  if (into.kind === 'append' && !has(dataset)) throw new NotStarted(nothingYet());
  const { id: job } = await jobs.enqueue(
    trx,
    datasetImport,
    { upload: upload.id, dataset, how, plan: plan ?? null },
    { org: who.org, by: who.user, subject: dataset, lane: dataset },
  );
  if (!(await claimUpload(trx, upload.id, job))) throw new NotStarted(taken());
  if (kept !== null) {
    if ((await openUploads(trx, who.org)).count >= uploadLimits.open) throw new NotStarted(tooManyUploads());
    await insertUpload(trx, kept);
  }
  await updateDataset(trx, who.org, dataset, { job_id: job, how, file_name: upload.name, updated_at: now });
  const data = { dataset, job, bytes: upload.bytes };
  await events.publish(trx, { type: 'data.ingestion', org: who.org, key: dataset, data });
  return { outcome: 'started', dataset, job, kept: kept?.id ?? null };
}

async function existing(trx: Queryable, id: DatasetId, who: Principal): Promise<DatasetId> {
  if ((await findDataset(trx, who.org, id)) === null) throw new NotStarted(noDataset());
  return id;
}

/** Makes a dataset, or takes one of that name whose first import came to nothing. */
async function newDataset(
  trx: Queryable,
  { named, suggested }: { readonly named: string | null; readonly suggested: string },
  who: Principal,
  { has, now }: { readonly has: (id: DatasetId) => boolean; readonly now: number },
): Promise<DatasetId> {
  const wanted = named ?? suggested;
  if (named !== null && Buffer.byteLength(named) > mostNameBytes) throw new NotStarted(tooLong());
  const there = await findByName(trx, who.org, wanted);
  if (there !== null && !has(there.id) && !(await underWay(trx, there))) return there.id;
  if (there !== null && named !== null) throw new NotStarted(nameTaken(named));
  const name = named ?? (await freeName(trx, who.org, wanted));
  const id = newId('dst');
  await insertDataset(trx, {
    id,
    org_id: who.org,
    name,
    folded: fold(name),
    job_id: null,
    how: null,
    file_name: null,
    imported: null,
    created_by: who.user,
    created_at: now,
    updated_at: now,
  });
  return id;
}

/** Whether the latest import of a dataset waits or runs. */
export async function underWay(db: Queryable, { job_id }: Pick<DatasetRow, 'job_id'>): Promise<boolean> {
  if (job_id === null) return false;
  const job = await db.selectFrom('jobs').select('status').where('id', '=', job_id).executeTakeFirst();
  return job?.status === 'queued' || job?.status === 'running';
}

/** The reply where the dataset holds this very file already, read in the same way. */
async function unchanged(
  upload: UploadRow,
  dataset: DatasetId,
  plan: ImportPlan | undefined,
  who: Principal,
  { db, files }: Pick<Deps, 'db' | 'files'>,
): Promise<ImportReply | null> {
  const row = await findDataset(db, who.org, dataset);
  if (row === null || upload.sha256 === null) return null;
  const version = files.datasets(who.org).holds(dataset, upload.sha256);
  if (version === null) return null;
  const imported = importedOf(row);
  const alike = plan === undefined || (imported?.version === version.id && imported.plan === planHash(plan));
  return alike ? { outcome: 'unchanged', dataset, version } : null;
}

export const noDataset = (): Refusal =>
  refuse('request.not-found', 'There is no such dataset.', { hint: 'Choose one of your datasets.' });
const taken = (): Refusal => refuse('request.conflict', 'This file is being imported already.');
const nothingYet = (): Refusal =>
  refuse('request.conflict', 'There is nothing in this dataset yet that rows could be appended to.', {
    hint: 'Wait for its first import, or replace it.',
  });
/** What a name that is taken answers. */
export const nameTaken = (name: string): Refusal =>
  refuse('request.conflict', `There is a dataset called ${JSON.stringify(name)} already.`, {
    hint: 'Choose another name, or replace that dataset.',
  });
/** What a name that is too long answers. */
export const tooLong = (): Refusal =>
  refuse('request.invalid', `The name is too long: a table's name has at most ${mostNameBytes} bytes.`, {
    path: 'body.name',
    hint: 'Choose a shorter name.',
  });
