import { Skeleton } from '@mantine/core';
import { IconMessage2Search } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DatasetDetail } from '@lumiere/contract';
import type { DatasetView } from '../../../lib/dataset-views.ts';
import { useShowTime } from '../../../lib/show-time.ts';
import { useApi, useZone } from '../../../lib/use-api.ts';
import { useMay } from '../../../lib/use-may.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { PageHead } from '../../../ui/page-head.tsx';
import tabs from '../../../ui/tabs.module.css';
import { BackLink } from '../../../ui/back-link.tsx';
import { ColumnsView } from '../../../ui/data-profile/columns-view.tsx';
import { IssuesView } from '../../../ui/data-profile/issues-view.tsx';
import { datasetQuery, profileQuery } from '../queries.ts';
import { useLiveDataset } from '../use-live-dataset.ts';
import classes from './dataset-page.module.css';
import { DatasetMenu } from './dataset-menu.tsx';
import { ImportState } from './import-state.tsx';
import { MoreTables } from './more-tables.tsx';
import { NewRows } from './new-rows.tsx';
import { NoProfile } from './no-profile.tsx';
import { Overview } from './overview.tsx';
import { VersionsView } from './versions-view.tsx';

/** A dataset: how its import goes or went, what is in it, how far it can be trusted, and its versions. */
export function DatasetPage() {
  const { t } = useTranslation();
  const { datasetId } = useParams({ from: '/member/files/$datasetId' });
  const query = useQuery(datasetQuery(useApi(), datasetId));
  useLiveDataset(datasetId);
  return (
    <div className={classes['page']}>
      <BackLink to="/files">{t('files.back')}</BackLink>
      {query.isError ? (
        <ErrorCard error={query.error} level={1} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div className={classes['waiting']} aria-busy="true">
          <PageHead title={t('files.dataset.loading')} lead={t('common.loading')} />
          <Skeleton height={110} radius="lg" />
          <Skeleton height={320} radius="lg" />
        </div>
      ) : (
        <Loaded dataset={query.data} />
      )}
    </div>
  );
}

function Loaded({ dataset }: { readonly dataset: DatasetDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const time = useShowTime(useZone());
  const { version, connection, lastImport } = dataset;
  return (
    <>
      <PageHead
        title={dataset.name}
        lead={
          version === null
            ? t('files.dataset.noVersion')
            : t('files.dataset.lead', { file: version.file.name, when: time(version.at) })
        }
      >
        {connection !== null && (
          <LinkButton to="/ask" search={{ connection }} leftSection={<IconMessage2Search size={17} stroke={1.7} />}>
            {t('files.ask')}
          </LinkButton>
        )}
        {may.files && <DatasetMenu dataset={dataset} />}
      </PageHead>
      {lastImport !== null && <ImportState dataset={dataset} lastImport={lastImport} mayAct={may.files} />}
      {may.files && <MoreTables dataset={dataset.id} />}
      {version !== null ? (
        <Parts dataset={dataset} version={version} />
      ) : (
        lastImport === null && (
          <EmptyState title={t('files.dataset.nothing.title')} text={t('files.dataset.nothing.text')} />
        )
      )}
      {may.files && version !== null && <NewRows dataset={dataset.id} />}
    </>
  );
}

interface PartsProps {
  readonly dataset: DatasetDetail;
  readonly version: NonNullable<DatasetDetail['version']>;
}

function Parts({ dataset, version }: PartsProps) {
  const { t } = useTranslation();
  const { view, column } = useSearch({ from: '/member/files/$datasetId' });
  const navigate = useNavigate({ from: '/files/$datasetId' });
  const query = useQuery(profileQuery(useApi(), dataset.id, version.id));
  const profile = query.data?.profile;
  const warnings = version.warnings.length + (profile?.issues.length ?? 0);
  const open = (name: string | undefined) =>
    void navigate({ search: name === undefined ? {} : { column: name }, replace: true, resetScroll: false });
  const tab = (of: DatasetView | undefined, label: string) => (
    <Link
      to="/files/$datasetId"
      params={{ datasetId: dataset.id }}
      search={of === undefined ? {} : { view: of }}
      replace
      resetScroll={false}
      className={tabs['tab']}
      // otherwise the address of every part is also within that of the first
      activeOptions={{ exact: true, includeSearch: true }}
      {...(view === of ? { 'aria-current': 'page' } : {})}
    >
      {label}
    </Link>
  );
  return (
    <>
      <Overview dataset={dataset} version={version} profile={profile ?? null} />
      <nav aria-label={t('files.dataset.views')} className={tabs['tabs']}>
        {tab(undefined, t('files.dataset.columns', { count: version.columns.length }))}
        {tab('warnings', t('files.dataset.warnings', { count: warnings }))}
        {tab('versions', t('files.dataset.versions', { count: dataset.versions.length }))}
      </nav>
      {view === 'versions' ? (
        <VersionsView dataset={dataset} />
      ) : query.isPending ? (
        <Skeleton height={280} radius="lg" aria-busy="true" />
      ) : query.isError ? (
        <NoProfile dataset={dataset.id} error={query.error} retry={() => void query.refetch()} />
      ) : view === 'warnings' ? (
        <IssuesView issues={query.data.profile.issues} problems={version.warnings} open={open} />
      ) : (
        <ColumnsView profile={query.data.profile} opened={column} open={open} />
      )}
    </>
  );
}
