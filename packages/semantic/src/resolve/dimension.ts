import type { DimensionExpression } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import type { Expression } from '../plan.ts';
import { refuse } from './context.ts';
import type { Context, FieldRef } from './context.ts';
import { isNumber, isTemporal, shiftOf } from './scalar.ts';

/** The type a dimension's values have. */
export function dimensionType(of: DimensionExpression, ref: FieldRef): ValueType {
  if (of.part !== null) return 'integer';
  if (of.grain !== null) return of.grain === 'minute' || of.grain === 'hour' ? ref.field.type : 'date';
  if (of.bin !== null) return ref.field.type === 'integer' && Number.isInteger(of.bin) ? 'integer' : 'double';
  return ref.field.type;
}

/** Whether a field can be cut as a dimension asks; records what is wrong where it cannot. */
export function checkDimension(ctx: Context, of: DimensionExpression, ref: FieldRef, path: string): void {
  const { type } = ref.field;
  if ([of.grain, of.part, of.bin].filter((cut) => cut !== null).length > 1) {
    refuse(ctx, 'query.invalid', `\`${ref.id}\` is cut in two ways at once; use one of grain, part and bin.`, { path });
  }
  if ((of.grain !== null || of.part !== null) && !isTemporal(type)) {
    refuse(
      ctx,
      'query.wrong-type',
      `\`${ref.id}\` is ${article(type)}, so it has no ${of.grain ?? of.part}; a date is needed.`,
      { path },
    );
  } else if (type === 'date' && (of.grain === 'minute' || of.grain === 'hour' || of.part === 'hour')) {
    refuse(ctx, 'query.wrong-type', `\`${ref.id}\` is a date without a time of day; use day or a coarser unit.`, {
      path,
    });
  }
  if (of.bin !== null && !isNumber(type)) {
    refuse(ctx, 'query.wrong-type', `\`${ref.id}\` is ${article(type)}; only numbers can be put into ranges.`, {
      path,
    });
  }
  if (type === 'json' || type === 'binary')
    refuse(ctx, 'query.wrong-type', `\`${ref.id}\` is ${article(type)} and cannot be grouped by.`, { path });
}

/** A dimension over its field's column. */
export function dimensionValue(ctx: Context, of: DimensionExpression, ref: FieldRef, column: Expression): Expression {
  const { field } = ref;
  if (of.grain !== null) {
    if (field.type === 'date' && of.grain === 'day') return column;
    return {
      kind: 'truncate',
      of: column,
      grain: of.grain,
      weekStart: ctx.weekStart,
      zone: shiftOf(ctx, ref.id, field),
    };
  }
  if (of.part !== null)
    return {
      kind: 'date-part',
      of: column,
      part: of.part,
      weekStart: ctx.weekStart,
      zone: shiftOf(ctx, ref.id, field),
    };
  if (of.bin !== null) return { kind: 'bin', of: column, width: of.bin };
  return column;
}

/** `a text`, `an integer`: a type in words. */
export function article(type: ValueType): string {
  return type === 'text' || type === 'json' || type === 'binary'
    ? type
    : type === 'integer' || type === 'instant'
      ? `an ${type}`
      : `a ${type}`;
}
