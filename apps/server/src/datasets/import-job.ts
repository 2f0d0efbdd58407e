import type { Datasets } from '@lumiere/connectors';
import {
  DatasetId,
  type DatasetVersion,
  type ImportProgress,
  ImportPlan,
  type Job as JobView,
  type JobId,
  type OrgId,
  type Problem,
  UploadId,
  problem,
} from '@lumiere/contract';
import { z } from 'zod';
import type { Queryable } from '../db/db.ts';
import type { Deps } from '../deps.ts';
import type { EventTransport } from '../events/transport.ts';
import { type Job, type JobContext, type JobOutcome, done, failed } from '../jobs/job.ts';
import { type DatasetRow, findDataset, importedOf, planHash, updateDataset } from './dataset-store.ts';
import { refreshFiles } from './files-connection.ts';
import { profileCurrent } from './profile-job.ts';
import { sourceFailure } from './source-failure.ts';
import { type UploadRow, claimUpload, deleteUpload, findUpload, markBase, returnUpload } from './upload-store.ts';

const Payload = z.strictObject({
  upload: UploadId,
  dataset: DatasetId,
  how: z.enum(['replace', 'append']),
  plan: ImportPlan.nullable(),
});
type Payload = z.infer<typeof Payload>;

/** Reads an uploaded file into a dataset. Until the very last step the dataset is as it was; after it, as the file says. */
export const datasetImport: Job<Payload> & { readonly name: 'dataset-import' } = {
  name: 'dataset-import',
  title: 'Read a file into a dataset',
  payload: Payload,
  run: async (payload, deps, context) => {
    const { org } = context;
    if (org === null) throw new Error('An import without an organization.');
    const row = await findDataset(deps.db, org, payload.dataset);
    if (row === null) return failed(gone());
    const imported = importedOf(row);
    // the process ended between its last write and saying so
    if (imported?.job === context.id) return done();
    const upload = await findUpload(deps.db, org, payload.upload, deps.clock().getTime());
    if (upload === null) return failed(expired());
    const mine = upload.status === 'importing' && upload.job_id === context.id;
    if (!mine && !(await claimUpload(deps.db, upload.id, context.id))) return failed(taken());
    try {
      return await read(payload, row, upload, { ...deps, org, context });
    } catch (error) {
      const known = sourceFailure(error, context.signal);
      if (known === null) throw error;
      return known;
    }
  },
};

interface Place extends Deps {
  readonly org: OrgId;
  readonly context: JobContext;
}

async function read(payload: Payload, row: DatasetRow, upload: UploadRow, place: Place): Promise<JobOutcome> {
  const { db, files, clock, org, context } = place;
  const { signal } = context;
  const datasets = files.datasets(org);
  const file = { path: files.uploads.path(org, upload.id), name: upload.name, sha256: upload.sha256 };
  const progress = (now: ImportProgress): void => context.progress(fractionOf(now), stepWords[now.step]);
  context.progress(0, stepWords.read);
  const target = { dataset: row.id, table: row.name, how: payload.how };
  const before = await committed(datasets, row, upload, place);
  const made = before === null ? await datasets.import(file, payload.plan, target, { signal, progress }) : null;
  const version = before ?? made;
  if (version === null) throw new Error('An import without a version.');
  const plan = payload.plan ?? made?.plan ?? (await datasets.inspect(file, { signal })).plan;
  // from here on the rows are in force: what follows is done even if somebody asks for its end now
  context.progress(fractionOf({ step: 'profile', done: 0, total: null }), 'Preparing questions');
  const profiling = profileCurrent(row.id, org, place, { signal, progress }).catch((error: unknown) => {
    if (signal.aborted) return 'it was told to end';
    throw error;
  });
  // neither waits for the other, and both have ended when this does
  const [refreshed, looked] = await Promise.allSettled([refreshFiles(org, place), profiling]);
  if (refreshed.status === 'rejected') throw refreshed.reason;
  if (looked.status === 'rejected') throw looked.reason;
  const profiled = looked.value;
  const kept = await db.transaction(async (trx) => {
    const imported = JSON.stringify({ job: context.id, version: version.id, plan: planHash(plan), rows: version.rows });
    const there = await updateDataset(trx, org, row.id, { imported, updated_at: clock().getTime() });
    if (there) await deleteUpload(trx, upload.id);
    return there;
  });
  if (!kept) {
    // it was deleted while the file was read
    await datasets.delete(row.id).catch(() => undefined);
    await refreshFiles(org, place);
    return failed(gone());
  }
  await files.uploads.remove(org, upload.id);
  // without counts: people hear of the job from whom rules hide rows
  const aside = version.rejected === 0 ? [] : ['Some rows were set aside.'];
  const unprofiled = profiled === null ? [] : [`Not profiled: ${profiled}`];
  return done([...aside, ...unprofiled].join(' ') || null);
}

/** The version that an earlier attempt at this very work put into force before its process ended; null where none did. */
async function committed(
  datasets: Datasets,
  row: DatasetRow,
  upload: UploadRow,
  { db }: Place,
): Promise<DatasetVersion | null> {
  const latest = datasets
    .list()
    .find(({ id }) => id === row.id)
    ?.versions.at(-1);
  const base = JSON.stringify({ dataset: row.id, last: latest?.id ?? null });
  if (upload.base === null) {
    await markBase(db, upload.id, base);
    return null;
  }
  return latest !== undefined && upload.base !== base && latest.file.sha256 === upload.sha256 ? latest : null;
}

/** What an import that came to nothing was asked to do; null where that is not known any more. */
export async function triedImport(
  db: Queryable,
  org: OrgId,
  id: JobId,
): Promise<(Pick<Payload, 'dataset' | 'how' | 'plan'> & { readonly problems: readonly Problem[] }) | null> {
  const job = await db
    .selectFrom('jobs')
    .select(['payload', 'problems'])
    .where('org_id', '=', org)
    .where('id', '=', id)
    .where('kind', '=', datasetImport.name)
    .executeTakeFirst();
  if (job === undefined) return null;
  // another version of Lumiere may have written it
  const asked = Payload.safeParse(JSON.parse(job.payload));
  // our own writing
  return asked.success ? { ...asked.data, problems: JSON.parse(job.problems) as Problem[] } : null;
}

/** Tells what became of an import, and gives its file back where it was not read; in the transaction that ends the job. */
export async function importEnded(
  trx: Queryable,
  org: OrgId,
  job: JobView,
  { events, clock }: { readonly events: EventTransport<Deps>; readonly clock: () => Date },
): Promise<void> {
  const dataset = DatasetId.safeParse(job.subject);
  if (job.kind !== datasetImport.name || !dataset.success) return;
  const ready = job.status === 'succeeded';
  if (!ready) await returnUpload(trx, job.id, clock().getTime());
  const row = await findDataset(trx, org, dataset.data);
  const imported = row === null ? null : importedOf(row);
  await events.publish(trx, {
    type: 'data.processing.complete',
    org,
    key: dataset.data,
    data: {
      dataset: dataset.data,
      job: job.id,
      outcome: ready ? 'ready' : 'failed',
      rows: ready ? (imported?.rows ?? null) : null,
      reason: ready ? null : (job.problems[0]?.message.slice(0, 2000) ?? 'It was cancelled.'),
    },
  });
}

const stepWords: Readonly<Record<ImportProgress['step'], string>> = {
  unpack: 'Unpacking the file',
  read: 'Reading the file',
  write: 'Writing the rows',
  profile: 'Looking at the columns',
};

/** How far the whole is, by the step's part in it. */
function fractionOf({ step, done: at, total }: ImportProgress): number {
  const [from, to] = { unpack: [0, 0.1], read: [0.1, 0.2], write: [0.2, 0.7], profile: [0.8, 1] }[step] as [
    number,
    number,
  ];
  // the engine says in percent how far it has written
  const of = total ?? (step === 'write' ? 100 : null);
  return from + (to - from) * (of === null || of <= 0 ? 0 : Math.min(1, at / of));
}

const gone = () => problem('request.not-found', 'The dataset was deleted before the file was read.');
const expired = () =>
  problem('request.not-found', 'The uploaded file is not here any more.', { hint: 'Upload it again.' });
const taken = () => problem('request.conflict', 'The uploaded file is being read by another import.');
