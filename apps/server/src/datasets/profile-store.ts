import type { DataProfile, DatasetColumn, DatasetId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import type { DatasetTables } from '../db/dataset-tables.ts';

export type ProfileRow = DatasetTables['profiles'];

/** Keeps the profile of a version, in place of an earlier one. */
export async function putProfile(trx: Queryable, row: ProfileRow): Promise<void> {
  const { quality, profile, computed_at } = row;
  await trx
    .insertInto('profiles')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['dataset_id', 'version']).doUpdateSet({ quality, profile, computed_at }),
    )
    .execute();
}

/** The profile of a version; null where there is none. */
export async function findProfile(db: Queryable, dataset: DatasetId, version: string): Promise<ProfileRow | null> {
  const row = await db
    .selectFrom('profiles')
    .selectAll()
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .executeTakeFirst();
  return row ?? null;
}

/** The quality of every profiled version of these datasets. */
export async function listQualities(
  db: Queryable,
  datasets: readonly DatasetId[],
): Promise<ReadonlyMap<string, number>> {
  if (datasets.length === 0) return new Map();
  const rows = await db
    .selectFrom('profiles')
    .select(['dataset_id', 'version', 'quality'])
    .where('dataset_id', 'in', [...datasets])
    .execute();
  return new Map(rows.map(({ dataset_id, version, quality }) => [`${dataset_id} ${version}`, quality]));
}

/** Forgets the profiles of versions that are not kept any more. */
export async function keepProfiles(trx: Queryable, dataset: DatasetId, versions: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('profiles')
    .where('dataset_id', '=', dataset)
    .where('version', 'not in', ['', ...versions])
    .execute();
}

/** A stored profile without the columns that may not be seen; as it stands where all of them may. */
export function onlyColumns(
  profile: string,
  columns: readonly Pick<DatasetColumn, 'name'>[],
  seen: (column: string) => boolean,
): string {
  if (columns.every(({ name }) => seen(name))) return profile;
  // our own writing
  const whole = JSON.parse(profile) as DataProfile;
  return JSON.stringify({
    ...whole,
    columns: whole.columns.filter(({ name }) => seen(name)),
    issues: whole.issues.filter(({ column }) => column === null || seen(column)),
  } satisfies DataProfile);
}
