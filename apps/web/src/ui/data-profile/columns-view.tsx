import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataProfile } from '@lumiere/contract';
import { valueTypes } from '@lumiere/values';
import { useShowNumber } from '../../lib/show-time.ts';
import { useLocale } from '../../lib/use-api.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { SpacerRow, useInSight } from '../use-in-sight.tsx';
import { useShowValue } from '../../lib/show-value.ts';
import { ColumnDetail } from './column-detail.tsx';
import classes from './columns-view.module.css';
import { IssueMarks } from './issue-marks.tsx';
import { type ColumnFilter, type ColumnOrder, type ViewedColumn, viewColumns } from './sort-columns.ts';
import { rangeWords } from './range-words.ts';
import { Spark } from './spark.tsx';

const heads = [
  { key: 'name', order: 'name', right: false },
  { key: 'type', order: 'type', right: false },
  { key: 'quality', order: 'quality', right: true },
  { key: 'issues', order: 'issues', right: false },
  { key: 'completeness', order: 'completeness', right: true },
  { key: 'uniqueness', order: 'uniqueness', right: true },
  { key: 'validity', order: 'validity', right: true },
  { key: 'distinct', order: 'distinct', right: true },
  { key: 'distribution', order: null, right: false },
  { key: 'range', order: null, right: false },
] as const;

interface ColumnsViewProps {
  readonly profile: DataProfile;
  /** The column whose figures are open; the address keeps it. */
  readonly opened: string | undefined;
  readonly open: (column: string | undefined) => void;
  /** True where the figures are of some rows only, so that there are at least so many distinct values. */
  readonly partial?: boolean;
}

const rowHeight = 41;
/** As many columns as a page draws with ease; of more only those in sight are in it. */
const drawnWhole = 80;

/** Every column of a profile in a line, to be sorted and filtered; a click opens all that is known of one. */
export function ColumnsView({ profile, opened, open, partial = false }: ColumnsViewProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [filter, setFilter] = useState<ColumnFilter>({ words: '', type: null, flawed: false });
  const [{ order, descending }, setOrder] = useState<{ order: ColumnOrder; descending: boolean }>({
    order: 'place',
    descending: false,
  });
  const columns = viewColumns(profile, filter, order, descending, locale);
  const detail = profile.columns.find(({ name }) => name === opened);
  const types = valueTypes.filter((type) => profile.columns.some((column) => column.type === type));
  const { box, indices, before, after } = useInSight<HTMLDivElement>({
    count: columns.length,
    drawnWhole,
    height: rowHeight,
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
          partial={partial}
          issues={profile.issues.filter((issue) => issue.column === detail.name)}
          close={() => open(undefined)}
        />
      )}
      <div className={classes['filters']}>
        <TextInput
          type="search"
          size="sm"
          className={classes['search'] ?? ''}
          aria-label={t('dataProfile.columns.search')}
          placeholder={t('dataProfile.columns.search')}
          leftSection={<IconSearch size={17} stroke={1.7} />}
          value={filter.words}
          onChange={({ currentTarget }) => setFilter({ ...filter, words: currentTarget.value })}
        />
        <NativeSelect
          size="sm"
          aria-label={t('dataProfile.columns.type')}
          value={filter.type ?? ''}
          onChange={({ currentTarget }) =>
            setFilter({ ...filter, type: types.find((type) => type === currentTarget.value) ?? null })
          }
        >
          <option value="">{t('dataProfile.columns.anyType')}</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {t(`model.types.${type}`)}
            </option>
          ))}
        </NativeSelect>
        <Switch
          label={t('dataProfile.columns.flawed')}
          checked={filter.flawed}
          onChange={({ currentTarget }) => setFilter({ ...filter, flawed: currentTarget.checked })}
        />
      </div>
      {columns.length === 0 ? (
        <p className={classes['none']} role="status">
          {t('dataProfile.columns.noMatch')}
        </p>
      ) : (
        <ScrollRegion ref={box} className={classes['scroll']} label={t('dataProfile.columns.title')}>
          <table className={classes['table']} aria-rowcount={columns.length + 1}>
            <thead>
              <tr aria-rowindex={1}>
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
                      <span className={classes['head']}>{t(`dataProfile.columns.heads.${key}`)}</span>
                    ) : (
                      <button type="button" className={classes['head']} onClick={() => sortBy(by)}>
                        {t(`dataProfile.columns.heads.${key}`)}
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
              <SpacerRow height={before} />
              {indices.map((index) => {
                const viewed = columns[index];
                return (
                  viewed && (
                    <ColumnRow
                      key={viewed.column.name}
                      index={index + 2}
                      viewed={viewed}
                      partial={partial}
                      opened={viewed.column.name === opened}
                      open={() => open(viewed.column.name === opened ? undefined : viewed.column.name)}
                    />
                  )
                );
              })}
              <SpacerRow height={after} />
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </div>
  );
}

interface ColumnRowProps {
  readonly index: number;
  readonly viewed: ViewedColumn;
  readonly opened: boolean;
  readonly partial: boolean;
  readonly open: () => void;
}

function ColumnRow({ index, viewed: { column, issues }, opened, open, partial }: ColumnRowProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const number = useShowNumber();
  const show = useShowValue();
  const percent = (share: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  const counts = (column.histogram.length > 0 ? column.histogram : column.top).map(({ count }) => count);
  const range = rangeWords(column, show);
  return (
    <tr data-opened={opened} aria-rowindex={index} style={{ blockSize: rowHeight }}>
      <th scope="row">
        <button type="button" className={classes['name']} aria-expanded={opened} onClick={open} title={column.name}>
          {column.name}
        </button>
      </th>
      <td className={classes['type']}>{t(`model.types.${column.type}`)}</td>
      <td data-right="true">{number(column.quality)}</td>
      <td>
        <IssueMarks issues={issues} />
      </td>
      <td data-right="true">{percent(column.completeness)}</td>
      <td data-right="true">{percent(column.uniqueness)}</td>
      <td data-right="true">{percent(column.validity)}</td>
      <td data-right="true">
        {column.estimated ? (
          <span title={t('dataProfile.columns.estimated')}>≈ </span>
        ) : (
          partial && <span title={t('dataProfile.columns.atLeast')}>≥ </span>
        )}
        {number(column.distinct)}
      </td>
      <td>
        <Spark counts={counts} label={t('dataProfile.columns.sparkOf', { name: column.name, count: counts.length })} />
      </td>
      <td className={classes['range']} title={range ?? undefined}>
        {range ?? (column.completeness === 0 ? t('answer.empty') : '–')}
      </td>
    </tr>
  );
}
