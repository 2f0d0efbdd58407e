import type { FieldId } from '@lumiere/contract';
import type { Expression } from '../plan.ts';
import { allOf, anyOf, fieldOf, nothing, refuse, warn } from './context.ts';
import type { FieldRef } from './context.ts';
import { leafTest } from './leaf-test.ts';
import type { Located } from './leaf-test.ts';
import { leafFields, normalize } from './nnf.ts';
import type { Leaf, Nnf } from './nnf.ts';
import { pathBetween } from './paths.ts';
import type { Edge } from './paths.ts';
import { canBeNull, fieldColumn, joinAlong, keyColumn, keysMatch, labelOf, openScope, reach } from './scope.ts';
import type { Scope } from './scope.ts';

/** Columns of rows around a sub-query that its conditions compare with. */
type Outer = ReadonlyMap<FieldId, Located>;
const noOuter: Outer = new Map<FieldId, Located>();

/**
 * A test on the rows of a scope that is true or not, never unknown. What lies behind a join that multiplies becomes `exists`:
 * conditions of one `and` on the same such join are met by one and the same row there.
 */
export function testOf(scope: Scope, conjuncts: readonly Nnf[], outer: Outer = noOuter): Expression | null {
  const behind = new Map<Edge, Nnf[]>();
  const tests: (Expression | null)[] = [];
  for (const conjunct of conjuncts) {
    const edge = branchOf(scope, conjunct, outer);
    if (edge === undefined) {
      tests.push(oneTest(scope, conjunct, outer));
    } else {
      const list = behind.get(edge);
      if (list === undefined) behind.set(edge, [conjunct]);
      else list.push(conjunct);
    }
  }
  for (const [edge, list] of behind) tests.push(existsTest(scope, edge, list, outer));
  return allOf(tests);
}

function oneTest(scope: Scope, nnf: Nnf, outer: Outer): Expression {
  if (nnf.kind !== 'leaf') {
    if (nnf.kind === 'and') return testOf(scope, nnf.of, outer) ?? nothing('boolean');
    return anyOf(nnf.of.map((inner) => testOf(scope, [inner], outer) ?? nothing('boolean')));
  }
  const { leaf, negated } = nnf;
  if (leaf.kind === 'exists') return relatedTest(scope, leaf, negated);
  const located = (leafFields(leaf) ?? []).map((id) => locate(scope, id, leaf, outer));
  // unknown fields and unreachable tables are recorded already; a second field behind a join of its own is not reachable from this row
  if (located.every((place): place is Located => place !== null && place !== 'many'))
    return leafTest(scope, leaf, negated, located, (id) => locate(scope, id, null, outer));
  return located.includes('many') ? acrossTest(scope, leaf, negated, outer) : nothing('boolean');
}

/** The join behind which all of a condition lies; undefined where it can be tested on the scope's own rows. */
export function branchOf(scope: Scope, nnf: Nnf, outer: Outer = noOuter): Edge | undefined {
  if (scope.flat) return undefined;
  if (nnf.kind !== 'leaf') {
    const edges = new Set(nnf.of.map((inner) => branchOf(scope, inner, outer)));
    return edges.size === 1 ? [...edges][0] : undefined;
  }
  const fields = leafFields(nnf.leaf);
  if (fields === null) return undefined;
  const edges = new Set(
    fields.map((id) => {
      if (outer.has(id)) return undefined;
      const ref = scopedField(scope, id, nnf.leaf);
      const way = ref === null ? undefined : edgeTo(scope, ref);
      return way;
    }),
  );
  return edges.size === 1 ? [...edges][0] : undefined;
}

function edgeTo(scope: Scope, ref: FieldRef): Edge | undefined {
  const place = reach(scope, ref.table.id);
  return place.kind === 'many' ? place.edge : undefined;
}

/** One row behind `edge` that passes all of `list`. */
export function existsTest(scope: Scope, edge: Edge, list: readonly Nnf[], outer: Outer = noOuter): Expression {
  const { ctx } = scope;
  const alias = aliasOfUp(scope, edge);
  if (alias !== scope.alias && scope.conform) {
    warn(
      ctx,
      'query.fan-out',
      `${labelOf(ctx, scope.base)} are kept where any of the ${labelOf(ctx, edge.to).toLowerCase()} of the same ${singularOf(scope, edge.from)} passes the filter.`,
      'info',
    );
  }
  const inner = openScope(ctx, edge.to, { shift: scope.shift });
  const where = allOf([keysMatch(ctx, edge, alias, inner.alias), testOf(inner, list, outer)]);
  return { kind: 'exists', from: inner.from, joins: inner.joins, where: where ?? nothing('boolean') };
}

/** A field here against a field behind a join: the row there is compared with this one. */
function acrossTest(scope: Scope, leaf: Leaf, negated: boolean, outer: Outer): Expression {
  const here = new Map(outer);
  let edge: Edge | undefined;
  for (const id of leafFields(leaf) ?? []) {
    const place = locate(scope, id, leaf, outer);
    const ref = fieldOf(scope.ctx, id);
    if (place === null || ref === null) return nothing('boolean');
    if (place !== 'many') here.set(id, place);
    else if (edge === undefined) edge = edgeTo(scope, ref);
    else {
      refuse(
        scope.ctx,
        'query.no-path',
        `Two fields that both belong to many rows of ${labelOf(scope.ctx, scope.base)} cannot be compared with each other.`,
      );
      return nothing('boolean');
    }
  }
  return edge === undefined ? nothing('boolean') : existsTest(scope, edge, [{ kind: 'leaf', leaf, negated }], here);
}

/** `exists` of the query language: a related row of `leaf.table` that passes its own test. */
function relatedTest(scope: Scope, leaf: Extract<Leaf, { kind: 'exists' }>, negated: boolean): Expression {
  const { ctx } = scope;
  if (!ctx.view.tables.has(leaf.table)) {
    refuse(ctx, 'query.unknown-field', `There is no table \`${leaf.table}\`.`);
    return nothing('boolean');
  }
  // ask for the path with `reach`, which records what is wrong with it
  const place = reach(scope.flat ? { ...scope, flat: false } : scope, leaf.table);
  const path = pathBetween(ctx.index, scope.base, leaf.table);
  if (place.kind === 'none' || path?.kind !== 'path') return nothing('boolean');
  if (place.kind === 'joined') return ownRowTest(scope, leaf, negated, place.alias, path.edges.at(-1));
  const first = path.edges.indexOf(place.edge);
  const inner = openScope(ctx, place.edge.to, { shift: null });
  const target = joinAlong(inner, path.edges.slice(first + 1), 'inner');
  const there = within(inner, leaf.table, target);
  const where = allOf([
    keysMatch(ctx, place.edge, aliasOfUp(scope, place.edge), inner.alias),
    leaf.where === null ? null : testOf(there, conjuncts(leaf.where)),
  ]);
  const exists: Expression = {
    kind: 'exists',
    from: inner.from,
    joins: inner.joins,
    where: where ?? nothing('boolean'),
  };
  return negated ? { kind: 'not', of: exists } : exists;
}

/** The related row is the one this row points at: it is there where its key is, and it must pass the test. */
function ownRowTest(
  scope: Scope,
  leaf: Extract<Leaf, { kind: 'exists' }>,
  negated: boolean,
  alias: string,
  last: Edge | undefined,
): Expression {
  const there = within(scope, leaf.table, alias);
  const missing: Expression | null =
    last === undefined ? null : { kind: 'is-null', of: keyColumn(scope.ctx, last.to, last.toFields[0] ?? '', alias) };
  if (!negated)
    return (
      allOf([
        missing === null ? null : { kind: 'not', of: missing },
        leaf.where === null ? null : testOf(there, conjuncts(leaf.where)),
      ]) ?? nothing('boolean')
    );
  const fails = leaf.where === null ? null : testOf(there, conjuncts(leaf.where, true));
  return anyOf([missing, fails].filter((test) => test !== null));
}

/** The same rows seen from another of their tables: joins that it needs go into the same select. */
function within(scope: Scope, base: string, alias: string): Scope {
  return { ...scope, base, alias, aliases: new Map([[base, alias]]), flat: false, conform: false, shift: null };
}

function conjuncts(where: Parameters<typeof normalize>[0], negated = false): readonly Nnf[] {
  const nnf = normalize(where, negated);
  return nnf.kind === 'and' ? nnf.of : [nnf];
}

/** Where a leaf's field stands: its column, `many` behind a join that multiplies, or null with the problem recorded. */
function locate(scope: Scope, id: FieldId, leaf: Leaf | null, outer: Outer): Located | 'many' | null {
  const known = outer.get(id);
  if (known !== undefined) return known;
  const ref = scopedField(scope, id, leaf);
  if (ref === null) return null;
  const place = reach(scope, ref.table.id);
  if (place.kind === 'many') return 'many';
  if (place.kind === 'none') return null;
  return {
    ref,
    column: fieldColumn(ref, place.alias),
    nullable: canBeNull(scope, ref),
    shifted: scope.shift !== null && scope.shift.field === id ? scope.shift.shifts : [],
  };
}

function scopedField(scope: Scope, id: FieldId, leaf: Leaf | null): FieldRef | null {
  const ref = fieldOf(scope.ctx, id);
  return ref !== null && leaf !== null && (leaf.kind === 'period' || leaf.kind === 'compare' || leaf.kind === 'in')
    ? conformed(scope, ref)
    : ref;
}

/**
 * The time field that stands for `ref` at a measure's rows: the date of one fact means the own date of another that cannot reach it.
 * A warning says so.
 */
export function conformed(scope: Scope, ref: FieldRef): FieldRef {
  const { ctx, base } = scope;
  if (!scope.conform || ref.table.time !== ref.field.id || ref.table.id === base) return ref;
  const path = pathBetween(ctx.index, base, ref.table.id);
  if (path?.kind === 'path') {
    const first = path.edges.findIndex((edge) => !edge.up);
    // straight up it is reachable, straight down it is a question about related rows
    if (first <= 0) return ref;
  }
  const own = ctx.view.tables.get(base);
  const field = own?.fields.find((candidate) => candidate.id === own.time);
  if (own === undefined || field === undefined) return ref;
  warn(
    ctx,
    'query.not-applied',
    `${own.label} are dated by their own ${field.label.toLowerCase()}, since they do not belong to one ${ref.table.singular}.`,
  );
  return { id: `${own.id}.${field.id}`, table: own, field };
}

/** The alias of the table on the near side of an edge that multiplies, joined where needed. */
export function aliasOfUp(scope: Scope, edge: Edge): string {
  const place = reach(scope, edge.from);
  return place.kind === 'joined' ? place.alias : scope.alias;
}

function singularOf(scope: Scope, table: string): string {
  return scope.ctx.index.tables.get(table)?.singular ?? table;
}
