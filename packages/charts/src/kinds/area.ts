import type { Chart } from '../chart.ts';
import { lines } from '../lines.ts';
import { labelOf, periods } from '../words.ts';

/** Volume over time: the filled surface reads as an amount, so it has to be one that adds up. */
export const area: Chart<'area'> = {
  kind: 'area',
  fits: (shape) => {
    const [time] = shape.times;
    const [measure] = shape.measures;
    if (
      shape.detail ||
      time === undefined ||
      shape.times.length > 1 ||
      measure === undefined ||
      shape.measures.length > 1
    )
      return null;
    if (!measure.column.additive || !(measure.min >= 0) || time.distinct < 3 || shape.categories.length > 1)
      return null;
    const [group] = shape.categories;
    const span = periods(time.distinct, time.column.grain);
    const spec = { x: time.column.key, y: [measure.column.key] };
    if (group === undefined) {
      return {
        ...spec,
        series: null,
        score: 0.75,
        reason: `A filled line shows the volume of ${labelOf(measure)} over ${span}.`,
      };
    }
    return {
      ...spec,
      series: group.column.key,
      score: 0.68,
      reason: `Layers show what each ${labelOf(group)} adds to ${labelOf(measure)} over ${span}.`,
    };
  },
  option: (drawing) => lines(drawing, drawing.series === null && drawing.y.length === 1 ? 'area' : 'stacked'),
};
