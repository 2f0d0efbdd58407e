import type { Grammar } from './grammar.ts';
import type { Expr, Query } from './tree.ts';

/**
 * The query with at most one row more than `maxRows`, so that a cut is noticed. The limit is the query's own where it can be: around a
 * sub-query some engines forget its order.
 */
export function capRows(q: Query, maxRows: number, grammar: Grammar): Query {
  const { limit, at } = q;
  const cap: Expr = { kind: 'number', text: String(maxRows + 1), at };
  const plain = limit?.kind === 'number' && /^\d{1,15}$/.test(limit.text);
  if (plain && Number(limit.text) <= maxRows) return q;
  const bare = q.body.kind === 'values' && grammar.name === 'sqlite';
  if ((limit === null || plain) && !bare) return { ...q, limit: cap };
  return {
    kind: 'query',
    at,
    with: null,
    body: {
      kind: 'select',
      at,
      distinct: false,
      items: [{ kind: 'star', qualifier: [], exclude: [], replace: [], at }],
      from: [{ kind: 'derived', lateral: false, query: q, alias: { name: { text: 'capped', at }, columns: null }, at }],
      where: null,
      groupBy: [],
      rollup: false,
      having: null,
      windows: [],
      qualify: null,
    },
    orderBy: [],
    limit: cap,
    offset: null,
  };
}
