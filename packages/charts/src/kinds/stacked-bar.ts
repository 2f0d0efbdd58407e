import { bars } from '../bars.ts';
import type { Chart } from '../chart.ts';
import { outerAndInner } from '../shape.ts';
import { labelOf } from '../words.ts';

/** Bars made of parts: only where the parts add up to the bar. */
export const stackedBar: Chart<'stacked-bar'> = {
  kind: 'stacked-bar',
  fits: (shape) => {
    const parts = outerAndInner(shape);
    const [measure] = shape.measures;
    if (shape.detail || parts === null || measure === undefined || shape.measures.length > 1 || shape.rows < 2)
      return null;
    if (!measure.column.additive || !(measure.min >= 0) || !shape.complete) return null;
    const { outer, inner } = parts;
    if (outer.distinct > 40) return null;
    const timed = shape.times.length === 1;
    const score = shape.share ? 0.95 : timed ? (outer.distinct <= 6 ? 0.88 : 0.72) : inner.distinct <= 8 ? 0.82 : 0.6;
    const reason = `Each bar is the ${labelOf(measure)} of one ${labelOf(outer)}, made up of its parts by ${labelOf(inner)}.`;
    return { x: outer.column.key, y: [measure.column.key], series: inner.column.key, score, reason };
  },
  option: (drawing) => bars(drawing, { stacked: true }),
};
