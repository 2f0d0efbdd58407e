import type { Expression, PlanJoin, Source } from '@lumiere/semantic';
import { equal } from './equal.ts';
import { typeOf } from './type-of.ts';

/** Full joins as left joins to the union of all keys. */
export interface Spine {
  /** What the union is called, and its columns. */
  readonly alias: string;
  readonly names: readonly string[];
  /** Whose keys it collects. */
  readonly sides: readonly { readonly source: Source; readonly keys: readonly Expression[] }[];
  /** Every side joined to it, then the joins that follow. */
  readonly joins: readonly PlanJoin[];
}

/**
 * For an engine without full joins. Plans make them on equal keys only (`same`), so that a row is wherever its key is: the union of
 * the sides' keys has each key once, and every side is joined to that. Later sides compare with the first key that is
 * there (`coalesce` over the sides before), which the union holds. Null where the joins are of another make.
 */
export function spineOf(from: Source, joins: readonly PlanJoin[]): Spine | null {
  const count = joins.findLastIndex((join) => join.kind === 'full') + 1;
  const full = joins.slice(0, count);
  if (count === 0 || full.some((join) => join.kind !== 'full')) return null;
  const sides: { source: Source; keys: Expression[] }[] = [{ source: from, keys: [] }];
  for (const { to, on } of full) {
    const pairs = on === null ? [] : on.kind === 'and' ? on.of : [on];
    const keys: Expression[] = [];
    for (const pair of pairs) {
      if (pair.kind !== 'same' || pair.right.kind !== 'column' || pair.right.alias !== to.alias) return null;
      const before = pair.left.kind === 'coalesce' ? pair.left.of : [pair.left];
      const at = keys.length;
      if (sides.length === 1) sides[0]?.keys.push(pair.left);
      // each side before, once, by the key that it was joined by
      const known = sides.map((side) => side.keys[at]);
      if (!equal(before, known)) return null;
      keys.push(pair.right);
    }
    if (keys.length !== sides[0]?.keys.length) return null;
    sides.push({ source: to, keys });
  }
  if (sides[0]?.keys.some((key) => key.kind !== 'column' || key.alias !== from.alias) === true) return null;

  const taken = new Set([from.alias, ...joins.map((join) => join.to.alias)]);
  let alias = 'all_keys';
  for (let n = 2; taken.has(alias); n += 1) alias = `all_keys_${n}`;
  const names = sides[0]?.keys.map((_, i) => `key_${i + 1}`) ?? [];
  if (names.length === 0) return null;
  const meeting = (keys: readonly Expression[]): Expression => ({
    kind: 'and',
    of: keys.map((right, i): Expression => ({
      kind: 'same',
      left: { kind: 'column', alias, name: names[i] ?? '', type: typeOf(right) },
      right,
    })),
  });
  const joined = sides.map(({ source, keys }): PlanJoin => ({ kind: 'left', to: source, on: meeting(keys) }));
  return { alias, names, sides, joins: [...joined, ...joins.slice(count)] };
}
