import type { OrgId } from '@lumiere/contract';
import { tidyKept } from '../data/kept-files.ts';
import type { Deps } from '../deps.ts';
import { underWay } from './start-import.ts';
import { refreshFiles } from './files-connection.ts';

/** How long a dataset is kept whose first import came to nothing. */
const keepEmptyMs = 7 * 24 * 3_600_000;

/** Removes uploads that expired, files that nobody needs, of databases too, and datasets that never came to be; settles what a crash left between two writes. */
export async function tidyFiles(deps: Pick<Deps, 'config' | 'db' | 'files' | 'data' | 'clock' | 'log'>): Promise<void> {
  const { db, clock, log } = deps;
  const now = clock().getTime();
  await db.deleteFrom('uploads').where('expires_at', '<', now).where('status', '!=', 'importing').execute();
  const orgs = await db.selectFrom('organizations').select('id').execute();
  for (const { id } of orgs)
    await tidyOf(id, now, deps).catch((error: unknown) =>
      log.error({ err: error, org: id }, 'The files of an organization could not be tidied.'),
    );
}

async function tidyOf(org: OrgId, now: number, deps: Parameters<typeof tidyFiles>[0]): Promise<void> {
  const { db, files, config } = deps;
  await tidyKept(config.home, org, db, now);
  await files.uploads.tidy(org, async () => {
    const uploads = await db.selectFrom('uploads').select('id').where('org_id', '=', org).execute();
    return new Set<string>(uploads.map(({ id }) => id));
  });

  const datasets = files.datasets(org);
  // in this order: what is in force was written down before
  const inForce = datasets.list();
  const rows = await db.selectFrom('datasets').selectAll().where('org_id', '=', org).execute();
  const known = new Map<string, (typeof rows)[number]>(rows.map((row) => [row.id, row]));
  let changed = false;
  for (const stored of inForce) {
    const row = known.get(stored.id);
    // what people were told is what the metadata say: a deletion or a new name that a crash cut short is finished
    if (row === undefined) await datasets.delete(stored.id);
    else if (row.name !== stored.table) await datasets.rename(stored.id, row.name);
    else continue;
    changed = true;
  }
  const filled = new Set(datasets.list().map(({ id }) => id));
  for (const row of rows) {
    if (filled.has(row.id) || row.updated_at > now - keepEmptyMs || (await underWay(db, row))) continue;
    await db.deleteFrom('datasets').where('id', '=', row.id).execute();
  }
  await datasets.tidy();
  if (changed) await refreshFiles(org, deps);
}
