import { createHash } from 'node:crypto';
import type { ConnectionId, Model, OrgId } from '@lumiere/contract';
import type { Connector } from '@lumiere/connectors';
import type { Db } from '../db/db.ts';
import type { DataTables } from '../db/data-tables.ts';
import type { Engines } from '../engines.ts';
import { createLru } from './lru.ts';
import { readModelText } from './model-thread.ts';

/** A connection that can be asked: its model parsed, its source opened on first use. */
export interface Source {
  readonly id: ConnectionId;
  readonly org: OrgId;
  readonly name: string;
  /** What its kind speaks, as far as it is known before it is opened; a statement is written in its connector's own. */
  readonly dialect: string;
  readonly model: Model;
  readonly modelVersion: string;
  /** Row counts by physical table, as counted when it was loaded. */
  readonly rows: ReadonlyMap<string, number>;
  /** When an extract was loaded; null where the source is read live. */
  readonly loadedAt: Date | null;
  open(): Promise<Connector>;
}

/** What became of looking for a connection. */
export type Found =
  | { readonly kind: 'source'; readonly source: Source }
  /** There is one, but it cannot be asked now; the reason is for people. */
  | { readonly kind: 'loading' | 'failed'; readonly reason: string }
  | { readonly kind: 'none' };

/** The connections in use, kept in memory so that no query waits for the metadata. */
export interface Sources {
  /** The connection of that organization; another organization's is `none`, as one that never was. */
  find(org: OrgId, id: ConnectionId): Promise<Found>;
  /** Forgets a connection that was changed or removed. */
  forget(id: string): void;
}

/** How long a connection is believed unchanged: another process beside this one may have changed it. */
const believeMs = 10_000;

/** Reads connections from `db` and opens them through `engines`. */
export function createSources(db: Db, engines: Engines): Sources {
  const known = createLru<{ found: Promise<Found>; until: number }>(1000);
  const models = createLru<Model>(200);

  const load = async (org: OrgId, id: ConnectionId): Promise<Found> => {
    const row = await db
      .selectFrom('connections')
      .selectAll()
      .where('org_id', '=', org)
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return { kind: 'none' };
    if (row.status === 'loading') return { kind: 'loading', reason: `${row.name} is still being loaded.` };
    if (row.status === 'failed') return { kind: 'failed', reason: row.reason ?? `${row.name} could not be loaded.` };
    const stored = await db
      .selectFrom('models')
      .select(['version', 'yaml'])
      .where('connection_id', '=', id)
      .where('version', '=', row.model_version ?? '')
      .executeTakeFirst();
    if (stored === undefined) return { kind: 'failed', reason: `${row.name} has no model.` };
    const model = models.get(stored.version) ?? (await readModel(row, stored.yaml));
    models.set(stored.version, model);
    return { kind: 'source', source: sourceOf(row, model, stored.version, engines) };
  };

  return {
    find: (org, id) => {
      const key = `${id} ${org}`;
      const kept = known.get(key);
      if (kept !== undefined && kept.until > performance.now()) return kept.found;
      const found = load(org, id);
      known.set(key, { found, until: performance.now() + believeMs });
      // only what can be asked is worth keeping: the rest changes soon, or cost nothing to find out
      void found.then(
        ({ kind }) => (kind === 'source' ? undefined : known.delete(key)),
        () => known.delete(key),
      );
      return found;
    },
    forget: (id) => known.deleteAll(`${id} `),
  };
}

/** The version of a model: the hash of its text. */
export const modelVersion = (yaml: string): string => createHash('sha256').update(yaml).digest('hex');

type ConnectionRow = DataTables['connections'];

async function readModel(row: ConnectionRow, yaml: string): Promise<Model> {
  const model = await readModelText(yaml);
  // it was checked when it was stored, so this is a bug or a database that somebody edited
  if (!model.ok)
    throw new Error(
      `The stored model of ${row.id} is not valid: ${model.problems.map(({ message }) => message).join(' ')}`,
    );
  return model.value;
}

function sourceOf(row: ConnectionRow, model: Model, version: string, engines: Engines): Source {
  // our own writing
  const tables = JSON.parse(row.tables) as readonly (readonly [string | null, string, number | null])[];
  return {
    id: row.id,
    org: row.org_id,
    name: row.name,
    dialect: engines.dialectOf(row.kind),
    model,
    modelVersion: version,
    rows: new Map(
      tables.flatMap(([schema, name, rows]) => (rows === null ? [] : [[physical(schema, name), rows] as const])),
    ),
    loadedAt: row.loaded_at === null ? null : new Date(row.loaded_at),
    open: () => engines.open(row),
  };
}

/** One key for a table by its place in the source. */
export const physical = (schema: string | null, name: string): string => JSON.stringify([schema, name]);
