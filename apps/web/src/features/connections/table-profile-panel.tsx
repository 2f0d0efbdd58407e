import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconChartHistogram, IconInfoCircle, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogTableDetail, Job, TableProfile } from '@lumiere/contract';
import { errorToast } from '../../lib/error-words.ts';
import { spanWords, useShowAgo } from '../../lib/show-ago.ts';
import { useShowNumber } from '../../lib/show-time.ts';
import { useApi, useLocale } from '../../lib/use-api.ts';
import { useMay } from '../../lib/use-may.ts';
import { ColumnsView } from '../../ui/data-profile/columns-view.tsx';
import { IssuesView } from '../../ui/data-profile/issues-view.tsx';
import { ProfileFacts } from '../../ui/data-profile/profile-facts.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { isUnderWay, tableProfileQuery } from './queries.ts';
import classes from './table-profile-panel.module.css';

interface TableProfilePanelProps {
  readonly connection: string;
  readonly table: CatalogTableDetail;
}

/** What is in a table, as it was found when somebody last had it looked at, and the way to have it looked at now. */
export function TableProfilePanel({ connection, table }: TableProfilePanelProps) {
  const { t } = useTranslation();
  const api = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const { connect: may } = useMay();
  const { queryKey } = tableProfileQuery(api, connection, table.id);
  const query = useQuery(tableProfileQuery(api, connection, table.id));
  const params = { id: connection, table: table.id };
  const make = useMutation({
    mutationFn: () => api.call('POST /api/v1/connections/:id/tables/:table/profile', { params, body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey }),
    onError: (error) => toast(errorToast(error, t)),
  });
  if (query.isError) return <ErrorCard error={query.error} level={3} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton height={320} radius="md" aria-busy="true" />;
  const { found, job } = query.data;
  const busy = isUnderWay(job) || make.isPending;
  return (
    <div className={classes['panel']}>
      {busy && <Progress table={table.name} job={job} mayCancel={may} />}
      {!busy && job !== null && <Trouble job={job} found={found} />}
      {found !== null ? (
        <Found found={found}>
          {may && !busy && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconRefresh size={15} stroke={1.7} />}
              onClick={() => make.mutate()}
            >
              {t('connection.profile.again')}
            </Button>
          )}
        </Found>
      ) : (
        !busy && (
          <EmptyState
            title={t('connection.profile.none.title')}
            text={may ? t('connection.profile.none.text') : t('connection.profile.none.mayNot')}
            level={3}
            icon={<IconChartHistogram size={28} stroke={1.5} />}
          >
            {may && (
              <Button onClick={() => make.mutate()} leftSection={<IconChartHistogram size={17} stroke={1.7} />}>
                {t('connection.profile.make')}
              </Button>
            )}
          </EmptyState>
        )
      )}
    </div>
  );
}

function Progress(of: { readonly table: string; readonly job: Job | null; readonly mayCancel: boolean }) {
  const { t } = useTranslation();
  const { call } = useApi();
  const toast = useToast();
  const { job } = of;
  const cancel = useMutation({
    mutationFn: (id: string) => call('POST /api/v1/jobs/:id/cancel', { params: { id }, body: {} }),
    onError: (error) => toast(errorToast(error, t)),
  });
  return (
    <div className={classes['progress']} role="status">
      <p className={classes['step']}>
        {job?.status === 'running' ? (job.step ?? t('connect.now')) : t('connection.profile.waiting')}
        {of.mayCancel && job !== null && isUnderWay(job) && (
          <Button
            size="compact-sm"
            variant="subtle"
            loading={cancel.isPending || job.cancelling}
            onClick={() => cancel.mutate(job.id)}
          >
            {t('connection.profile.cancel')}
          </Button>
        )}
      </p>
      <ProgressBar value={job?.progress ?? null} label={t('connection.profile.progress', { table: of.table })} />
    </div>
  );
}

/** Why the latest attempt found nothing; of one that is older than what was found, nothing is said. */
function Trouble({ job, found }: { readonly job: Job; readonly found: TableProfile['found'] }) {
  const { t } = useTranslation();
  if (job.status !== 'failed' && job.status !== 'cancelled') return null;
  if (found !== null && job.finishedAt !== null && job.finishedAt < found.computedAt) return null;
  return (
    <div className={classes['trouble']}>
      <h3 className={classes['title']}>{t('connection.profile.failed')}</h3>
      {job.status === 'cancelled' ? (
        <p>{t('connection.profile.cancelled')}</p>
      ) : (
        <ProblemNote problems={job.problems} />
      )}
    </div>
  );
}

interface FoundProps {
  readonly found: NonNullable<TableProfile['found']>;
  readonly children: ReactNode;
}

function Found({ found, children }: FoundProps) {
  const { t } = useTranslation();
  const ago = useShowAgo();
  const locale = useLocale();
  const number = useShowNumber();
  const { column } = useSearch({ from: '/member/connections/$connectionId' });
  const navigate = useNavigate({ from: '/connections/$connectionId' });
  const { reading, profile, changed } = found;
  const open = (name: string | undefined) =>
    void navigate({
      search: ({ column: _, ...rest }) => (name === undefined ? rest : { ...rest, column: name }),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <div className={classes['age']}>
        <span>
          {t('connection.profile.looked', { when: ago(found.computedAt) })}
          {found.readMs > 0 && `, ${t('connection.profile.took', { span: spanWords(found.readMs, locale) })}`}
        </span>
        {changed !== null && (
          <strong className={classes['changed']}>
            <IconAlertTriangle size={15} aria-hidden="true" /> {t(`connection.profile.${changed}`)}
          </strong>
        )}
        {children}
      </div>
      <Reading reading={reading} />
      <ProfileFacts
        facts={[
          [t(reading.how === 'all' ? 'dataProfile.facts.rows' : 'dataProfile.facts.looked'), number(reading.rows)],
          [t('dataProfile.facts.columns'), number(profile.columns.length)],
        ]}
        profile={profile}
      />
      <ColumnsView profile={profile} opened={column} open={open} partial={reading.how !== 'all'} />
      <IssuesView issues={profile.issues} problems={[]} open={open} level={3} />
    </>
  );
}

/** Of which rows the figures are, where they are not of all. */
function Reading({ reading: { how, rows, of, hidden } }: { readonly reading: FoundProps['found']['reading'] }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const words = [
    ...(how === 'all'
      ? []
      : [
          of === null
            ? t(`dataProfile.reading.${how}Unknown`, { rows: number(rows) })
            : t(`dataProfile.reading.${how}`, { rows: number(rows), of: number(of) }),
        ]),
    ...(hidden === 0 ? [] : [t('dataProfile.reading.hidden', { count: hidden })]),
  ];
  return words.map((line) => (
    <p key={line} className={classes['note']}>
      <IconInfoCircle size={17} aria-hidden="true" />
      {line}
    </p>
  ));
}
