import { Skeleton } from '@mantine/core';
import { IconInfoCircle, IconMessage2Search } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CatalogTableDetail } from '@lumiere/contract';
import { type TablePart, tableParts } from '../../lib/connection-views.ts';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import { useApi, useZone } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import tabs from '../../ui/tabs.module.css';
import classes from './catalog-table.module.css';
import { ColumnTable } from './column-table.tsx';
import { FirstRows } from './first-rows.tsx';
import { ForeignKeys } from './foreign-keys.tsx';
import { questionsQuery, tableQuery } from './queries.ts';
import { TableProfilePanel } from './table-profile-panel.tsx';

/** One table of a source: its columns and keys in both directions, first rows, profile, and the way to ask about it. */
export function CatalogTable({ connection, table: id }: { readonly connection: string; readonly table: string }) {
  const { t } = useTranslation();
  const query = useQuery(tableQuery(useApi(), connection, id));
  const { part = 'structure' } = useSearch({ from: '/member/connections/$connectionId' });
  if (query.isError) return <ErrorCard error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton height={480} radius="lg" aria-busy="true" />;
  const table = query.data;
  const known = table.inModel.length > 0;
  // what the model leaves out has columns alone
  const shown = known ? part : 'structure';
  return (
    <article className={classes['card']} aria-labelledby="open-table">
      <Head connection={connection} table={table} />
      {table.description !== null && <p>{table.description}</p>}
      {!known && <Note>{t('connection.notInModel')}</Note>}
      {known && (
        <nav aria-label={t('connection.parts.label', { table: table.name })} className={tabs['tabs']}>
          {tableParts.map((each) => (
            <PartLink key={each} connection={connection} part={each} shown={each === shown} />
          ))}
        </nav>
      )}
      <Part part={shown} connection={connection} table={table} />
    </article>
  );
}

interface PartProps {
  readonly part: TablePart;
  readonly connection: string;
  readonly table: CatalogTableDetail;
}

function Part({ part, connection, table }: PartProps) {
  switch (part) {
    case 'structure':
      return (
        <>
          {table.withheld !== null && table.inModel.length > 0 && <Note>{table.withheld}</Note>}
          <ColumnTable table={table} />
          <ForeignKeys connection={connection} table={table} />
        </>
      );
    case 'rows':
      return <FirstRows connection={connection} table={table} />;
    case 'profile':
      return <TableProfilePanel connection={connection} table={table} />;
  }
}

function PartLink({ connection, part, shown }: Omit<PartProps, 'table'> & { readonly shown: boolean }) {
  const { t } = useTranslation();
  const { q, open } = useSearch({ from: '/member/connections/$connectionId' });
  return (
    <Link
      to="/connections/$connectionId"
      params={{ connectionId: connection }}
      search={{
        ...(q === undefined ? {} : { q }),
        ...(open === undefined ? {} : { open }),
        ...(part === 'structure' ? {} : { part }),
      }}
      replace
      resetScroll={false}
      activeOptions={{ exact: true, includeSearch: true }}
      className={tabs['tab']}
      {...(shown ? { 'aria-current': 'page' } : {})}
    >
      {t(`connection.parts.${part}`)}
    </Link>
  );
}

function Head({ connection, table }: Omit<PartProps, 'part'>) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const time = useShowTime(useZone());
  const known = table.inModel.length > 0;
  // tried out by the server; until they are here, the question that nearly every name can bear
  const asked = useQuery({ ...questionsQuery(useApi(), connection, table.id), enabled: known });
  const question =
    asked.data === undefined
      ? t('model.question', { table: (table.label ?? table.name).toLowerCase() })
      : asked.data.questions[0];
  return (
    <header className={classes['head']}>
      <div>
        <h2 id="open-table" className={classes['name']}>
          {table.schema !== null && <span className={classes['schema']}>{table.schema}.</span>}
          {table.name}
        </h2>
        <p className={classes['quiet']}>
          {[
            t(`connection.kinds.${table.kind}`),
            t('connection.columns', { count: table.columns.length }),
            ...(table.rows === null ? [] : [t('common.rows', { count: table.rows, formatted: number(table.rows) })]),
            t('connection.seen', { time: time(table.seenAt) }),
          ].join(' · ')}
        </p>
      </div>
      {known && (
        <LinkButton
          to="/ask"
          search={question === undefined ? { connection } : { q: question, connection }}
          leftSection={<IconMessage2Search size={17} stroke={1.7} />}
        >
          {t('model.askTable')}
        </LinkButton>
      )}
      {asked.data !== undefined && asked.data.questions.length > 1 && (
        <ul className={classes['questions']} aria-label={t('model.tryAsking')}>
          {asked.data.questions.map((each) => (
            <li key={each}>
              <Link to="/ask" search={{ q: each, connection }} className={tabs['choice']}>
                {each}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </header>
  );
}

function Note({ children }: { readonly children: string }) {
  return (
    <p className={classes['note']}>
      <IconInfoCircle size={17} aria-hidden="true" />
      {children}
    </p>
  );
}
