import { Skeleton } from '@mantine/core';
import { IconCalendarTime, IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { jobStatuses } from '../../lib/job-statuses.ts';
import { useApi } from '../../lib/use-api.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pager } from '../../ui/pager.tsx';
import tabs from '../../ui/tabs.module.css';
import { JobRow } from './job-row.tsx';
import classes from './jobs-page.module.css';
import { jobsQuery, schedulesQuery } from './queries.ts';
import { ScheduleRow } from './schedule-row.tsx';
import { useLiveJobs } from './use-live-jobs.ts';

const perPage = 20;

/** What the server works on in the background, as it happens, and what comes again. */
export function JobsPage() {
  const { t } = useTranslation();
  const { view } = useSearch({ from: '/member/jobs' });
  useLiveJobs();
  return (
    <div className={classes['page']}>
      <PageHead title={t('jobs.title')} lead={t('jobs.lead')} />
      <nav aria-label={t('jobs.views')} className={tabs['tabs']}>
        <Link
          to="/jobs"
          search={{}}
          activeOptions={{ exact: true, includeSearch: true }}
          className={tabs['tab']}
          {...(view === undefined ? { 'aria-current': 'page' } : {})}
        >
          {t('jobs.work')}
        </Link>
        <Link
          to="/jobs"
          search={{ view: 'schedules' }}
          activeOptions={{ exact: true, includeSearch: true }}
          className={tabs['tab']}
          {...(view === 'schedules' ? { 'aria-current': 'page' } : {})}
        >
          {t('jobs.schedules')}
        </Link>
      </nav>
      {view === 'schedules' ? <Schedules /> : <Work />}
    </div>
  );
}

function Work() {
  const { t } = useTranslation();
  const { status, page = 1 } = useSearch({ from: '/member/jobs' });
  const navigate = useNavigate({ from: '/jobs' });
  const query = useQuery(
    jobsQuery(useApi(), { ...(status ? { status } : {}), limit: perPage, offset: (page - 1) * perPage }),
  );
  return (
    <>
      <ul className={tabs['choices']} aria-label={t('jobs.filter')}>
        {[undefined, ...jobStatuses].map((each) => (
          <li key={each ?? 'all'}>
            <Link
              to="/jobs"
              search={each ? { status: each } : {}}
              activeOptions={{ exact: true, includeSearch: true }}
              className={tabs['choice']}
              {...(each === status ? { 'aria-current': 'true' } : {})}
            >
              {t(`jobs.statuses.${each ?? 'all'}`)}
            </Link>
          </li>
        ))}
      </ul>
      {query.isError ? (
        <ErrorCard error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting />
      ) : query.data.items.length === 0 ? (
        <EmptyState
          title={t(status ? 'jobs.noMatch.title' : 'jobs.empty.title')}
          text={t(status ? 'jobs.noMatch.text' : 'jobs.empty.text')}
          icon={<IconChecklist size={28} stroke={1.5} />}
        />
      ) : (
        <>
          <ul className={classes['list']} aria-busy={query.isPlaceholderData} aria-label={t('jobs.work')}>
            {query.data.items.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ul>
          <Pager
            page={page}
            perPage={perPage}
            total={query.data.total}
            onPage={(next) => void navigate({ search: (all) => ({ ...all, page: next }) })}
          />
        </>
      )}
    </>
  );
}

function Schedules() {
  const { t } = useTranslation();
  const query = useQuery(schedulesQuery(useApi()));
  if (query.isError) return <ErrorCard error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Waiting />;
  if (query.data.items.length === 0)
    return (
      <EmptyState
        title={t('jobs.noSchedules.title')}
        text={t('jobs.noSchedules.text')}
        icon={<IconCalendarTime size={28} stroke={1.5} />}
      />
    );
  return (
    <ul className={classes['list']} aria-label={t('jobs.schedules')}>
      {query.data.items.map((schedule) => (
        <ScheduleRow key={schedule.id} schedule={schedule} />
      ))}
    </ul>
  );
}

function Waiting() {
  return (
    <div className={classes['waiting']} aria-busy="true">
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} height={76} radius="md" />
      ))}
    </div>
  );
}
