import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Api } from './api.ts';

/** What several features read. Mutations invalidate by the same keys. */
export const connectionsQuery = (api: Api) =>
  queryOptions({
    queryKey: ['connections'],
    queryFn: ({ signal }) => api.call('GET /api/v1/connections', { query: { limit: 100 } }, { signal }),
    // the sample data is made at the first start; its card and its counts follow as soon as they are there
    refetchInterval: ({ state }) =>
      state.data?.items.some((connection) => connection.status === 'loading') ? 1500 : false,
  });

export const historyQuery = (
  api: Api,
  of: { readonly search: string; readonly limit: number; readonly offset: number },
) =>
  queryOptions({
    queryKey: ['history', of],
    queryFn: ({ signal }) => api.call('GET /api/v1/history', { query: of }, { signal }),
    placeholderData: keepPreviousData,
  });
