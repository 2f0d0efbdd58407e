import type { TableId } from '@lumiere/contract';
import { refuse } from './context.ts';
import type { Context } from './context.ts';
import { pointsUp } from './atoms.ts';
import { pathBetween } from './paths.ts';

/**
 * The table whose rows a list shows: the one asked for, else the finest named one, from which all others are reached without
 * multiplying; else one that links them all; else the named one from which the fewest joins multiply.
 */
export function baseTable(ctx: Context, named: readonly TableId[], asked: TableId | null): TableId | null {
  if (asked !== null) {
    if (ctx.view.tables.has(asked)) return asked;
    refuse(ctx, 'query.unknown-field', `There is no table \`${asked}\`.`, { path: 'from' });
    return null;
  }
  const tables = [...new Set(named)];
  const [first] = tables;
  if (first === undefined) return null;
  const reachesAll = (from: TableId): boolean => tables.every((to) => pointsUp(ctx, from, to));
  const finest = tables.find(reachesAll);
  if (finest !== undefined) return finest;
  const links = tablesBelow(ctx, first)
    .filter(reachesAll)
    .map((from) => ({ from, steps: total(ctx, from, tables, () => 1) }));
  const link = links.toSorted((a, b) => a.steps - b.steps)[0];
  if (link !== undefined) return link.from;
  return (
    tables.toSorted(
      (a, b) => total(ctx, a, tables, (edge) => (edge.up ? 0 : 1)) - total(ctx, b, tables, (edge) => (edge.up ? 0 : 1)),
    )[0] ?? first
  );
}

function total(
  ctx: Context,
  from: TableId,
  tables: readonly TableId[],
  cost: (edge: { readonly up: boolean }) => number,
): number {
  let sum = 0;
  for (const to of tables) {
    const path = pathBetween(ctx.index, from, to);
    if (path?.kind === 'path') for (const edge of path.edges) sum += cost(edge);
    else sum += 1000;
  }
  return sum;
}

/** The visible tables whose rows point at rows of `table`, directly or through others, in the model's order. */
function tablesBelow(ctx: Context, table: TableId): readonly TableId[] {
  const found = new Set<TableId>([table]);
  for (const at of found) for (const edge of ctx.index.edges.get(at) ?? []) if (!edge.up) found.add(edge.to);
  return [...ctx.view.tables.keys()].filter((id) => found.has(id));
}
