import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Dataset, ImportChoices, ImportPlan } from '@lumiere/contract';
import type { Api } from '../../lib/api.ts';

/** News comes over the socket; this is for the time in which there is none. */
const importingMs = 4000;

/** True while a file is being read into a dataset. */
export const isImporting = (dataset: Pick<Dataset, 'lastImport'>): boolean =>
  dataset.lastImport?.status === 'queued' || dataset.lastImport?.status === 'running';

export const datasetsQuery = (
  api: Api,
  of: { readonly search: string; readonly limit: number; readonly offset: number },
) =>
  queryOptions({
    queryKey: ['datasets', of],
    queryFn: ({ signal }) => api.call('GET /api/v1/datasets', { query: of }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isImporting) ? importingMs : false),
  });

export const datasetQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) => api.call('GET /api/v1/datasets/:id', { params: { id } }, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isImporting(state.data) ? importingMs : false),
  });

/** The profile of a version; another version in force is another profile. */
export const profileQuery = (api: Api, id: string, version: string) =>
  queryOptions({
    queryKey: ['dataset-profile', id, version],
    queryFn: ({ signal }) => api.call('GET /api/v1/datasets/:id/profile', { params: { id } }, { signal }),
  });

export const impactQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['dataset-impact', id],
    queryFn: ({ signal }) => api.call('GET /api/v1/datasets/:id/impact', { params: { id } }, { signal }),
    gcTime: 0,
  });

export const uploadQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['upload', id],
    queryFn: ({ signal }) => api.call('GET /api/v1/uploads/:id', { params: { id } }, { signal }),
  });

/** What an inspection is asked with: what is known of the file, or a whole plan. */
export interface InspectionRequest {
  readonly choices?: ImportChoices;
  readonly plan?: ImportPlan;
}

export const inspectionQuery = (api: Api, id: string, body: InspectionRequest) =>
  queryOptions({
    queryKey: ['inspection', id, body],
    queryFn: ({ signal }) => api.call('POST /api/v1/uploads/:id/inspect', { params: { id }, body }, { signal }),
    placeholderData: keepPreviousData,
    // the file does not change, so what was found in it holds
    staleTime: Infinity,
    retry: false,
  });
