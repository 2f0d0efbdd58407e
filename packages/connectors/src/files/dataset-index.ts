import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatasetVersion } from '@lumiere/contract';
import { z } from 'zod';
import { SourceError } from '../source-error.ts';

/** A Parquet file of a dataset, by its name within the dataset's folder. */
export const DatasetPart = z.strictObject({
  file: z.string().regex(/^[0-9a-z-]+\.parquet$/),
  rows: z.number().int(),
  bytes: z.number(),
});
export type DatasetPart = z.infer<typeof DatasetPart>;

const StoredVersion = z.strictObject({
  ...DatasetVersion.shape,
  /** All files of the version, oldest first; appending adds one to those of the version before. */
  parts: z.array(DatasetPart),
  /** Files of rows that were set aside, with `row`, `raw` and `reason`. */
  aside: z.array(DatasetPart),
});
export type StoredVersion = z.infer<typeof StoredVersion>;

export const StoredDataset = z.strictObject({
  id: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/),
  /** What its table is called; unique without regard to case. */
  table: z.string().min(1).max(63),
  current: z.string(),
  /** Those that can be restored, oldest first. */
  versions: z.array(StoredVersion),
});
export type StoredDataset = z.infer<typeof StoredDataset>;

/** What is in force in a folder of datasets. This one file says it, so that exchanging it is the switch. */
export const DatasetIndex = z.strictObject({ format: z.literal(1), datasets: z.array(StoredDataset) });
export type DatasetIndex = z.infer<typeof DatasetIndex>;

export const indexName = 'datasets.json';

/** Reads what is in force; a folder without an index has no datasets. */
export function readIndex(folder: string): DatasetIndex {
  const file = path.join(folder, indexName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { format: 1, datasets: [] };
    throw new SourceError('source.unavailable', 'The list of datasets cannot be read.', { cause: error });
  }
  try {
    return DatasetIndex.parse(JSON.parse(text));
  } catch (error) {
    throw new SourceError('source.unavailable', 'The list of datasets is damaged.', {
      hint: 'Restore datasets.json of the organization from a backup.',
      cause: error,
    });
  }
}

/** The version of a dataset that is in force. */
export function currentOf(dataset: StoredDataset): StoredVersion {
  const found = dataset.versions.find((version) => version.id === dataset.current);
  if (found === undefined)
    throw new SourceError('source.unavailable', `The dataset ${dataset.table} has lost its current version.`);
  return found;
}

/** Where a part lies. */
export const partFile = (folder: string, dataset: string, part: DatasetPart): string =>
  path.join(folder, dataset, part.file);
