import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DatasetDetail, DatasetVersion } from '@lumiere/contract';
import { errorToast } from '../../../lib/error-words.ts';
import { useShowNumber, useShowTime } from '../../../lib/show-time.ts';
import { useApi, useZone } from '../../../lib/use-api.ts';
import { useMay } from '../../../lib/use-may.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { isImporting } from '../queries.ts';
import { useShowBytes } from '../../../lib/show-bytes.ts';
import classes from './versions-view.module.css';

/** The states that a dataset can go back to, the newest first. */
export function VersionsView({ dataset }: { readonly dataset: DatasetDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const restore = useRestore(dataset);
  return (
    <ol className={classes['list']} aria-label={t('files.versions.title')}>
      {dataset.versions.map((version) => (
        <VersionRow
          key={version.id}
          version={version}
          current={version.id === dataset.version?.id}
          restore={
            may.files && !isImporting(dataset)
              ? {
                  run: () => restore.mutate(version.id),
                  pending: restore.isPending && restore.variables === version.id,
                }
              : null
          }
        />
      ))}
    </ol>
  );
}

interface VersionRowProps {
  readonly version: DatasetVersion;
  readonly current: boolean;
  readonly restore: { readonly run: () => void; readonly pending: boolean } | null;
}

function VersionRow({ version, current, restore }: VersionRowProps) {
  const { t } = useTranslation();
  const time = useShowTime(useZone());
  const number = useShowNumber();
  const bytes = useShowBytes();
  const when = time(version.at);
  return (
    <li className={classes['row']}>
      <div className={classes['body']}>
        <p className={classes['name']}>
          <time dateTime={version.at}>{when}</time>
          {current && <span className={classes['current']}>{t('files.versions.current')}</span>}
        </p>
        <p className={classes['facts']}>
          <span>{t(`files.versions.how.${version.how}`, { file: version.file.name })}</span>
          <span>{t('common.rows', { count: version.rows, formatted: number(version.rows) })}</span>
          {version.rejected > 0 && (
            <span>{t('files.import.aside', { count: version.rejected, formatted: number(version.rejected) })}</span>
          )}
          <span>{bytes(version.bytes)}</span>
        </p>
      </div>
      {!current && restore !== null && (
        <Button
          variant="default"
          size="xs"
          loading={restore.pending}
          onClick={restore.run}
          aria-label={t('files.versions.restoreOne', { when })}
        >
          {t('files.versions.restore')}
        </Button>
      )}
    </li>
  );
}

function useRestore(dataset: DatasetDetail) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const before = dataset.version?.id;
  const put = (version: string) =>
    call('POST /api/v1/datasets/:id/restore', { params: { id: dataset.id }, body: { version } });
  const show = (detail: DatasetDetail) => {
    client.setQueryData(['dataset', dataset.id], detail);
    for (const key of ['datasets', 'connections', 'model']) void client.invalidateQueries({ queryKey: [key] });
  };
  const failed = (error: unknown) => toast(errorToast(error, t));
  return useMutation({
    mutationFn: put,
    onSuccess: (detail) => {
      show(detail);
      toast({
        message: t('files.versions.restored'),
        ...(before === undefined
          ? {}
          : { action: { label: t('common.undo'), run: () => void put(before).then(show, failed) } }),
      });
    },
    onError: failed,
  });
}
