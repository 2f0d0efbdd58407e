import { Skeleton } from '@mantine/core';
import { IconInfoCircle, IconMessage2Search } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import { useApi, useZone } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import classes from './catalog-table.module.css';
import { ColumnTable } from './column-table.tsx';
import { FirstRows } from './first-rows.tsx';
import { ForeignKeys } from './foreign-keys.tsx';
import { tableQuery } from './queries.ts';

/** One table of a source: its columns, keys in both directions, first rows, and the way to ask about it. */
export function CatalogTable({ connection, table: id }: { readonly connection: string; readonly table: string }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const time = useShowTime(useZone());
  const query = useQuery(tableQuery(useApi(), connection, id));
  if (query.isError) return <ErrorCard error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton height={480} radius="lg" />;
  const table = query.data;
  const known = table.inModel.length > 0;
  return (
    <article className={classes['card']} aria-labelledby="open-table">
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
            search={{ q: t('model.question', { table: (table.label ?? table.name).toLowerCase() }), connection }}
            leftSection={<IconMessage2Search size={17} stroke={1.7} />}
          >
            {t('model.askTable')}
          </LinkButton>
        )}
      </header>
      {table.description !== null && <p>{table.description}</p>}
      {[...(known ? [] : [t('connection.notInModel')]), ...(table.withheld === null ? [] : [table.withheld])].map(
        (note) => (
          <p key={note} className={classes['note']}>
            <IconInfoCircle size={17} aria-hidden="true" />
            {note}
          </p>
        ),
      )}
      <section className={classes['section']}>
        <h3 className={classes['title']}>{t('connection.columnsTitle')}</h3>
        <ColumnTable table={table} />
      </section>
      <ForeignKeys connection={connection} table={table} />
      {known && (
        <section className={classes['section']}>
          <h3 className={classes['title']}>{t('connection.firstRows')}</h3>
          <FirstRows connection={connection} table={table} />
        </section>
      )}
    </article>
  );
}
