import type { StoredDataset, StoredVersion } from '@lumiere/connectors';
import { type Dataset, type DatasetDetail, type DatasetVersion, type Principal, can } from '@lumiere/contract';
import type { Deps } from '../deps.ts';
import { openSource } from '../run-query.ts';
import type { DatasetRow } from './dataset-store.ts';
import { findFilesConnection } from './files-connection.ts';
import { leftBy } from './upload-store.ts';
import { listQualities } from './profile-store.ts';

/** What one person may see of the tables that datasets are. */
export interface DatasetSight {
  /** The connection; null before the first import. */
  readonly connection: Dataset['connection'];
  /** The model's name of a table by the dataset's; null where it is hidden from this person or not in the model yet. */
  tableOf(name: string): string | null;
  /** Whether the model hides the table: to those who may not bring files, the dataset is then as one that never was. */
  hides(name: string): boolean;
  /** Whether every row of a dataset may be seen, which its profile and its counts are of. */
  whole(name: string): boolean;
  /** Whether a column of a dataset may be seen; all of them where the model does not know the dataset yet. */
  sees(name: string, column: string): boolean;
}

/** Looks up what `who` may see. Where the model cannot be read, those who may not import see no rows. */
export async function datasetSight(who: Principal, { db, data }: Pick<Deps, 'db' | 'data'>): Promise<DatasetSight> {
  const row = await findFilesConnection(db, who.org);
  const opened = row === null || row.status !== 'ready' ? null : await openSource(who, data, row.id);
  if (opened === null || !opened.ok) {
    return {
      connection: row?.id ?? null,
      tableOf: () => null,
      hides: () => false,
      whole: () => who.role !== 'viewer',
      sees: () => true,
    };
  }
  const { source, sight } = opened.value;
  const known = new Map(source.model.tables.map((table) => [table.source.name, table.id]));
  const visible = (name: string): string | null => {
    const id = known.get(name);
    return id !== undefined && sight.view.tables.has(id) ? id : null;
  };
  const fields = (name: string): ReadonlySet<string> =>
    new Set(sight.view.tables.get(known.get(name) ?? '')?.fields.map(({ column }) => column));
  return {
    connection: source.id,
    sees: (name, column) => !known.has(name) || fields(name).has(column),
    tableOf: visible,
    hides: (name) => known.has(name) && visible(name) === null && !can(who, 'dataset.create', { org: who.org }),
    whole: (name) => {
      const id = known.get(name);
      // a table that the model does not know yet has no rules either
      return id === undefined ? who.role !== 'viewer' : visible(name) !== null && !sight.policy.tables.has(id);
    },
  };
}

/** Datasets as a person may see them. */
export async function datasetViews(
  rows: readonly DatasetRow[],
  who: Principal,
  deps: Pick<Deps, 'db' | 'data' | 'files' | 'jobs' | 'clock'>,
): Promise<Dataset[]> {
  const stored = new Map(
    deps.files
      .datasets(who.org)
      .list()
      .map((each) => [each.id, each]),
  );
  const [sight, qualities] = await Promise.all([
    datasetSight(who, deps),
    listQualities(
      deps.db,
      rows.map(({ id }) => id),
    ),
  ]);
  return Promise.all(
    rows.map(async (row) => {
      const found = stored.get(row.id);
      const name = found?.table ?? row.name;
      const whole = sight.whole(name);
      return {
        id: row.id,
        name: row.name,
        connection: found === undefined ? null : sight.connection,
        table: found === undefined ? null : sight.tableOf(name),
        version: found === undefined || !whole ? null : currentVersion(found),
        quality: found === undefined || !whole ? null : (qualities.get(`${row.id} ${found.current}`) ?? null),
        lastImport: await lastImport(row, who, deps),
        createdAt: new Date(row.created_at).toISOString(),
        updatedAt: new Date(row.updated_at).toISOString(),
      };
    }),
  );
}

/** A dataset with its versions, newest first. */
export async function datasetDetail(
  row: DatasetRow,
  who: Principal,
  deps: Pick<Deps, 'db' | 'data' | 'files' | 'jobs' | 'clock'>,
): Promise<DatasetDetail> {
  const [view] = await datasetViews([row], who, deps);
  if (view === undefined) throw new Error('A dataset without a view.');
  const stored = deps.files
    .datasets(who.org)
    .list()
    .find(({ id }) => id === row.id);
  const versions = stored === undefined || view.version === null ? [] : stored.versions.map(publicVersion).reverse();
  return { ...view, versions };
}

async function lastImport(
  row: DatasetRow,
  who: Principal,
  { jobs, db, clock }: Pick<Deps, 'jobs' | 'db' | 'clock'>,
): Promise<Dataset['lastImport']> {
  if (row.job_id === null || row.how === null) return null;
  const job = await jobs.find(who.org, row.job_id);
  if (job === null) return null;
  const { status, progress, step, problems } = job;
  const over = status === 'failed' || status === 'cancelled';
  const upload =
    over && can(who, 'dataset.create', { org: who.org }) ? await leftBy(db, who, job.id, clock().getTime()) : null;
  return { job: job.id, how: row.how, fileName: row.file_name ?? '', status, progress, step, problems, upload };
}

function currentVersion(stored: StoredDataset): DatasetVersion | null {
  const found = stored.versions.find(({ id }) => id === stored.current);
  return found === undefined ? null : publicVersion(found);
}

/** A version without where its files lie. */
export function publicVersion({ parts: _parts, aside: _aside, ...version }: StoredVersion): DatasetVersion {
  return version;
}
