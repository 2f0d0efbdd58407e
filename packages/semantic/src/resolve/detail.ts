import type { Query } from '@lumiere/contract';
import type { Expression, Plan } from '../plan.ts';
import { baseTable } from './base-table.ts';
import { dimensionColumn } from './columns.ts';
import { testOf } from './conditions.ts';
import { nothing, refuse, warn } from './context.ts';
import type { Context } from './context.ts';
import { dimensionType, dimensionValue } from './dimension.ts';
import type { GridDimension } from './grid-request.ts';
import { conjunctsOf } from './nnf.ts';
import { pathBetween } from './paths.ts';
import { finishRows } from './rows.ts';
import { fieldColumn, joinAlong, keyColumn, labelOf, openScope, reach } from './scope.ts';

/** Rows as they are: one for each row of the base table, with what it points at beside it. */
export function resolveDetail(ctx: Context, query: Query, dimensions: readonly GridDimension[]): Plan | null {
  if (query.measures.length > 0 || query.having !== null)
    refuse(ctx, 'query.invalid', 'A list of rows has no measures; group instead, or leave them out.', {
      path: 'measures',
    });
  if (query.dimensions.length === 0)
    refuse(ctx, 'query.invalid', 'A list of rows needs at least one field to show.', { path: 'dimensions' });
  const base = baseTable(
    ctx,
    dimensions.map(({ ref }) => ref.table.id),
    query.from,
  );
  if (ctx.problems.length > 0 || base === null) return null;
  const scope = openScope(ctx, base);
  let repeats = false;
  const values = dimensions.map((dimension) => {
    const path = pathBetween(ctx.index, base, dimension.ref.table.id);
    if (path?.kind === 'path' && path.edges.some((edge) => !edge.up)) {
      repeats = true;
      joinAlong(scope, path.edges);
    }
    const place = reach(scope, dimension.ref.table.id);
    return place.kind === 'joined'
      ? dimensionValue(ctx, dimension.of, dimension.ref, fieldColumn(dimension.ref, place.alias))
      : nothing();
  });
  if (repeats)
    warn(
      ctx,
      'query.fan-out',
      `${labelOf(ctx, base)} are repeated for each of their related rows, and shown once where they have none.`,
      'info',
    );
  const outputs = dimensions.map((dimension, i) => ({
    key: dimension.key,
    value: values[i] ?? nothing(),
    type: dimensionType(dimension.of, dimension.ref),
  }));
  const where = testOf(scope, conjunctsOf(query.where));
  const keys = (ctx.index.tables.get(base)?.primaryKey ?? []).map((field) => ({
    value: keyColumn(ctx, base, field, scope.alias),
    descending: false,
  }));
  const rest: { value: Expression; descending: boolean }[] = outputs.map(({ value }) => ({ value, descending: false }));
  const step = { from: scope.from, joins: scope.joins, where, groupBy: null, having: null, distinct: query.distinct };
  finishRows(ctx, step, outputs, dimensions, [], query, repeats ? [...keys, ...rest] : keys.length > 0 ? keys : rest);
  return {
    steps: ctx.steps,
    columns: dimensions.flatMap((dimension, i) => {
      const asked = query.dimensions[i];
      return asked === undefined ? [] : [dimensionColumn(ctx, dimension, asked, dimensions)];
    }),
    tables: [...ctx.tables.values()],
    limit: query.limit,
  };
}
