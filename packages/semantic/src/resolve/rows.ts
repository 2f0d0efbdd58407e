import type { Query } from '@lumiere/contract';
import type { Expression, Output, Step } from '../plan.ts';
import { columnOf, freeName, nothing, valueOf } from './context.ts';
import type { Context } from './context.ts';
import { timeDimensions } from './grid.ts';
import type { GridDimension } from './grid-request.ts';

type Order = readonly { readonly value: Expression; readonly descending: boolean }[];

/** The last selects of any query: order, limit within groups, limit. */
export function finishRows(
  ctx: Context,
  base: Omit<Step, 'name' | 'outputs' | 'orderBy' | 'limit'>,
  outputs: readonly Output[],
  dimensions: readonly GridDimension[],
  measureKeys: readonly string[],
  query: Pick<Query, 'sort' | 'limit' | 'limitWithin'>,
  extra: Order = [],
): void {
  const order = sortKeys(dimensions, measureKeys, query.sort);
  const orderOver = (value: (key: string) => Expression): Order =>
    order.map(({ by, descending }) => ({ value: value(by), descending }));
  const own = (key: string): Expression => outputs.find((output) => output.key === key)?.value ?? nothing();
  const name = freeName(ctx, 'result', true);
  if (query.limitWithin === null) {
    ctx.steps.push({
      ...base,
      name,
      outputs,
      orderBy: base.distinct ? orderOver(own) : [...sorted(orderOver(own), query.sort.length, extra)],
      limit: query.limit,
    });
    return;
  }
  const { within, count } = query.limitWithin;
  const bare = { joins: [], groupBy: null, having: null, distinct: false } as const;
  const columns = (alias: string): Output[] =>
    outputs.map(({ key, type }) => ({ key, value: columnOf(alias, key, type), type }));
  const over =
    (alias: string) =>
    (key: string): Expression =>
      columns(alias).find((output) => output.key === key)?.value ?? nothing();
  // what is grouped, distinct or a window itself is settled in a select of its own before rows are numbered
  let rows: Omit<Step, 'name' | 'orderBy' | 'limit'> = { ...base, outputs };
  let value = own;
  if (base.groupBy !== null || base.distinct || outputs.some((output) => hasWindow(output.value))) {
    const plain = freeName(ctx, 'rows_found', true);
    ctx.steps.push({ ...rows, name: plain, orderBy: [], limit: null });
    rows = { ...bare, from: { kind: 'step', step: plain, alias: plain }, where: null, outputs: columns(plain) };
    value = over(plain);
  }
  const numbered = freeName(ctx, 'numbered', true);
  const number: Expression = {
    kind: 'window',
    function: 'row-number',
    of: null,
    partitionBy: within.map(value),
    orderBy: [
      ...order.filter(({ by }) => !within.includes(by)).map(({ by, descending }) => ({ value: value(by), descending })),
      ...(base.distinct ? [] : extra),
    ],
    rows: null,
    type: 'integer',
  };
  const numberedRows = [...rows.outputs, { key: 'row_position', value: number, type: 'integer' as const }];
  ctx.steps.push({ ...rows, name: numbered, outputs: numberedRows, orderBy: [], limit: null });
  const position = columnOf(numbered, 'row_position', 'integer');
  const bySort = new Map(order.map((item) => [item.by, item.descending]));
  const last: Order = [
    ...within.map((key) => ({ value: over(numbered)(key), descending: bySort.get(key) ?? false })),
    ...order
      .filter(({ by }) => !within.includes(by))
      .map(({ by, descending }) => ({ value: over(numbered)(by), descending })),
  ];
  ctx.steps.push({
    ...bare,
    name,
    from: { kind: 'step', step: numbered, alias: numbered },
    where: { kind: 'compare', op: '<=', left: position, right: valueOf(count, 'integer') },
    outputs: columns(numbered),
    orderBy: last,
    limit: query.limit,
  });
}

function hasWindow(of: Expression): boolean {
  switch (of.kind) {
    case 'window':
      return true;
    case 'arithmetic':
      return hasWindow(of.left) || hasWindow(of.right);
    case 'case':
      return of.otherwise !== null && hasWindow(of.otherwise);
    default:
      return false;
  }
}

/** An order that is the same every time: what was asked, then what the rows have beside, such as a key, then all groups. */
function sorted(order: Order, asked: number, extra: Order): Order {
  return extra.length === 0 ? order : [...order.slice(0, asked), ...extra];
}

/**
 * The columns to sort by. Unasked, time goes forward, else the first measure goes down; the dimensions break ties, so that equal
 * questions give equal rows.
 */
function sortKeys(
  dimensions: readonly GridDimension[],
  measureKeys: readonly string[],
  sort: Query['sort'],
): readonly { readonly by: string; readonly descending: boolean }[] {
  const order = sort.map(({ by, descending }) => ({ by, descending }));
  const time = timeDimensions(dimensions).map(({ key }) => ({ by: key, descending: false }));
  const [measure] = measureKeys;
  if (order.length === 0)
    order.push(
      ...(time.length > 0
        ? time
        : measure === undefined || dimensions.length === 0
          ? []
          : [{ by: measure, descending: true }]),
    );
  for (const { key } of dimensions) if (!order.some(({ by }) => by === key)) order.push({ by: key, descending: false });
  return order;
}
