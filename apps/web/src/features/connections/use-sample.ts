import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { errorToast } from '../../lib/error-words.ts';
import { useApi } from '../../lib/use-api.ts';
import { useToast } from '../../ui/toasts.tsx';

/** Brings the sample data back. */
export function useRestoreSample() {
  const { t } = useTranslation();
  const { call } = useApi();
  return useMutation({
    mutationFn: () => call('POST /api/v1/connections/sample', { body: {} }),
    ...useAftermath(t('connections.restored')),
  });
}

/** Removes a connection and what was kept of it. */
export function useRemoveConnection() {
  const { t } = useTranslation();
  const { call } = useApi();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /api/v1/connections/:id', { params: { id } }),
    ...useAftermath(t('connections.removed')),
  });
}

function useAftermath(done: string) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const toast = useToast();
  return {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['connections'] });
      toast({ message: done });
    },
    onError: (error: unknown) => toast(errorToast(error, t, (reason) => t('connections.failed', { reason }))),
  };
}
