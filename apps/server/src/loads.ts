import { mkdirSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadedTables, type LoadResult, type LoadedDef, type NetworkGuard } from '@lumiere/connectors';
import type { OrgId } from '@lumiere/contract';
import type { Logger } from 'pino';
import { withLock } from './file-lock.ts';

/** The connection that tables belong to. */
interface Owner {
  readonly id: string;
  readonly org_id: OrgId;
}

/** The tables of all sources that are brought here before they are asked. */
export interface Loads {
  /** Those of one connection; the same object every time, so that its loads come one after the other. */
  of(connection: Owner): LoadedTables;
  /** Brings them here anew. Any process may ask; one at a time does it. */
  load(
    connection: Owner,
    def: LoadedDef<object>,
    config: object,
    options: { readonly signal: AbortSignal; readonly progress?: (step: string) => void },
  ): Promise<LoadResult>;
  /** Takes those of a connection away. */
  remove(connection: Owner): Promise<void>;
  /** Takes away what belongs to no connection any more. */
  tidy(exists: (org: OrgId, id: string) => Promise<boolean>): Promise<void>;
}

const loadsFolder = (home: string, org: string): string => join(home, 'orgs', org, 'loads');

/** Opens what lies under `home`; nothing is read before it is asked for. */
export function openLoads({
  home,
  network,
  log,
  clock,
}: {
  readonly home: string;
  readonly network: NetworkGuard;
  readonly log: Logger;
  readonly clock: () => Date;
}): Loads {
  const known = new Map<string, LoadedTables>();
  const folderOf = ({ id, org_id }: Owner): string => join(loadsFolder(home, org_id), id);
  const loads: Loads = {
    of: (connection) => {
      const folder = folderOf(connection);
      const found =
        known.get(folder) ??
        new LoadedTables(folder, {
          now: () => clock().getTime(),
          log: (line) => log.warn({ reader: line }, 'A reader of files said something.'),
        });
      known.set(folder, found);
      return found;
    },
    load: (connection, def, config, options) => {
      const folder = folderOf(connection);
      mkdirSync(folder, { recursive: true });
      return withLock(join(folder, 'load.lock'), options.signal, () =>
        loads.of(connection).load(def, config, { network, ...options }),
      );
    },
    remove: async (connection) => {
      known.delete(folderOf(connection));
      await rm(folderOf(connection), { recursive: true, force: true });
    },
    tidy: async (exists) => {
      for (const org of namesIn(join(home, 'orgs')))
        for (const id of namesIn(loadsFolder(home, org)))
          // the folders are named by our own ids
          if (!(await exists(org as OrgId, id))) await loads.remove({ id, org_id: org as OrgId });
    },
  };
  return loads;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
