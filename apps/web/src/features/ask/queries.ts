import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';

export const suggestionsQuery = (api: Api, connection: string) =>
  queryOptions({
    queryKey: ['suggestions', connection],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/connections/:id/suggestions', { params: { id: connection } }, { signal }),
    staleTime: 10 * 60_000,
  });

/** An answer by its id. It is run again where it was not just given, so a visit later shows the data of then. */
export const answerQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['answer', id],
    queryFn: ({ signal }) => api.call('GET /api/v1/answers/:id', { params: { id } }, { signal }),
    staleTime: 5 * 60_000,
    gcTime: 10 * 60_000,
  });
