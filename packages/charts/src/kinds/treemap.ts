import { plotted } from '../axes.ts';
import { asOption, base, tooltipBox } from '../base.ts';
import type { Chart } from '../chart.ts';
import { inkOn, mix } from '../colour.ts';
import { tooltipHtml } from '../tooltip.ts';
import { labelOf } from '../words.ts';

/** Parts of a whole that are too many for slices: each a tile as large as its number. */
export const treemap: Chart<'treemap'> = {
  kind: 'treemap',
  fits: (shape) => {
    const [names] = shape.categories;
    const [measure] = shape.measures;
    if (
      shape.detail ||
      names === undefined ||
      measure === undefined ||
      shape.dimensions.length > 1 ||
      shape.measures.length > 1
    )
      return null;
    if (
      !measure.column.additive ||
      !(measure.min >= 0) ||
      !(measure.max > 0) ||
      !shape.complete ||
      shape.ordered.has(names.column.key)
    )
      return null;
    if (shape.rows < 4 || shape.rows > 80) return null;
    const reason = `Tiles show which part of all ${labelOf(measure)} each of ${names.distinct} groups of ${labelOf(names)} has.`;
    return {
      x: names.column.key,
      y: [measure.column.key],
      series: null,
      score: shape.share && shape.rows > 6 ? 0.93 : 0.5,
      reason,
    };
  },
  option: (drawing) => {
    const { x, y, theme } = drawing;
    const [measure] = y;
    if (x === null || measure === undefined) return null;
    const colour = theme.palette[0] ?? theme.text;
    const rows = Array.from({ length: x.vector.length }, (_, row) => ({
      row,
      value: plotted(measure.vector.cell(row)) ?? 0,
    }));
    if (rows.some(({ value }) => value < 0)) return null;
    const most = rows.reduce((max, { value }) => Math.max(max, value), 0) || 1;
    const names = rows.map(({ row }) => x.exact(x.vector.cell(row)));
    const data = rows
      .filter(({ value }) => value > 0)
      .map(({ row, value }) => {
        // Deeper for larger, so that colour says nothing that size does not.
        const fill = mix(theme.surface, colour, 0.35 + 0.65 * Math.sqrt(value / most));
        return { name: names[row] ?? '', value, row, itemStyle: { color: fill }, label: { color: inkOn(fill) } };
      });
    return asOption({
      ...base(drawing, false),
      tooltip: {
        ...tooltipBox(theme),
        formatter: (hovered: unknown) => {
          // ECharts types the hovered item as anything; its data is what was given above.
          const row = (hovered as { readonly data?: { readonly row?: number } }).data?.row;
          if (row === undefined) return '';
          const value = measure.exact(measure.vector.cell(row));
          return tooltipHtml(names[row] ?? '', [{ colour, name: measure.column.label, value }], theme);
        },
      },
      series: [
        {
          type: 'treemap',
          data,
          left: 0,
          right: 0,
          top: 0,
          bottom: 0,
          roam: false,
          nodeClick: false,
          breadcrumb: { show: false },
          itemStyle: { borderColor: theme.surface, borderWidth: 0, gapWidth: 2, borderRadius: 4 },
          label: {
            fontFamily: theme.font,
            fontSize: 12,
            position: 'insideTopLeft',
            padding: [2, 2],
            lineHeight: 17,
            overflow: 'truncate',
            formatter: ({ data: tile }: { readonly data: { readonly row?: number } }) => {
              const row = tile.row ?? -1;
              return `${(names[row] ?? '').replace(/[{}|]/g, ' ')}\n${row < 0 ? '' : measure.short(measure.vector.cell(row))}`;
            },
          },
        },
      ],
    });
  },
};
