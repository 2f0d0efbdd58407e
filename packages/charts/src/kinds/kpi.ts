import type { Chart } from '../chart.ts';
import { isComparison } from '../shape.ts';
import { labelOf, listed } from '../words.ts';

/** One number, large, with what it is compared to; the page draws it. */
export const kpi: Chart<'kpi'> = {
  kind: 'kpi',
  fits: (shape) => {
    const [main, ...rest] = shape.measures;
    if (main === undefined || shape.detail || shape.rows !== 1) return null;
    const y = shape.measures.map((facts) => facts.column.key);
    // One group left over, such as the best seller, is a name with its number.
    if (shape.dimensions.length === 1) {
      const x = shape.dimensions[0]?.column.key ?? null;
      return {
        x,
        y,
        series: null,
        score: 0.55,
        reason: `A single ${labelOf(shape.dimensions[0])} with its ${labelOf(main)}.`,
      };
    }
    if (shape.dimensions.length > 1) return null;
    const compared = rest.some((facts) => isComparison(facts, shape));
    const reason = compared
      ? `A single number, ${labelOf(main)}, beside what it is compared with.`
      : rest.length === 0
        ? `${main.column.label} is a single number, so it is shown as one.`
        : `Single numbers: ${listed(shape.measures.map(labelOf))}.`;
    return { x: null, y, series: null, score: 0.97, reason };
  },
  option: () => null,
};
