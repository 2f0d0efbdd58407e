import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CatalogTableDetail } from '@lumiere/contract';
import { useApi, useZone } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { ResultTable } from '../../ui/result-table.tsx';
import classes from './catalog-table.module.css';
import { rowsQuery } from './queries.ts';

/** The first rows of a table as this person may see them. Read only when somebody opens them, since a source may charge for every look. */
export function FirstRows({ connection, table }: { readonly connection: string; readonly table: CatalogTableDetail }) {
  const { t } = useTranslation();
  const zone = useZone();
  const rows = useQuery(rowsQuery(useApi(), connection, table.id));
  if (rows.isError) return <ErrorCard error={rows.error} level={3} retry={() => void rows.refetch()} />;
  if (rows.isPending) return <Skeleton height={240} radius="md" aria-busy="true" />;
  if (rows.data.rowCount === 0) return <p className={classes['quiet']}>{t('connection.noRows')}</p>;
  return (
    <div className={classes['section']}>
      {rows.data.policy !== '' && <p className={classes['quiet']}>{rows.data.policy}</p>}
      {rows.data.omitted > 0 && (
        <p className={classes['quiet']}>{t('connection.omitted', { count: rows.data.omitted })}</p>
      )}
      <ResultTable
        result={rows.data}
        zone={zone}
        marked={[]}
        label={t('connection.firstRowsOf', { table: table.name })}
      />
    </div>
  );
}
