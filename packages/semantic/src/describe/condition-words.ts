import type { Condition, FieldId, FilterField, GroupCondition, MeasureExpression, Scalar } from '@lumiere/contract';
import { fieldLabel, lowerFirst, measureLabel } from '../resolve/labels.ts';
import { unreachable } from '../unreachable.ts';
import type { View } from '../view.ts';
import { periodWords } from './period-words.ts';

const comparisons = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is below',
  '<=': 'is at most',
  '>': 'is over',
  '>=': 'is at least',
} as const;
const dateComparisons = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is before',
  '<=': 'is up to',
  '>': 'is after',
  '>=': 'is from',
} as const;

/** A test on rows in words: `Status is completed and Total is over 100`. */
export function describeCondition(view: View, of: Condition): string {
  const inner = (condition: Condition): string =>
    condition.kind === 'and' || condition.kind === 'or'
      ? `(${describeCondition(view, condition)})`
      : describeCondition(view, condition);
  switch (of.kind) {
    case 'and':
    case 'or':
      return of.conditions.map(inner).join(` ${of.kind} `);
    case 'not':
      return negated(view, of.condition) ?? `not (${describeCondition(view, of.condition)})`;
    case 'compare': {
      if (of.value === null) return `${name(view, of.on)} is ${of.op === '=' ? '' : 'not '}missing`;
      const date = view.fields.get(of.on.field)?.field.role === 'time' && of.on.part === null;
      return `${name(view, of.on)} ${(date ? dateComparisons : comparisons)[of.op]} ${show(of.value)}`;
    }
    case 'compare-fields':
      return `${name(view, of.left)} ${comparisons[of.op]} ${lowerFirst(name(view, of.right))}`;
    case 'in':
      return `${name(view, of.on)} is ${list(of.values.map(show), 'or')}`;
    case 'text':
      return `${name(view, of.on)} ${{ contains: 'contains', 'starts-with': 'starts with', 'ends-with': 'ends with' }[of.op]} “${of.value}”`;
    case 'null':
      return `${name(view, of.on)} is missing`;
    case 'period':
      return `${name(view, of.on)} is ${periodWords(of.period)}`;
    case 'exists':
      return `there are ${relatedWords(view, of)}`;
    case 'compare-measure': {
      const within =
        of.per.length === 0
          ? ''
          : ` of the same ${list(
              of.per.map((id) => lowerFirst(fieldLabel(view, id))),
              'and',
            )}`;
      return `${name(view, of.on)} ${comparisons[of.op]} the ${lowerFirst(measureWords(view, of.value))}${within}`;
    }
    case 'in-groups': {
      const parts: string[] = [];
      if (of.top !== null)
        parts.push(
          `is among the ${of.top.count} with the ${of.top.descending ? 'highest' : 'lowest'} ${lowerFirst(measureWords(view, of.top.by))}`,
        );
      if (of.having !== null) parts.push(`has ${describeGroupCondition(view, of.having)}`);
      if (parts.length === 0) parts.push('occurs');
      return `${name(view, of.on)} ${parts.join(' and ')}${of.where === null ? '' : ` where ${describeCondition(view, of.where)}`}`;
    }
    default:
      return unreachable(of);
  }
}

/** A test on groups in words: `Revenue is over 1000`. */
export function describeGroupCondition(view: View, of: GroupCondition): string {
  switch (of.kind) {
    case 'and':
    case 'or':
      return of.conditions
        .map((inner) =>
          inner.kind === 'and' || inner.kind === 'or'
            ? `(${describeGroupCondition(view, inner)})`
            : describeGroupCondition(view, inner),
        )
        .join(` ${of.kind} `);
    case 'not':
      return `not (${describeGroupCondition(view, of.condition)})`;
    case 'compare':
      return `${measureWords(view, of.measure)} ${comparisons[of.op]} ${typeof of.value === 'object' && of.value !== null ? lowerFirst(measureWords(view, of.value)) : show(of.value)}`;
    case 'compare-groups':
      return `${measureWords(view, of.measure)} ${comparisons[of.op]} the ${{ avg: 'average', median: 'median', min: 'lowest', max: 'highest' }[of.function]} of all groups`;
    default:
      return unreachable(of);
  }
}

/** A measure with the filters that are part of it. */
export function measureWords(view: View, of: MeasureExpression): string {
  if (of.kind === 'filtered') return `${measureWords(view, of.of)} where ${describeCondition(view, of.where)}`;
  return measureLabel(view, of);
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}

function negated(view: View, of: Condition): string | null {
  switch (of.kind) {
    case 'null':
      return `${name(view, of.on)} is present`;
    case 'in':
      return `${name(view, of.on)} is not ${list(of.values.map(show), 'or')}`;
    case 'text':
      return `${name(view, of.on)} does not ${{ contains: 'contain', 'starts-with': 'start with', 'ends-with': 'end with' }[of.op]} “${of.value}”`;
    case 'exists':
      return `there are no ${relatedWords(view, of)}`;
    case 'compare':
      return of.op === '=' && of.value !== null ? `${name(view, of.on)} is not ${show(of.value)}` : null;
    case 'period':
      return `${name(view, of.on)} is not ${periodWords(of.period)}`;
    default:
      return null;
  }
}

function relatedWords(view: View, of: Extract<Condition, { kind: 'exists' }>): string {
  const label = lowerFirst(view.tables.get(of.table)?.label ?? of.table);
  return of.where === null ? label : `${label} where ${describeCondition(view, of.where)}`;
}

const partWords = {
  hour: 'hour',
  weekday: 'weekday',
  'day-of-month': 'day of the month',
  'week-of-year': 'week',
  'month-of-year': 'month',
  'quarter-of-year': 'quarter',
  'year-number': 'year',
} as const;

function name(view: View, on: FilterField): string {
  return on.part === null ? fieldName(view, on.field) : `${fieldName(view, on.field)} (${partWords[on.part]})`;
}

function fieldName(view: View, id: FieldId): string {
  return fieldLabel(view, id);
}

function show(value: Scalar): string {
  if (value === null) return 'missing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? 'empty' : String(value);
}
