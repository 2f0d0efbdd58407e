import { Button } from '@mantine/core';
import { IconCalendarTime, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '@lumiere/contract';
import { useShowAgo } from '../../lib/show-ago.ts';
import { useShowTime } from '../../lib/show-time.ts';
import { useLocale, useZone } from '../../lib/use-api.ts';
import classes from './jobs-page.module.css';
import { Subject } from './subject.tsx';
import { timingWords } from './timing-words.ts';
import { useJobActions } from './use-job-actions.ts';

/** Work that comes again: when, how it went the last time, and a way to do it now. */
export function ScheduleRow({ schedule }: { readonly schedule: Schedule }) {
  const { t } = useTranslation();
  const { run } = useJobActions();
  const locale = useLocale();
  const ago = useShowAgo();
  const time = useShowTime(useZone());
  const { last, nextAt, skipped } = schedule;
  return (
    <li className={classes['row']}>
      <span className={classes['icon']} aria-hidden="true">
        <IconCalendarTime size={20} stroke={1.7} />
      </span>
      <div className={classes['body']}>
        <p className={classes['name']}>
          <span>{schedule.title}</span> <Subject id={schedule.subject} />
        </p>
        <p className={classes['facts']}>
          <span>{timingWords(schedule.timing, locale, t)}</span>
          <span>{t(`jobs.missed.${schedule.missed}`)}</span>
        </p>
        <dl className={classes['runs']}>
          <div>
            <dt>{t('jobs.next')}</dt>
            <dd>
              {nextAt === null ? t('jobs.never') : <time dateTime={nextAt}>{`${ago(nextAt)}, ${time(nextAt)}`}</time>}
            </dd>
          </div>
          <div>
            <dt>{t('jobs.last')}</dt>
            <dd>
              {last === null ? (
                t('jobs.notYet')
              ) : (
                <>
                  <span className={classes['status']} data-status={last.status}>
                    {t(`jobs.statuses.${last.status}`)}
                  </span>
                  {', '}
                  <time dateTime={last.dueAt}>{time(last.dueAt)}</time>
                </>
              )}
            </dd>
          </div>
          {skipped !== null && (
            <div>
              <dt>{t('jobs.skipped')}</dt>
              <dd>{`${time(skipped.from)} – ${time(skipped.to)}`}</dd>
            </div>
          )}
        </dl>
      </div>
      <div className={classes['actions']}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlayerPlay size={15} stroke={1.7} />}
          loading={run.isPending}
          onClick={() => run.mutate(schedule.id)}
          aria-label={t('jobs.runOne', { title: schedule.title })}
        >
          {t('jobs.runNow')}
        </Button>
      </div>
    </li>
  );
}
