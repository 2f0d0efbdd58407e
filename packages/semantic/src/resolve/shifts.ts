import { timeGrains } from '@lumiere/values';
import type { TimeGrain } from '@lumiere/values';
import type { FieldId } from '@lumiere/contract';
import type { Expression } from '../plan.ts';
import { refuse } from './context.ts';
import type { Context } from './context.ts';
import type { GridDimension, GridRequest } from './grid-request.ts';
import { leavesOf } from './nnf.ts';
import { unitsIn } from './period.ts';
import type { Shift } from './period.ts';
import { isTemporal } from './scalar.ts';

/** The time field whose periods a moved measure moves: the one grouped by, else the one filtered by. Null where there is none, with the problem recorded. */
export function shiftField(ctx: Context, request: GridRequest): FieldId | null {
  const grouped = request.dimensions.filter(({ of }) => of.grain !== null || of.part === 'year-number');
  const [first] = [...grouped, ...request.dimensions.filter(({ of }) => of.part !== null)];
  if (first !== undefined && (grouped.length > 0 || filtered(ctx, request).includes(first.ref.id))) return first.ref.id;
  const fields = filtered(ctx, request);
  const main = fields.find((id) => {
    const ref = ctx.view.fields.get(id);
    return ref !== undefined && ref.table.time === ref.field.id;
  });
  const chosen = main ?? fields[0];
  if (chosen !== undefined) return chosen;
  refuse(ctx, 'query.invalid', 'A comparison with another period needs a period: group by a date or filter by one.', {
    hint: 'Add, for example, “by month” or “in 2024”.',
  });
  return null;
}

function filtered(ctx: Context, request: GridRequest): readonly FieldId[] {
  const ids = request.where
    .flatMap(leavesOf)
    .flatMap((leaf) => (leaf.kind === 'period' || leaf.kind === 'compare' ? [leaf.on.field] : []));
  return [...new Set(ids)].filter((id) => isTemporal(ctx.view.fields.get(id)?.field.type ?? 'text'));
}

/** The groups' keys as they are in the other period. `alongTime` is true where a key itself moved, so that a row's partner is another row. */
export function movedKeys(
  ctx: Context,
  request: GridRequest,
  keys: readonly Expression[],
  shifts: readonly Shift[],
): { readonly keys: readonly Expression[]; readonly alongTime: boolean } {
  const field = shiftField(ctx, request);
  const cuts = request.dimensions.filter(({ ref, of }) => ref.id === field && of.grain !== null);
  const finest = cuts.toSorted((a, b) => rank(a.of.grain) - rank(b.of.grain))[0];
  const byYear = request.dimensions.some(({ ref, of }) => ref.id === field && of.part === 'year-number');
  const finestKey = finest === undefined ? undefined : keys[request.dimensions.indexOf(finest)];
  const start = finest === undefined || finestKey === undefined ? null : moveKey(ctx, finestKey, finest, shifts);
  const moved = keys.map((key, i) => {
    const dimension = request.dimensions[i];
    if (dimension === undefined || dimension.ref.id !== field) return key;
    return movedKey(ctx, key, dimension, dimension === finest, start, shifts);
  });
  return { keys: moved, alongTime: finest !== undefined || byYear };
}

function movedKey(
  ctx: Context,
  key: Expression,
  dimension: GridDimension,
  isFinest: boolean,
  start: Expression | null,
  shifts: readonly Shift[],
): Expression {
  const { grain, part } = dimension.of;
  if (grain !== null)
    return isFinest || start === null
      ? (start ?? key)
      : { kind: 'truncate', of: start, grain, weekStart: ctx.weekStart, zone: null };
  if (part === null) return key;
  if (start !== null) return { kind: 'date-part', of: start, part, weekStart: ctx.weekStart, zone: null };
  const years = shifts.every((shift) => shift.grain === 'year')
    ? shifts.reduce((sum, shift) => sum + shift.offset, 0)
    : null;
  if (years === null) {
    refuse(
      ctx,
      'query.unsupported',
      `A comparison by ${shifts[0]?.grain ?? 'period'} needs dates along it; group by a date instead of a part of one.`,
    );
    return key;
  }
  return part === 'year-number'
    ? {
        kind: 'arithmetic',
        op: '+',
        left: key,
        right: { kind: 'value', value: years, type: 'integer' },
        type: 'integer',
      }
    : key;
}

function moveKey(ctx: Context, key: Expression, dimension: GridDimension, shifts: readonly Shift[]): Expression {
  const grain = dimension.of.grain ?? 'day';
  return shifts.reduce((of: Expression, shift): Expression => {
    const weeks = unitsIn(shift.grain, grain);
    if (weeks !== null) return { kind: 'add-time', of, grain: 'week', count: weeks * shift.offset };
    if (rank(shift.grain) < rank(grain)) {
      refuse(
        ctx,
        'query.invalid',
        `Groups by ${grain} cannot be compared with those a ${shift.grain} away; group by ${shift.grain} or finer.`,
      );
    }
    return { kind: 'add-time', of, grain: shift.grain, count: shift.offset };
  }, key);
}

function rank(grain: TimeGrain | null): number {
  return grain === null ? -1 : timeGrains.indexOf(grain);
}
