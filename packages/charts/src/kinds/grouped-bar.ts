import { bars } from '../bars.ts';
import type { Chart, Fit } from '../chart.ts';
import { outerAndInner } from '../shape.ts';
import type { Shape } from '../shape.ts';
import { labelOf, listed } from '../words.ts';

/** Bars side by side: two groupings, or several measures of one unit. */
export const groupedBar: Chart<'grouped-bar'> = {
  kind: 'grouped-bar',
  fits: (shape) => {
    if (shape.detail || shape.rows < 2) return null;
    return shape.dimensions.length === 1 ? measuresBeside(shape) : groupsBeside(shape);
  },
  option: (drawing) => bars(drawing),
};

function measuresBeside(shape: Shape): Fit | null {
  const [only] = shape.dimensions;
  if (only === undefined || shape.together.length < 2 || shape.together.length > 4) return null;
  const y = shape.together.map((facts) => facts.column.key);
  const whole = y.length === shape.measures.length ? 1 : 0.85;
  const score =
    (shape.times.length === 1 ? (only.distinct <= 4 ? 0.94 : 0.6) : only.distinct <= 12 ? 0.9 : 0.6) * whole;
  return {
    x: only.column.key,
    y,
    series: null,
    score,
    reason: `Bars side by side compare ${listed(shape.together.map(labelOf))} by ${labelOf(only)}.`,
  };
}

function groupsBeside(shape: Shape): Fit | null {
  const parts = outerAndInner(shape);
  const [measure] = shape.measures;
  if (parts === null || measure === undefined || shape.measures.length > 1) return null;
  const { outer, inner } = parts;
  const bars = outer.distinct * inner.distinct;
  if (inner.distinct > 8 || bars > 60) return null;
  const few =
    shape.times.length === 1
      ? outer.distinct <= 4
        ? 0.93
        : 0.62
      : inner.distinct <= 5 && outer.distinct <= 12
        ? 0.86
        : 0.66;
  const reason = `Bars side by side compare ${labelOf(measure)} of each ${labelOf(inner)} by ${labelOf(outer)}.`;
  return { x: outer.column.key, y: [measure.column.key], series: inner.column.key, score: few, reason };
}
