import type { JobId, OrgId, Principal, UploadId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import type { DatasetTables } from '../db/dataset-tables.ts';

export type UploadRow = DatasetTables['uploads'];

/** How long an upload is kept that nothing happens to. */
export const keepUploadMs = 24 * 3_600_000;

export async function insertUpload(trx: Queryable, row: UploadRow): Promise<void> {
  await trx.insertInto('uploads').values(row).execute();
}

/** One upload that somebody sent and that has not expired; null where it is another's or none: a file shows all its rows, whatever rules say. */
export async function findOwnUpload(
  db: Queryable,
  { org, user }: Pick<Principal, 'org' | 'user'>,
  id: UploadId,
  now: number,
): Promise<UploadRow | null> {
  const row = await findUpload(db, org, id, now);
  return row?.user_id === user ? row : null;
}

/** The same, whoever sent it: for the work that nobody looks at. */
export async function findUpload(db: Queryable, org: OrgId, id: UploadId, now: number): Promise<UploadRow | null> {
  const row = await db
    .selectFrom('uploads')
    .selectAll()
    .where('org_id', '=', org)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('expires_at', '>', now), eb('status', '=', 'importing')]))
    .executeTakeFirst();
  return row ?? null;
}

/** Uploads of the organization that take room, with the bytes that they announced. */
export async function openUploads(
  db: Queryable,
  org: OrgId,
): Promise<{ readonly count: number; readonly bytes: number }> {
  const { count, bytes } = await db
    .selectFrom('uploads')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number | null>('bytes').as('bytes')])
    .where('org_id', '=', org)
    .executeTakeFirstOrThrow();
  return { count: Number(count), bytes: Number(bytes ?? 0) };
}

/** Writes down that something happened to an upload, so that it is kept for another while. */
export async function touchUpload(db: Queryable, id: UploadId, now: number): Promise<void> {
  await db
    .updateTable('uploads')
    .set({ expires_at: now + keepUploadMs })
    .where('id', '=', id)
    // a write a chunk would be many
    .where('expires_at', '<', now + keepUploadMs / 2)
    .execute();
}

export async function completeUpload(db: Queryable, id: UploadId, sha256: string, now: number): Promise<void> {
  await db
    .updateTable('uploads')
    .set({ status: 'complete', sha256, expires_at: now + keepUploadMs })
    .where('id', '=', id)
    .where('status', '=', 'receiving')
    .execute();
}

/** Lets a job have a complete upload; false where another has it. */
export async function claimUpload(trx: Queryable, id: UploadId, job: JobId): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('uploads')
    .set({ status: 'importing', job_id: job, base: null })
    .where('id', '=', id)
    .where('status', '=', 'complete')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** An import that failed or was cancelled leaves its file, so that it can be tried with other words; which import that was is kept. */
export async function returnUpload(trx: Queryable, job: JobId, now: number): Promise<void> {
  await trx
    .updateTable('uploads')
    .set({ status: 'complete', expires_at: now + keepUploadMs })
    .where('job_id', '=', job)
    .where('status', '=', 'importing')
    .execute();
}

/** The upload that an import left behind when it came to nothing, for who sent it; null where it is gone or read by now. */
export async function leftBy(
  db: Queryable,
  { org, user }: Pick<Principal, 'org' | 'user'>,
  job: JobId,
  now: number,
): Promise<UploadId | null> {
  const row = await db
    .selectFrom('uploads')
    .select('id')
    .where('org_id', '=', org)
    .where('user_id', '=', user)
    .where('job_id', '=', job)
    .where('status', '=', 'complete')
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Remembers what a dataset's latest version was before an import, once. */
export async function markBase(db: Queryable, id: UploadId, base: string): Promise<void> {
  await db.updateTable('uploads').set({ base }).where('id', '=', id).where('base', 'is', null).execute();
}

export async function deleteUpload(db: Queryable, id: UploadId): Promise<void> {
  await db.deleteFrom('uploads').where('id', '=', id).execute();
}

/** Takes a complete upload off the list for something that keeps its file; false where another has it, or it is gone. */
export async function takeUpload(trx: Queryable, id: UploadId): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('uploads')
    .where('id', '=', id)
    .where('status', '=', 'complete')
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
