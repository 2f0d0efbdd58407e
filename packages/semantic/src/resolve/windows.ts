import type { Expression } from '../plan.ts';
import { unreachable } from '../unreachable.ts';
import type { WindowNode } from './atoms.ts';
import { valueOf } from './context.ts';

interface WindowPlace {
  readonly of: Expression;
  readonly partitionBy: readonly Expression[];
  /** Along time for what runs, precedes or moves. */
  readonly orderBy: readonly { readonly value: Expression; readonly descending: boolean }[];
  /** The value over all groups where it is not the sum of theirs. */
  readonly total: Expression | null;
}

const movingRows = 3;

/** A window function over the rows of the result. */
export function windowValue(node: WindowNode, { of, partitionBy, orderBy, total }: WindowPlace): Expression {
  const over = (fn: 'sum' | 'avg' | 'lag', rows: number | null, ordered: boolean, type = node.type): Expression => ({
    kind: 'window',
    function: fn,
    of,
    partitionBy,
    orderBy: ordered ? orderBy : [],
    rows,
    type,
  });
  const before: Expression = over('lag', null, true, node.of.type);
  switch (node.function) {
    case 'share':
      return {
        kind: 'arithmetic',
        op: '/',
        left: of,
        right: total ?? over('sum', null, false, node.of.type),
        type: 'double',
      };
    case 'running-sum':
      return over('sum', null, true);
    case 'running-avg':
      return over('avg', null, true);
    case 'moving-avg':
      return over('avg', node.rows ?? movingRows, true);
    case 'rank': {
      const rank: Expression = {
        kind: 'window',
        function: 'rank',
        of: null,
        partitionBy,
        orderBy: [{ value: of, descending: true }],
        rows: null,
        type: 'integer',
      };
      // what has no value has no rank
      return {
        kind: 'case',
        when: { kind: 'is-null', of },
        then: valueOf(null, 'integer'),
        otherwise: rank,
        type: 'integer',
      };
    }
    case 'previous':
      return before;
    case 'change':
      return { kind: 'arithmetic', op: '-', left: of, right: before, type: node.type };
    case 'growth':
      return {
        kind: 'arithmetic',
        op: '/',
        left: { kind: 'arithmetic', op: '-', left: of, right: before, type: node.of.type },
        right: before,
        type: 'double',
      };
    default:
      return unreachable(node.function);
  }
}
