import { daysOf } from '@lumiere/values';
import type { Column, Condition, FieldId } from '@lumiere/contract';
import type { Context } from './context.ts';
import { conjunctsOf } from './nnf.ts';
import type { Leaf } from './nnf.ts';
import { dayAfter, dayOf, momentOf, rangesOf } from './period.ts';
import type { Range } from './period.ts';

const msPerDay = 86_400_000;

/** What the filter's tests that must all hold leave of each time field, by the report's wall clock. */
export function coverageOf(ctx: Context, where: Condition | null): ReadonlyMap<FieldId, Range> {
  const left = new Map<FieldId, Range>();
  for (const conjunct of conjunctsOf(where)) {
    if (conjunct.kind !== 'leaf' || conjunct.negated) continue;
    const range = rangeOf(ctx, conjunct.leaf);
    if (range !== null) left.set(range.field, overlap(left.get(range.field), range));
  }
  return left;
}

/** The whole dates within a range, as a column says them: a date that a moment cuts is not covered. */
export function coveredDates({ fromMs, untilMs }: Range): NonNullable<Column['covered']> {
  return {
    from: fromMs === null ? null : dayAfter(fromMs),
    until: untilMs === null ? null : dayOf(untilMs),
  };
}

function rangeOf(ctx: Context, leaf: Leaf): (Range & { readonly field: FieldId }) | null {
  if (leaf.kind === 'period') {
    const ranges = leaf.on.part === null ? rangesOf(leaf.period, ctx.nowMs, ctx.weekStart) : null;
    const [only] = ranges ?? [];
    // years each cut at the same date are cut alike, so none of them stands out
    return only === undefined || ranges?.length !== 1 ? null : { field: leaf.on.field, ...only };
  }
  if (leaf.kind !== 'compare') return null;
  const stretch = stretchOf(leaf);
  if (stretch === null) return null;
  const [start, end] = stretch;
  const { field } = leaf.on;
  switch (leaf.op) {
    case '=':
      return { field, fromMs: start, untilMs: end };
    case '>=':
      return { field, fromMs: start, untilMs: null };
    case '>':
      return { field, fromMs: end, untilMs: null };
    case '<':
      return { field, fromMs: null, untilMs: start };
    case '<=':
      return { field, fromMs: null, untilMs: end };
    case '!=':
      return null;
  }
}

/** The stretch that a date, a moment or a year stands for; null where the value is none of them. */
function stretchOf({ on, value }: Extract<Leaf, { kind: 'compare' }>): readonly [number, number] | null {
  if (on.part === 'year-number') {
    const year = Number(value);
    const start = (of: number): number => daysOf(`${String(of).padStart(4, '0')}-01-01`) * msPerDay;
    return Number.isInteger(year) && year > 0 && year < 9999 ? [start(year), start(year + 1)] : null;
  }
  const at = on.part === null && typeof value === 'string' ? momentOf(value) : Number.NaN;
  if (Number.isNaN(at)) return null;
  return [at, String(value).includes(':') ? at : at + msPerDay];
}

function overlap(known: Range = open, { fromMs, untilMs }: Range): Range {
  return {
    fromMs: known.fromMs === null ? fromMs : Math.max(known.fromMs, fromMs ?? known.fromMs),
    untilMs: known.untilMs === null ? untilMs : Math.min(known.untilMs, untilMs ?? known.untilMs),
  };
}

const open: Range = { fromMs: null, untilMs: null };
