import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { IconHistory, IconSearch, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '@lumiere/contract';
import { historyQuery } from '../../lib/queries.ts';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import { useApi, useZone } from '../../lib/use-api.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pager } from '../../ui/pager.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import classes from './history-page.module.css';
import { useDeleteWithUndo } from './use-delete-with-undo.ts';
import { LinkButton } from '../../ui/link-button.tsx';

const perPage = 20;

export function HistoryPage() {
  const { t } = useTranslation();
  const { search = '', page = 1 } = useSearch({ from: '/member/history' });
  const navigate = useNavigate({ from: '/history' });
  const query = useQuery(historyQuery(useApi(), { search, limit: perPage, offset: (page - 1) * perPage }));
  const { hidden, remove } = useDeleteWithUndo();
  const entries = query.data?.items.filter((entry) => !hidden.has(entry.id)) ?? [];
  const total = query.data?.total ?? 0;

  return (
    <div className={classes['page']}>
      <PageHead title={t('history.title')} lead={t('history.lead')} />
      <SearchBox
        label={t('history.search')}
        className={classes['search']}
        search={search}
        onSearch={(words) => void navigate({ search: words === '' ? {} : { search: words }, replace: true })}
      />
      {query.isError ? (
        <ErrorCard error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting />
      ) : entries.length === 0 ? (
        search === '' ? (
          <EmptyState
            title={t('history.empty.title')}
            text={t('history.empty.text')}
            icon={<IconHistory size={28} stroke={1.5} />}
          >
            <LinkButton to="/ask">{t('history.empty.go')}</LinkButton>
          </EmptyState>
        ) : (
          <EmptyState
            title={t('history.noMatch.title')}
            text={t('history.noMatch.text', { search })}
            icon={<IconSearch size={28} stroke={1.5} />}
          >
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              {t('history.noMatch.clear')}
            </Button>
          </EmptyState>
        )
      ) : (
        <>
          <ul className={classes['list']} aria-busy={query.isPlaceholderData}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} remove={() => remove(entry)} />
            ))}
          </ul>
          <Pager
            page={page}
            perPage={perPage}
            total={total}
            onPage={(next) => void navigate({ search: (all) => ({ ...all, page: next }) })}
          />
        </>
      )}
    </div>
  );
}

function Entry({ entry, remove }: { readonly entry: HistoryEntry; readonly remove: () => void }) {
  const { t } = useTranslation();
  const time = useShowTime(useZone());
  const number = useShowNumber();
  return (
    <li className={classes['entry']}>
      <Link to="/ask/$answerId" params={{ answerId: entry.id }} className={classes['link']}>
        <span className={classes['question']}>{entry.question}</span>
        <span className={classes['facts']}>
          <span className={classes['outcome']} data-outcome={entry.outcome}>
            {t(`history.outcomes.${entry.outcome}`)}
          </span>
          {entry.rowCount !== null && (
            <span>{t('common.rows', { count: entry.rowCount, formatted: number(entry.rowCount) })}</span>
          )}
          <span>{t('answer.took', { formatted: number(entry.milliseconds) })}</span>
          <span>{entry.connectionName}</span>
          <time dateTime={entry.createdAt}>{time(entry.createdAt)}</time>
        </span>
      </Link>
      <Tooltip label={t('history.remove', { question: entry.question })}>
        <ActionIcon
          onClick={remove}
          aria-label={t('history.remove', { question: entry.question })}
          className={classes['remove'] ?? ''}
        >
          <IconTrash size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

function Waiting() {
  return (
    <div className={classes['waiting']} aria-busy="true">
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={62} radius="md" />
      ))}
    </div>
  );
}
