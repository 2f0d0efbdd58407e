import { Button, Skeleton } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogTableDetail } from '@lumiere/contract';
import { useApi, useZone } from '../../lib/use-api.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { ResultTable } from '../../ui/result-table.tsx';
import classes from './catalog-table.module.css';
import { rowsQuery } from './queries.ts';

/** The first rows of a table as this person may see them. Asked for by a click, since a source may charge for every look. */
export function FirstRows({ connection, table }: { readonly connection: string; readonly table: CatalogTableDetail }) {
  const { t } = useTranslation();
  const zone = useZone();
  const [wanted, setWanted] = useState(false);
  const rows = useQuery({ ...rowsQuery(useApi(), connection, table.id), enabled: wanted });
  if (rows.isError) return <ErrorCard error={rows.error} level={3} retry={() => void rows.refetch()} />;
  if (rows.data)
    return rows.data.rowCount === 0 ? (
      <p className={classes['quiet']}>{t('connection.noRows')}</p>
    ) : (
      <>
        {rows.data.policy !== '' && <p className={classes['quiet']}>{rows.data.policy}</p>}
        <ResultTable
          result={rows.data}
          zone={zone}
          marked={[]}
          label={t('connection.firstRowsOf', { table: table.name })}
        />
      </>
    );
  return rows.isFetching ? (
    <Skeleton height={240} radius="md" />
  ) : (
    <div>
      <Button
        variant="default"
        leftSection={<IconTable size={17} stroke={1.7} />}
        onClick={() => setWanted(true)}
        aria-label={t('connection.showRowsOf', { table: table.name })}
      >
        {t('connection.showRows')}
      </Button>
    </div>
  );
}
