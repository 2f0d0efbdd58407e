import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../lib/api.ts';

/** A receipt never changes: its id is the hash of what it says. */
export const receiptQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['receipt', id],
    queryFn: ({ signal }) => api.call('GET /api/v1/receipts/:id', { params: { id } }, { signal }),
    staleTime: Infinity,
  });
