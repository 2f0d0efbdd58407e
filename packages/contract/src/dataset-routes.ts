import { z } from 'zod';
import { DataProfile, DatasetVersion, FileInspection, ImportChoices, ImportPlan } from './dataset.ts';
import { ConnectionId, DatasetId, JobId, UploadId, text } from './ids.ts';
import { JobStatus } from './job.ts';
import { Paging, page } from './paging.ts';
import { Problem } from './problem.ts';
import type { Route, RouteKey } from './route.ts';

const Empty = z.strictObject({});
const Done = z.strictObject({ done: z.literal(true) });
const small = 16 * 1024;
/** A plan names every column. */
const planBody = 2 * 1024 * 1024;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, { message: 'must be a SHA-256 in 64 small hexadecimal digits' });

/** What a dataset may be called: the name of its table. */
export const DatasetName = text(63, 1).refine(
  // eslint-disable-next-line no-control-regex
  (name) => name.trim() === name && name !== '' && !/[\u0000-\u001f\u007f]/.test(name),
  { message: 'must have no line breaks and no spaces at its ends' },
);

/** A dataset as others speak of it. */
const Named = z.strictObject({ dataset: DatasetId, name: z.string() });

/** Where the rows of a file go. */
export const ImportInto = z.discriminatedUnion('kind', [
  /** A new dataset; without a name it is called by the file, or by the table within it where the file is kept for others. */
  z.strictObject({ kind: z.literal('new'), name: DatasetName.optional() }),
  /** In place of the rows of another, as a new version of it. */
  z.strictObject({ kind: z.literal('replace'), dataset: DatasetId }),
  /** Behind the rows of another, whose columns and types it must have. */
  z.strictObject({ kind: z.literal('append'), dataset: DatasetId }),
]);
export type ImportInto = z.infer<typeof ImportInto>;

/** A file on its way to the server. */
export const Upload = z.strictObject({
  id: UploadId,
  /** What the file was called, without folders; never a path. */
  name: z.string(),
  bytes: z.number().int(),
  /** Bytes that are here: where the next chunk begins. */
  received: z.number().int(),
  /** Bytes to send at once; fewer and up to `maxChunkBytes` are taken too. */
  chunkBytes: z.number().int(),
  maxChunkBytes: z.number().int(),
  status: z.enum(['receiving', 'complete', 'importing']),
  /** Known once it is complete. */
  sha256: z.string().nullable(),
  /** Datasets that hold this very file already; known once it is complete. */
  same: z.array(Named),
  /** The import of it that came to nothing, as it was asked for: where corrections begin. Null where there was none. */
  tried: z
    .strictObject({ job: JobId, into: ImportInto, plan: ImportPlan.nullable(), problems: z.array(Problem) })
    .nullable(),
  /** When it is removed if nothing more happens to it. */
  expiresAt: z.string(),
});
export type Upload = z.infer<typeof Upload>;

/** The latest reading of a file into a dataset, and how it is. */
export const DatasetImport = z.strictObject({
  job: JobId,
  how: z.enum(['replace', 'append']),
  fileName: z.string(),
  status: JobStatus,
  /** 0 to 1; null where nobody knows. */
  progress: z.number().nullable(),
  step: z.string().nullable(),
  problems: z.array(Problem),
  /** Where it came to nothing and its file is still here: the upload, to correct how it is read. Null for those who may not import. */
  upload: UploadId.nullable(),
});
export type DatasetImport = z.infer<typeof DatasetImport>;

export const Dataset = z.strictObject({
  id: DatasetId,
  name: z.string(),
  /** The connection whose table it is; null until its first import is done. */
  connection: ConnectionId.nullable(),
  /** What it is called in the model of that connection, for questions about it; null until then. */
  table: z.string().nullable(),
  /** The version in force; null until the first import is done. */
  version: DatasetVersion.nullable(),
  /** 0 to 100; null where it is not profiled, or this person may not see every row. */
  quality: z.number().nullable(),
  /** Null where it is long past. */
  lastImport: DatasetImport.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Dataset = z.infer<typeof Dataset>;

/** A dataset with its versions, newest first. */
export const DatasetDetail = z.strictObject({ ...Dataset.shape, versions: z.array(DatasetVersion) });
export type DatasetDetail = z.infer<typeof DatasetDetail>;

/** What became of asking for an import. */
export const ImportReply = z.discriminatedUnion('outcome', [
  /** Listen to the topic `dataset:<id>` for `job.changed`. `kept` is a complete upload of the same file, where it was asked for; else null. */
  z.strictObject({ outcome: z.literal('started'), dataset: DatasetId, job: JobId, kept: UploadId.nullable() }),
  /** The dataset holds this very file already, read the same way; nothing was done. `again: true` reads it all the same. */
  z.strictObject({ outcome: z.literal('unchanged'), dataset: DatasetId, version: DatasetVersion }),
]);
export type ImportReply = z.infer<typeof ImportReply>;

/** What would break if a dataset went. */
export const DatasetImpact = z.strictObject({
  rows: z.number().int(),
  versions: z.number().int(),
  bytes: z.number(),
  /** Kept answers of the whole organization that read it. */
  answers: z.number().int(),
  /** Receipts that could not be replayed any more. */
  receipts: z.number().int(),
  /** Questions of this person that read it, the latest first, some of them. */
  questions: z.array(z.string()),
});
export type DatasetImpact = z.infer<typeof DatasetImpact>;

/** A profile as it was stored. */
export const StoredProfile = z.strictObject({
  dataset: DatasetId,
  version: z.string(),
  computedAt: z.string(),
  profile: DataProfile,
});
export type StoredProfile = z.infer<typeof StoredProfile>;

const upload = z.strictObject({ id: UploadId });
const dataset = z.strictObject({ id: DatasetId });

/** Files on their way in, and the datasets that they become. */
export const datasetRoutes = {
  'POST /api/v1/uploads': {
    summary: 'Announce a file; its chunks follow',
    tag: 'Datasets',
    body: z.strictObject({
      name: text(255, 1),
      bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      /** Checked when the file is complete. */
      sha256: Sha256.optional(),
    }),
    reply: Upload,
    status: 201,
    access: 'dataset.create',
    audit: 'upload.create',
    bodyLimit: small,
  },
  'GET /api/v1/uploads/:id': {
    summary: 'How far an upload is: where to go on after an interruption',
    tag: 'Datasets',
    params: upload,
    reply: Upload,
    access: 'dataset.create',
    audit: null,
  },
  'PUT /api/v1/uploads/:id': {
    summary:
      'One chunk of the file as application/octet-stream, from `offset` on; what is here already may be sent again',
    tag: 'Datasets',
    params: upload,
    query: z.strictObject({ offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
    octets: true,
    reply: Upload,
    access: 'dataset.create',
    audit: null,
    bodyLimit: 64 * 1024 * 1024,
  },
  'POST /api/v1/uploads/:id/finish': {
    summary: 'All chunks are sent: checks length and hash, and says which datasets hold the file already',
    tag: 'Datasets',
    params: upload,
    body: Empty,
    reply: Upload,
    access: 'dataset.create',
    audit: 'upload.finish',
    bodyLimit: small,
  },
  'POST /api/v1/uploads/:id/inspect': {
    summary: 'What the file holds and how it would be read: every guess, with a preview; again with corrections',
    tag: 'Datasets',
    params: upload,
    /** `choices` are what is known before columns are guessed; `plan` is a whole plan as it was given, with edits. */
    body: z.strictObject({ choices: ImportChoices.optional(), plan: ImportPlan.optional() }),
    reply: FileInspection,
    access: 'dataset.create',
    audit: null,
    bodyLimit: planBody,
  },
  'POST /api/v1/uploads/:id/import': {
    summary: 'Read the file into a new dataset or an existing one; answers at once with the job that does it',
    tag: 'Datasets',
    params: upload,
    body: z.strictObject({
      into: ImportInto,
      /** As an inspection gave it, with edits; guessed where it is left out. */
      plan: ImportPlan.optional(),
      /** Reads the file also where the dataset holds it already. */
      again: z.boolean().default(false),
      /** Keeps the file as a second upload, from which another of its sheets or members can be imported. */
      keep: z.boolean().default(false),
    }),
    reply: ImportReply,
    status: 202,
    access: 'dataset.create',
    audit: 'dataset.import',
    bodyLimit: planBody,
  },
  'DELETE /api/v1/uploads/:id': {
    summary: 'Discard an upload that is not being imported',
    tag: 'Datasets',
    params: upload,
    reply: Done,
    access: 'dataset.create',
    audit: 'upload.discard',
  },
  'GET /api/v1/datasets': {
    summary: 'The datasets of the organization, by name',
    tag: 'Datasets',
    query: Paging.extend({ search: text(200).default('') }),
    reply: page(Dataset),
    access: 'dataset.read',
    audit: null,
  },
  'GET /api/v1/datasets/:id': {
    summary: 'A dataset with its versions',
    tag: 'Datasets',
    params: dataset,
    reply: DatasetDetail,
    access: 'dataset.read',
    audit: null,
  },
  'PATCH /api/v1/datasets/:id': {
    summary: 'Rename a dataset, and its table with it',
    tag: 'Datasets',
    params: dataset,
    body: z.strictObject({ name: DatasetName }),
    reply: DatasetDetail,
    access: 'dataset.create',
    audit: 'dataset.rename',
    bodyLimit: small,
  },
  'POST /api/v1/datasets/:id/restore': {
    summary: 'Put another version into force; none is lost by it',
    tag: 'Datasets',
    params: dataset,
    body: z.strictObject({ version: text(40, 1) }),
    reply: DatasetDetail,
    access: 'dataset.create',
    audit: 'dataset.restore',
    bodyLimit: small,
  },
  'GET /api/v1/datasets/:id/impact': {
    summary: 'What deleting a dataset would break',
    tag: 'Datasets',
    params: dataset,
    reply: DatasetImpact,
    access: 'dataset.delete',
    audit: null,
  },
  'DELETE /api/v1/datasets/:id': {
    summary: 'Delete a dataset with all its versions',
    tag: 'Datasets',
    params: dataset,
    reply: Done,
    access: 'dataset.delete',
    audit: 'dataset.delete',
  },
  'GET /api/v1/datasets/:id/rejected/csv': {
    summary: 'The rows that were set aside, each with its line and the reason, as CSV (text/csv, UTF-8)',
    tag: 'Datasets',
    params: dataset,
    reply: z.string(),
    access: 'dataset.create',
    audit: 'data.export',
  },
  'GET /api/v1/datasets/:id/profile': {
    summary: 'What is in the version in force, column by column, and how far it can be trusted',
    tag: 'Datasets',
    params: dataset,
    reply: StoredProfile,
    access: 'dataset.read',
    audit: null,
  },
  'POST /api/v1/datasets/:id/profile': {
    summary: 'Compute the profile again, in the background',
    tag: 'Datasets',
    params: dataset,
    body: Empty,
    reply: z.strictObject({ job: JobId }),
    status: 202,
    access: 'dataset.create',
    audit: 'dataset.profile',
    bodyLimit: small,
  },
} as const satisfies Record<RouteKey, Route>;
