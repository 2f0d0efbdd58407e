import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetDetail, DatasetImport } from '@lumiere/contract';
import { errorToast } from '../../../lib/error-words.ts';
import { useShowNumber } from '../../../lib/show-time.ts';
import { useApi } from '../../../lib/use-api.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import classes from './import-state.module.css';
import { RejectedRows } from './rejected-rows.tsx';

interface ImportStateProps {
  readonly dataset: DatasetDetail;
  readonly lastImport: DatasetImport;
  readonly mayAct: boolean;
}

/** The latest import: how far it is, why it failed, or what came of it, with what can be done. */
export function ImportState({ dataset, lastImport, mayAct }: ImportStateProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const { cancel, retry } = useImportActions(lastImport.job);
  const { status, fileName, how, progress, step, problems, upload } = lastImport;
  const alive = status === 'queued' || status === 'running';
  useAnnounceEnd(status, dataset.name);
  const { version } = dataset;
  return (
    <section className={classes['state']} data-status={status} aria-labelledby="import">
      <div className={classes['head']}>
        <h2 id="import" className={classes['title']}>
          {t(`files.import.titles.${status}`, { file: fileName })}
        </h2>
        {alive && mayAct && (
          <Button variant="default" size="xs" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('files.import.cancel')}
          </Button>
        )}
        {upload !== null && mayAct && (
          <LinkButton to="/files/import/$uploadId" params={{ uploadId: upload }} size="xs">
            {t('files.import.correct')}
          </LinkButton>
        )}
        {(status === 'failed' || status === 'cancelled') && mayAct && (
          <Button variant="default" size="xs" loading={retry.isPending} onClick={() => retry.mutate()}>
            {t('common.retry')}
          </Button>
        )}
      </div>
      {alive && (
        <>
          <p className={classes['facts']}>
            <span>{step ?? t(`files.import.statuses.${status}`)}</span>
            {progress !== null && <span>{t('files.import.percent', { percent: number(progress * 100) })}</span>}
            {version !== null && <span>{t('files.import.until')}</span>}
          </p>
          <ProgressBar value={progress} label={t('files.import.progress', { name: dataset.name })} />
        </>
      )}
      {status === 'succeeded' && version !== null && (
        <p className={classes['facts']}>
          <span>
            {t(how === 'append' ? 'files.import.appended' : 'files.import.rows', {
              count: version.rows,
              formatted: number(version.rows),
            })}
          </span>
          <RejectedRows dataset={dataset.id} name={dataset.name} rejected={version.rejected} mayRead={mayAct} />
        </p>
      )}
      {problems.length > 0 && <ProblemNote problems={problems} tone={status === 'failed' ? 'danger' : 'warning'} />}
      {status === 'failed' && (
        <p className={classes['quiet']}>{t(version === null ? 'files.import.nothingKept' : 'files.import.kept')}</p>
      )}
    </section>
  );
}

function useImportActions(job: string) {
  const { t } = useTranslation();
  const { call } = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const after = (words: string) => ({
    onSuccess: async () => {
      toast({ message: words });
      await client.invalidateQueries({ queryKey: ['dataset'] });
    },
    onError: (error: unknown) => toast(errorToast(error, t)),
  });
  const cancel = useMutation({
    mutationFn: () => call('POST /api/v1/jobs/:id/cancel', { params: { id: job }, body: {} }),
    ...after(t('files.import.cancelling')),
  });
  const retry = useMutation({
    mutationFn: () => call('POST /api/v1/jobs/:id/retry', { params: { id: job }, body: {} }),
    ...after(t('files.import.retried')),
  });
  return { cancel, retry };
}

/** Who waits for an import hears its end wherever the focus is. */
function useAnnounceEnd(status: DatasetImport['status'], name: string): void {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const last = useRef(status);
  useEffect(() => {
    if (last.current !== status && (status === 'succeeded' || status === 'failed'))
      announce(t(`files.import.ended.${status}`, { name }));
    last.current = status;
  }, [announce, name, status, t]);
}
