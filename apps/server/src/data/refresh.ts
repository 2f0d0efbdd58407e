import type { CatalogProgress } from '@lumiere/connectors';
import type { ConnectionId, Model, OrgId } from '@lumiere/contract';
import type { Db, Queryable } from '../db/db.ts';
import type { Engines } from '../engines.ts';
import { usesOf } from './catalog-changes.ts';
import { applyCatalog, compareCatalog } from './catalog-store.ts';
import { type ConnectionRow, findConnection } from './connection-store.ts';
import { countsOf, keepModel, readCatalog } from './describe-source.ts';
import { makeModel, readModelText } from './model-thread.ts';
import { modelVersion } from './sources.ts';

/** What a refresh found. */
export interface Refreshed {
  readonly tables: number;
  readonly changes: number;
}

/** Who hears how far a refresh is: by what it does, and by how many tables it looked into. */
export interface RefreshProgress {
  readonly step?: (words: string) => void;
  readonly looked?: CatalogProgress;
}

interface RefreshDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly engines: Engines;
  /** Called where what is known of the connection changed. */
  readonly renew: (connection: ConnectionId) => void;
}

/**
 * Reads the tables of a connection again and writes down what changed: all of it or nothing. A model that was made from the tables follows
 * them; one that somebody wrote stays as it is. Null where there is no such connection; what is wrong with the source is thrown.
 */
export async function refreshCatalog(
  { db, clock, engines, renew }: RefreshDeps,
  org: OrgId,
  id: ConnectionId,
  { signal, step, looked }: RefreshProgress & { readonly signal: AbortSignal },
): Promise<Refreshed | null> {
  const row = await findConnection(db, org, id);
  if (row === null) return null;
  const brought = await engines.load(row, signal, step ?? (() => undefined));
  const catalog = await readCatalog(await engines.open(row), true, {
    signal,
    ...(looked === undefined ? {} : { progress: looked }),
  });
  const now = clock().getTime();
  // a large model takes seconds to read and to make: before the transaction, in which nobody else can write
  const before = await modelInForce(db, row);
  const ahead = await compareCatalog(db, id, catalog, () => [], now);
  const following = row.model_made === 1 && catalog.tables.length > 0;
  const next = following && ahead.changes.length > 0 ? await makeModel(catalog, row.name) : null;
  const done = await db.transaction(async (trx) => {
    const current = await findConnection(trx, org, id);
    // changed while its tables were read: they may be another source's
    if (current === null || current.config !== row.config) return null;
    const { yaml, model } = current.model_version === row.model_version ? before : await modelInForce(trx, current);
    const difference = await compareCatalog(trx, id, catalog, usesOf(model), now);
    await applyCatalog(trx, id, difference, now);
    const follows = current.model_made === 1 && catalog.tables.length > 0 && difference.changes.length > 0;
    const made = follows ? (next ?? (await makeModel(catalog, current.name))).yaml : yaml;
    const version = made === null ? null : modelVersion(made);
    if (made !== null && version !== null && version !== current.model_version)
      await keepModel(trx, id, { version, yaml: made }, now);
    const tables = JSON.stringify(countsOf(catalog));
    const changed = tables !== current.tables || version !== current.model_version;
    await trx
      .updateTable('connections')
      .set({
        refreshed_at: now,
        ...(brought === null ? {} : { loaded_at: brought.at }),
        ...(changed ? { tables, model_version: version } : {}),
      })
      .where('org_id', '=', org)
      .where('id', '=', id)
      .execute();
    return { tables: catalog.tables.length, changes: difference.changes.length, changed: changed || brought !== null };
  });
  if (done?.changed === true) renew(id);
  return done;
}

async function modelInForce(
  trx: Queryable,
  row: ConnectionRow,
): Promise<{ readonly yaml: string | null; readonly model: Model | null }> {
  if (row.model_version === null) return { yaml: null, model: null };
  const mine = trx.selectFrom('models').select('yaml').where('connection_id', '=', row.id);
  const yaml = (await mine.where('version', '=', row.model_version).executeTakeFirst())?.yaml ?? null;
  const model = yaml === null ? null : await readModelText(yaml);
  return { yaml, model: model?.ok === true ? model.value : null };
}
