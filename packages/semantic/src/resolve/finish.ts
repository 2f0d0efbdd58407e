import type { Query } from '@lumiere/contract';
import type { Expression, Output } from '../plan.ts';
import { atomsOf, isAdditive, windowDepth, windowsAt } from './atoms.ts';
import type { Node, WindowNode } from './atoms.ts';
import { allOf, columnOf, freeName, nothing, outputKey, refuse, valueOf } from './context.ts';
import type { Context } from './context.ts';
import { dimensionType } from './dimension.ts';
import { buildGrid, timeDimensions } from './grid.ts';
import type { Grid, GridRequest } from './grid-request.ts';
import { comparesGroups, groupExpression, nodesOf } from './having.ts';
import type { GroupTest } from './having.ts';
import { finishRows } from './rows.ts';
import { valueOfNode } from './value.ts';
import { windowValue } from './windows.ts';

export interface NamedNode {
  readonly key: string;
  readonly node: Node;
}

/** What is left to do with a grid: tests on groups, windows, order and limits, in as few selects as they need. */
export function finishGrid(
  ctx: Context,
  request: GridRequest,
  first: Grid,
  measures: readonly NamedNode[],
  having: GroupTest | null,
  query: Pick<Query, 'sort' | 'limit' | 'limitWithin'>,
): void {
  const nodes = measures.map(({ node }) => node);
  const tested = having === null ? [] : nodesOf(having);
  const windowed = [...nodes, ...tested].some((node) => windowDepth(node) > 0);
  const across = having !== null && (comparesGroups(having) || tested.some((node) => windowDepth(node) > 0));
  const noWindows = new Map<WindowNode, Expression>();
  const plainTest = (grid: Grid): Expression | null =>
    having === null || across
      ? null
      : groupExpression(
          having,
          (node) => valueOfNode(node, grid, noWindows),
          () => nothing('double'),
        );
  let grid = first;
  let test = plainTest(grid);
  if (windowed || across) {
    grid = materialize(ctx, request, grid, atomsOf([...nodes, ...tested]), test, 'group_values');
    test = null;
    if (having !== null && across) grid = testAcross(ctx, request, grid, having, [...nodes, ...tested], query);
  }
  const windows = new Map<WindowNode, Expression>();
  const deepest = Math.max(0, ...nodes.map(windowDepth));
  for (let depth = 1; depth <= deepest; depth++) {
    for (const node of nodes.flatMap((of) => windowsAt(of, depth)))
      windows.set(node, windowIn(ctx, request, grid, node, windows, measures, query));
    if (depth < deepest) grid = materialize(ctx, request, grid, atomsOf(nodes), null, 'windows', windows);
  }
  finalStep(ctx, request, grid, measures, windows, test, query);
}

function finalStep(
  ctx: Context,
  request: GridRequest,
  grid: Grid,
  measures: readonly NamedNode[],
  windows: ReadonlyMap<WindowNode, Expression>,
  test: Expression | null,
  query: Pick<Query, 'sort' | 'limit' | 'limitWithin'>,
): void {
  const outputs: Output[] = [
    ...request.dimensions.map((dimension, i) => ({
      key: dimension.key,
      value: grid.dimensions[i] ?? nothing(),
      type: dimensionType(dimension.of, dimension.ref),
    })),
    ...measures.map(({ key, node }) => ({ key, value: valueOfNode(node, grid, windows), type: node.type })),
  ];
  const grouped = grid.groupBy !== null;
  const base = {
    from: grid.from,
    joins: grid.joins,
    where: grouped ? grid.where : allOf([grid.where, test]),
    groupBy: grid.groupBy,
    having: grouped ? test : null,
    distinct: false,
  };
  finishRows(
    ctx,
    base,
    outputs,
    request.dimensions,
    measures.map(({ key }) => key),
    query,
  );
}

/** Makes a grid a step of its own, so that its values are plain columns. */
function materialize(
  ctx: Context,
  request: GridRequest,
  grid: Grid,
  atoms: ReturnType<typeof atomsOf>,
  test: Expression | null,
  wanted: string,
  windows?: Map<WindowNode, Expression>,
): Grid {
  const name = freeName(ctx, wanted, true);
  const dimensions = request.dimensions.map((dimension, i) => ({
    key: dimension.key,
    value: grid.dimensions[i] ?? nothing(),
    type: dimensionType(dimension.of, dimension.ref),
  }));
  const values = atoms.map((atom, i) => ({
    key: outputKey('m', i),
    value: grid.atoms.get(atom.id) ?? nothing(atom.type),
    type: atom.type,
  }));
  const made = [...(windows ?? [])].map(([node, value], i) => ({
    key: outputKey('w', i),
    value,
    type: node.type,
    node,
  }));
  const grouped = grid.groupBy !== null;
  const outputs = [...dimensions, ...values, ...made.map(({ key, value, type }) => ({ key, value, type }))];
  ctx.steps.push({
    name,
    from: grid.from,
    joins: grid.joins,
    where: grouped ? grid.where : allOf([grid.where, test]),
    groupBy: grid.groupBy,
    having: grouped ? test : null,
    outputs: outputs.length > 0 ? outputs : [{ key: 'one', value: valueOf(1, 'integer'), type: 'integer' }],
    distinct: false,
    orderBy: [],
    limit: null,
  });
  for (const { node, key, type } of made) windows?.set(node, columnOf(name, key, type));
  return {
    from: { kind: 'step', step: name, alias: name },
    joins: [],
    where: null,
    groupBy: null,
    dimensions: dimensions.map(({ key, type }) => columnOf(name, key, type)),
    atoms: new Map(atoms.map((atom, i) => [atom.id, columnOf(name, outputKey('m', i), atom.type)])),
    multiplied: grid.multiplied,
  };
}

/** Keeps the groups that pass a test which looks at all groups: its windows are computed first and then tested. */
function testAcross(
  ctx: Context,
  request: GridRequest,
  grid: Grid,
  having: GroupTest,
  nodes: readonly Node[],
  query: Pick<Query, 'sort'>,
): Grid {
  let current = grid;
  const windows = new Map<WindowNode, Expression>();
  const tested = nodesOf(having);
  const deepest = Math.max(0, ...tested.map(windowDepth));
  for (let depth = 1; depth <= deepest; depth++) {
    for (const node of tested.flatMap((of) => windowsAt(of, depth)))
      windows.set(node, windowIn(ctx, request, current, node, windows, [], query));
    current = materialize(ctx, request, current, atomsOf(nodes), null, 'windows', windows);
  }
  const over = new Map<GroupTest, Expression>();
  collect(having, (test) => {
    const of = valueOfNode(test.left, current, windows);
    over.set(test, {
      kind: 'window',
      function: test.function,
      of,
      partitionBy: [],
      orderBy: [],
      rows: null,
      type: test.function === 'avg' || test.function === 'median' ? 'double' : test.left.type,
    });
  });
  const name = freeName(ctx, 'tested', true);
  const dimensions = request.dimensions.map((dimension, i) => ({
    key: dimension.key,
    value: current.dimensions[i] ?? nothing(),
    type: dimensionType(dimension.of, dimension.ref),
  }));
  const atoms = atomsOf(nodes).map((atom, i) => ({
    atom,
    key: outputKey('m', i),
    value: current.atoms.get(atom.id) ?? nothing(atom.type),
    type: atom.type,
  }));
  const made = [...windows].map(([node, value], i) => ({ node, key: outputKey('w', i), value, type: node.type }));
  const tests = [...over].map(([test, value], i) => ({
    test,
    key: outputKey('t', i),
    value,
    type: value.kind === 'window' ? value.type : ('double' as const),
  }));
  const outputs = [
    ...dimensions,
    ...[...atoms, ...made, ...tests].map(({ key, value, type }) => ({ key, value, type })),
  ];
  ctx.steps.push({
    name,
    from: current.from,
    joins: current.joins,
    where: current.where,
    groupBy: null,
    having: null,
    outputs,
    distinct: false,
    orderBy: [],
    limit: null,
  });
  const next: Grid = {
    from: { kind: 'step', step: name, alias: name },
    joins: [],
    where: null,
    groupBy: null,
    dimensions: dimensions.map(({ key, type }) => columnOf(name, key, type)),
    atoms: new Map(atoms.map(({ atom, key, type }) => [atom.id, columnOf(name, key, type)])),
    multiplied: grid.multiplied,
  };
  const columns = new Map(made.map(({ node, key, type }) => [node, columnOf(name, key, type)]));
  const results = new Map<GroupTest, Expression>(tests.map(({ test, key, type }) => [test, columnOf(name, key, type)]));
  const where = groupExpression(
    having,
    (node) => valueOfNode(node, next, columns),
    (test) => results.get(test) ?? nothing('double'),
  );
  return { ...next, where };
}

function collect(test: GroupTest, visit: (test: Extract<GroupTest, { kind: 'groups' }>) => void): void {
  if (test.kind === 'and' || test.kind === 'or') for (const inner of test.of) collect(inner, visit);
  if (test.kind === 'groups') visit(test);
}

function windowIn(
  ctx: Context,
  request: GridRequest,
  grid: Grid,
  node: WindowNode,
  windows: ReadonlyMap<WindowNode, Expression>,
  measures: readonly NamedNode[],
  query: Pick<Query, 'sort'>,
): Expression {
  const time = timeDimensions(request.dimensions);
  const series = node.function !== 'share' && node.function !== 'rank';
  const unknown = node.within.filter((key) => !request.dimensions.some((dimension) => dimension.key === key));
  if (unknown.length > 0)
    refuse(
      ctx,
      'query.invalid',
      `\`${unknown[0]}\` is no dimension of this query, so nothing can be computed within it.`,
      { hint: `Use one of ${request.dimensions.map(({ key }) => key).join(', ')}.` },
    );
  // what runs along time starts afresh in each of the other groups
  const within =
    node.within.length > 0 || !series || time.length === 0
      ? node.within
      : request.dimensions.filter((dimension) => !time.includes(dimension)).map(({ key }) => key);
  const dimensionAt = (key: string): Expression =>
    grid.dimensions[request.dimensions.findIndex((dimension) => dimension.key === key)] ?? nothing();
  const along = time.length > 0 ? time.map(({ key }) => ({ by: key, descending: false })) : query.sort;
  const valueAt = (key: string): Expression | null => {
    const measure = measures.find((other) => other.key === key);
    if (measure === undefined)
      return request.dimensions.some((dimension) => dimension.key === key) ? dimensionAt(key) : null;
    return windowDepth(measure.node) === 0 ? valueOfNode(measure.node, grid, windows) : null;
  };
  const keys = [
    ...along.map(({ by, descending }) => ({ by, descending })),
    ...request.dimensions
      .filter(({ key }) => !along.some(({ by }) => by === key))
      .map(({ key }) => ({ by: key, descending: false })),
  ];
  const orderBy = keys
    .filter(({ by }) => !within.includes(by))
    .flatMap(({ by, descending }) => {
      const value = valueAt(by);
      return value === null ? [] : [{ value, descending }];
    });
  const of = valueOfNode(node.of, grid, windows);
  const total =
    node.function === 'share' && windowDepth(node.of) === 0 && !isAdditive(node.of, grid.multiplied)
      ? totalOf(ctx, request, grid, node, within)
      : null;
  return windowValue(node, { of, partitionBy: within.map(dimensionAt), orderBy, total });
}

/** The value over all groups, computed at that grain: an average or a distinct count is never the sum of its groups'. */
function totalOf(
  ctx: Context,
  request: GridRequest,
  grid: Grid,
  node: WindowNode,
  within: readonly string[],
): Expression {
  const dimensions = request.dimensions.filter(({ key }) => within.includes(key));
  const dropped = request.dimensions.filter((dimension) => !dimensions.includes(dimension));
  const inner = buildGrid(ctx, { ...request, dimensions, atoms: atomsOf([node.of]), present: dropped });
  const name = freeName(ctx, 'totals', true);
  const noWindows = new Map<WindowNode, Expression>();
  const keys = dimensions.map((dimension, i) => ({
    key: dimension.key,
    value: inner.dimensions[i] ?? nothing(),
    type: dimensionType(dimension.of, dimension.ref),
  }));
  const outputs = [...keys, { key: 'total', value: valueOfNode(node.of, inner, noWindows), type: node.of.type }];
  ctx.steps.push({
    name,
    from: inner.from,
    joins: inner.joins,
    where: inner.where,
    groupBy: inner.groupBy,
    having: null,
    outputs,
    distinct: false,
    orderBy: [],
    limit: null,
  });
  const on = allOf(
    dimensions.map((dimension): Expression => ({
      kind: 'same',
      left: grid.dimensions[request.dimensions.indexOf(dimension)] ?? nothing(),
      right: columnOf(name, dimension.key, dimensionType(dimension.of, dimension.ref)),
    })),
  );
  grid.joins.push({ kind: on === null ? 'cross' : 'left', to: { kind: 'step', step: name, alias: name }, on });
  return columnOf(name, 'total', node.of.type);
}
