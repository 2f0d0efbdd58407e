import { Skeleton } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import { useApi } from '../../lib/use-api.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { CatalogTable } from './catalog-table.tsx';
import { NoTables } from './no-tables.tsx';
import { tablesQuery } from './queries.ts';
import classes from './side-list.module.css';
import { TablesList } from './tables-list.tsx';

/** What is in a source: its tables, found by name or column, and the one that is open. */
export function TablesPanel({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const { q = '', open } = useSearch({ from: '/member/connections/$connectionId' });
  const navigate = useNavigate({ from: '/connections/$connectionId' });
  const query = useQuery({
    ...tablesQuery(useApi(), connection.id, { search: q, page: 0 }),
    placeholderData: keepPreviousData,
  });
  if (query.isError) return <ErrorCard error={query.error} retry={() => void query.refetch()} />;
  if (connection.empty) return <NoTables connection={connection} />;
  if (query.data?.total === 0 && q === '')
    return (
      <EmptyState
        title={t(`connection.noTables.${connection.status === 'loading' ? 'loading' : 'title'}`)}
        text={t(`connection.noTables.${connection.status === 'loading' ? 'loadingText' : 'text'}`)}
        icon={<IconTable size={28} stroke={1.5} />}
      />
    );
  const shown = open ?? query.data?.items[0]?.id;
  return (
    <div className={classes['columns']}>
      <div className={classes['tables']}>
        <SearchBox
          label={t('connection.search')}
          search={q}
          onSearch={(words) =>
            void navigate({ search: words === '' ? {} : { q: words }, replace: true, resetScroll: false })
          }
        />
        {query.data && (
          <p className={classes['none']} role="status">
            {q !== '' && query.data.total === 0
              ? t('connection.noMatch', { search: q })
              : t('connections.tables', { count: query.data.total, formatted: number(query.data.total) })}
          </p>
        )}
        {query.isPending ? (
          <div className={classes['list']} aria-busy="true">
            {Array.from({ length: 8 }, (_, index) => (
              <Skeleton key={index} height={44} radius="md" />
            ))}
          </div>
        ) : (
          // another search is another list, from its top
          <TablesList key={q} connection={connection.id} search={q} total={query.data.total} shown={shown} />
        )}
      </div>
      {shown !== undefined && <CatalogTable key={shown} connection={connection.id} table={shown} />}
    </div>
  );
}
