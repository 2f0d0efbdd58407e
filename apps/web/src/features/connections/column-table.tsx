import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CatalogTableDetail } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import classes from './column-table.module.css';

type Column = CatalogTableDetail['columns'][number];

/** The columns of a table: what each is called and of which type, and what was seen in it. */
export function ColumnTable({ table }: { readonly table: CatalogTableDetail }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  return (
    <ScrollRegion className={classes['scroll']} label={t('connection.columnsOf', { table: table.name })}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('connection.column.name')}</th>
            <th scope="col">{t('connection.column.type')}</th>
            <th scope="col" data-right="true">
              {t('connection.column.distinct')}
            </th>
            <th scope="col" data-right="true">
              {t('connection.column.nulls')}
            </th>
            <th scope="col">{t('connection.column.values')}</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">
                <span className={classes['name']}>
                  {column.name}
                  {column.primaryKey && <IconKey size={14} role="img" aria-label={t('connection.column.primaryKey')} />}
                  {!column.primaryKey && column.unique && (
                    <span className={classes['badge']}>{t('connection.column.unique')}</span>
                  )}
                </span>
                {column.label !== null && column.label !== column.name && (
                  <span className={classes['quiet']}>{column.label}</span>
                )}
                {column.description !== null && <span className={classes['quiet']}>{column.description}</span>}
              </th>
              <td>
                {t(`model.types.${column.type}`)}
                <code className={classes['native']}>{column.nativeType}</code>
              </td>
              <td data-right="true">
                {column.distinct === null ? '–' : `${column.estimated ? '≈ ' : ''}${number(Number(column.distinct))}`}
              </td>
              <td data-right="true">
                {column.nulls !== null
                  ? number(Number(column.nulls))
                  : t(column.nullable ? 'connection.column.nullable' : 'connection.column.never')}
              </td>
              <td className={classes['values']}>
                <Seen column={column} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Seen({ column }: { readonly column: Column }) {
  const { t } = useTranslation();
  const samples = column.samples.filter((sample) => sample !== null).slice(0, 6);
  return (
    <>
      {column.min !== null && column.max !== null && column.min !== column.max && (
        <span className={classes['range']}>
          {t('connection.column.range', { min: String(column.min), max: String(column.max) })}
        </span>
      )}
      {samples.length > 0 && (
        <span className={classes['samples']}>
          {samples.map((sample, index) => (
            <code key={index}>{String(sample)}</code>
          ))}
          {!(column.complete && samples.length === column.samples.length) && <span aria-hidden="true">…</span>}
        </span>
      )}
    </>
  );
}
