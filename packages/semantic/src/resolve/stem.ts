import type { ColumnKey, Condition, TableId } from '@lumiere/contract';
import type { Expression } from '../plan.ts';
import { arithmeticType } from './atoms.ts';
import type { Argument, Atom } from './atoms.ts';
import { aliasOfUp, branchOf, conformed, existsTest, testOf } from './conditions.ts';
import { allOf, columnOf, freeName, nothing, outputKey, refuse, warn } from './context.ts';
import type { Context, FieldRef } from './context.ts';
import { dimensionType, dimensionValue } from './dimension.ts';
import type { Grid, GridDimension, GridRequest } from './grid-request.ts';
import { fieldLabel } from './labels.ts';
import { conjunctsOf } from './nnf.ts';
import type { Nnf } from './nnf.ts';
import type { Edge } from './paths.ts';
import { isTemporal } from './scalar.ts';
import { fieldColumn, keyColumn, labelOf, openScope, reach } from './scope.ts';
import type { Scope } from './scope.ts';

export interface StemRequest {
  readonly table: TableId;
  readonly heavy: readonly Condition[];
  readonly atoms: readonly { readonly atom: Atom; readonly light: readonly Condition[] }[];
}

/** One grouped select over the rows of one table. `several` is true where other tables' measures stand beside it. */
export function buildStem(ctx: Context, request: GridRequest, stem: StemRequest, several: boolean): Grid {
  const scope = openScope(ctx, stem.table, { conform: true, shift: request.frame });
  const conjuncts = [...request.where, ...stem.heavy.flatMap((filter) => conjunctsOf(filter))];
  const placed = request.dimensions.map((dimension) => placeDimension(scope, dimension, several));
  const bridges = new Map<Edge, { dimension: GridDimension; ref: FieldRef }[]>();
  placed.forEach((place, i) => {
    const dimension = request.dimensions[i];
    if (place.edge === null || dimension === undefined) return;
    const list = bridges.get(place.edge) ?? [];
    list.push({ dimension, ref: place.ref });
    bridges.set(place.edge, list);
  });
  const rest = conjuncts.filter((conjunct) => {
    const edge = branchOf(scope, conjunct);
    return edge === undefined || !bridges.has(edge);
  });
  const columns = new Map<ColumnKey, Expression>();
  for (const [edge, dimensions] of bridges) bridge(scope, edge, dimensions, conjuncts, columns);
  const atoms = new Map<string, Expression>();
  for (const { atom, light } of stem.atoms)
    if (atom.kind === 'aggregate') atoms.set(atom.id, aggregateOf(scope, atom, light));
  const related = (request.present ?? []).flatMap((dimension) => placeDimension(scope, dimension, several).edge ?? []);
  const conditioned = new Set(rest.map((conjunct) => branchOf(scope, conjunct)));
  const required = [...new Set(related)]
    .filter((edge) => !bridges.has(edge) && !conditioned.has(edge))
    .map((edge) => existsTest(scope, edge, []));
  const where = allOf([testOf(scope, rest), ...required]);
  return {
    from: scope.from,
    joins: scope.joins,
    where,
    groupBy: request.dimensions.map((dimension) => dimension.key),
    dimensions: placed.map((place, i) => place.value ?? columns.get(request.dimensions[i]?.key ?? '') ?? nothing()),
    atoms,
    multiplied: bridges.size > 0 ? new Set(stem.atoms.map(({ atom }) => atom.id)) : new Set<string>(),
  };
}

interface Place {
  readonly ref: FieldRef;
  /** Null where it lies behind a join that multiplies. */
  readonly value: Expression | null;
  readonly edge: Edge | null;
}

function placeDimension(scope: Scope, dimension: GridDimension, several: boolean): Place {
  const { ctx } = scope;
  const ref = isTemporal(dimension.ref.field.type) ? conformed(scope, dimension.ref) : dimension.ref;
  const place = reach(scope, ref.table.id);
  if (place.kind === 'none') return { ref, value: nothing(), edge: null };
  if (place.kind === 'joined')
    return { ref, value: dimensionValue(ctx, dimension.of, ref, fieldColumn(ref, place.alias)), edge: null };
  if (several && place.sideways) {
    refuse(
      ctx,
      'query.no-path',
      `${labelOf(ctx, scope.base)} cannot be split by ${fieldLabel(ctx.view, ref.id)}: they do not belong to one ${ref.table.singular}.`,
      {
        hint: `Group by something that both share, or ask for the measures of ${labelOf(ctx, scope.base)} alone.`,
      },
    );
    return { ref, value: nothing(), edge: null };
  }
  return { ref, value: null, edge: place.edge };
}

/**
 * Groups that lie across a join that multiplies: the distinct pairs of key and groups are found first and then joined, so that each
 * row meets each of its groups once, however many rows lead there.
 */
function bridge(
  scope: Scope,
  edge: Edge,
  dimensions: readonly { dimension: GridDimension; ref: FieldRef }[],
  conjuncts: readonly Nnf[],
  columns: Map<ColumnKey, Expression>,
): void {
  const { ctx } = scope;
  const alias = aliasOfUp(scope, edge);
  const inner = openScope(ctx, edge.to, { flat: true, shift: scope.shift });
  const keys = edge.toFields.map((field, i) => ({
    key: outputKey('k', i),
    value: keyColumn(ctx, edge.to, field, inner.alias),
  }));
  const groups = dimensions.map(({ dimension, ref }) => {
    const place = reach(inner, ref.table.id);
    const value =
      place.kind === 'joined' ? dimensionValue(ctx, dimension.of, ref, fieldColumn(ref, place.alias)) : nothing();
    return { key: dimension.key, value, type: dimensionType(dimension.of, ref) };
  });
  const where = testOf(
    inner,
    conjuncts.filter((conjunct) => branchOf(scope, conjunct) === edge),
  );
  const step = freeName(ctx, `${edge.to}_groups`, true);
  const types = edge.toFields.map((field) => ctx.index.fields.get(`${edge.to}.${field}`)?.field.type ?? 'text');
  ctx.steps.push({
    name: step,
    from: inner.from,
    joins: inner.joins,
    where,
    groupBy: null,
    having: null,
    outputs: [...keys.map((key, i) => ({ ...key, type: types[i] ?? ('text' as const) })), ...groups],
    distinct: true,
    orderBy: [],
    limit: null,
  });
  const on = edge.fromFields.map((field, i): Expression => ({
    kind: 'compare',
    op: '=',
    left: keyColumn(ctx, edge.from, field, alias),
    right: columnOf(step, outputKey('k', i), types[i] ?? 'text'),
  }));
  scope.joins.push({ kind: 'inner', to: { kind: 'step', step, alias: step }, on: allOf(on) });
  for (const { key, type } of groups) columns.set(key, columnOf(step, key, type));
  const labels = dimensions.map(({ ref }) => fieldLabel(ctx.view, ref.id)).join(' and ');
  warn(
    ctx,
    'query.fan-out',
    `One ${ctx.index.tables.get(scope.base)?.singular ?? 'row'} may count in several groups of ${labels}, so the groups do not add up to the total; those without any are left out.`,
  );
}

function aggregateOf(
  scope: Scope,
  atom: Extract<Atom, { kind: 'aggregate' }>,
  light: readonly Condition[],
): Expression {
  return {
    kind: 'aggregate',
    function: atom.function,
    of: argumentOf(scope, atom.of),
    where: testOf(
      scope,
      light.flatMap((filter) => conjunctsOf(filter)),
    ),
    percentile: atom.percentile,
    type: atom.type,
  };
}

function argumentOf(scope: Scope, of: Argument): Expression | null {
  if (of.kind === 'rows') return null;
  if (of.kind === 'field') return columnIn(scope, of.ref);
  const [left, right] = [columnIn(scope, of.left), columnIn(scope, of.right)];
  if (of.op === 'days-between') return { kind: 'days-between', from: left, to: right };
  return {
    kind: 'arithmetic',
    op: of.op,
    left,
    right,
    type: arithmeticType(of.op, of.left.field.type, of.right.field.type),
  };
}

function columnIn(scope: Scope, ref: FieldRef): Expression {
  const place = reach(scope, ref.table.id);
  return place.kind === 'joined' ? fieldColumn(ref, place.alias) : nothing(ref.field.type);
}
