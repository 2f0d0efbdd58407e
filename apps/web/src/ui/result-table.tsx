import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CellRef, Column, Result } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import { useShowCell } from '../lib/show-cell.ts';
import { useShowNumber } from '../lib/show-time.ts';
import { useLocale } from '../lib/use-api.ts';
import { useAnnounce } from './announcer.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import { columnWidths } from './column-widths.ts';
import classes from './result-table.module.css';
import { nextSort, sortRows, type RowSort } from './sort-rows.ts';
import { SpacerRow, useInSight } from './use-in-sight.tsx';

const rowHeight = 36;

/** As many rows as a page holds with ease; all of them are drawn, so that searching the page finds them. */
const drawnWhole = 200;

const isRight = (column: Column) =>
  numericTypes.has(column.type) && column.format?.kind !== 'id' && column.part === null;

interface ResultTableProps {
  readonly result: Result;
  readonly zone: string;
  /** Cells that a figure under the pointer follows from. */
  readonly marked: readonly CellRef[];
  readonly label: string;
}

/** Every value of a result. Only the rows in sight are in the page; sorting happens here and never asks the source again. */
export function ResultTable({ result, zone, marked, label }: ResultTableProps) {
  const { t } = useTranslation();
  const show = useShowCell(zone);
  const number = useShowNumber();
  const locale = useLocale();
  const announce = useAnnounce();
  const [sort, setSort] = useState<RowSort | null>(null);
  const order = useMemo(() => sortRows(result, sort, locale), [result, sort, locale]);
  const widths = useMemo(() => columnWidths(result, (cell, column) => show(cell, column).text), [result, show]);
  const { box, indices, before, after, scrollTo } = useInSight<HTMLDivElement>({
    count: order.length,
    drawnWhole,
    height: rowHeight,
  });

  const target = marked[0]?.row;
  useEffect(() => {
    const at = target === undefined ? -1 : order.indexOf(target);
    if (at >= 0) scrollTo(at, { align: 'auto' });
  }, [target, order, scrollTo]);

  const sortBy = (column: Column) => {
    const next = nextSort(sort, column.key);
    setSort(next);
    if (next)
      announce(
        t('answer.sorted', {
          column: column.label,
          direction: t(next.descending ? 'answer.descending' : 'answer.ascending'),
        }),
      );
  };
  const isMarked = (column: Column, row: number) =>
    marked.some((cell) => cell.row === row && cell.column === column.key);

  return (
    <div className={classes['frame']}>
      <ScrollRegion ref={box} className={classes['scroll']} label={label}>
        <table
          className={classes['table']}
          aria-rowcount={result.rowCount + 1}
          style={{ minInlineSize: `${widths.reduce((sum, width) => sum + width, 0)}ch` }}
        >
          <colgroup>
            {result.columns.map((column, index) => (
              <col key={column.key} style={{ inlineSize: `${widths[index]}ch` }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {result.columns.map((column) => {
                const direction = sort?.key === column.key ? (sort.descending ? 'descending' : 'ascending') : null;
                const SortIcon =
                  direction === null ? IconArrowsSort : direction === 'descending' ? IconArrowDown : IconArrowUp;
                return (
                  <th key={column.key} scope="col" data-right={isRight(column)} aria-sort={direction ?? 'none'}>
                    <button
                      type="button"
                      className={classes['sort']}
                      data-active={direction !== null}
                      onClick={() => sortBy(column)}
                      title={t('answer.sortBy', { column: column.label })}
                    >
                      <span>{column.label}</span>
                      <SortIcon size={14} stroke={1.8} aria-hidden="true" />
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            <SpacerRow height={before} />
            {indices.map((index) => {
              const row = order[index] ?? 0;
              return (
                <tr key={row} aria-rowindex={index + 2} style={{ blockSize: rowHeight }}>
                  {result.columns.map((column, at) => {
                    const shown = show(result.data[at]?.[row] ?? null, column);
                    return (
                      <td
                        key={column.key}
                        data-right={isRight(column)}
                        data-missing={shown.missing}
                        data-marked={isMarked(column, row)}
                        title={shown.text.length > 30 ? shown.text : undefined}
                      >
                        {shown.text}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
            <SpacerRow height={after} />
          </tbody>
        </table>
      </ScrollRegion>
      <p className={classes['count']}>
        {t('common.rows', { count: result.rowCount, formatted: number(result.rowCount) })}
        {result.truncated && (
          <strong className={classes['cut']}>{t('answer.truncated', { formatted: number(result.rowCount) })}</strong>
        )}
      </p>
    </div>
  );
}
