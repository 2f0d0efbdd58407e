import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnProfile } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import { useLocale } from '../../lib/use-api.ts';
import { useShowValue } from '../../lib/show-value.ts';
import { CountBars } from './count-bars.tsx';
import classes from './histogram.module.css';

const width = 400;
const height = 112;
/** What there is can be seen, however little it is. */
const least = 2;

/** How the values of a column lie between the smallest and the largest, with the middle half under it; as figures one click away. */
export function Histogram({ column }: { readonly column: ColumnProfile }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const locale = useLocale();
  const show = useShowValue();
  const [at, setAt] = useState<number | null>(null);
  const { histogram: bins, quartiles, rows, nulls } = column;
  const [first] = bins;
  const last = bins.at(-1);
  if (first === undefined || last === undefined) return null;
  const shown = (cell: ColumnProfile['min']) => show(cell, column.type) ?? t('answer.empty');
  const share = (count: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
      count / Math.max(1, rows - nulls),
    );
  const most = bins.reduce((max, bin) => (bin.count > max.count ? bin : max), first);
  const step = width / bins.length;
  const pointed = at === null ? undefined : bins[at];
  const box = quartiles === null ? null : quartileBox(quartiles, first.from, last.to);
  return (
    <figure className={classes['figure']}>
      <figcaption className={classes['caption']}>
        <span className={classes['title']}>{t('dataProfile.columns.distribution')}</span>
        <span className={classes['read']} aria-hidden="true">
          {pointed === undefined
            ? t('dataProfile.columns.barHint')
            : t('dataProfile.columns.bar', {
                from: shown(pointed.from),
                to: shown(pointed.to),
                count: number(pointed.count),
                share: share(pointed.count),
              })}
        </span>
      </figcaption>
      <svg
        className={classes['picture']}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('dataProfile.columns.histogramOf', {
          name: column.name,
          bars: bins.length,
          from: shown(first.from),
          to: shown(last.to),
          most: number(most.count),
          mostFrom: shown(most.from),
          mostTo: shown(most.to),
        })}
        onPointerLeave={() => setAt(null)}
      >
        {bins.map((bin, index) => {
          const tall = bin.count === 0 ? 0 : Math.max(least, (bin.count / Math.max(1, most.count)) * height);
          return (
            <g key={index} onPointerEnter={() => setAt(index)} data-pointed={index === at} className={classes['bin']}>
              <rect className={classes['reach']} x={index * step} y={0} width={step} height={height} />
              <rect
                className={classes['bar']}
                x={index * step + Math.min(1, step / 8)}
                y={height - tall}
                width={Math.max(0.75, step - 2 * Math.min(1, step / 8))}
                height={tall}
              />
            </g>
          );
        })}
      </svg>
      {box !== null && (
        <svg className={classes['box']} viewBox={`0 0 ${width} 8`} preserveAspectRatio="none" aria-hidden="true">
          <line x1={0} x2={width} y1={4} y2={4} />
          <rect x={box.q1 * width} y={1} width={Math.max(1, (box.q3 - box.q1) * width)} height={6} />
          <line className={classes['median']} x1={box.median * width} x2={box.median * width} y1={0} y2={8} />
        </svg>
      )}
      <div className={classes['axis']}>
        <span>{shown(first.from)}</span>
        {quartiles !== null && (
          <span className={classes['middle']}>
            {t('dataProfile.columns.middle', {
              q1: shown(quartiles[0] ?? null),
              q3: shown(quartiles[2] ?? null),
              median: shown(quartiles[1] ?? null),
            })}
          </span>
        )}
        <span>{shown(last.to)}</span>
      </div>
      <details className={classes['table']}>
        <summary>{t('dataProfile.columns.asTable')}</summary>
        <CountBars
          title={t('dataProfile.columns.distribution')}
          hideTitle
          total={rows - nulls}
          bars={bins.map(({ from, to, count }) => ({ label: `${shown(from)} – ${shown(to)}`, count }))}
        />
      </details>
    </figure>
  );
}

type Cell = ColumnProfile['min'];

/** Where the quartiles lie between the ends, 0 to 1; null where that cannot be said. */
export function quartileBox(
  quartiles: readonly Cell[],
  from: Cell,
  to: Cell,
): { readonly q1: number; readonly median: number; readonly q3: number } | null {
  const [low, high] = [positionOf(from), positionOf(to)];
  const [q1 = Number.NaN, median = Number.NaN, q3 = Number.NaN] = quartiles.map(
    (quartile) => (positionOf(quartile) - low) / (high - low),
  );
  return [q1, median, q3].every((at) => at >= 0 && at <= 1) ? { q1, median, q3 } : null;
}

/** A number as it is; a date or moment by its milliseconds. Words that are neither have no place. */
function positionOf(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return Number.NaN;
  if (/^-?\d+(\.\d+)?$/.test(cell)) return Number(cell);
  return Date.parse(cell.length > 10 && !cell.endsWith('Z') ? `${cell}Z` : cell);
}
