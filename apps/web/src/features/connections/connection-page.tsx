import { Button, Skeleton } from '@mantine/core';
import { IconMessage2Search, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import { connectionViews, type ConnectionView } from '../../lib/connection-views.ts';
import { errorToast } from '../../lib/error-words.ts';
import { useShowAgo } from '../../lib/show-ago.ts';
import { useShowNumber } from '../../lib/show-time.ts';
import { useApi } from '../../lib/use-api.ts';
import { useMay } from '../../lib/use-may.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import tabs from '../../ui/tabs.module.css';
import { useToast } from '../../ui/toasts.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import classes from './connection-page.module.css';
import { HealthPanel } from './health-panel.tsx';
import { HealthLine, HealthTrouble } from './health-words.tsx';
import { kindName } from './kind-name.ts';
import { ModelPanel } from './model-panel.tsx';
import { connectionQuery } from './queries.ts';
import { RefreshProgress } from './refresh-progress.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { TablesPanel } from './tables-panel.tsx';
import { useLiveConnection } from './use-live-connection.ts';

const authorsOnly: readonly ConnectionView[] = ['changes', 'settings'];

/** One connection: what is in it, what questions can use, how it does and did, and how it is set up. */
export function ConnectionPage() {
  const { t } = useTranslation();
  const { connectionId: id } = useParams({ from: '/member/connections/$connectionId' });
  const { view } = useSearch({ from: '/member/connections/$connectionId' });
  const query = useQuery(connectionQuery(useApi(), id));
  const may = useMay();
  useLiveConnection(id);
  const offered = connectionViews.filter((each) => may.connect || !authorsOnly.includes(each));
  // an address without a part, or with one that this person is not offered
  const shown = offered.find((each) => each === view) ?? 'tables';
  return (
    <div className={classes['page']}>
      <BackLink to="/connections">{t('model.back')}</BackLink>
      {query.isError ? (
        <ErrorCard error={query.error} level={1} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div aria-busy="true">
          <Skeleton height={84} radius="lg" />
          <Skeleton height={420} radius="lg" mt="lg" />
        </div>
      ) : (
        <>
          <Head connection={query.data} mayRefresh={may.connect} />
          <nav aria-label={t('connection.views.label')} className={tabs['tabs']}>
            {offered.map((each) => (
              <Link
                key={each}
                to="/connections/$connectionId"
                params={{ connectionId: id }}
                search={each === 'tables' ? {} : { view: each }}
                resetScroll={false}
                activeOptions={{ exact: true, includeSearch: true }}
                className={tabs['tab']}
                {...(each === shown ? { 'aria-current': 'page' } : {})}
              >
                {t(`connection.views.${each}`)}
              </Link>
            ))}
          </nav>
          <Panel view={shown} connection={query.data} />
        </>
      )}
    </div>
  );
}

function Panel({ view, connection }: { readonly view: ConnectionView; readonly connection: ConnectionDetail }) {
  switch (view) {
    case 'tables':
      return <TablesPanel connection={connection} />;
    case 'model':
      return <ModelPanel connection={connection.id} />;
    case 'health':
      return <HealthPanel connection={connection} />;
    case 'changes':
      return <ChangesPanel connection={connection} />;
    case 'settings':
      return <SettingsPanel key={connection.id} connection={connection} />;
  }
}

function Head({ connection, mayRefresh }: { readonly connection: ConnectionDetail; readonly mayRefresh: boolean }) {
  const { t } = useTranslation();
  const ago = useShowAgo();
  const number = useShowNumber();
  const { call } = useApi();
  const client = useQueryClient();
  const toast = useToast();
  const { id, tables, rows, empty, refreshedAt, nextRefreshAt, refreshing } = connection;
  const refresh = useMutation({
    mutationFn: () => call('POST /api/v1/connections/:id/refresh', { params: { id }, body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['connection', id] }),
    onError: (error) => toast(errorToast(error, t)),
  });
  return (
    <>
      <PageHead
        title={connection.name}
        lead={[
          kindName(connection.kind, t),
          t('connections.tables', { count: tables, formatted: number(tables) }),
          ...(rows === null ? [] : [t('common.rows', { count: rows, formatted: number(rows) })]),
        ].join(' · ')}
      >
        {mayRefresh && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={17} stroke={1.7} />}
            loading={refresh.isPending || refreshing !== null}
            onClick={() => refresh.mutate()}
          >
            {t('connection.refresh')}
          </Button>
        )}
        {!empty && (
          <LinkButton to="/ask" search={{ connection: id }} leftSection={<IconMessage2Search size={17} stroke={1.7} />}>
            {t('connections.ask')}
          </LinkButton>
        )}
      </PageHead>
      <div className={classes['facts']}>
        <HealthLine of={connection} />
        {refreshedAt !== null && <span>{t('connection.refreshed', { when: ago(refreshedAt) })}</span>}
        {nextRefreshAt !== null && <span>{t('connection.nextRefresh', { when: ago(nextRefreshAt) })}</span>}
      </div>
      {!empty && <HealthTrouble of={connection} />}
      {refreshing !== null && !empty && <RefreshProgress connection={connection} />}
    </>
  );
}
