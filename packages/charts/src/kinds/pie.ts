import type { Chart } from '../chart.ts';
import { pieOption, sliceFit } from '../pie.ts';
import { labelOf } from '../words.ts';

/** Parts of a whole, as a full circle. */
export const pie: Chart<'pie'> = {
  kind: 'pie',
  fits: (shape) =>
    sliceFit(
      shape,
      { asked: 0.9, otherwise: 0.55 },
      (measure, names) => `Slices show which part of all ${labelOf(measure)} each ${labelOf(names)} has.`,
    ),
  option: (drawing) => pieOption(drawing, false),
};
