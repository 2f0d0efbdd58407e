import type { TableId } from '@lumiere/contract';
import type { Expression, PlanJoin, Source } from '../plan.ts';
import { allOf, columnOf, freeName, nothing, planTable, refuse } from './context.ts';
import type { Context, FieldRef } from './context.ts';
import { joinId } from '../unmatched.ts';
import { pathBetween } from './paths.ts';
import type { Edge } from './paths.ts';
import type { Shift } from './period.ts';

/** The rows one select sees: a table, and those it points at, joined when first named. */
export interface Scope {
  readonly ctx: Context;
  readonly base: TableId;
  readonly alias: string;
  readonly from: Source;
  readonly joins: PlanJoin[];
  readonly aliases: Map<TableId, string>;
  /** True where multiplying rows does no harm, since duplicates are removed: then joins go every way. */
  readonly flat: boolean;
  /** True at a measure's own rows: a date of another fact means this table's own time. */
  readonly conform: boolean;
  /** Moves the periods of a time field, for a measure of another period. */
  readonly shift: { readonly field: string; readonly shifts: readonly Shift[] } | null;
}

/** Where a table lies seen from a scope: joined without multiplying, behind an edge that multiplies, or out of reach (with its problem recorded). */
export type Reach =
  | { readonly kind: 'joined'; readonly alias: string }
  | { readonly kind: 'many'; readonly edge: Edge; readonly sideways: boolean }
  | { readonly kind: 'none' };

/** A scope over the rows of `base`. */
export function openScope(
  ctx: Context,
  base: TableId,
  options: { flat?: boolean; conform?: boolean; shift?: Scope['shift'] } = {},
): Scope {
  const alias = freeName(ctx, base);
  const from: Source = { kind: 'table', table: planTable(ctx, base), alias };
  return {
    ctx,
    base,
    alias,
    from,
    joins: [],
    aliases: new Map([[base, alias]]),
    flat: options.flat ?? false,
    conform: options.conform ?? false,
    shift: options.shift ?? null,
  };
}

/** How `table` is reached from a scope's base; joins what can be joined. */
export function reach(scope: Scope, table: TableId): Reach {
  const { ctx } = scope;
  const known = scope.aliases.get(table);
  if (known !== undefined) return { kind: 'joined', alias: known };
  const path = pathBetween(ctx.index, scope.base, table);
  if (path === undefined) {
    refuse(
      ctx,
      'query.no-path',
      `${labelOf(ctx, scope.base)} and ${labelOf(ctx, table)} are not related by any join.`,
      {
        hint: 'Use fields of related tables, or add the join to the model.',
      },
    );
    return { kind: 'none' };
  }
  if (path.kind === 'ambiguous') {
    const ways = path.ways.map(
      (way) =>
        way
          .slice(0, -1)
          .map((edge) => labelOf(ctx, edge.to))
          .join(', ') || `its ${way[0]?.join.role ?? way[0]?.fromFields.join(' and ') ?? ''}`,
    );
    refuse(
      ctx,
      'query.ambiguous-path',
      `${labelOf(ctx, scope.base)} and ${labelOf(ctx, table)} are related in several ways: through ${ways.join('; or through ')}.`,
      {
        hint: 'Name a field of the table in between, or mark all joins but one as secondary in the model.',
      },
    );
    return { kind: 'none' };
  }
  const first = path.edges.findIndex((edge) => !edge.up);
  const multiplying = path.edges[first];
  if (multiplying !== undefined && !scope.flat) return { kind: 'many', edge: multiplying, sideways: first > 0 };
  return { kind: 'joined', alias: joinAlong(scope, path.edges) };
}

/** The alias of a table that lies `up` from the base. */
export function joinAlong(scope: Scope, edges: readonly Edge[], kind: 'left' | 'inner' = 'left'): string {
  let alias = scope.alias;
  for (const edge of edges) {
    let next = scope.aliases.get(edge.to);
    if (next === undefined) {
      next = freeName(scope.ctx, edge.to);
      scope.aliases.set(edge.to, next);
      const to: Source = { kind: 'table', table: planTable(scope.ctx, edge.to), alias: next };
      scope.joins.push(planJoin(scope.ctx, edge, kind, to, alias));
    }
    alias = next;
  }
  return alias;
}

function planJoin(ctx: Context, edge: Edge, kind: 'left' | 'inner', to: Source, from: string): PlanJoin {
  const join = { kind, to, on: keysMatch(ctx, edge, from, to.alias) };
  // only rows that point elsewhere can be proven to find what they point at
  return edge.from === edge.join.from.table ? { ...join, along: { join: joinId(edge.join), from } } : join;
}

/** Equality of an edge's keys between two aliases. */
export function keysMatch(ctx: Context, edge: Edge, fromAlias: string, toAlias: string): Expression {
  const pairs = edge.fromFields.map((field, i): Expression => ({
    kind: 'compare',
    op: '=',
    left: keyColumn(ctx, edge.from, field, fromAlias),
    right: keyColumn(ctx, edge.to, edge.toFields[i] ?? field, toAlias),
  }));
  return allOf(pairs) ?? nothing('boolean');
}

/** The column of a key field, hidden or not. */
export function keyColumn(ctx: Context, table: TableId, field: string, alias: string): Expression {
  const found = ctx.index.fields.get(`${table}.${field}`);
  return found === undefined ? nothing() : columnOf(alias, found.field.column, found.field.type);
}

/** The column of a field under the alias of its table. */
export function fieldColumn(ref: FieldRef, alias: string): Expression {
  return columnOf(alias, ref.field.column, ref.field.type);
}

/** A table's label, as people call it. */
export function labelOf(ctx: Context, table: TableId): string {
  return ctx.index.tables.get(table)?.label ?? table;
}

/** Whether a field's column can be null in a scope: by itself, or because its table is joined. */
export function canBeNull(scope: Scope, ref: FieldRef): boolean {
  return ref.field.nullable || ref.table.id !== scope.base;
}
