import { z } from 'zod';
import { DataProfile } from './dataset.ts';
import { Job } from './job.ts';

/** Which rows of a table a profile speaks of. */
export const ProfileReading = z.strictObject({
  /** `sample`: some from all over the table; `first`: those that the source gave first, which may be its oldest. */
  how: z.enum(['all', 'sample', 'first']),
  /** Rows that were looked at. */
  rows: z.number().int(),
  /** Rows that there are, as the source counted or estimated them; null where it does not know. Where all were looked at, their exact number. */
  of: z.number().nullable(),
  /** Columns that the model hides, which nobody looked at. */
  hidden: z.number().int(),
});
export type ProfileReading = z.infer<typeof ProfileReading>;

/** What is in a table of a source, as far as it was ever looked at, and the job that looks at it. */
export const TableProfile = z.strictObject({
  /** Null where nobody has looked yet. */
  found: z
    .strictObject({
      computedAt: z.string(),
      /** How long the source was read, in milliseconds. */
      readMs: z.number(),
      reading: ProfileReading,
      /** What changed since: its columns and keys, or its rows; null where nothing is known to have. */
      changed: z.enum(['structure', 'rows']).nullable(),
      /** Of a part of the rows, every figure is that part's: no count in it is one of the table. */
      profile: DataProfile,
    })
    .nullable(),
  /** The latest job: it waits, runs, or says why it failed. Null where it is long past. */
  job: Job.nullable(),
});
export type TableProfile = z.infer<typeof TableProfile>;
