import { Button } from '@mantine/core';
import { IconChartHistogram } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-error.ts';
import { errorToast } from '../../../lib/error-words.ts';
import { useApi } from '../../../lib/use-api.ts';
import { useMay } from '../../../lib/use-may.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { useToast } from '../../../ui/toasts.tsx';

interface NoProfileProps {
  readonly dataset: string;
  readonly error: unknown;
  readonly retry: () => void;
}

/** Stands where there is no profile: not made yet, with the way to make it, or not to be had, with the reason. */
export function NoProfile({ dataset, error, retry }: NoProfileProps) {
  const { t } = useTranslation();
  const { call } = useApi();
  const may = useMay();
  const toast = useToast();
  const make = useMutation({
    mutationFn: () => call('POST /api/v1/datasets/:id/profile', { params: { id: dataset }, body: {} }),
    onSuccess: () => toast({ message: t('files.noProfile.started') }),
    onError: (failure) => toast(errorToast(failure, t)),
  });
  if (!(error instanceof ApiError && error.status === 404)) return <ErrorCard error={error} retry={retry} />;
  return (
    <EmptyState
      title={t('files.noProfile.title')}
      text={t('files.noProfile.text')}
      icon={<IconChartHistogram size={28} stroke={1.5} />}
    >
      {may.files && (
        <Button variant="default" loading={make.isPending} disabled={make.isSuccess} onClick={() => make.mutate()}>
          {t('files.noProfile.make')}
        </Button>
      )}
    </EmptyState>
  );
}
