import { Skeleton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Table } from '@lumiere/contract';
import { useApi } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import classes from './side-list.module.css';
import { TableCard } from './table-card.tsx';
import { modelQuery } from './queries.ts';

/** What a connection holds, in the words that questions can use. */
export function ModelPanel({ connection: connectionId }: { readonly connection: string }) {
  const { t } = useTranslation();
  const { table: chosen } = useSearch({ from: '/member/connections/$connectionId' });
  const [words, setWords] = useState('');
  const model = useQuery(modelQuery(useApi(), connectionId));
  if (model.isError) return <ErrorCard error={model.error} retry={() => void model.refetch()} />;
  if (model.isPending)
    return (
      <div className={classes['columns']} aria-busy="true">
        <Skeleton height={320} radius="lg" />
        <Skeleton height={480} radius="lg" />
      </div>
    );
  const tables = model.data.model.tables.filter((table) => !table.hidden && matches(table, words));
  const shown = tables.find((table) => table.id === chosen) ?? tables[0];
  return (
    <>
      <p className={classes['lead']}>{model.data.model.description ?? t('model.lead')}</p>
      <div className={classes['columns']}>
        <nav aria-label={t('model.tables')} className={classes['tables']}>
          <TextInput
            type="search"
            aria-label={t('model.filter')}
            placeholder={t('model.filter')}
            leftSection={<IconSearch size={18} stroke={1.7} />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          {tables.length === 0 && <p className={classes['none']}>{t('model.noMatch', { search: words })}</p>}
          <ul className={classes['list']}>
            {tables.map((table) => (
              <li key={table.id}>
                <Link
                  to="/connections/$connectionId"
                  params={{ connectionId }}
                  search={{ view: 'model', table: table.id }}
                  replace
                  resetScroll={false}
                  activeOptions={{ exact: true, includeSearch: true }}
                  className={classes['table']}
                  {...(table.id === shown?.id ? { 'aria-current': 'true' } : {})}
                >
                  <span>{table.label}</span>
                  <span className={classes['counts']}>
                    {t('model.fieldCount', { count: table.fields.filter((field) => !field.hidden).length })},{' '}
                    {t('model.measureCount', { count: table.measures.filter((measure) => !measure.hidden).length })}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {shown && <TableCard key={shown.id} table={shown} model={model.data.model} connection={connectionId} />}
      </div>
    </>
  );
}

/** Whether a table, or anything in it, is called by these words. */
function matches(table: Table, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  const named = [table, ...table.fields, ...table.measures, ...table.segments];
  return (
    wanted === '' ||
    named.some((thing) => [thing.label, ...thing.synonyms].some((name) => name.toLowerCase().includes(wanted)))
  );
}
