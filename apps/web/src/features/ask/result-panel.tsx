import { Skeleton, Tooltip } from '@mantine/core';
import {
  IconChartArea,
  IconChartBar,
  IconChartDonut,
  IconChartDots,
  IconChartGridDots,
  IconChartHistogram,
  IconChartLine,
  IconChartPie,
  IconChartTreemap,
  IconNumber123,
  IconTable,
  type Icon,
} from '@tabler/icons-react';
import { lazy, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, CellRef, ChartKind, Result } from '@lumiere/contract';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconBarsHorizontal, IconBarsGrouped, IconBarsStacked } from '../../ui/chart-icons.tsx';
import { Kpi } from './kpi.tsx';
import { ResultTable } from '../../ui/result-table.tsx';
import classes from './result-panel.module.css';
import type { View } from './use-view.ts';

const ChartView = lazy(() => import('./chart-view.tsx'));

const icons: Record<ChartKind, Icon> = {
  kpi: IconNumber123,
  table: IconTable,
  line: IconChartLine,
  area: IconChartArea,
  bar: IconChartBar,
  'horizontal-bar': IconBarsHorizontal,
  'grouped-bar': IconBarsGrouped,
  'stacked-bar': IconBarsStacked,
  combo: IconChartHistogram,
  pie: IconChartPie,
  donut: IconChartDonut,
  scatter: IconChartDots,
  heatmap: IconChartGridDots,
  histogram: IconChartHistogram,
  treemap: IconChartTreemap,
};

/** The result as the chosen chart or as its table, with the ways to switch. */
export function ResultPanel(of: {
  readonly answer: Answer;
  readonly result: Result;
  readonly view: View;
  readonly marked: readonly CellRef[];
}) {
  const { t } = useTranslation();
  const { answer, result, view } = of;
  if (result.rowCount === 0) {
    return (
      <div className={classes['none']}>
        <EmptyState title={t('answer.noRows.title')} text={t('answer.noRows.text')} />
      </div>
    );
  }
  return (
    <div className={classes['panel']}>
      {view.choices.length > 0 && <ViewSwitch view={view} />}
      {view.kind === 'table' || view.chart === null ? (
        <ResultTable
          result={result}
          zone={answer.zone}
          marked={of.marked}
          label={t('answer.tableLabel', { question: answer.question ?? '' })}
        />
      ) : view.kind === 'kpi' ? (
        <Kpi spec={view.chart.spec} result={result} zone={answer.zone} />
      ) : (
        <Suspense fallback={<Skeleton height={360} radius="md" />}>
          <ChartView spec={view.chart.spec} result={result} zone={answer.zone} />
        </Suspense>
      )}
    </div>
  );
}

function ViewSwitch({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const group = useId();
  const options: readonly { readonly kind: ChartKind; readonly reason: string }[] = [
    ...view.choices.map((choice) => ({ kind: choice.spec.kind, reason: choice.reason })),
    { kind: 'table', reason: t('answer.tableReason') },
  ];
  return (
    <fieldset className={classes['switch']}>
      <legend className={classes['legend']}>{t('answer.views')}</legend>
      {options.map(({ kind, reason }) => {
        const KindIcon = icons[kind];
        const name = t(`answer.kinds.${kind}`);
        return (
          <Tooltip
            key={kind}
            label={
              <>
                <strong>{name}</strong>
                <br />
                {reason}
              </>
            }
          >
            <label className={classes['choice']} data-checked={view.kind === kind}>
              <input
                type="radio"
                name={group}
                checked={view.kind === kind}
                onChange={() => view.show(kind)}
                aria-label={`${name}. ${reason}`}
              />
              <KindIcon size={18} stroke={1.7} aria-hidden="true" />
              <span className={classes['name']}>{name}</span>
            </label>
          </Tooltip>
        );
      })}
    </fieldset>
  );
}
