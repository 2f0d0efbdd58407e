import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnProfile, ProfileIssue } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import { useLocale } from '../../lib/use-api.ts';
import { useShowValue } from '../../lib/show-value.ts';
import classes from './column-detail.module.css';
import { CountBars } from './count-bars.tsx';
import { Histogram } from './histogram.tsx';
import { IssueList } from './issue-list.tsx';

interface ColumnDetailProps {
  readonly column: ColumnProfile;
  readonly issues: readonly ProfileIssue[];
  readonly partial: boolean;
  readonly close: () => void;
}

/** All that is known of a column: figures, distribution, commonest values, shapes of text, and what is wrong. */
export function ColumnDetail({ column, issues, partial, close }: ColumnDetailProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const show = useShowValue();
  const shown = (cell: ColumnProfile['min']) => show(cell, column.type) ?? t('answer.empty');
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={classes['detail']} aria-labelledby="column">
      <header className={classes['head']}>
        <h2 id="column" ref={heading} tabIndex={-1} className={classes['title']}>
          {column.name} <span className={classes['type']}>{t(`model.types.${column.type}`)}</span>{' '}
          <code className={classes['native']}>{column.native}</code>
        </h2>
        <ActionIcon onClick={close} aria-label={t('dataProfile.columns.close', { name: column.name })}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      {issues.length > 0 && <IssueList issues={issues} />}
      <Figures column={column} partial={partial} />
      <div className={classes['pictures']}>
        {column.histogram.length > 0 && <Histogram column={column} />}
        {column.top.length > 0 && (
          <CountBars
            title={t('dataProfile.columns.top')}
            total={column.rows}
            bars={column.top.slice(0, 10).map(({ value, count }) => ({ label: shown(value), count }))}
          />
        )}
        {column.patterns.length > 0 && (
          <CountBars
            title={t('dataProfile.columns.patterns')}
            note={t('dataProfile.columns.patternsHint')}
            total={column.rows - column.nulls}
            mono
            bars={column.patterns.slice(0, 10).map(({ pattern, count }) => ({ label: pattern, count }))}
          />
        )}
      </div>
    </section>
  );
}

function Figures({ column, partial }: { readonly column: ColumnProfile; readonly partial: boolean }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const locale = useLocale();
  const show = useShowValue();
  const percent = (share: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  const { quartiles, length, mean, stddev } = column;
  const facts: readonly (readonly [string, string | null])[] = [
    [t('dataProfile.figures.filled'), percent(column.completeness)],
    [t('dataProfile.figures.missing'), number(column.nulls)],
    [t('dataProfile.figures.distinct'), `${column.estimated ? '≈ ' : partial ? '≥ ' : ''}${number(column.distinct)}`],
    [t('dataProfile.figures.unique'), percent(column.uniqueness)],
    [t('dataProfile.figures.valid'), percent(column.validity)],
    [t('dataProfile.figures.min'), show(column.min, column.type)],
    [t('dataProfile.figures.q1'), quartiles === null ? null : show(quartiles[0] ?? null, column.type)],
    [t('dataProfile.figures.median'), quartiles === null ? null : show(quartiles[1] ?? null, column.type)],
    [t('dataProfile.figures.q3'), quartiles === null ? null : show(quartiles[2] ?? null, column.type)],
    [t('dataProfile.figures.max'), show(column.max, column.type)],
    [t('dataProfile.figures.mean'), mean === null ? null : number(mean, 2)],
    [t('dataProfile.figures.stddev'), stddev === null ? null : number(stddev, 2)],
    [
      t('dataProfile.figures.length'),
      length === null
        ? null
        : t('dataProfile.figures.lengths', {
            min: number(length.min),
            max: number(length.max),
            mean: number(length.mean, 1),
          }),
    ],
  ];
  return (
    <dl className={classes['figures']}>
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
