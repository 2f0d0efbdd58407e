import { Skeleton } from '@mantine/core';
import { IconCircleCheck, IconMessage2Search } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useShowNumber } from '../../lib/show-time.ts';
import { useApi } from '../../lib/use-api.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './connect-page.module.css';
import { NoTables } from './no-tables.tsx';
import { connectionQuery } from './queries.ts';
import { RefreshProgress } from './refresh-progress.tsx';
import { useLiveConnection } from './use-live-connection.ts';

/** The tables of a new connection being read, as the server tells, and then the way to ask about them. */
export function Discovery({ connection: id }: { readonly connection: string }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const { data, isPending, isError, error, refetch } = useQuery(connectionQuery(useApi(), id));
  useLiveConnection(id);
  if (isError) return <ErrorCard error={error} retry={() => void refetch()} />;
  if (isPending) return <Skeleton height={220} radius="lg" />;
  const settings = (
    <LinkButton
      to="/connections/$connectionId"
      params={{ connectionId: id }}
      search={{ view: 'settings' }}
      variant="default"
    >
      {t('connect.done.settings')}
    </LinkButton>
  );
  switch (data.status) {
    case 'loading':
      return (
        <section className={classes['reading']} aria-live="polite">
          <h2 className={classes['subtitle']}>{t('connect.reading', { name: data.name })}</h2>
          <p className={classes['quiet']}>{t('connect.readingText')}</p>
          <RefreshProgress connection={data} />
        </section>
      );
    case 'failed':
      return data.empty ? (
        <NoTables connection={data} />
      ) : (
        <section className={classes['reading']} role="alert">
          <h2 className={classes['subtitle']}>{t('connect.notRead', { name: data.name })}</h2>
          {data.health.problem ? (
            <ProblemNote problems={[data.health.problem]} />
          ) : (
            <p>{data.reason ?? t('connect.noReason')}</p>
          )}
          <div className={classes['actions']}>{settings}</div>
        </section>
      );
    case 'ready':
      return (
        <div className={classes['reading']}>
          <EmptyState
            title={t('connect.done.title', { name: data.name })}
            text={t('connect.done.text', { count: data.tables, tables: number(data.tables) })}
            icon={<IconCircleCheck size={30} stroke={1.6} />}
          >
            <LinkButton
              to="/ask"
              search={{ connection: id }}
              leftSection={<IconMessage2Search size={17} stroke={1.7} />}
            >
              {t('connections.ask')}
            </LinkButton>
            <LinkButton to="/connections/$connectionId" params={{ connectionId: id }} variant="default">
              {t('connections.open')}
            </LinkButton>
          </EmptyState>
        </div>
      );
  }
}
