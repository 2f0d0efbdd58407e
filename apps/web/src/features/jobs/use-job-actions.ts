import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Job } from '@lumiere/contract';
import { errorToast } from '../../lib/error-words.ts';
import { useApi } from '../../lib/use-api.ts';
import { useToast } from '../../ui/toasts.tsx';

/** Cancels, retries, and runs schedules now; each says what came of it. */
export function useJobActions() {
  const { t } = useTranslation();
  const { call } = useApi();
  const aftermath = useAftermath();
  const cancel = useMutation({
    mutationFn: (id: string) => call('POST /api/v1/jobs/:id/cancel', { params: { id }, body: {} }),
    ...aftermath((job) => t(job.status === 'cancelled' ? 'jobs.cancelled' : 'jobs.cancelling')),
  });
  const retry = useMutation({
    mutationFn: (id: string) => call('POST /api/v1/jobs/:id/retry', { params: { id }, body: {} }),
    ...aftermath(() => t('jobs.retried')),
  });
  const run = useMutation({
    mutationFn: (id: string) => call('POST /api/v1/schedules/:id/run', { params: { id }, body: {} }),
    ...aftermath(() => t('jobs.started')),
  });
  return { cancel, retry, run };
}

function useAftermath() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toast = useToast();
  return (words: (job: Job) => string) => ({
    onSuccess: async (job: Job) => {
      toast({ message: words(job) });
      await client.invalidateQueries({ queryKey: ['jobs'] });
    },
    onError: (error: unknown) => toast(errorToast(error, t)),
  });
}
