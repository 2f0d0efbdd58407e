import type { Condition, TableId } from '@lumiere/contract';
import type { Expression, PlanJoin, Source } from '../plan.ts';
import { atomsOf, expand, pointsUp } from './atoms.ts';
import type { Atom, WindowNode } from './atoms.ts';
import { allOf, columnOf, fieldOf, freeName, nothing, outputKey, valueOf } from './context.ts';
import type { Context } from './context.ts';
import { dimensionType } from './dimension.ts';
import { conjunctsOf, leafFields, leavesOf } from './nnf.ts';
import type { Shift } from './period.ts';
import { isTemporal } from './scalar.ts';
import type { Grid, GridDimension, GridRequest } from './grid-request.ts';
import { movedKeys, shiftField } from './shifts.ts';
import { buildStem } from './stem.ts';
import { valueOfNode } from './value.ts';

/** Atoms that one select over one table computes. */
interface Stem {
  readonly kind: 'rows' | 'nested';
  readonly table: TableId;
  readonly shifts: readonly Shift[];
  /** Filters that an aggregate cannot hold: they restrict the whole select. */
  readonly heavy: readonly Condition[];
  readonly atoms: { readonly atom: Atom; readonly light: readonly Condition[] }[];
}

/**
 * Builds the select of a grid: every measure over the rows of its own table, aggregated to the shared dimensions, and only then
 * joined, so that no table multiplies another's rows.
 */
export function buildGrid(ctx: Context, request: GridRequest): Grid {
  const stems = stemsOf(ctx, request);
  const [only] = stems;
  if (only !== undefined && stems.length === 1) return stemGrid(ctx, request, only, false);
  return joinGrids(ctx, request, stems);
}

function stemsOf(ctx: Context, request: GridRequest): readonly Stem[] {
  const stems = new Map<string, Stem>();
  const stemOf = (
    kind: Stem['kind'],
    table: TableId,
    shifts: readonly Shift[],
    heavy: readonly Condition[],
    own = '',
  ): Stem => {
    const key = JSON.stringify([table, shifts, heavy, own]);
    let stem = stems.get(key);
    if (stem === undefined) stems.set(key, (stem = { kind, table, shifts, heavy, atoms: [] }));
    return stem;
  };
  if (request.atoms.length === 0 && request.from !== null) stemOf('rows', request.from, [], []);
  for (const atom of request.atoms) {
    if (atom.kind === 'nested') {
      stemOf('nested', '', atom.shifts, [], atom.id).atoms.push({ atom, light: [] });
      continue;
    }
    const light = atom.filters.filter((filter) => isLight(ctx, atom.table, filter));
    const heavy = atom.filters.filter((filter) => !light.includes(filter));
    // groups come from the query's own rows, not from those of a filtered or moved measure
    if (heavy.length > 0 || atom.shifts.length > 0) stemOf('rows', atom.table, [], []);
    stemOf('rows', atom.table, atom.shifts, heavy).atoms.push({ atom, light });
  }
  const all = [...stems.values()];
  return [...all.filter((stem) => !dependent(stem)), ...all.filter(dependent)];
}

const dependent = (stem: Stem): boolean => stem.heavy.length > 0 || stem.shifts.length > 0;

/** Whether a filter can stand at the aggregate itself: tests of this row and of rows it points at. */
function isLight(ctx: Context, table: TableId, filter: Condition): boolean {
  return conjunctsOf(filter)
    .flatMap(leavesOf)
    .every((leaf) => {
      if (leaf.kind === 'exists' || leaf.kind === 'in-groups' || leaf.kind === 'compare-measure') return false;
      return (leafFields(leaf) ?? []).every((id) => {
        const ref = ctx.view.fields.get(id);
        return ref === undefined || pointsUp(ctx, table, ref.table.id);
      });
    });
}

function stemGrid(ctx: Context, request: GridRequest, stem: Stem, several: boolean): Grid {
  const field = stem.shifts.length > 0 ? shiftField(ctx, request) : null;
  const shifts = [...(request.frame?.shifts ?? []), ...stem.shifts];
  const frame = field !== null ? { field, shifts } : request.frame;
  if (stem.kind === 'nested') return nestedGrid(ctx, request, stem, frame);
  return buildStem(ctx, { ...request, frame }, stem, several);
}

/** The inner groups make a step; its values are aggregated to the outer groups. What belongs to no inner group is left out. */
function nestedGrid(ctx: Context, request: GridRequest, stem: Stem, frame: GridRequest['frame']): Grid {
  const atom = stem.atoms[0]?.atom;
  if (atom?.kind !== 'nested') throw new Error('a nested stem has one nested atom');
  const node = expand(ctx, atom.of, '');
  const per = atom.per.flatMap((of, i): GridDimension[] => {
    const ref = fieldOf(ctx, of.field);
    return ref === null ? [] : [{ key: `per${i + 1}`, of, ref }];
  });
  const dimensions = [...request.dimensions, ...per];
  const where = [...request.where, ...atom.filters.flatMap((filter) => conjunctsOf(filter))];
  const inner = buildGrid(ctx, { dimensions, atoms: node === null ? [] : atomsOf([node]), where, from: null, frame });
  const value = node === null ? nothing('double') : valueOfNode(node, inner, new Map<WindowNode, Expression>());
  const step = freeName(ctx, 'inner_groups', true);
  ctx.steps.push({
    name: step,
    from: inner.from,
    joins: inner.joins,
    where: inner.where,
    groupBy: inner.groupBy,
    having: null,
    outputs: [
      ...dimensions.map((dimension, i) => ({
        key: dimension.key,
        value: inner.dimensions[i] ?? nothing(),
        type: dimensionType(dimension.of, dimension.ref),
      })),
      { key: 'value_of', value, type: node?.type ?? 'double' },
    ],
    distinct: false,
    orderBy: [],
    limit: null,
  });
  const alias = step;
  const outer = request.dimensions.map((dimension) =>
    columnOf(alias, dimension.key, dimensionType(dimension.of, dimension.ref)),
  );
  const present = per.map((dimension): Expression => ({
    kind: 'not',
    of: { kind: 'is-null', of: columnOf(alias, dimension.key, dimensionType(dimension.of, dimension.ref)) },
  }));
  const aggregate: Expression = {
    kind: 'aggregate',
    function: atom.function,
    of: columnOf(alias, 'value_of', node?.type ?? 'double'),
    where: null,
    percentile: null,
    type: atom.type,
  };
  return {
    from: { kind: 'step', step, alias },
    joins: [],
    where: allOf(present),
    groupBy: request.dimensions.map((dimension) => dimension.key),
    dimensions: outer,
    atoms: new Map([[atom.id, aggregate]]),
    multiplied: new Set([atom.id]),
  };
}

/** Each stem becomes a step; equal groups meet, missing groups stay in. */
function joinGrids(ctx: Context, request: GridRequest, stems: readonly Stem[]): Grid {
  const tables = new Set(stems.filter((stem) => stem.kind === 'rows').map((stem) => stem.table));
  const atoms = new Map<string, Expression>();
  const multiplied = new Set<string>();
  const joins: PlanJoin[] = [];
  let from: Source | null = null;
  let keys: Expression[] = [];
  for (const stem of stems) {
    const grid = stemGrid(ctx, request, stem, tables.size > 1);
    const name = pushStem(ctx, request, stem, grid);
    const own = request.dimensions.map((dimension) =>
      columnOf(name, dimension.key, dimensionType(dimension.of, dimension.ref)),
    );
    stem.atoms.forEach(({ atom }, i) =>
      atoms.set(atom.id, countsToZero(atom, columnOf(name, outputKey('m', i), atom.type), request)),
    );
    for (const id of grid.multiplied) multiplied.add(id);
    const to: Source = { kind: 'step', step: name, alias: name };
    if (from === null) {
      [from, keys] = [to, own];
      continue;
    }
    const moved = stem.shifts.length > 0 ? movedKeys(ctx, request, keys, stem.shifts) : null;
    const left = stem.heavy.length > 0 || (moved !== null && moved.alongTime);
    const on = (moved?.keys ?? keys).map((key, i): Expression => ({
      kind: 'same',
      left: key,
      right: own[i] ?? nothing(),
    }));
    joins.push({ kind: on.length === 0 ? 'cross' : left ? 'left' : 'full', to, on: allOf(on) });
    if (!left) keys = keys.map((key, i): Expression => merged(key, own[i] ?? nothing(), request.dimensions[i]));
  }
  if (from === null) throw new Error('a grid has at least one stem');
  return { from, joins, where: null, groupBy: null, dimensions: keys, atoms, multiplied };
}

function merged(key: Expression, own: Expression, dimension: GridDimension | undefined): Expression {
  const type = dimension === undefined ? 'text' : dimensionType(dimension.of, dimension.ref);
  return { kind: 'coalesce', of: [...(key.kind === 'coalesce' ? key.of : [key]), own], type };
}

/** A group that a stem does not have counts zero rows there; its sums have no value. */
function countsToZero(atom: Atom, column: Expression, request: GridRequest): Expression {
  const counts = atom.kind === 'aggregate' && (atom.function === 'count' || atom.function === 'count-distinct');
  return counts && request.dimensions.length > 0
    ? { kind: 'coalesce', of: [column, valueOf(0, 'integer')], type: 'integer' }
    : column;
}

function pushStem(ctx: Context, request: GridRequest, stem: Stem, grid: Grid): string {
  const name = freeName(
    ctx,
    `${stem.kind === 'nested' ? 'nested' : stem.table}_${stem.shifts.length > 0 ? 'shifted' : 'totals'}`,
    true,
  );
  const keys = request.dimensions.map((dimension, i) => ({
    key: dimension.key,
    value: grid.dimensions[i] ?? nothing(),
    type: dimensionType(dimension.of, dimension.ref),
  }));
  const values = stem.atoms.map(({ atom }, i) => ({
    key: outputKey('m', i),
    value: grid.atoms.get(atom.id) ?? nothing(atom.type),
    type: atom.type,
  }));
  // a stem without measures only says which groups there are; without groups either, that there is one
  const outputs =
    keys.length + values.length > 0
      ? [...keys, ...values]
      : [
          {
            key: 'row_count',
            value: {
              kind: 'aggregate',
              function: 'count',
              of: null,
              where: null,
              percentile: null,
              type: 'integer',
            } as const,
            type: 'integer' as const,
          },
        ];
  ctx.steps.push({
    name,
    from: grid.from,
    joins: grid.joins,
    where: grid.where,
    groupBy: grid.groupBy,
    having: null,
    outputs,
    distinct: false,
    orderBy: [],
    limit: null,
  });
  return name;
}

/** Dimensions of a query resolved and checked; unknown fields are recorded and left out. */
export function timeDimensions(dimensions: readonly GridDimension[]): readonly GridDimension[] {
  return dimensions.filter(({ of, ref }) => of.grain !== null || of.part !== null || isTemporal(ref.field.type));
}
