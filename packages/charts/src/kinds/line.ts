import type { Chart, Fit } from '../chart.ts';
import { lines } from '../lines.ts';
import { isTime, listedPair } from '../shape.ts';
import type { Shape } from '../shape.ts';
import { labelOf, listed, periods } from '../words.ts';

/** Change along time, or along an axis that has an order of its own. */
export const line: Chart<'line'> = {
  kind: 'line',
  fits: (shape) => {
    const pair = listedPair(shape);
    if (pair !== null && isTime(pair.name)) {
      const reason = `A line joins ${labelOf(pair.amount)} from date to date.`;
      return { x: pair.name.column.key, y: [pair.amount.column.key], series: null, score: 0.66, reason };
    }
    if (shape.detail || shape.together.length === 0 || shape.rows < 2) return null;
    const [time] = shape.times;
    if (shape.times.length === 1 && time !== undefined && shape.categories.length === 0) return overTime(shape);
    if (shape.times.length === 1 && shape.categories.length === 1) return perSeries(shape);
    return alongOrder(shape);
  },
  option: (drawing) => lines(drawing, 'none'),
};

function overTime(shape: Shape): Fit | null {
  const [time] = shape.times;
  if (time === undefined) return null;
  const y = shape.together.map((facts) => facts.column.key);
  const whole = y.length === shape.measures.length ? 1 : 0.8;
  const measured = listed(shape.together.map(labelOf));
  const span = periods(time.distinct, time.column.grain);
  if (time.distinct < 3)
    return {
      x: time.column.key,
      y,
      series: null,
      score: 0.5 * whole,
      reason: `A line joins the two values of ${measured}.`,
    };
  return {
    x: time.column.key,
    y,
    series: null,
    score: 0.93 * whole,
    reason: `A line shows how ${measured} moved over ${span}.`,
  };
}

function perSeries(shape: Shape): Fit | null {
  const [time] = shape.times;
  const [group] = shape.categories;
  const [measure] = shape.measures;
  if (time === undefined || group === undefined || measure === undefined || shape.measures.length > 1) return null;
  const spec = { x: time.column.key, y: [measure.column.key], series: group.column.key };
  const few = time.distinct < 3;
  const each = `A line for each ${labelOf(group)} shows how its ${labelOf(measure)} moved`;
  if (group.distinct <= 8)
    return { ...spec, score: few ? 0.45 : 0.92, reason: `${each} over ${periods(time.distinct, time.column.grain)}.` };
  if (measure.column.additive)
    return { ...spec, score: few ? 0.4 : 0.82, reason: `${each}; the smaller ones are added up as one line.` };
  return { ...spec, score: few ? 0.35 : 0.6, reason: `${each}; only the largest are drawn.` };
}

/** Hours, weekdays and ranges follow each other; names do not, and a line over them would tell of a change that is none. */
function alongOrder(shape: Shape): Fit | null {
  const [only] = shape.categories;
  if (shape.dimensions.length !== 1 || only === undefined || !shape.ordered.has(only.column.key) || only.distinct < 5)
    return null;
  const measured = listed(shape.together.map(labelOf));
  const y = shape.together.map((facts) => facts.column.key);
  return {
    x: only.column.key,
    y,
    series: null,
    score: 0.6,
    reason: `A line follows ${measured} along ${labelOf(only)}.`,
  };
}
