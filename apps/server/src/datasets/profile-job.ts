import { DatasetId, type OrgId, problem } from '@lumiere/contract';
import type { TaskOptions } from '@lumiere/connectors';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { type Job, done, failed } from '../jobs/job.ts';
import { keepProfiles, putProfile } from './profile-store.ts';
import { problemOf, sourceFailure } from './source-failure.ts';

/** Looks again at what is in a dataset. */
export const datasetProfile: Job<{ dataset: DatasetId }> & { readonly name: 'dataset-profile' } = {
  name: 'dataset-profile',
  title: 'Look at the columns of a dataset',
  payload: z.strictObject({ dataset: DatasetId }),
  run: async ({ dataset }, deps, { org, signal, progress }) => {
    if (org === null) throw new Error('A profile without an organization.');
    if (
      !deps.files
        .datasets(org)
        .list()
        .some(({ id }) => id === dataset)
    )
      return failed(problem('request.not-found', 'The dataset was deleted, or holds nothing yet.'));
    try {
      const reason = await profileCurrent(dataset, org, deps, {
        signal,
        progress: ({ done: at, total }) => progress(total === null ? null : at / total, 'Looking at the columns'),
      });
      return reason === null ? done() : failed(problem('query.failed', reason));
    } catch (error) {
      const known = sourceFailure(error, signal);
      if (known === null) throw error;
      return known;
    }
  },
};

/** Profiles the version in force and keeps that; gives the reason where what is in it cannot be profiled. */
export async function profileCurrent(
  dataset: DatasetId,
  org: OrgId,
  { db, files, clock }: Pick<Deps, 'db' | 'files' | 'clock'>,
  options: TaskOptions,
): Promise<string | null> {
  const datasets = files.datasets(org);
  const before = datasets.list().find(({ id }) => id === dataset);
  if (before === undefined) return null;
  try {
    const profile = await datasets.profile(dataset, options);
    await db.transaction(async (trx) => {
      const there = await trx.selectFrom('datasets').select('id').where('id', '=', dataset).executeTakeFirst();
      if (there === undefined) return;
      await putProfile(trx, {
        dataset_id: dataset,
        version: before.current,
        quality: profile.quality,
        profile: JSON.stringify(profile),
        computed_at: clock().getTime(),
      });
      await keepProfiles(
        trx,
        dataset,
        before.versions.map(({ id }) => id),
      );
    });
    return null;
  } catch (error) {
    const found = problemOf(error);
    if (found === null || options.signal.aborted || found.code.startsWith('source.')) throw error;
    return found.message;
  }
}
