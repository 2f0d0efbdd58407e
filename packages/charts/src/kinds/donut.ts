import type { Chart } from '../chart.ts';
import { pieOption, sliceFit } from '../pie.ts';
import { labelOf } from '../words.ts';

/** Parts of a whole, with the whole in the middle. */
export const donut: Chart<'donut'> = {
  kind: 'donut',
  fits: (shape) =>
    sliceFit(
      shape,
      { asked: 0.96, otherwise: 0.6 },
      (measure, names) => `A ring shows how all ${labelOf(measure)} divides by ${labelOf(names)}.`,
    ),
  option: (drawing) => pieOption(drawing, true),
};
