import { bars } from '../bars.ts';
import type { Chart, Fit } from '../chart.ts';
import { listedPair } from '../shape.ts';
import type { Facts, Shape } from '../shape.ts';
import { labelOf, periods } from '../words.ts';

/** Upright bars: few groups with short names, few units of time, or an order of its own. */
export const bar: Chart<'bar'> = {
  kind: 'bar',
  fits: (shape) => {
    const pair = listedPair(shape);
    if (pair !== null) {
      const score = pair.name.distinct <= 8 && pair.name.longest <= 14 ? 0.64 : 0.5;
      const reason = `Bars compare ${labelOf(pair.amount)} of each ${labelOf(pair.name)}.`;
      return { x: pair.name.column.key, y: [pair.amount.column.key], series: null, score, reason };
    }
    const [only] = shape.dimensions;
    const [measure] = shape.measures;
    if (shape.detail || only === undefined || measure === undefined || shape.dimensions.length > 1 || shape.rows === 0)
      return null;
    const spec = { x: only.column.key, y: [measure.column.key], series: null };
    const whole = shape.measures.length === 1 ? 1 : 0.7;
    const fit = shape.times.length === 1 ? overTime(only, measure) : overNames(only, measure, shape);
    return { ...spec, score: fit.score * whole, reason: fit.reason };
  },
  option: (drawing) => bars(drawing),
};

function overTime(time: Facts, measure: Facts): Pick<Fit, 'score' | 'reason'> {
  const span = periods(time.distinct, time.column.grain);
  const reason = `Bars compare ${labelOf(measure)} in ${span}.`;
  if (time.distinct <= 4) return { score: 0.94, reason };
  return { score: time.distinct <= 24 ? 0.7 : 0.45, reason };
}

function overNames(names: Facts, measure: Facts, shape: Shape): Pick<Fit, 'score' | 'reason'> {
  const by = labelOf(names);
  if (shape.rows === 1) return { score: 0.2, reason: `One bar for the only ${by}.` };
  if (shape.ordered.has(names.column.key)) {
    return {
      score: names.distinct <= 40 ? 0.92 : 0.6,
      reason: `Bars in the order of ${by} show how ${labelOf(measure)} is spread.`,
    };
  }
  const reason = `Bars compare ${labelOf(measure)} by ${by}.`;
  if (names.distinct <= 8 && names.longest <= 14) return { score: shape.ranking ? 0.84 : 0.9, reason };
  return { score: names.distinct <= 25 ? 0.62 : 0.4, reason };
}
