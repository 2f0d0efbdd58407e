import { Skeleton } from '@mantine/core';
import { IconEye, IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CatalogEntry, ConnectionDetail } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import { useApi } from '../../lib/use-api.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Pager } from '../../ui/pager.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { CatalogTable } from './catalog-table.tsx';
import { NoTables } from './no-tables.tsx';
import { perPage, tablesQuery } from './queries.ts';
import classes from './side-list.module.css';

/** What is in a source: its tables, found by name or column, page by page, and the one that is open. */
export function TablesPanel({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const { q = '', page = 1, open } = useSearch({ from: '/member/connections/$connectionId' });
  const navigate = useNavigate({ from: '/connections/$connectionId' });
  const query = useQuery(tablesQuery(useApi(), connection.id, { search: q, page }));
  if (query.isError) return <ErrorCard error={query.error} retry={() => void query.refetch()} />;
  if (connection.empty) return <NoTables connection={connection} />;
  const entries = query.data?.items ?? [];
  if (query.data?.total === 0 && q === '')
    return (
      <EmptyState
        title={t(`connection.noTables.${connection.status === 'loading' ? 'loading' : 'title'}`)}
        text={t(`connection.noTables.${connection.status === 'loading' ? 'loadingText' : 'text'}`)}
        icon={<IconTable size={28} stroke={1.5} />}
      />
    );
  const shown = open ?? entries[0]?.id;
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
          <nav aria-label={t('model.tables')}>
            <ul className={classes['list']} aria-busy={query.isPlaceholderData}>
              {entries.map((entry) => (
                <li key={entry.id}>
                  <Link
                    to="/connections/$connectionId"
                    params={{ connectionId: connection.id }}
                    search={{ ...(q === '' ? {} : { q }), ...(page === 1 ? {} : { page }), open: entry.id }}
                    replace
                    resetScroll={false}
                    activeOptions={{ exact: true, includeSearch: true }}
                    className={classes['table']}
                    {...(entry.id === shown ? { 'aria-current': 'true' } : {})}
                  >
                    <Entry entry={entry} />
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <Pager
          page={page}
          perPage={perPage}
          total={query.data?.total ?? 0}
          onPage={(next) => void navigate({ search: { ...(q === '' ? {} : { q }), page: next }, resetScroll: false })}
        />
      </div>
      {shown !== undefined && <CatalogTable key={shown} connection={connection.id} table={shown} />}
    </div>
  );
}

function Entry({ entry }: { readonly entry: CatalogEntry }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  return (
    <>
      <span className={classes['tableName']}>
        {entry.schema !== null && <span className={classes['schema']}>{entry.schema}.</span>}
        {entry.name}
        {entry.kind === 'view' && (
          <IconEye size={14} role="img" aria-label={t('connection.isView')} className={classes['view']} />
        )}
      </span>
      <span className={classes['counts']}>
        {entry.rows === null
          ? t('connection.columns', { count: entry.columns })
          : t('common.rows', { count: entry.rows, formatted: number(entry.rows) })}
      </span>
      {entry.matched.length > 0 && (
        <span className={classes['matched']}>{t('connection.matched', { columns: entry.matched.join(', ') })}</span>
      )}
    </>
  );
}
