import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionId, OrgId } from '@lumiere/contract';
import { type CatalogProgress, SourceError } from '@lumiere/connectors';
import type { Logger } from 'pino';
import type { Db, Queryable } from '../db/db.ts';
import { type Engines, extractFile } from '../engines.ts';
import { withLock } from '../file-lock.ts';
import { newId } from '../ids.ts';
import { type SampleFiles, sampleModel } from '../sample.ts';
import { storageTrouble } from '../storage.ts';
import {
  type ConnectionRow,
  deleteConnection,
  failLoading,
  findConnection,
  findSample,
  finishLoading,
  insertConnection,
  insertSample,
  restartLoading,
} from './connection-store.ts';
import { type AnyConnectorDef, connectorOf } from './connector-of.ts';
import { NoTablesError, describeCatalog, readCatalog } from './describe-source.ts';
import { removeKept } from './kept-files.ts';
import { type Refreshed, type RefreshProgress, refreshCatalog } from './refresh.ts';

/** Brings connections from their first line to being asked, in the background. */
export interface Loader {
  /** Loads one and resolves when it is ready, failed or gone; never rejects. Calls at the same time share the work. */
  load(org: OrgId, id: ConnectionId, progress?: CatalogProgress): Promise<void>;
  /** Picks up everything that waits, also from before a restart; with nobody here yet, prepares the sample for the first organization. */
  resume(): Promise<void>;
  /** Writes a connection down, its secrets sealed; its configuration was checked. Who calls it begins to load it. */
  create(org: OrgId, made: NewSource, also?: AlsoCreate): Promise<ConnectionId>;
  /** Adds a connection and loads it; what is wrong with its source or model is thrown, and nothing is kept. */
  add(org: OrgId, made: NewSource & { readonly yaml?: string }): Promise<ConnectionId>;
  /** Reads the tables of a connection again; null where there is none, and what is wrong with its source is thrown. */
  refresh(org: OrgId, id: ConnectionId, signal: AbortSignal, progress?: RefreshProgress): Promise<Refreshed | null>;
  /** Brings the sample data (back) and begins to load it; null where it is there or on its way. */
  addSample(org: OrgId): Promise<ConnectionId | null>;
  /** Makes the sample data anew where they do not lead up to today; false where they do, or there are none. */
  renewSample(org: OrgId, id: ConnectionId): Promise<boolean>;
  /** Reads a connection anew and makes its model from what is in it now; false where it is gone. What is wrong with its source is thrown. */
  remake(org: OrgId, id: ConnectionId): Promise<boolean>;
  /** Removes a connection, what is kept of it and our files of it; false where there is none. */
  remove(org: OrgId, id: ConnectionId): Promise<boolean>;
  /** Begins nothing any more; resolves when what was under way has ended, which closing the engines hastens. */
  close(): Promise<void>;
}

/** A source as somebody connects it. */
export interface NewSource {
  readonly kind: string;
  readonly name: string;
  readonly config: object;
}

/** What else is written down with a new connection. */
export type AlsoCreate = (trx: Queryable, id: ConnectionId) => Promise<void>;

/** What else happens, in the same transaction, when something becomes of a connection. */
export interface ConnectionHooks {
  created(trx: Queryable, org: OrgId, id: ConnectionId): Promise<void>;
  ready(trx: Queryable, org: OrgId, id: ConnectionId, tables: number): Promise<void>;
  failed(trx: Queryable, org: OrgId, id: ConnectionId, reason: string): Promise<void>;
  removed(trx: Queryable, org: OrgId, id: ConnectionId): Promise<void>;
}

interface Options {
  readonly db: Db;
  readonly home: string;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly engines: Engines;
  readonly samples: SampleFiles;
  readonly hooks: ConnectionHooks;
  /** The configuration of a connection as it is stored. */
  readonly seal: (
    trx: Queryable,
    where: { readonly org: OrgId; readonly connection: ConnectionId },
    def: AnyConnectorDef,
    config: object,
  ) => Promise<object>;
  readonly forget: (connection: ConnectionId) => Promise<void>;
  /** Forgets what was worked out for a connection, and leaves what is open of it. */
  readonly renew: (connection: ConnectionId) => void;
  /** Called for every connection that is ready now, to make its first question fast. */
  readonly warm: (org: OrgId, id: ConnectionId) => Promise<void>;
}

/** Makes a loader with nothing under way. */
export function createLoader(options: Options): Loader {
  const { db, home, log, clock, engines, samples, hooks, seal, forget, renew, warm } = options;
  const working = new Map<ConnectionId, Promise<void>>();
  /** Who hears how far the work is, however many share it. */
  const listening = new Map<ConnectionId, Set<CatalogProgress>>();
  const closing = new AbortController();
  /** A server and commands beside it make the sample's files one after the other, and find what the first one made. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => withLock(join(home, 'loading.lock'), closing.signal, work);
  const today = (): string => clock().toISOString().slice(0, 10);

  const fill = async (row: ConnectionRow, yaml: string | null): Promise<boolean> => {
    const heard: CatalogProgress = (done, total) => {
      for (const listen of listening.get(row.id) ?? []) listen(done, total);
    };
    if (row.sample === 1) {
      await samples.copyTo(extractFile(home, row.org_id, row.id), today());
      // what is open is the file of before
      await engines.close(row.id);
    }
    const brought = await engines.load(row, closing.signal);
    const connector = await engines.open(row);
    const given = yaml ?? (row.sample === 1 ? sampleModel() : null);
    // samples serve to guess a model; the next refresh reads them for the others
    const described = await describeCatalog(
      await readCatalog(connector, given === null, { progress: heard }),
      row.name,
      given,
    );
    const now = clock().getTime();
    // only what was copied has a moment of its own; a source that is read live is as of each query
    const copied = row.sample === 1 || row.kind === 'files';
    const loaded = { ...described, loadedAt: brought?.at ?? (copied ? now : null), now };
    const done = await db.transaction(async (trx) => {
      const there = await finishLoading(trx, row.org_id, row.id, loaded);
      // an organization is made with its sample, before anything can be scheduled
      if (there && row.sample === 1) await hooks.created(trx, row.org_id, row.id);
      if (there) await hooks.ready(trx, row.org_id, row.id, loaded.tables.length);
      return there;
    });
    await forget(row.id);
    return done;
  };

  const run = async (org: OrgId, id: ConnectionId): Promise<void> => {
    try {
      const waiting = await findConnection(db, org, id);
      if (waiting?.sample === 1) await alone(() => complete(org, id));
      else await complete(org, id);
    } catch (error) {
      // what the end of this process interrupts is not to blame: the next start goes on with it
      if (closing.signal.aborted) return;
      const readAt = error instanceof NoTablesError ? clock().getTime() : null;
      if (readAt === null) log.error({ err: error, connection: id }, 'A connection could not be loaded.');
      const reason = reasonOf(error);
      const store = db.transaction(async (trx) => {
        if (await failLoading(trx, org, id, { reason, readAt })) await hooks.failed(trx, org, id, reason);
      });
      await store.catch((lost: unknown) =>
        log.error({ err: lost, connection: id }, 'The failure of a connection could not be stored.'),
      );
    }
  };

  const complete = async (org: OrgId, id: ConnectionId): Promise<void> => {
    const row = await findConnection(db, org, id);
    if (row?.status !== 'loading') return;
    if (await fill(row, null)) await warm(org, id);
    else await discard(org, id);
  };

  const discard = async (org: OrgId, id: ConnectionId): Promise<void> => {
    await forget(id);
    // the name comes from our own ids, never from what a connection says of itself
    const file = extractFile(home, org, id);
    await rm(file, { force: true });
    await rm(`${file}.wal`, { force: true });
    await removeKept(home, org, id);
    await engines.loads.remove({ id, org_id: org });
  };

  const loader: Loader = {
    load: (org, id, progress) => {
      if (closing.signal.aborted) return Promise.resolve();
      const work = working.get(id) ?? run(org, id).finally(() => (listening.delete(id), working.delete(id)));
      working.set(id, work);
      if (progress !== undefined) listening.set(id, (listening.get(id) ?? new Set()).add(progress));
      return work;
    },
    resume: async () => {
      const waiting = await db
        .selectFrom('connections')
        .select(['id', 'org_id'])
        .where('status', '=', 'loading')
        .execute();
      for (const { id, org_id } of waiting) await loader.load(org_id, id);
      await engines.loads.tidy(async (org, id) => {
        const mine = db.selectFrom('connections').select('id').where('org_id', '=', org);
        // the name of a folder, which may be no id of ours
        return (await mine.where('id', '=', id as ConnectionId).executeTakeFirst()) !== undefined;
      });
      const anybody = await db.selectFrom('organizations').select('id').limit(1).executeTakeFirst();
      if (anybody === undefined) await alone(() => samples.generate(today()));
    },
    create: (org, { kind, name, config }, also) =>
      db.transaction(async (trx) => {
        const id = newId('con');
        const sealed = await seal(trx, { org, connection: id }, connectorOf(kind), config);
        const row = { id, kind, name, config: JSON.stringify(sealed), sample: false, now: clock().getTime() };
        await insertConnection(trx, org, row);
        await hooks.created(trx, org, id);
        await also?.(trx, id);
        return id;
      }),
    refresh: (org, id, signal, progress) =>
      refreshCatalog({ db, clock, engines, renew }, org, id, { signal, ...progress }),
    add: async (org, { yaml, ...made }) => {
      const id = await loader.create(org, made);
      try {
        const row = await findConnection(db, org, id);
        if (row !== null) await fill(row, yaml ?? null);
        return id;
      } catch (error) {
        await loader.remove(org, id);
        throw error;
      }
    },
    addSample: async (org) => {
      const id = await db.transaction(async (trx) => {
        const there = await findSample(trx, org);
        if (there !== null) return (await restartLoading(trx, org, there.id)) ? there.id : null;
        return insertSample(trx, org, clock().getTime());
      });
      if (id !== null) void loader.load(org, id);
      return id;
    },
    renewSample: (org, id) =>
      alone(async () => {
        const row = await findConnection(db, org, id);
        if (row?.sample !== 1 || row.status !== 'ready' || row.loaded_at === null) return false;
        if (new Date(row.loaded_at).toISOString().slice(0, 10) === today()) return false;
        if (await fill(row, null)) return true;
        await discard(org, id);
        return false;
      }),
    remake: async (org, id) => {
      const row = await findConnection(db, org, id);
      if (row === null) return false;
      // a model that somebody wrote is theirs: its tables are compared, and no more
      if (row.status === 'ready' && row.model_made === 0)
        return (await loader.refresh(org, id, closing.signal)) !== null;
      if (!(await fill(row, null))) {
        await discard(org, id);
        return false;
      }
      void warm(org, id).catch((error: unknown) =>
        log.warn({ err: error, connection: id }, 'The first question of a connection could not be prepared.'),
      );
      return true;
    },
    remove: async (org, id) => {
      const row = await db.transaction(async (trx) => {
        const gone = await deleteConnection(trx, org, id);
        if (gone !== null) await hooks.removed(trx, org, id);
        return gone;
      });
      if (row === null) return false;
      await working.get(id);
      await discard(org, id);
      return true;
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(working.values());
    },
  };
  return loader;
}

function reasonOf(error: unknown): string {
  if (error instanceof SourceError) return [error.message, error.hint ?? ''].join(' ').trim();
  const trouble = storageTrouble(error);
  return trouble === null
    ? 'It could not be loaded; the server’s log says why.'
    : `It could not be loaded: the place where Lumiere keeps its data ${trouble}.`;
}
