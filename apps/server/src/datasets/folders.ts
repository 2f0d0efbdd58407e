import { join } from 'node:path';
import { Datasets, TableProfiles } from '@lumiere/connectors';
import type { OrgId } from '@lumiere/contract';
import type { Logger } from 'pino';
import { type UploadFiles, createUploadFiles } from './upload-files.ts';

/** The files of all organizations: what they sent and what it became. */
export interface FileStore {
  readonly uploads: UploadFiles;
  /** The datasets of an organization; the same object every time, so that its changes come one after the other. */
  datasets(org: OrgId): Datasets;
  /** Looks at tables of any source. */
  readonly profiles: TableProfiles;
}

/** Where the datasets of an organization lie. */
export const datasetsFolder = (home: string, org: OrgId): string => join(home, 'orgs', org, 'datasets');

/** Opens the files under `home`. No child is started before a file is read. */
export function openFileStore({
  home,
  log,
  clock,
}: {
  readonly home: string;
  readonly log: Logger;
  readonly clock: () => Date;
}): FileStore {
  const known = new Map<OrgId, Datasets>();
  const options = {
    now: () => clock().getTime(),
    log: (line: string) => log.warn({ reader: line }, 'A reader of files said something.'),
  };
  return {
    uploads: createUploadFiles(home),
    profiles: new TableProfiles(join(home, 'temp', `profiles-${process.pid}`), options),
    datasets: (org) => {
      const found = known.get(org) ?? new Datasets(datasetsFolder(home, org), options);
      known.set(org, found);
      return found;
    },
  };
}
