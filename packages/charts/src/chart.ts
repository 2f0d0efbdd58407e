import type { EChartsOption } from 'echarts';
import type { ChartKind, ColumnKey } from '@lumiere/contract';
import type { Drawing } from './drawing.ts';
import type { Shape } from './shape.ts';

/** How a kind would draw a shape, how well that would serve, and why in plain words. */
export interface Fit {
  readonly x: ColumnKey | null;
  readonly y: readonly ColumnKey[];
  readonly series: ColumnKey | null;
  /** 0 to 1; above 0.5 is a sensible choice. */
  readonly score: number;
  readonly reason: string;
}

/** One kind of chart: when it may be drawn and how. A kind is one file that exports one of these. */
export interface Chart<K extends ChartKind> {
  readonly kind: K;
  /** Null where the kind cannot show the shape or would mislead. */
  readonly fits: (shape: Shape) => Fit | null;
  /** Null for kinds that the page draws itself, and where the columns of the spec cannot be drawn. */
  readonly option: (drawing: Drawing) => EChartsOption | null;
}
