import type { Aggregate, Condition, DimensionExpression, FieldId, MeasureExpression, TableId } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import { unreachable } from '../unreachable.ts';
import { fieldOf, refuse } from './context.ts';
import type { Context, FieldRef } from './context.ts';
import { article } from './dimension.ts';
import { nearest } from './nearest.ts';
import { pathBetween } from './paths.ts';
import type { Shift } from './period.ts';
import { isNumber, isTemporal } from './scalar.ts';

/** What an aggregate reads of each row. */
export type Argument =
  | { readonly kind: 'rows' }
  | { readonly kind: 'field'; readonly ref: FieldRef }
  | {
      readonly kind: 'fields';
      readonly op: '+' | '-' | '*' | '/' | 'days-between';
      readonly left: FieldRef;
      readonly right: FieldRef;
      readonly type: ValueType;
    };

/** One number computed over rows: everything else is arithmetic and windows over atoms. Equal atoms have equal ids. */
export type Atom = {
  readonly id: string;
  readonly filters: readonly Condition[];
  readonly shifts: readonly Shift[];
  readonly type: ValueType;
} & (
  | {
      readonly kind: 'aggregate';
      readonly table: TableId;
      readonly function: Aggregate;
      readonly of: Argument;
      readonly percentile: number | null;
    }
  | {
      readonly kind: 'nested';
      readonly function: NestedFunction;
      readonly of: MeasureExpression;
      readonly per: readonly DimensionExpression[];
    }
);
export type NestedFunction = Extract<MeasureExpression, { kind: 'nested' }>['function'];
export type WindowNode = {
  readonly kind: 'window';
  readonly function: Extract<MeasureExpression, { kind: 'window' }>['function'];
  readonly of: Node;
  readonly within: readonly string[];
  readonly rows: number | null;
  readonly type: ValueType;
};

/** A measure with names resolved and filters and shifts pushed down to its atoms. */
export type Node =
  | { readonly kind: 'atom'; readonly atom: Atom; readonly type: ValueType }
  | { readonly kind: 'constant'; readonly value: number; readonly type: ValueType }
  | {
      readonly kind: 'arithmetic';
      readonly op: '+' | '-' | '*' | '/';
      readonly left: Node;
      readonly right: Node;
      readonly type: ValueType;
    }
  | WindowNode;

const deepest = 40;

/** Resolves a measure; null where it cannot be, with the problems recorded. */
export function expand(
  ctx: Context,
  of: MeasureExpression,
  path: string,
  filters: readonly Condition[] = [],
  shifts: readonly Shift[] = [],
  trusted = false,
): Node | null {
  if (ctx.depth > deepest) {
    refuse(ctx, 'query.invalid', 'The measure is defined by itself or nested too deeply.', { path });
    return null;
  }
  ctx.depth += 1;
  const node = expandOne(ctx, of, path, filters, shifts, trusted);
  ctx.depth -= 1;
  return node;
}

function expandOne(
  ctx: Context,
  of: MeasureExpression,
  path: string,
  filters: readonly Condition[],
  shifts: readonly Shift[],
  trusted: boolean,
): Node | null {
  switch (of.kind) {
    case 'measure':
      return expandMeasure(ctx, of.measure, path, filters, shifts, trusted);
    case 'aggregate': {
      const ref = fieldOf(ctx, of.field, path);
      if (ref === null || !aggregates(ctx, of.function, ref, path)) return null;
      if (of.function === 'percentile' && of.percentile === null) {
        refuse(ctx, 'query.invalid', 'A percentile needs its rank between 0 and 1.', { path });
        return null;
      }
      return aggregateAtom(ref.table.id, of.function, { kind: 'field', ref }, of.percentile, filters, shifts);
    }
    case 'count-rows':
      if (!ctx.view.tables.has(of.table)) {
        const names = nearest(of.table, [...ctx.view.tables.keys()]);
        refuse(
          ctx,
          'query.unknown-field',
          `There is no table \`${of.table}\`.`,
          names.length > 0
            ? { path, hint: `Did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?` }
            : { path },
        );
        return null;
      }
      return aggregateAtom(of.table, 'count', { kind: 'rows' }, null, filters, shifts);
    case 'filtered':
      return expand(ctx, of.of, path, [...filters, of.where], shifts, trusted);
    case 'constant':
      return { kind: 'constant', value: of.value, type: Number.isSafeInteger(of.value) ? 'integer' : 'double' };
    case 'arithmetic': {
      const left = expand(ctx, of.left, path, filters, shifts, trusted);
      const right = expand(ctx, of.right, path, filters, shifts, trusted);
      if (left === null || right === null) return null;
      for (const side of [left, right]) {
        if (isNumber(side.type)) continue;
        refuse(ctx, 'query.wrong-type', `${article(side.type)} cannot be calculated with; a number is needed.`, {
          path,
        });
        return null;
      }
      return { kind: 'arithmetic', op: of.op, left, right, type: arithmeticType(of.op, left.type, right.type) };
    }
    case 'row-arithmetic':
      return rowArithmetic(ctx, of, path, filters, shifts);
    case 'nested': {
      const inner = expand(ctx, of.of, path);
      for (const per of of.per) fieldOf(ctx, per.field, path);
      if (inner === null) return null;
      const type =
        of.function === 'count' ? 'integer' : of.function === 'avg' || of.function === 'median' ? 'double' : inner.type;
      const id = JSON.stringify(['nested', of.function, of.of, of.per, filters, shifts]);
      return {
        kind: 'atom',
        atom: { id, kind: 'nested', function: of.function, of: of.of, per: of.per, filters, shifts, type },
        type,
      };
    }
    case 'shifted':
      return expand(ctx, of.of, path, filters, [...shifts, { grain: of.grain, offset: of.offset }], trusted);
    case 'window': {
      const inner = expand(ctx, of.of, path, filters, shifts, trusted);
      if (inner === null) return null;
      if (of.function !== 'rank' && of.function !== 'previous' && !isNumber(inner.type)) {
        refuse(ctx, 'query.wrong-type', `A ${of.function} needs a number, not ${article(inner.type)}.`, { path });
        return null;
      }
      return {
        kind: 'window',
        function: of.function,
        of: inner,
        within: of.within,
        rows: of.rows,
        type: windowType(of.function, inner.type),
      };
    }
    default:
      return unreachable(of);
  }
}

function expandMeasure(
  ctx: Context,
  id: FieldId,
  path: string,
  filters: readonly Condition[],
  shifts: readonly Shift[],
  trusted: boolean,
): Node | null {
  // definitions may use measures that people do not see; people may not
  const found = ctx.view.measures.get(id) ?? (trusted ? ctx.index.measures.get(id) : undefined);
  if (found !== undefined) return expand(ctx, found.measure.value, path, filters, shifts, true);
  if (ctx.view.fields.has(id)) {
    refuse(
      ctx,
      'query.unknown-field',
      `\`${id}\` is a field, not a measure; say how to aggregate it, such as its sum or average.`,
      { path },
    );
    return null;
  }
  const names = nearest(id, [...ctx.view.measures.keys()]);
  refuse(
    ctx,
    'query.unknown-field',
    `There is no measure \`${id}\`.`,
    names.length > 0 ? { path, hint: `Did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?` } : { path },
  );
  return null;
}

function rowArithmetic(
  ctx: Context,
  of: Extract<MeasureExpression, { kind: 'row-arithmetic' }>,
  path: string,
  filters: readonly Condition[],
  shifts: readonly Shift[],
): Node | null {
  const left = fieldOf(ctx, of.left, path);
  const right = fieldOf(ctx, of.right, path);
  if (left === null || right === null) return null;
  const wanted = of.op === 'days-between' ? isTemporal : isNumber;
  for (const ref of [left, right]) {
    if (wanted(ref.field.type)) continue;
    refuse(
      ctx,
      'query.wrong-type',
      `\`${ref.id}\` is ${article(ref.field.type)}; ${of.op === 'days-between' ? 'a date' : 'a number'} is needed to calculate with.`,
      { path },
    );
    return null;
  }
  const table = pointsUp(ctx, left.table.id, right.table.id)
    ? left.table.id
    : pointsUp(ctx, right.table.id, left.table.id)
      ? right.table.id
      : null;
  if (table === null) {
    refuse(
      ctx,
      'query.no-path',
      `\`${left.id}\` and \`${right.id}\` do not belong to one row, so they cannot be calculated with row by row.`,
      { path },
    );
    return null;
  }
  const type = of.op === 'days-between' ? 'integer' : arithmeticType(of.op, left.field.type, right.field.type);
  return aggregateAtom(table, of.function, { kind: 'fields', op: of.op, left, right, type }, null, filters, shifts);
}

/** Whether each row of one table belongs to at most one row of another. */
export function pointsUp(ctx: Context, from: TableId, to: TableId): boolean {
  const path = pathBetween(ctx.index, from, to);
  return path?.kind === 'path' && path.edges.every((edge) => edge.up);
}

function aggregateAtom(
  table: TableId,
  fn: Aggregate,
  of: Argument,
  percentile: number | null,
  filters: readonly Condition[],
  shifts: readonly Shift[],
): Node {
  const given = of.kind === 'rows' ? 'integer' : of.kind === 'field' ? of.ref.field.type : of.type;
  const what = of.kind === 'rows' ? null : of.kind === 'field' ? of.ref.id : [of.op, of.left.id, of.right.id];
  const type = aggregateType(fn, given);
  const id = JSON.stringify([table, fn, what, percentile, filters, shifts]);
  return {
    kind: 'atom',
    atom: { id, kind: 'aggregate', table, function: fn, of, percentile, filters, shifts, type },
    type,
  };
}

function aggregates(ctx: Context, fn: Aggregate, ref: FieldRef, path: string): boolean {
  const { type } = ref.field;
  const fits =
    fn === 'count' ||
    ((fn === 'min' || fn === 'max' || fn === 'count-distinct') && type !== 'json' && type !== 'binary') ||
    isNumber(type);
  if (!fits)
    refuse(
      ctx,
      'query.wrong-type',
      `\`${ref.id}\` is ${article(type)}, so it has no ${fn === 'avg' ? 'average' : fn}; count it or choose a number.`,
      { path },
    );
  return fits;
}

/** The numeric contract: sums and extremes keep their type, counts are integers, all that divides is a double. */
export function aggregateType(fn: Aggregate, of: ValueType): ValueType {
  switch (fn) {
    case 'sum':
    case 'min':
    case 'max':
      return of;
    case 'count':
    case 'count-distinct':
      return 'integer';
    case 'avg':
    case 'median':
    case 'stddev':
    case 'percentile':
      return 'double';
    default:
      return unreachable(fn);
  }
}

/** Division gives a double; else the wider of both sides. */
export function arithmeticType(op: '+' | '-' | '*' | '/', left: ValueType, right: ValueType): ValueType {
  if (op === '/' || left === 'double' || right === 'double') return 'double';
  return left === 'decimal' || right === 'decimal' ? 'decimal' : 'integer';
}

function windowType(fn: WindowNode['function'], of: ValueType): ValueType {
  switch (fn) {
    case 'rank':
      return 'integer';
    case 'share':
    case 'growth':
    case 'running-avg':
    case 'moving-avg':
      return 'double';
    case 'running-sum':
    case 'previous':
    case 'change':
      return of;
    default:
      return unreachable(fn);
  }
}

/** The atoms below a node, each once. */
export function atomsOf(nodes: readonly Node[]): readonly Atom[] {
  const atoms = new Map<string, Atom>();
  const visit = (node: Node): void => {
    if (node.kind === 'atom') atoms.set(node.atom.id, node.atom);
    if (node.kind === 'arithmetic') [node.left, node.right].forEach(visit);
    if (node.kind === 'window') visit(node.of);
  };
  nodes.forEach(visit);
  return [...atoms.values()];
}

/** How many windows stand inside each other. */
export function windowDepth(node: Node): number {
  switch (node.kind) {
    case 'atom':
    case 'constant':
      return 0;
    case 'arithmetic':
      return Math.max(windowDepth(node.left), windowDepth(node.right));
    case 'window':
      return 1 + windowDepth(node.of);
    default:
      return unreachable(node);
  }
}

/** The windows of exactly this depth below a node. */
export function windowsAt(node: Node, depth: number): readonly WindowNode[] {
  if (node.kind === 'arithmetic') return [...windowsAt(node.left, depth), ...windowsAt(node.right, depth)];
  if (node.kind !== 'window') return [];
  return windowDepth(node) === depth ? [node] : windowsAt(node.of, depth);
}

/** Whether the values of groups add up to the value of all: sums and counts do, averages, ratios and distinct counts do not. */
export function isAdditive(node: Node, multiplied: ReadonlySet<string>): boolean {
  switch (node.kind) {
    case 'atom':
      return (
        node.atom.kind === 'aggregate' &&
        (node.atom.function === 'sum' || node.atom.function === 'count') &&
        !multiplied.has(node.atom.id)
      );
    case 'constant':
    case 'window':
      return false;
    case 'arithmetic':
      if (node.op === '+' || node.op === '-')
        return isAdditive(node.left, multiplied) && isAdditive(node.right, multiplied);
      if (node.op === '*' && node.left.kind === 'constant') return isAdditive(node.right, multiplied);
      return node.right.kind === 'constant' && isAdditive(node.left, multiplied);
    default:
      return unreachable(node);
  }
}
