import type { Drawing } from './drawing.ts';
import type { Track } from './pivot.ts';
import { tooltipHtml } from './tooltip.ts';

interface Hover {
  readonly dataIndex: number;
  readonly seriesName?: string;
  readonly color?: unknown;
}

interface Places {
  /** Position in the tracks of a drawn index; null in a gap. */
  readonly cellIndex: (dataIndex: number) => number | null;
  readonly heading: (index: number) => string;
  readonly note?: (index: number) => string | null;
}

/** What is shown over an axis: all series at that place with exact values. Reads the result, never the drawn doubles. */
export function axisTooltip(drawing: Drawing, tracks: readonly Track[], places: Places): (hovered: unknown) => string {
  const { theme } = drawing;
  return (hovered) => {
    // ECharts gives one object for items and a list for axes, typed as anything.
    const list = (Array.isArray(hovered) ? hovered : [hovered]) as readonly Hover[];
    const index = places.cellIndex(list[0]?.dataIndex ?? -1);
    if (index === null) return '';
    // A hidden series is not hovered; two parts of one line share a name.
    const shown = new Set(list.map((item) => item.seriesName ?? ''));
    const rows = tracks.flatMap((track, i) => {
      if (!shown.has(track.name)) return [];
      const colour = theme.palette[i % theme.palette.length] ?? theme.text;
      return [{ colour, name: track.name, value: track.of.exact(track.cells[index] ?? null) }];
    });
    return tooltipHtml(places.heading(index), rows, theme, places.note?.(index) ?? null);
  };
}
