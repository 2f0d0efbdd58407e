import type { JobKind } from '@lumiere/contract';
import { connectionRefresh } from '../data/refresh-job.ts';
import { housekeeping } from '../housekeeping.ts';
import { datasetImport } from '../datasets/import-job.ts';
import { datasetProfile } from '../datasets/profile-job.ts';
import { tableProfile } from '../data/table-profile-job.ts';
import type { AnyJob } from './job.ts';

/** Every kind of background work by its name in the contract: a new one is a file and a line here, and a missing one does not compile. */
export const jobs: { readonly [Kind in JobKind]: AnyJob & { readonly name: Kind } } = {
  housekeeping,
  'connection-refresh': connectionRefresh,
  'dataset-import': datasetImport,
  'dataset-profile': datasetProfile,
  'table-profile': tableProfile,
};
