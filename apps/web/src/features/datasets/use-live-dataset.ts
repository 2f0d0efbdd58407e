import { useQueryClient } from '@tanstack/react-query';
import type { Dataset, DatasetDetail, DatasetImport, Job } from '@lumiere/contract';
import { useTopic } from '../../lib/use-topic.ts';

/** Keeps a dataset as the server tells it: progress in place, and everything anew when the work has ended. Null listens to nothing. */
export function useLiveDataset(id: string | null): void {
  const client = useQueryClient();
  const readAgain = () => {
    // an import changes what can be asked, and what is said of it
    for (const key of ['dataset', 'datasets', 'dataset-profile', 'connections', 'model'])
      void client.invalidateQueries({ queryKey: [key] });
  };
  useTopic(id === null ? null : `dataset:${id}`, (news) => {
    if (news.kind === 'refused') return;
    if (news.kind === 'reset' || news.event.type !== 'job.changed') return readAgain();
    const { job } = news.event;
    if (job.status !== 'running' && job.status !== 'queued') return readAgain();
    client.setQueryData<DatasetDetail>(['dataset', id], (known) => known && withJob(known, job));
    client.setQueriesData<{ readonly items: readonly Dataset[] }>(
      { queryKey: ['datasets'] },
      (page) => page && { ...page, items: page.items.map((each) => (each.id === id ? withJob(each, job) : each)) },
    );
  });
}

/** The dataset with its import as the job says it is; another job says nothing about that. */
export function withJob<T extends { readonly lastImport: DatasetImport | null }>(dataset: T, job: Job): T {
  if (dataset.lastImport?.job !== job.id) return dataset;
  const { status, progress, step, problems } = job;
  return { ...dataset, lastImport: { ...dataset.lastImport, status, progress, step, problems } };
}
