import type { Expression } from '@lumiere/semantic';
import { unreachable } from './unreachable.ts';

/** The expressions right below one, within the same select: sub-queries are not entered. */
export function childrenOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'column':
    case 'value':
    case 'exists':
    case 'scalar-step':
      return [];
    case 'and':
    case 'or':
    case 'coalesce':
      return e.of;
    case 'not':
    case 'is-null':
    case 'text-match':
    case 'truncate':
    case 'date-part':
    case 'add-time':
    case 'bin':
    case 'in-step':
      return [e.of];
    case 'compare':
    case 'same':
    case 'arithmetic':
      return [e.left, e.right];
    case 'in':
      return [e.of, ...e.values];
    case 'days-between':
      return [e.from, e.to];
    case 'case':
      return e.otherwise === null ? [e.when, e.then] : [e.when, e.then, e.otherwise];
    case 'aggregate':
      return [e.of, e.where].filter((part) => part !== null);
    case 'window':
      return [...(e.of === null ? [] : [e.of]), ...e.partitionBy, ...e.orderBy.map((by) => by.value)];
    default:
      return unreachable(e);
  }
}

/** Whether an expression is known to have a value in every row. */
export function isThere(e: Expression): boolean {
  switch (e.kind) {
    case 'value':
      return e.value !== null;
    case 'aggregate':
      return e.function === 'count' || e.function === 'count-distinct';
    case 'window':
      return e.function === 'count' || e.function === 'rank' || e.function === 'row-number';
    case 'coalesce':
      return e.of.some(isThere);
    case 'case':
      return e.otherwise !== null && isThere(e.then) && isThere(e.otherwise);
    case 'not':
    case 'same':
    case 'is-null':
    case 'exists':
      return true;
    case 'arithmetic':
      return e.op !== '/' && isThere(e.left) && isThere(e.right);
    case 'truncate':
    case 'date-part':
    case 'bin':
      return isThere(e.of);
    default:
      return false;
  }
}

/** Whether any aggregate stands in an expression. */
export const hasAggregate = (e: Expression): boolean =>
  e.kind === 'aggregate' || childrenOf(e).some((child) => hasAggregate(child));

/** The expression with every part replaced by what `change` gives for it; where that is null, its own parts are tried. */
export function rewrite(e: Expression, change: (e: Expression) => Expression | null): Expression {
  const changed = change(e);
  if (changed !== null) return changed;
  const of = (part: Expression): Expression => rewrite(part, change);
  switch (e.kind) {
    case 'column':
    case 'value':
    case 'exists':
    case 'scalar-step':
      return e;
    case 'and':
    case 'or':
    case 'coalesce':
      return { ...e, of: e.of.map(of) };
    case 'not':
    case 'is-null':
    case 'text-match':
    case 'truncate':
    case 'date-part':
    case 'add-time':
    case 'bin':
    case 'in-step':
      return { ...e, of: of(e.of) };
    case 'compare':
    case 'same':
    case 'arithmetic':
      return { ...e, left: of(e.left), right: of(e.right) };
    case 'in':
      return { ...e, of: of(e.of), values: e.values.map(of) };
    case 'days-between':
      return { ...e, from: of(e.from), to: of(e.to) };
    case 'case':
      return { ...e, when: of(e.when), then: of(e.then), otherwise: e.otherwise && of(e.otherwise) };
    case 'aggregate':
      return { ...e, of: e.of && of(e.of), where: e.where && of(e.where) };
    case 'window':
      return {
        ...e,
        of: e.of && of(e.of),
        partitionBy: e.partitionBy.map(of),
        orderBy: e.orderBy.map((by) => ({ ...by, value: of(by.value) })),
      };
    default:
      return unreachable(e);
  }
}
