import { chartKinds } from '@lumiere/contract';
import type { Query, RankedChart, Result } from '@lumiere/contract';
import { charts } from './charts.ts';
import { shapeOf } from './shape.ts';

/**
 * The kinds that show a result truly, best first, each with its columns and the reason in plain words. Never empty: a table always
 * fits. Score is 0 to 1; equal scores keep the order of the kinds, so the same result always gets the same list.
 */
export function suggestCharts(query: Query, result: Result): RankedChart[] {
  const shape = shapeOf(query, result);
  return chartKinds
    .flatMap((kind): RankedChart[] => {
      if (shape.rows === 0 && kind !== 'table') return [];
      const fit = charts[kind].fits(shape);
      if (fit === null) return [];
      const { x, y, series, score, reason } = fit;
      return [{ spec: { kind, x, y: [...y], series, title: null }, score, reason }];
    })
    .toSorted((a, b) => b.score - a.score);
}
