import { IconAlertTriangle } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileInspection, ImportPlan, PlanColumn } from '@lumiere/contract';
import { numericTypes, type ValueType } from '@lumiere/values';
import { useShowNumber } from '../../../lib/show-time.ts';
import { ScrollRegion } from '../../../ui/scroll-region.tsx';
import { useShowValue } from '../../../lib/show-value.ts';
import { withColumn } from './edit-plan.ts';
import classes from './preview-table.module.css';

interface PreviewTableProps {
  readonly inspection: FileInspection;
  /** May be ahead of the inspection by the latest corrections. */
  readonly plan: ImportPlan;
  readonly chosen: number;
  readonly choose: (index: number) => void;
  readonly edit: (plan: ImportPlan, look: boolean) => void;
  readonly busy: boolean;
}

const typeOf = ({ reading }: PlanColumn): ValueType => (reading.type === 'native' ? reading.as : reading.type);
const views = ['read', 'raw'] as const;

/** The first rows as they stand in the file or as they are read; the heads open their columns for correction. */
export function PreviewTable({ inspection, plan, chosen, choose, edit, busy }: PreviewTableProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const show = useShowValue();
  const [view, setView] = useState<(typeof views)[number]>('read');
  const { raw, read, bad } = inspection.preview;
  // the preview holds the columns that its plan uses, in its order
  const placed = inspection.plan.columns.filter((column) => column.use);
  const places = new Map(placed.map((column, place) => [JSON.stringify(column.at), { place, type: typeOf(column) }]));
  const columns = plan.columns.flatMap((column, index) => {
    const shown = places.get(JSON.stringify(column.at));
    return column.use ? [{ column, index, place: shown?.place ?? -1, type: shown?.type ?? 'text' }] : [];
  });
  const leftOut = plan.columns.flatMap((column, index) => (column.use ? [] : [{ column, index }]));
  const reasons = new Map(bad.map((each) => [each.row, each.reason]));
  return (
    <>
      <div className={classes['tools']}>
        <div className={classes['views']} role="group" aria-label={t('files.preview.views.label')}>
          {views.map((each) => (
            <button key={each} type="button" aria-pressed={view === each} onClick={() => setView(each)}>
              {t(`files.preview.views.${each}`)}
            </button>
          ))}
        </div>
        <span className={classes['hint']} role="status">
          {busy ? t('files.preview.lookingAgain') : t('files.preview.hint')}
        </span>
      </div>
      <ScrollRegion className={classes['scroll']} label={t('files.preview.rows')}>
        <table className={classes['table']} aria-busy={busy}>
          <thead>
            <tr>
              <th scope="col" className={classes['line']}>
                {t('files.preview.line')}
              </th>
              {columns.map(({ column, index }) => (
                <th key={index} scope="col" data-chosen={index === chosen} aria-label={column.name}>
                  <button
                    type="button"
                    className={classes['head']}
                    aria-pressed={index === chosen}
                    title={column.evidence}
                    onClick={() => choose(index)}
                  >
                    <span className={classes['name']}>{column.name}</span>
                    <span className={classes['type']}>{t(`model.types.${typeOf(column)}`)}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {raw.map((cells, row) => {
              const reason = reasons.get(row);
              const broken = read[row]?.length === 0 && cells.length === 1 && columns.length > 0;
              return (
                <Fragment key={row}>
                  <tr data-bad={reason !== undefined}>
                    <td className={classes['line']}>
                      {reason === undefined ? (
                        number(row + 1)
                      ) : (
                        <IconAlertTriangle size={15} stroke={2} role="img" aria-label={t('files.preview.aside')} />
                      )}
                    </td>
                    {broken ? (
                      <td colSpan={columns.length} className={classes['broken']}>
                        {cells[0]}
                      </td>
                    ) : (
                      columns.map(({ index, place, type }) => {
                        const text = view === 'raw' ? (cells[place] ?? null) : show(read[row]?.[place] ?? null, type);
                        return (
                          <td
                            key={index}
                            data-chosen={index === chosen}
                            data-right={view === 'read' && numericTypes.has(type)}
                            data-missing={text === null || text === ''}
                          >
                            {text === null || text === '' ? t('answer.empty') : text}
                          </td>
                        );
                      })
                    )}
                  </tr>
                  {reason !== undefined && (
                    <tr className={classes['reason']}>
                      <td colSpan={columns.length + 1}>
                        <span>{t('files.preview.asideFor', { reason })}</span>
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
        {raw.length === 0 && <p className={classes['none']}>{t('files.preview.noRows')}</p>}
      </ScrollRegion>
      {leftOut.length > 0 && (
        <p className={classes['leftOut']}>
          {t('files.preview.leftOut')}
          {leftOut.map(({ column, index }) => (
            <button key={index} type="button" onClick={() => edit(withColumn(plan, index, { use: true }), true)}>
              {t('files.preview.putBack', { name: column.name })}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
