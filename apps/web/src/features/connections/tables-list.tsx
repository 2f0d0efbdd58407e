import { IconEye } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogEntry } from '@lumiere/contract';
import { useInSight } from '../../ui/use-in-sight.tsx';
import { useShowNumber } from '../../lib/show-time.ts';
import { useApi } from '../../lib/use-api.ts';
import { tablesPerPage, tablesQuery } from './queries.ts';
import classes from './side-list.module.css';

/** What an entry is high before it is drawn. */
const entryHeight = 42;
/** As many as a page holds with ease: all of them are drawn, so that searching the page finds them. */
const drawnWhole = 100;

interface TablesListProps {
  readonly connection: string;
  readonly search: string;
  readonly total: number;
  /** The table that is open. */
  readonly shown: string | undefined;
}

/** The tables of a source, however many: only those in sight are in the page, and only their pages are asked for. */
export function TablesList({ connection, search, total, shown }: TablesListProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { box, indices, before, after, measure } = useInSight<HTMLUListElement>({
    count: total,
    drawnWhole,
    height: entryHeight,
  });
  const pages = [...new Set([0, ...indices.map((index) => Math.floor(index / tablesPerPage))])];
  const read = useQueries({ queries: pages.map((page) => tablesQuery(api, connection, { search, page })) });
  const entryAt = (index: number): CatalogEntry | undefined =>
    read[pages.indexOf(Math.floor(index / tablesPerPage))]?.data?.items[index % tablesPerPage];
  return (
    <nav aria-label={t('model.tables')}>
      {/* the arrow keys go from link to link, which the tab key reaches too */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul ref={box} className={classes['virtual']} onKeyDown={step}>
        {before > 0 && <li aria-hidden="true" style={{ blockSize: before }} />}
        {indices.map((index) => {
          const entry = entryAt(index);
          return (
            <li
              key={index}
              data-index={index}
              ref={measure}
              aria-setsize={total}
              aria-posinset={index + 1}
              className={classes['entry']}
            >
              {entry === undefined ? (
                <span className={classes['coming']} aria-hidden="true" />
              ) : (
                <Link
                  to="/connections/$connectionId"
                  params={{ connectionId: connection }}
                  search={({ part }) => ({
                    ...(search === '' ? {} : { q: search }),
                    ...(part === undefined ? {} : { part }),
                    open: entry.id,
                  })}
                  replace
                  resetScroll={false}
                  activeOptions={{ exact: true, includeSearch: true }}
                  className={classes['table']}
                  {...(entry.id === shown ? { 'aria-current': 'true' } : {})}
                >
                  <Entry entry={entry} />
                </Link>
              )}
            </li>
          );
        })}
        {after > 0 && <li aria-hidden="true" style={{ blockSize: after }} />}
      </ul>
    </nav>
  );
}

function step(event: KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
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
