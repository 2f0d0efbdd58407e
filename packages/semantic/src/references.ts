import type { Condition, FieldId, GroupCondition, MeasureExpression, TableId } from '@lumiere/contract';
import { unreachable } from './unreachable.ts';

/** What an expression names, each with the keys that lead to it inside the expression. */
export type Reference =
  | { readonly kind: 'field' | 'measure'; readonly id: FieldId; readonly path: readonly (string | number)[] }
  | { readonly kind: 'table'; readonly id: TableId; readonly path: readonly (string | number)[] };

type Path = readonly (string | number)[];

/** Every field, measure and table that a measure names. */
export function measureReferences(of: MeasureExpression, path: Path = []): readonly Reference[] {
  const inside = (key: string, inner: MeasureExpression): readonly Reference[] =>
    measureReferences(inner, [...path, key]);
  switch (of.kind) {
    case 'measure':
      return [{ kind: 'measure', id: of.measure, path: [...path, 'measure'] }];
    case 'aggregate':
      return [{ kind: 'field', id: of.field, path: [...path, 'field'] }];
    case 'count-rows':
      return [{ kind: 'table', id: of.table, path: [...path, 'table'] }];
    case 'filtered':
      return [...inside('of', of.of), ...conditionReferences(of.where, [...path, 'where'])];
    case 'constant':
      return [];
    case 'arithmetic':
      return [...inside('left', of.left), ...inside('right', of.right)];
    case 'row-arithmetic':
      return [
        { kind: 'field', id: of.left, path: [...path, 'left'] },
        { kind: 'field', id: of.right, path: [...path, 'right'] },
      ];
    case 'nested':
      return [
        ...inside('of', of.of),
        ...of.per.map((per, i): Reference => ({ kind: 'field', id: per.field, path: [...path, 'per', i, 'field'] })),
      ];
    case 'shifted':
    case 'window':
      return inside('of', of.of);
    default:
      return unreachable(of);
  }
}

/** Every field, measure and table that a condition names. */
export function conditionReferences(of: Condition, path: Path = []): readonly Reference[] {
  const on = (id: FieldId, key: string): Reference => ({ kind: 'field', id, path: [...path, key, 'field'] });
  switch (of.kind) {
    case 'and':
    case 'or':
      return of.conditions.flatMap((inner, i) => conditionReferences(inner, [...path, 'conditions', i]));
    case 'not':
      return conditionReferences(of.condition, [...path, 'condition']);
    case 'compare':
    case 'in':
    case 'text':
    case 'null':
    case 'period':
      return [on(of.on.field, 'on')];
    case 'compare-fields':
      return [on(of.left.field, 'left'), on(of.right.field, 'right')];
    case 'exists':
      return [
        { kind: 'table', id: of.table, path: [...path, 'table'] },
        ...(of.where === null ? [] : conditionReferences(of.where, [...path, 'where'])),
      ];
    case 'compare-measure':
      return [
        on(of.on.field, 'on'),
        ...measureReferences(of.value, [...path, 'value']),
        ...of.per.map((id, i): Reference => ({ kind: 'field', id, path: [...path, 'per', i] })),
      ];
    case 'in-groups':
      return [
        on(of.on.field, 'on'),
        ...(of.where === null ? [] : conditionReferences(of.where, [...path, 'where'])),
        ...(of.having === null ? [] : groupReferences(of.having, [...path, 'having'])),
        ...(of.top === null ? [] : measureReferences(of.top.by, [...path, 'top', 'by'])),
      ];
    default:
      return unreachable(of);
  }
}

/** Every field, measure and table that a test on groups names. */
export function groupReferences(of: GroupCondition, path: Path = []): readonly Reference[] {
  switch (of.kind) {
    case 'and':
    case 'or':
      return of.conditions.flatMap((inner, i) => groupReferences(inner, [...path, 'conditions', i]));
    case 'not':
      return groupReferences(of.condition, [...path, 'condition']);
    case 'compare':
      return [
        ...measureReferences(of.measure, [...path, 'measure']),
        ...(typeof of.value === 'object' && of.value !== null ? measureReferences(of.value, [...path, 'value']) : []),
      ];
    case 'compare-groups':
      return measureReferences(of.measure, [...path, 'measure']);
    default:
      return unreachable(of);
  }
}
