import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';

export const modelQuery = (api: Api, connection: string) =>
  queryOptions({
    queryKey: ['model', connection],
    queryFn: ({ signal }) => api.call('GET /api/v1/connections/:id/model', { params: { id: connection } }, { signal }),
    staleTime: 5 * 60_000,
  });
