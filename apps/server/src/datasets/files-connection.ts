import { SourceError } from '@lumiere/connectors';
import type { ConnectionId, OrgId } from '@lumiere/contract';
import type { ConnectionRow } from '../data/connection-store.ts';
import type { Db, Queryable } from '../db/db.ts';
import type { Deps } from '../deps.ts';
import { isConflict } from '../jobs/queue.ts';

/** The kind of the one connection that holds an organization's datasets. */
export const filesKind = 'files';

/** The connection of an organization's datasets; null until the first import. */
export async function findFilesConnection(db: Queryable, org: OrgId): Promise<ConnectionRow | null> {
  const row = await db
    .selectFrom('connections')
    .selectAll()
    .where('org_id', '=', org)
    .where('kind', '=', filesKind)
    .executeTakeFirst();
  return row ?? null;
}

/** One after the other within an organization: the last to read the catalog is the last to write the model. */
const turns = new WeakMap<Db, Map<OrgId, Promise<unknown>>>();

/**
 * Brings the connection up to what the datasets are now: makes it with the first one, takes it away with the last, and makes its model anew in
 * between. Rejects with a `SourceError` where what is there cannot be read.
 */
export function refreshFiles(org: OrgId, deps: Pick<Deps, 'db' | 'data' | 'files'>): Promise<void> {
  const mine = turns.get(deps.db) ?? new Map<OrgId, Promise<unknown>>();
  turns.set(deps.db, mine);
  const work = async (): Promise<void> => refresh(org, deps);
  const turn = (mine.get(org) ?? Promise.resolve()).then(work, work);
  const settled = turn.catch(() => undefined);
  mine.set(org, settled);
  void settled.then(() => mine.get(org) === settled && mine.delete(org));
  return turn;
}

async function refresh(org: OrgId, { db, data, files }: Parameters<typeof refreshFiles>[1]): Promise<void> {
  const there = await findFilesConnection(db, org);
  if (files.datasets(org).list().length === 0) {
    if (there !== null) await data.loader.remove(org, there.id);
    return;
  }
  const id = there?.id ?? (await make(org, db, data));
  if (!(await data.loader.remake(org, id)))
    throw new SourceError('source.unavailable', 'The connection of your files was removed meanwhile.');
}

async function make(org: OrgId, db: Db, data: Deps['data']): Promise<ConnectionId> {
  try {
    return await data.loader.create(org, { kind: filesKind, name: 'Your files', config: {} });
  } catch (error) {
    // another process was first
    const there = isConflict(error) ? await findFilesConnection(db, org) : null;
    if (there === null) throw error;
    return there.id;
  }
}
