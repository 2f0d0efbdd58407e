import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { chartSummary, chartTheme, toOption } from '@lumiere/charts';
import type { ChartSpec, Result } from '@lumiere/contract';
import { useReducedMotion } from '../../lib/reduced-motion.ts';
import { useLocale } from '../../lib/use-api.ts';
import { Chart } from '../../ui/chart.tsx';
import { chartTokens } from './chart-tokens.ts';

/** A chart of a result in the page's colours, words, locale and the answer's zone. */
export default function ChartView({
  spec,
  result,
  zone,
}: {
  readonly spec: ChartSpec;
  readonly result: Result;
  readonly zone: string;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const mode = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const reducedMotion = useReducedMotion();
  const theme = useMemo(
    () =>
      chartTheme(mode, {
        ...chartTokens(mode),
        locale,
        zone,
        reducedMotion,
        labels: { empty: t('answer.empty'), noData: t('answer.noData'), yes: t('answer.yes'), no: t('answer.no') },
      }),
    [mode, locale, zone, reducedMotion, t],
  );
  const option = useMemo(() => toOption(spec, result, theme), [spec, result, theme]);
  const summary = useMemo(() => chartSummary(spec, result, theme), [spec, result, theme]);
  return <Chart option={option} label={summary} />;
}
