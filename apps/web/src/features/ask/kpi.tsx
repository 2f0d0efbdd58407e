import type { ChartSpec, Result } from '@lumiere/contract';
import { useShowCell } from '../../lib/show-cell.ts';
import classes from './kpi.module.css';

/** One row of measures as large figures. */
export function Kpi({
  spec,
  result,
  zone,
}: {
  readonly spec: ChartSpec;
  readonly result: Result;
  readonly zone: string;
}) {
  const show = useShowCell(zone);
  const columns = result.columns.flatMap((column, index) =>
    (spec.y.length === 0 ? column.role === 'measure' : spec.y.includes(column.key))
      ? [{ column, cells: result.data[index] ?? [] }]
      : [],
  );
  return (
    <dl className={classes['figures']}>
      {columns.map(({ column, cells }) => {
        const shown = show(cells[0] ?? null, column);
        return (
          <div key={column.key} className={classes['figure']}>
            <dt className={classes['label']}>{column.label}</dt>
            <dd className={classes['value']} data-missing={shown.missing}>
              {shown.text}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
