import type { Condition, FieldId } from '@lumiere/contract';

export type Leaf = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;

/** A condition whose negations stand at its leaves only, so that a missing value never meets SQL's own `not`. */
export type Nnf =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Nnf[] }
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly negated: boolean };

/** Pushes negations down to the leaves and flattens nested `and` and `or`. */
export function normalize(condition: Condition, negated = false): Nnf {
  if (condition.kind === 'not') return normalize(condition.condition, !negated);
  if (!('conditions' in condition)) return { kind: 'leaf', leaf: condition, negated };
  const kind = negated === (condition.kind === 'and') ? 'or' : 'and';
  const of = condition.conditions
    .map((inner) => normalize(inner, negated))
    .flatMap((inner) => (inner.kind === kind ? inner.of : [inner]));
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind, of };
}

/** The conditions that must all hold. */
export function conjunctsOf(condition: Condition | null): readonly Nnf[] {
  if (condition === null) return [];
  const nnf = normalize(condition);
  return nnf.kind === 'and' ? nnf.of : [nnf];
}

/** The fields that a leaf tests on its own row; null where it asks for other rows. */
export function leafFields(leaf: Leaf): readonly FieldId[] | null {
  if (leaf.kind === 'exists') return null;
  return leaf.kind === 'compare-fields' ? [leaf.left.field, leaf.right.field] : [leaf.on.field];
}

/** Every leaf of a condition. */
export function leavesOf(nnf: Nnf): readonly Leaf[] {
  return nnf.kind === 'leaf' ? [nnf.leaf] : nnf.of.flatMap(leavesOf);
}
