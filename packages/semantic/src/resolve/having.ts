import type { GroupCondition, Scalar } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import type { Expression } from '../plan.ts';
import { unreachable } from '../unreachable.ts';
import { expand } from './atoms.ts';
import type { Node } from './atoms.ts';
import { allOf, anyOf, nothing, refuse } from './context.ts';
import type { Context } from './context.ts';
import { article } from './dimension.ts';
import { comparison } from './leaf-test.ts';
import { isNumber, typedValue } from './scalar.ts';

/** A test on groups with its measures resolved and negations at the leaves. */
export type GroupTest =
  | { readonly kind: 'and' | 'or'; readonly of: readonly GroupTest[] }
  | {
      readonly kind: 'compare';
      readonly left: Node;
      readonly op: '=' | '!=' | '<' | '<=' | '>' | '>=';
      readonly right: Node | Expression;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'groups';
      readonly left: Node;
      readonly op: '=' | '!=' | '<' | '<=' | '>' | '>=';
      readonly function: 'avg' | 'median' | 'min' | 'max';
      readonly negated: boolean;
    };

/** Resolves a test on groups; null where a measure in it cannot be. */
export function groupTest(ctx: Context, condition: GroupCondition, path: string, negated = false): GroupTest | null {
  switch (condition.kind) {
    case 'not':
      return groupTest(ctx, condition.condition, path, !negated);
    case 'and':
    case 'or': {
      const of = condition.conditions.map((inner, i) => groupTest(ctx, inner, `${path}.conditions[${i}]`, negated));
      return of.some((test) => test === null)
        ? null
        : { kind: negated === (condition.kind === 'and') ? 'or' : 'and', of: of.filter((test) => test !== null) };
    }
    case 'compare': {
      const left = expand(ctx, condition.measure, `${path}.measure`);
      if (left === null) return null;
      const right = rightSide(ctx, condition.value, left.type, path);
      return right === null ? null : { kind: 'compare', left, op: condition.op, right, negated };
    }
    case 'compare-groups': {
      const left = expand(ctx, condition.measure, `${path}.measure`);
      if (left === null) return null;
      if (!isNumber(left.type) && (condition.function === 'avg' || condition.function === 'median')) {
        refuse(ctx, 'query.wrong-type', `Only numbers have an average over groups, not ${article(left.type)}.`, {
          path,
        });
        return null;
      }
      return { kind: 'groups', left, op: condition.op, function: condition.function, negated };
    }
    default:
      return unreachable(condition);
  }
}

function rightSide(
  ctx: Context,
  value: Extract<GroupCondition, { kind: 'compare' }>['value'],
  type: ValueType,
  path: string,
): Node | Expression | null {
  if (typeof value === 'object' && value !== null) return expand(ctx, value, `${path}.value`);
  const typed = literal(value, type);
  if (typed === null)
    refuse(
      ctx,
      'query.wrong-type',
      `${JSON.stringify(value)} cannot be compared with a measure that is ${article(type)}.`,
      { path: `${path}.value` },
    );
  return typed;
}

function literal(value: Scalar, type: ValueType): Expression | null {
  if (type !== 'timestamp' && type !== 'instant') return typedValue(value, type);
  return typeof value === 'string' ? { kind: 'value', value, type } : null;
}

/** The measures that a test needs. */
export function nodesOf(test: GroupTest): readonly Node[] {
  if ('of' in test) return test.of.flatMap(nodesOf);
  if (test.kind === 'groups') return [test.left];
  return isNode(test.right) ? [test.left, test.right] : [test.left];
}

/** Whether it compares groups with each other, so that all of them must be known first. */
export function comparesGroups(test: GroupTest): boolean {
  return test.kind === 'and' || test.kind === 'or' ? test.of.some(comparesGroups) : test.kind === 'groups';
}

/** The test as an expression that is true or not, given its measures' and its comparisons' values. */
export function groupExpression(
  test: GroupTest,
  value: (node: Node) => Expression,
  across: (test: Extract<GroupTest, { kind: 'groups' }>) => Expression,
): Expression {
  switch (test.kind) {
    case 'and':
      return allOf(test.of.map((inner) => groupExpression(inner, value, across))) ?? nothing('boolean');
    case 'or':
      return anyOf(test.of.map((inner) => groupExpression(inner, value, across)));
    case 'compare': {
      const left = value(test.left);
      const right = isNode(test.right) ? value(test.right) : test.right;
      return comparison(left, test.op, right, test.negated, [left, ...(isNode(test.right) ? [right] : [])]);
    }
    case 'groups': {
      const left = value(test.left);
      return comparison(left, test.op, across(test), test.negated, [left]);
    }
    default:
      return unreachable(test);
  }
}

function isNode(side: Node | Expression): side is Node {
  return (
    side.kind === 'atom' ||
    side.kind === 'constant' ||
    (side.kind === 'arithmetic' && 'left' in side && isNode(side.left)) ||
    (side.kind === 'window' && 'within' in side)
  );
}
