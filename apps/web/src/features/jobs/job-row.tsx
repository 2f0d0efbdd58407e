import { Button } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleOff,
  IconCircleX,
  IconPlayerPlay,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Job, JobStatus } from '@lumiere/contract';
import { spanWords, useShowAgo } from '../../lib/show-ago.ts';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import { useLocale, useZone } from '../../lib/use-api.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import classes from './jobs-page.module.css';
import { CorrectImport } from './correct-import.tsx';
import { Subject } from './subject.tsx';
import { useJobActions } from './use-job-actions.ts';

const icons: { readonly [S in JobStatus]: Icon } = {
  queued: IconCircleDashed,
  running: IconPlayerPlay,
  succeeded: IconCircleCheck,
  failed: IconCircleX,
  cancelled: IconCircleOff,
};

/** One piece of work: how it is, what it does or what came of it, why it failed, and what can be done about it. */
export function JobRow({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const { cancel, retry } = useJobActions();
  const locale = useLocale();
  const ago = useShowAgo();
  const time = useShowTime(useZone());
  const number = useShowNumber();
  const StatusIcon = icons[job.status];
  const alive = job.status === 'queued' || job.status === 'running';
  const over = job.status === 'failed' || job.status === 'cancelled';
  const moment = job.finishedAt ?? job.startedAt ?? job.createdAt;
  return (
    <li className={classes['row']}>
      <span className={classes['icon']} data-status={job.status} aria-hidden="true">
        <StatusIcon size={20} stroke={1.7} />
      </span>
      <div className={classes['body']}>
        <p className={classes['name']}>
          <span>{job.title}</span> <Subject id={job.subject} />
        </p>
        <p className={classes['facts']}>
          <span className={classes['status']} data-status={job.status}>
            {t(job.cancelling && alive ? 'jobs.cancellingNow' : `jobs.statuses.${job.status}`)}
          </span>
          {job.step !== null && <span className={classes['step']}>{job.step}</span>}
          <time dateTime={moment} title={time(moment)}>
            {ago(moment)}
          </time>
          {job.startedAt !== null && job.finishedAt !== null && (
            <span>
              {t('jobs.took', { span: spanWords(Date.parse(job.finishedAt) - Date.parse(job.startedAt), locale) })}
            </span>
          )}
          {job.attempts > 1 && (
            <span>{t('jobs.attempt', { attempt: number(job.attempts), most: number(job.maxAttempts) })}</span>
          )}
          {job.status === 'queued' && job.notBefore !== null && (
            <span>{t('jobs.notBefore', { when: ago(job.notBefore) })}</span>
          )}
          {job.schedule !== null && <span>{t('jobs.bySchedule')}</span>}
        </p>
        {job.status === 'running' && (
          <ProgressBar value={job.progress} label={t('jobs.progressOf', { title: job.title })} />
        )}
        {job.problems.length > 0 && (
          <ProblemNote problems={job.problems} tone={job.status === 'failed' ? 'danger' : 'warning'} />
        )}
      </div>
      <div className={classes['actions']}>
        {alive && !job.cancelling && (
          <Button
            variant="default"
            size="xs"
            loading={cancel.isPending}
            onClick={() => cancel.mutate(job.id)}
            aria-label={t('jobs.cancelOne', { title: job.title })}
          >
            {t('common.cancel')}
          </Button>
        )}
        {over && job.kind === 'dataset-import' && job.subject !== null && (
          <CorrectImport job={job.id} dataset={job.subject} />
        )}
        {over && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={15} stroke={1.7} />}
            loading={retry.isPending}
            onClick={() => retry.mutate(job.id)}
            aria-label={t('jobs.retryOne', { title: job.title })}
          >
            {t('common.retry')}
          </Button>
        )}
      </div>
    </li>
  );
}
