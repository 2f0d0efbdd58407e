import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionId, OrgId, Problem } from '@lumiere/contract';
import { type Connector, SourceError } from '@lumiere/connectors';
import { generateModel, parseModel, printModel } from '@lumiere/semantic';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';
import type { EventTransport } from '../events/transport.ts';
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
import { modelVersion } from './sources.ts';

/** Brings connections from their first line to being asked, in the background. */
export interface Loader {
  /** Loads one and resolves when it is ready, failed or gone; never rejects. Calls at the same time share the work. */
  load(org: OrgId, id: ConnectionId): Promise<void>;
  /** Picks up everything that waits, also from before a restart; with nobody here yet, prepares the sample for the first organization. */
  resume(): Promise<void>;
  /** Adds a connection and loads it; what is wrong with its source or model is thrown, and nothing is kept. */
  add(
    org: OrgId,
    made: { readonly kind: string; readonly name: string; readonly config: object; readonly yaml?: string },
  ): Promise<ConnectionId>;
  /** Brings the sample data (back) and begins to load it; null where it is there or on its way. */
  addSample(org: OrgId): Promise<ConnectionId | null>;
  /** Removes a connection, what is kept of it and our files of it; false where there is none. */
  remove(org: OrgId, id: ConnectionId): Promise<boolean>;
  /** Begins nothing any more; resolves when what was under way has ended, which closing the engines hastens. */
  close(): Promise<void>;
}

interface Options {
  readonly db: Db;
  readonly home: string;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly engines: Engines;
  readonly samples: SampleFiles;
  readonly forget: (connection: ConnectionId) => Promise<void>;
  /** Tells what became of a connection, in the transaction that it became so. */
  readonly publish: EventTransport<never>['publish'];
  /** Called for every connection that is ready now, to make its first question fast. */
  readonly warm: (org: OrgId, id: ConnectionId) => Promise<void>;
}

/** Makes a loader with nothing under way. */
export function createLoader(options: Options): Loader {
  const { db, home, log, clock, engines, samples, forget, publish, warm } = options;
  const working = new Map<ConnectionId, Promise<void>>();
  const closing = new AbortController();
  /** A server and commands beside it make the sample's files one after the other, and find what the first one made. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => withLock(join(home, 'loading.lock'), closing.signal, work);
  const today = (): string => clock().toISOString().slice(0, 10);

  const fill = async (row: ConnectionRow, yaml: string | null): Promise<boolean> => {
    if (row.sample === 1) await samples.copyTo(extractFile(home, row.org_id, row.id), today());
    const connector = await engines.open(row);
    const loaded = await describeSource(connector, row, yaml ?? (row.sample === 1 ? sampleModel() : null));
    const now = clock().getTime();
    // only what was copied has a moment of its own; a source that is read live is as of each query
    const done = await db.transaction(async (trx) => {
      const loadedAt = row.sample === 1 ? now : null;
      const there = await finishLoading(trx, row.org_id, row.id, { ...loaded, loadedAt, now });
      const data = { connection: row.id, tables: loaded.tables.length };
      if (there) await publish(trx, { type: 'connection.ready', org: row.org_id, key: row.id, data });
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
      log.error({ err: error, connection: id }, 'A connection could not be loaded.');
      const reason = reasonOf(error);
      const told = { type: 'connection.failed', org, key: id, data: { connection: id, reason } } as const;
      const failing = db.transaction(async (trx) => {
        await failLoading(trx, org, id, reason);
        await publish(trx, told);
      });
      await failing.catch((lost: unknown) =>
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
  };

  const loader: Loader = {
    load: (org, id) => {
      if (closing.signal.aborted) return Promise.resolve();
      const work = working.get(id) ?? run(org, id).finally(() => working.delete(id));
      working.set(id, work);
      return work;
    },
    resume: async () => {
      const waiting = await db
        .selectFrom('connections')
        .select(['id', 'org_id'])
        .where('status', '=', 'loading')
        .execute();
      for (const { id, org_id } of waiting) await loader.load(org_id, id);
      const anybody = await db.selectFrom('organizations').select('id').limit(1).executeTakeFirst();
      if (anybody === undefined) await alone(() => samples.generate(today()));
    },
    add: async (org, { kind, name, config, yaml }) => {
      const id = newId('con');
      await insertConnection(db, org, {
        id,
        kind,
        name,
        config: JSON.stringify(config),
        sample: false,
        now: clock().getTime(),
      });
      try {
        const row = await findConnection(db, org, id);
        if (row !== null) await fill(row, yaml ?? null);
        return id;
      } catch (error) {
        await deleteConnection(db, org, id);
        await forget(id);
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
    remove: async (org, id) => {
      const row = await db.transaction(async (trx) => {
        const deleted = await deleteConnection(trx, org, id);
        const told = { type: 'connection.removed', org, key: id, data: { connection: id } } as const;
        if (deleted !== null) await publish(trx, told);
        return deleted;
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

const catalogMs = 120_000;

/** Reads what is in a source and settles on its model: the one given, or one made from the catalog. */
async function describeSource(connector: Connector, row: ConnectionRow, given: string | null) {
  // samples cost a scan of every column and serve only to guess a model
  const catalog = await connector.catalog({ signal: AbortSignal.timeout(catalogMs), samples: given === null });
  const tables = catalog.tables.map(({ schema, name, rows }) => [schema, name, rows] as const);
  const yaml = given ?? printModel(generateModel(catalog, { name: row.name }));
  checked(yaml);
  return { version: modelVersion(yaml), yaml, tables };
}

/** A model that was given is not valid; all that is wrong with it is in `problems`. */
export class ModelError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join(' '));
    this.problems = problems;
  }
}

function checked(yaml: string): void {
  const model = parseModel(yaml);
  if (!model.ok) throw new ModelError(model.problems);
}

function reasonOf(error: unknown): string {
  if (error instanceof SourceError) return error.message;
  const trouble = storageTrouble(error);
  return trouble === null
    ? 'It could not be loaded; the server’s log says why.'
    : `It could not be loaded: the place where Lumiere keeps its data ${trouble}.`;
}
