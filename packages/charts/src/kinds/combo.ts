import type { Chart } from '../chart.ts';
import { axisName, valueAxis } from '../axes.ts';
import { bars } from '../bars.ts';
import { asOption } from '../base.ts';
import { sharedZero } from '../shared-zero.ts';
import { sameScale } from '../shape.ts';
import { labelOf } from '../words.ts';

/** Bars and a line on two axes: only where two measures have different units, so that one axis could not hold both. */
export const combo: Chart<'combo'> = {
  kind: 'combo',
  fits: (shape) => {
    const [only] = shape.dimensions;
    const [first, second] = shape.measures;
    if (shape.detail || only === undefined || shape.dimensions.length > 1 || shape.measures.length !== 2) return null;
    if (first === undefined || second === undefined || sameScale(first, second) || shape.rows < 2) return null;
    const timed = shape.times.length === 1;
    const sequence = timed || shape.ordered.has(only.column.key);
    if (only.distinct > 60) return null;
    // The amount stands as bars; the rate runs over it.
    const [amount, rate] = second.column.additive && !first.column.additive ? [second, first] : [first, second];
    const reason = `${amount.column.label} as bars and ${labelOf(rate)} as ${sequence ? 'a line' : 'points'}, each with its own axis because their units differ.`;
    return {
      x: only.column.key,
      y: [amount.column.key, rate.column.key],
      series: null,
      score: sequence ? 0.95 : 0.74,
      reason,
    };
  },
  option: (drawing) => {
    const [amount, rate] = drawing.y;
    const { theme } = drawing;
    const drawn = bars(drawing);
    if (drawn === null || amount === undefined || rate === undefined || !Array.isArray(drawn.series)) return null;
    const sequence = drawing.x?.column.grain !== null || drawing.x?.column.part !== null;
    const colour = theme.palette[1] ?? theme.text;
    const scales = sharedZero(amount, rate);
    const right = valueAxis(rate, theme, null, {
      ...axisName(rate.column.label, theme, 'right'),
      splitLine: { show: false },
      ...(scales === null ? { alignTicks: true } : scales[1]),
    });
    const over = {
      type: 'line',
      name: rate.column.label,
      yAxisIndex: 1,
      encode: { x: 'slot', y: 'y1' },
      symbol: 'circle',
      symbolSize: sequence ? 6 : 9,
      showSymbol: !sequence || drawing.result.rowCount <= 40,
      lineStyle: { width: sequence ? 2 : 0, color: colour },
      itemStyle: { color: colour, borderColor: theme.surface, borderWidth: 1.5 },
    };
    const series = [drawn.series[0], over];
    return asOption({
      ...drawn,
      yAxis: [valueAxis(amount, theme, amount.column.label, scales?.[0] ?? {}), right],
      series: series,
    });
  },
};
