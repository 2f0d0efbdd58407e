import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataProfile } from '@lumiere/contract';
import { valueTypes } from '@lumiere/values';
import { useShowNumber } from '../../../lib/show-time.ts';
import { useLocale } from '../../../lib/use-api.ts';
import { ScrollRegion } from '../../../ui/scroll-region.tsx';
import { useShowValue } from '../show-value.ts';
import { ColumnDetail } from './column-detail.tsx';
import classes from './columns-view.module.css';
import { IssueMarks } from './issue-marks.tsx';
import { type ColumnFilter, type ColumnOrder, type ViewedColumn, viewColumns } from './sort-columns.ts';
import { Spark } from './spark.tsx';

const heads = [
  { key: 'name', order: 'name', right: false },
  { key: 'type', order: 'type', right: false },
  { key: 'completeness', order: 'completeness', right: true },
  { key: 'distinct', order: 'distinct', right: true },
  { key: 'range', order: null, right: false },
  { key: 'distribution', order: null, right: false },
  { key: 'quality', order: 'quality', right: true },
  { key: 'issues', order: 'issues', right: false },
] as const;

/** Every column of a dataset in a line, to be sorted and filtered; a click opens all that is known of one. */
export function ColumnsView({ profile }: { readonly profile: DataProfile }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { column: opened } = useSearch({ from: '/member/files/$datasetId' });
  const navigate = useNavigate({ from: '/files/$datasetId' });
  const [filter, setFilter] = useState<ColumnFilter>({ words: '', type: null, flawed: false });
  const [{ order, descending }, setOrder] = useState<{ order: ColumnOrder; descending: boolean }>({
    order: 'place',
    descending: false,
  });
  const columns = viewColumns(profile, filter, order, descending, locale);
  const detail = profile.columns.find(({ name }) => name === opened);
  const types = valueTypes.filter((type) => profile.columns.some((column) => column.type === type));
  const open = (name: string | undefined) =>
    void navigate({
      search: ({ column: _, ...rest }) => (name === undefined ? rest : { ...rest, column: name }),
      replace: true,
      resetScroll: false,
    });
  // the lowest completeness and quality are what one looks for, of everything else the most
  const sortBy = (next: ColumnOrder) => {
    const first = next === 'distinct' || next === 'issues';
    if (order !== next) setOrder({ order: next, descending: first });
    else if (descending === first) setOrder({ order: next, descending: !first });
    else setOrder({ order: 'place', descending: false });
  };
  return (
    <div className={classes['view']}>
      {detail && (
        <ColumnDetail
          key={detail.name}
          column={detail}
          issues={profile.issues.filter((issue) => issue.column === detail.name)}
          close={() => open(undefined)}
        />
      )}
      <div className={classes['filters']}>
        <TextInput
          type="search"
          size="sm"
          className={classes['search'] ?? ''}
          aria-label={t('files.columns.search')}
          placeholder={t('files.columns.search')}
          leftSection={<IconSearch size={17} stroke={1.7} />}
          value={filter.words}
          onChange={({ currentTarget }) => setFilter({ ...filter, words: currentTarget.value })}
        />
        <NativeSelect
          size="sm"
          aria-label={t('files.columns.type')}
          value={filter.type ?? ''}
          onChange={({ currentTarget }) =>
            setFilter({ ...filter, type: types.find((type) => type === currentTarget.value) ?? null })
          }
        >
          <option value="">{t('files.columns.anyType')}</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {t(`model.types.${type}`)}
            </option>
          ))}
        </NativeSelect>
        <Switch
          label={t('files.columns.flawed')}
          checked={filter.flawed}
          onChange={({ currentTarget }) => setFilter({ ...filter, flawed: currentTarget.checked })}
        />
      </div>
      {columns.length === 0 ? (
        <p className={classes['none']} role="status">
          {t('files.columns.noMatch')}
        </p>
      ) : (
        <ScrollRegion className={classes['scroll']} label={t('files.columns.title')}>
          <table className={classes['table']}>
            <thead>
              <tr>
                {heads.map(({ key, order: by, right }) => (
                  <th
                    key={key}
                    scope="col"
                    data-right={right}
                    {...(by === null
                      ? {}
                      : { 'aria-sort': order !== by ? 'none' : descending ? 'descending' : 'ascending' })}
                  >
                    {by === null ? (
                      <span className={classes['head']}>{t(`files.columns.heads.${key}`)}</span>
                    ) : (
                      <button type="button" className={classes['head']} onClick={() => sortBy(by)}>
                        {t(`files.columns.heads.${key}`)}
                        {order === by &&
                          (descending ? (
                            <IconArrowDown size={14} aria-hidden="true" />
                          ) : (
                            <IconArrowUp size={14} aria-hidden="true" />
                          ))}
                      </button>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {columns.map((viewed) => (
                <ColumnRow
                  key={viewed.column.name}
                  viewed={viewed}
                  opened={viewed.column.name === opened}
                  open={() => open(viewed.column.name === opened ? undefined : viewed.column.name)}
                />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </div>
  );
}

interface ColumnRowProps {
  readonly viewed: ViewedColumn;
  readonly opened: boolean;
  readonly open: () => void;
}

function ColumnRow({ viewed: { column, issues }, opened, open }: ColumnRowProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const number = useShowNumber();
  const show = useShowValue();
  const percent = (share: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  const counts = (column.histogram.length > 0 ? column.histogram : column.top).map(({ count }) => count);
  const min = show(column.min, column.type);
  const max = show(column.max, column.type);
  return (
    <tr data-opened={opened}>
      <th scope="row">
        <button type="button" className={classes['name']} aria-expanded={opened} onClick={open}>
          {column.name}
        </button>
      </th>
      <td className={classes['type']}>{t(`model.types.${column.type}`)}</td>
      <td data-right="true">{percent(column.completeness)}</td>
      <td data-right="true">
        {column.estimated && <span title={t('files.columns.estimated')}>≈ </span>}
        {number(column.distinct)}
      </td>
      <td className={classes['range']}>
        {min === null || max === null ? t('answer.empty') : min === max ? min : `${min} – ${max}`}
      </td>
      <td>
        <Spark counts={counts} label={t('files.columns.sparkOf', { name: column.name, count: counts.length })} />
      </td>
      <td data-right="true">{number(column.quality)}</td>
      <td>
        <IssueMarks issues={issues} />
      </td>
    </tr>
  );
}
