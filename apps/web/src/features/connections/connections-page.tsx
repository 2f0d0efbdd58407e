import { Button, Skeleton } from '@mantine/core';
import { IconDatabasePlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsQuery } from '../../lib/queries.ts';
import { useApi } from '../../lib/use-api.ts';
import { useMay } from '../../lib/use-may.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ConnectionCard } from './connection-card.tsx';
import classes from './connections-page.module.css';
import { useRestoreSample } from './use-sample.ts';

export function ConnectionsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { data, isPending, isError, error, refetch } = useQuery(connectionsQuery(useApi()));
  const restore = useRestoreSample();
  const restorable = data !== undefined && may.connect && !data.items.some((connection) => connection.sample);
  const restoreButton = (
    <Button
      variant="default"
      leftSection={<IconDatabasePlus size={18} stroke={1.7} />}
      loading={restore.isPending}
      onClick={() => restore.mutate()}
    >
      {t('connections.restore')}
    </Button>
  );
  const connectButton = may.connect && (
    <LinkButton to="/connections/new" leftSection={<IconPlus size={18} stroke={1.9} />}>
      {t('connections.connect')}
    </LinkButton>
  );
  return (
    <div className={classes['page']}>
      <PageHead title={t('connections.title')} lead={t('connections.lead')}>
        {restorable && data.items.length > 0 && restoreButton}
        {data?.items.length !== 0 && connectButton}
      </PageHead>
      {isError ? (
        <ErrorCard error={error} retry={() => void refetch()} />
      ) : isPending ? (
        <div className={classes['cards']} aria-busy="true">
          <Skeleton height={196} radius="lg" />
          <Skeleton height={196} radius="lg" />
        </div>
      ) : data.items.length === 0 ? (
        <EmptyState title={t('connections.empty.title')} text={t('connections.empty.text')}>
          {connectButton}
          {restorable && restoreButton}
        </EmptyState>
      ) : (
        <ul className={classes['cards']}>
          {data.items.map((connection) => (
            <li key={connection.id}>
              <ConnectionCard connection={connection} removable={may.disconnect} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
