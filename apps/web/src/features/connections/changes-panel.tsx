import { Skeleton } from '@mantine/core';
import { IconGitCompare } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail, RefreshedChange } from '@lumiere/contract';
import { useShowTime } from '../../lib/show-time.ts';
import { useApi, useZone } from '../../lib/use-api.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Pager } from '../../ui/pager.tsx';
import { ChangeList } from './change-list.tsx';
import classes from './panels.module.css';
import { changesQuery, perPage } from './queries.ts';

/** What refreshes found to be different in a source, refresh by refresh. */
export function ChangesPanel({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const time = useShowTime(useZone());
  const [page, setPage] = useState(1);
  const query = useQuery(changesQuery(useApi(), connection.id, page));
  if (query.isError) return <ErrorCard error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton height={320} radius="lg" />;
  if (query.data.total === 0)
    return (
      <EmptyState
        title={t('connection.changes.none')}
        text={t('connection.changes.noneText')}
        icon={<IconGitCompare size={28} stroke={1.5} />}
      />
    );
  return (
    <div className={classes['panel']}>
      {refreshesOf(query.data.items).map((changes) => (
        <section key={changes[0].refresh} className={classes['section']}>
          <h2 className={classes['title']}>{time(changes[0].at)}</h2>
          <ChangeList changes={changes} />
        </section>
      ))}
      <Pager page={page} perPage={perPage} total={query.data.total} onPage={setPage} />
    </div>
  );
}

/** The changes of a page by the refresh that found them, in the order they came in. */
function refreshesOf(changes: readonly RefreshedChange[]): readonly [RefreshedChange, ...RefreshedChange[]][] {
  const refreshes = new Map<string, [RefreshedChange, ...RefreshedChange[]]>();
  for (const change of changes) {
    const known = refreshes.get(change.refresh);
    if (known) known.push(change);
    else refreshes.set(change.refresh, [change]);
  }
  return [...refreshes.values()];
}
