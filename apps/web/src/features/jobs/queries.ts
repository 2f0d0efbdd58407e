import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { JobStatus } from '@lumiere/contract';
import type { Api } from '../../lib/api.ts';

export const jobsQuery = (
  api: Api,
  of: { readonly status?: JobStatus; readonly limit: number; readonly offset: number },
) =>
  queryOptions({
    queryKey: ['jobs', of],
    queryFn: ({ signal }) => api.call('GET /api/v1/jobs', { query: of }, { signal }),
    placeholderData: keepPreviousData,
  });

/** The dataset that a job works on; the same entry as the dataset's own page keeps. */
export const subjectDatasetQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) => api.call('GET /api/v1/datasets/:id', { params: { id } }, { signal }),
    // one that was deleted stays so
    retry: false,
  });

export const schedulesQuery = (api: Api) =>
  queryOptions({
    queryKey: ['schedules'],
    queryFn: ({ signal }) => api.call('GET /api/v1/schedules', { query: { limit: 100 } }, { signal }),
  });
