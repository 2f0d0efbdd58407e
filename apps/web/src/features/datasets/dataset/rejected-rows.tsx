import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { errorToast } from '../../../lib/error-words.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { useShowNumber } from '../../../lib/show-time.ts';
import { useApi } from '../../../lib/use-api.ts';
import { useToast } from '../../../ui/toasts.tsx';

interface RejectedRowsProps {
  readonly dataset: string;
  readonly name: string;
  readonly rejected: number;
  readonly mayRead: boolean;
}

/** How many rows were set aside, and the way to them with their reasons. */
export function RejectedRows({ dataset, name, rejected, mayRead }: RejectedRowsProps) {
  const { t } = useTranslation();
  const { call } = useApi();
  const number = useShowNumber();
  const toast = useToast();
  const load = useMutation({
    mutationFn: () => call('GET /api/v1/datasets/:id/rejected/csv', { params: { id: dataset } }),
    onSuccess: (csv) => saveFile(`${name} ${t('files.import.asideFile')}.csv`, 'text/csv;charset=utf-8', csv),
    onError: (error) => toast(errorToast(error, t)),
  });
  if (rejected === 0) return <span>{t('files.import.noneAside')}</span>;
  return (
    <>
      <span>{t('files.import.aside', { count: rejected, formatted: number(rejected) })}</span>
      {mayRead && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconDownload size={15} stroke={1.7} />}
          loading={load.isPending}
          onClick={() => load.mutate()}
        >
          {t('files.import.asideCsv')}
        </Button>
      )}
    </>
  );
}
