import { chartKinds } from '@lumiere/contract';
import type { ChartKind, Query, RankedChart, Result } from '@lumiere/contract';
import { charts } from './charts.ts';
import { shapeOf } from './shape.ts';

/**
 * The kinds that show a result truly, best first, each with its columns and the reason in plain words. Never empty: a table always
 * fits. A kind that the reader `asked` for leads wherever it would not mislead. Score is 0 to 1; equal scores keep the order of the kinds, so the same result always gets the same list.
 */
export function suggestCharts(query: Query, result: Result, asked: ChartKind | null = null): RankedChart[] {
  const shape = shapeOf(query, result);
  return chartKinds
    .flatMap((kind): RankedChart[] => {
      if (shape.rows === 0 && kind !== 'table') return [];
      const fit = charts[kind].fits(shape);
      if (fit === null) return [];
      const { x, y, series, reason } = fit;
      const score = shape.sparse && series !== null ? fit.score * 0.6 : fit.score;
      const spec = { kind, x, y: [...y], series, title: null };
      return [
        kind === asked
          ? { spec, score: 1, reason: `As asked. ${reason}` }
          : { spec, score: score * (asked === null ? 1 : 0.99), reason },
      ];
    })
    .toSorted((a, b) => b.score - a.score);
}
