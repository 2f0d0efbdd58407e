import { createHash } from 'node:crypto';
import { mostNameBytes, shortened } from '@lumiere/connectors';
import type { DatasetId, ImportPlan, JobId, OrgId } from '@lumiere/contract';
import { sql } from 'kysely';
import type { Queryable } from '../db/db.ts';
import type { DatasetTables } from '../db/dataset-tables.ts';

export type DatasetRow = DatasetTables['datasets'];

/** The version that the latest finished import made, and by which plan. */
export interface Imported {
  readonly job: JobId;
  readonly version: string;
  readonly plan: string;
  readonly rows: number;
}

/** Names that differ by case alone are the same to an engine. */
export const fold = (name: string): string => name.toLowerCase();

/** The hash of a plan: equal exactly where two plans read a file in the same way. */
export const planHash = (plan: ImportPlan): string =>
  createHash('sha256')
    // why it is read so is not how
    .update(JSON.stringify({ ...plan, columns: plan.columns.map(({ evidence: _evidence, ...column }) => column) }))
    .digest('hex');

export const importedOf = ({ imported }: DatasetRow): Imported | null =>
  // our own writing
  imported === null ? null : (JSON.parse(imported) as Imported);

export async function insertDataset(trx: Queryable, row: DatasetRow): Promise<void> {
  await trx.insertInto('datasets').values(row).execute();
}

/** One dataset of the organization; null where it is another's or none. */
export async function findDataset(db: Queryable, org: OrgId, id: DatasetId): Promise<DatasetRow | null> {
  const row = await db
    .selectFrom('datasets')
    .selectAll()
    .where('org_id', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** The dataset of that name, whatever its case. */
export async function findByName(db: Queryable, org: OrgId, name: string): Promise<DatasetRow | null> {
  const row = await db
    .selectFrom('datasets')
    .selectAll()
    .where('org_id', '=', org)
    .where('folded', '=', fold(name))
    .executeTakeFirst();
  return row ?? null;
}

/** A page of the organization's datasets by name, with how many there are. */
export async function listDatasets(
  db: Queryable,
  org: OrgId,
  {
    limit,
    offset,
    search,
    but = [],
  }: {
    readonly limit: number;
    readonly offset: number;
    readonly search: string;
    /** Ids of datasets that are left out. */
    readonly but?: readonly string[];
  },
): Promise<{ readonly rows: DatasetRow[]; readonly total: number }> {
  const all = db.selectFrom('datasets').where('org_id', '=', org);
  // ids of our own making
  const mine = but.length === 0 ? all : all.where('id', 'not in', but as DatasetId[]);
  const words = fold(search.trim()).replaceAll(/[!%_]/g, '!$&');
  const found = words === '' ? mine : mine.where(sql<boolean>`folded like ${`%${words}%`} escape '!'`);
  const { total } = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await found.selectAll().orderBy('folded').orderBy('id').limit(limit).offset(offset).execute();
  return { rows, total: Number(total) };
}

/** A name that the organization's datasets leave free: the one wanted, or with a number behind it. */
export async function freeName(trx: Queryable, org: OrgId, wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : ` ${n}`;
    const name = `${shortened(wanted, mostNameBytes - end.length)}${end}`;
    if ((await findByName(trx, org, name)) === null) return name;
  }
}

export async function updateDataset(
  trx: Queryable,
  org: OrgId,
  id: DatasetId,
  change: Partial<Pick<DatasetRow, 'name' | 'folded' | 'job_id' | 'how' | 'file_name' | 'imported' | 'updated_at'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('datasets')
    .set(change)
    .where('org_id', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteDataset(db: Queryable, org: OrgId, id: DatasetId): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('datasets')
    .where('org_id', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
