import type { Expression } from '@lumiere/semantic';
import { temporalTypes, type ValueType } from '@lumiere/values';
import { unreachable } from './unreachable.ts';

/** The type of an expression's value by the numeric and text contract. */
export function typeOf(e: Expression): ValueType {
  switch (e.kind) {
    case 'column':
    case 'value':
    case 'arithmetic':
    case 'case':
    case 'coalesce':
    case 'aggregate':
    case 'window':
    case 'scalar-step':
      return e.type;
    case 'and':
    case 'or':
    case 'not':
    case 'compare':
    case 'same':
    case 'in':
    case 'is-null':
    case 'text-match':
    case 'exists':
    case 'in-step':
      return 'boolean';
    case 'days-between':
    case 'date-part':
      return 'integer';
    case 'truncate':
      return e.grain === 'hour' || e.grain === 'minute' ? typeOf(e.of) : 'date';
    case 'add-time':
    case 'bin':
      return typeOf(e.of);
    default:
      return unreachable(e);
  }
}

/** Whether a type is a point on the clock, with or without a zone; a date is none. */
export function isMoment(type: ValueType): boolean {
  return type !== 'date' && temporalTypes.has(type);
}
