import type { Chart } from '../chart.ts';
import { bars } from '../bars.ts';
import { binned } from '../bins.ts';
import { isNumber } from '../shape.ts';
import { labelOf } from '../words.ts';

/** How one number is spread: touching bars over ranges, cut by the query or here. */
export const histogram: Chart<'histogram'> = {
  kind: 'histogram',
  fits: (shape) => {
    const [only] = shape.dimensions;
    if (only === undefined || shape.dimensions.length > 1 || shape.rows < 2) return null;
    if (shape.detail) {
      if (!isNumber(only) || shape.rows < 12 || only.distinct < 6 || !Number.isFinite(only.max - only.min)) return null;
      return {
        x: only.column.key,
        y: [],
        series: null,
        score: 0.9,
        reason: `Ranges show how ${labelOf(only)} is spread over the rows.`,
      };
    }
    const [measure] = shape.measures;
    if (!shape.bins.has(only.column.key) || measure === undefined || shape.measures.length > 1) return null;
    return {
      x: only.column.key,
      y: [measure.column.key],
      series: null,
      score: 0.96,
      reason: `Ranges of ${labelOf(only)} show how ${labelOf(measure)} is spread.`,
    };
  },
  option: (drawing) => {
    const cut = binned(drawing);
    return cut === null ? null : bars(cut, { touching: true });
  },
};
