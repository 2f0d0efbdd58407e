import { bars } from '../bars.ts';
import type { Chart } from '../chart.ts';
import { isTime, listedPair } from '../shape.ts';
import { labelOf } from '../words.ts';

/** Lying bars: rankings, long names, many groups. */
export const horizontalBar: Chart<'horizontal-bar'> = {
  kind: 'horizontal-bar',
  fits: (shape) => {
    const pair = listedPair(shape);
    if (pair !== null && !isTime(pair.name)) {
      const reason = `Lying bars compare ${labelOf(pair.amount)} of each ${labelOf(pair.name)}.`;
      return { x: pair.name.column.key, y: [pair.amount.column.key], series: null, score: 0.62, reason };
    }
    const [only] = shape.categories;
    const [measure] = shape.measures;
    if (shape.detail || only === undefined || measure === undefined || shape.dimensions.length > 1 || shape.rows < 2)
      return null;
    const spec = { x: only.column.key, y: [measure.column.key], series: null };
    const whole = shape.measures.length === 1 ? 1 : 0.72;
    // What has an order of its own runs from left to right.
    if (shape.ordered.has(only.column.key))
      return { ...spec, score: 0.4 * whole, reason: `Lying bars compare ${labelOf(measure)} by ${labelOf(only)}.` };
    if (shape.ranking)
      return {
        ...spec,
        score: 0.92 * whole,
        reason: `Lying bars rank ${labelOf(only)} by ${labelOf(measure)}, with room for each name.`,
      };
    const roomy = only.longest > 14 || only.distinct > 8;
    const reason = roomy
      ? `Lying bars leave room for the names of ${only.distinct} groups of ${labelOf(only)}.`
      : `Lying bars compare ${labelOf(measure)} by ${labelOf(only)}.`;
    return { ...spec, score: (roomy ? 0.9 : 0.8) * whole, reason };
  },
  option: (drawing) => bars(drawing, { horizontal: true }),
};
