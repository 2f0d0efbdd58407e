import { vector } from '@lumiere/values';
import type { Cell } from '@lumiere/values';
import type { Column } from '@lumiere/contract';
import type { Drawing, Drawn } from './drawing.ts';

const maxBins = 40;

/** A drawing of one number as ranges with counts; one that the query has cut already gets its ranges in order, empty ones kept. */
export function binned(drawing: Drawing): Drawing | null {
  const { x, y } = drawing;
  if (x === null) return null;
  const values = x.vector.numbers();
  const present = values.filter(Number.isFinite);
  if (present.length === 0) return null;
  const [measure] = y;
  const width = measure === undefined ? binWidth(present) : steps(present);
  const first = present.reduce((a, b) => Math.min(a, b));
  const last = present.reduce((a, b) => Math.max(a, b));
  const start = measure === undefined ? Math.floor(first / width) * width : first;
  const count = Math.floor((last - start) / width + 1e-9) + 1;
  if (count > 10 * maxBins) return measure === undefined ? null : drawing;
  const cells: Cell[] = Array.from({ length: count }, () => (measure === undefined ? 0 : null));
  for (const [row, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(count - 1, Math.floor((value - start) / width + 1e-9));
    cells[bin] = measure === undefined ? Number(cells[bin]) + 1 : measure.vector.cell(row);
  }
  const from = Array.from({ length: count }, (_, i) => tidy(start + i * width));
  const range = (cell: Cell): string => `${x.exact(cell)} – ${x.exact(tidy(Number(cell) + width))}`;
  const ranges: Drawn = {
    column: x.column,
    vector: vector('double', from),
    exact: range,
    // Where a range begins; both ends stand in the tooltip.
    short: x.short,
  };
  const counted = measure ?? counts(drawing);
  return { ...drawing, x: ranges, y: [{ ...counted, vector: vector(counted.column.type, cells) }] };
}

/** A round width by the rule of Freedman and Diaconis (1981), whole for whole numbers, with 5 to 40 ranges. */
function binWidth(values: Float64Array): number {
  const sorted = values.toSorted();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const span = at(1) - at(0);
  if (span === 0) return Math.max(1, 10 ** Math.floor(Math.log10(Math.abs(at(0)) || 1)));
  const asked = (2 * (at(0.75) - at(0.25))) / Math.cbrt(sorted.length);
  const bounded = Math.min(span / 5, Math.max(span / maxBins, asked));
  const size = 10 ** Math.floor(Math.log10(bounded));
  const width = ([1, 2, 2.5, 5, 10].find((step) => step * size >= bounded * 0.999) ?? 10) * size;
  return values.every(Number.isInteger) ? Math.max(1, Math.ceil(width)) : width;
}

/** The width that a query cut by: the smallest distance of two ranges. */
function steps(values: Float64Array): number {
  const sorted = [...new Set(values)].toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((value, i) => value - (sorted[i] ?? 0));
  return gaps.reduce((a, b) => Math.min(a, b), gaps[0] ?? 1);
}

/** Without the dust of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(12));

function counts({ theme }: Drawing): Drawn {
  const column: Column = {
    key: 'rows',
    label: theme.labels.rows,
    role: 'measure',
    type: 'integer',
    format: null,
    grain: null,
    part: null,
    field: null,
    additive: true,
    description: null,
  };
  const print = (cell: Cell, compact: boolean): string =>
    new Intl.NumberFormat(theme.locale, compact ? { notation: 'compact' } : {}).format(Number(cell));
  return {
    column,
    vector: vector('integer', []),
    exact: (cell) => print(cell, false),
    short: (cell) => print(cell, true),
  };
}
