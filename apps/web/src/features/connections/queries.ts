import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Job } from '@lumiere/contract';
import type { Api } from '../../lib/api.ts';

/** Rows of a page of tables, changes or health. */
export const perPage = 50;
const pageOf = (page: number) => ({ limit: perPage, offset: (page - 1) * perPage });

export const modelQuery = (api: Api, connection: string) =>
  queryOptions({
    queryKey: ['model', connection],
    queryFn: ({ signal }) => api.call('GET /api/v1/connections/:id/model', { params: { id: connection } }, { signal }),
    staleTime: 5 * 60_000,
  });

export const kindsQuery = (api: Api) =>
  queryOptions({
    queryKey: ['connectors'],
    queryFn: ({ signal }) => api.call('GET /api/v1/connectors', {}, { signal }),
    staleTime: Infinity,
  });

/** Everything of one connection stands under its key, so that one message of the server renews all of it. */
export const connectionQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'detail'],
    queryFn: ({ signal }) => api.call('GET /api/v1/connections/:id', { params: { id } }, { signal }),
    // the socket is quicker; this is for networks that let none through
    refetchInterval: ({ state }) => (state.data?.status === 'loading' || state.data?.refreshing ? 3000 : false),
  });

export const jobQuery = (api: Api, connection: string, job: string) =>
  queryOptions({
    queryKey: ['connection', connection, 'job', job],
    queryFn: ({ signal }) => api.call('GET /api/v1/jobs/:id', { params: { id: job } }, { signal }),
  });

/** Tables that are asked for together. */
export const tablesPerPage = 100;

/** A page of the tables, from 0; more of them are read as they come into sight. */
export const tablesQuery = (api: Api, id: string, of: { readonly search: string; readonly page: number }) =>
  queryOptions({
    queryKey: ['connection', id, 'tables', of],
    queryFn: ({ signal }) =>
      api.call(
        'GET /api/v1/connections/:id/tables',
        {
          params: { id },
          query: { search: of.search, limit: tablesPerPage, offset: of.page * tablesPerPage },
        },
        { signal },
      ),
    staleTime: 60_000,
  });

export const tableQuery = (api: Api, id: string, table: string) =>
  queryOptions({
    queryKey: ['connection', id, 'table', table],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/connections/:id/tables/:table', { params: { id, table } }, { signal }),
  });

export const questionsQuery = (api: Api, id: string, table: string) =>
  queryOptions({
    queryKey: ['connection', id, 'questions', table],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/connections/:id/tables/:table/questions', { params: { id, table } }, { signal }),
    staleTime: 5 * 60_000,
  });

/** True while a job waits or runs. */
export const isUnderWay = (job: Job | null | undefined): boolean =>
  job?.status === 'queued' || job?.status === 'running';

export const tableProfileQuery = (api: Api, id: string, table: string) =>
  queryOptions({
    queryKey: ['connection', id, 'profile', table],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/connections/:id/tables/:table/profile', { params: { id, table } }, { signal }),
    // the socket is quicker; this is for networks that let none through
    refetchInterval: ({ state }) => (isUnderWay(state.data?.job) ? 3000 : false),
    retry: false,
  });

export const rowsQuery = (api: Api, id: string, table: string) =>
  queryOptions({
    queryKey: ['connection', id, 'rows', table],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/connections/:id/tables/:table/rows', { params: { id, table } }, { signal }),
    staleTime: 60_000,
  });

export const changesQuery = (api: Api, id: string, page: number) =>
  queryOptions({
    queryKey: ['connection', id, 'changes', page],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/connections/:id/changes', { params: { id }, query: pageOf(page) }, { signal }),
    placeholderData: keepPreviousData,
  });

export const healthQuery = (api: Api, id: string, page: number) =>
  queryOptions({
    queryKey: ['connection', id, 'health', page],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/connections/:id/health', { params: { id }, query: pageOf(page) }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const impactQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'impact'],
    queryFn: ({ signal }) => api.call('GET /api/v1/connections/:id/impact', { params: { id } }, { signal }),
  });
