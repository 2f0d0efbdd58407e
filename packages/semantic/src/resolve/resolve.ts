import { offsetInZone } from '@lumiere/values';
import type {
  Checked,
  Condition,
  DimensionExpression,
  FieldId,
  MeasureExpression,
  Query,
  TableId,
} from '@lumiere/contract';
import { fail, pass } from '@lumiere/contract';
import type { Plan } from '../plan.ts';
import type { View } from '../view.ts';
import { atomsOf, expand } from './atoms.ts';
import { baseTable } from './base-table.ts';
import { dimensionColumn, measureColumn } from './columns.ts';
import { coverageOf } from './covered.ts';
import { fieldOf, freeName, nothing, refuse } from './context.ts';
import type { Context } from './context.ts';
import { resolveDetail } from './detail.ts';
import { checkDimension, dimensionType } from './dimension.ts';
import { finishGrid } from './finish.ts';
import { buildGrid } from './grid.ts';
import type { GridDimension } from './grid-request.ts';
import { groupTest, nodesOf } from './having.ts';
import { conjunctsOf } from './nnf.ts';
import { indexOf } from './paths.ts';
import { noteSpans } from './spans.ts';
import { valueOfNode } from './value.ts';

/**
 * Makes a query a plan: names resolved, joins chosen, periods turned into dates by `now` in `zone` (IANA name), every measure at the
 * grain of its own table. Gives all problems at once; warnings say what a reader of the numbers must know.
 */
export function resolve(
  query: Query,
  view: View,
  { now, zone }: { readonly now: Date; readonly zone: string },
): Checked<Plan> {
  const ctx = newContext(view, { now, zone });
  const plan = resolveQuery(ctx, query);
  return ctx.problems.length > 0 || plan === null ? fail(...ctx.problems) : pass(plan, ctx.warnings);
}

/** A fresh start for one resolution. */
export function newContext(view: View, { now, zone }: { readonly now: Date; readonly zone: string }): Context {
  return {
    view,
    index: indexOf(view.model),
    nowMs: now.getTime() + offsetInZone(zone, now.getTime()) * 1000,
    zone,
    weekStart: view.model.weekStart,
    problems: [],
    warnings: [],
    steps: [],
    tables: new Map(),
    names: new Set(),
    spans: new Map(),
    covered: new Map(),
    depth: 0,
    sub: { measure: subMeasure, groups: subGroups },
  };
}

function resolveQuery(ctx: Context, query: Query): Plan | null {
  const dimensions = dimensionsOf(
    ctx,
    query.dimensions.map((of) => ({ ...of })),
    'dimensions',
  );
  checkKeys(ctx, query);
  if (query.where !== null) noteSpans(ctx, query.where, dimensions, query.measures);
  ctx.covered = coverageOf(ctx, query.where);
  if (query.detail) return resolveDetail(ctx, query, dimensions);
  const measures = query.measures.flatMap((measure, i) => {
    const node = expand(ctx, measure.value, `measures[${i}].value`);
    return node === null ? [] : [{ key: measure.key, node }];
  });
  const having = query.having === null ? null : groupTest(ctx, query.having, 'having');
  if (query.dimensions.length + query.measures.length === 0)
    refuse(ctx, 'query.invalid', 'The query asks for nothing; name a measure or something to group by.');
  // names that are not known would only lead to more problems that are none
  if (ctx.problems.length > 0) return null;
  const nodes = [...measures.map(({ node }) => node), ...(having === null ? [] : nodesOf(having))];
  const atoms = atomsOf(nodes);
  const from =
    atoms.length > 0
      ? null
      : baseTable(
          ctx,
          dimensions.map(({ ref }) => ref.table.id),
          query.from,
        );
  const request = { dimensions, atoms, where: conjunctsOf(query.where), from, frame: null };
  const grid = buildGrid(ctx, request);
  finishGrid(ctx, request, grid, measures, having, query);
  return {
    steps: ctx.steps,
    columns: [
      ...dimensions.flatMap((dimension, i) => {
        const asked = query.dimensions[i];
        return asked === undefined ? [] : [dimensionColumn(ctx, dimension, asked, dimensions)];
      }),
      ...measures.flatMap(({ node }, i) => {
        const asked = query.measures[i];
        return asked === undefined ? [] : [measureColumn(ctx, asked, node, grid.multiplied)];
      }),
    ],
    tables: [...ctx.tables.values()],
    limit: query.limit,
  };
}

function dimensionsOf(
  ctx: Context,
  dimensions: readonly (DimensionExpression & { key: string })[],
  path: string,
): readonly GridDimension[] {
  return dimensions.flatMap((of, i) => {
    const ref = fieldOf(ctx, of.field, `${path}[${i}].field`);
    if (ref === null) return [];
    checkDimension(ctx, of, ref, `${path}[${i}]`);
    return [{ key: of.key, of, ref }];
  });
}

function checkKeys(ctx: Context, query: Query): void {
  const keys = [...query.dimensions.map(({ key }) => key), ...query.measures.map(({ key }) => key)];
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined)
    refuse(ctx, 'query.invalid', `Two columns are called \`${twice}\`; each needs a key of its own.`);
  const known = new Set(keys);
  query.sort.forEach(({ by }, i) => {
    if (!known.has(by))
      refuse(ctx, 'query.invalid', `\`${by}\` is no column of this query, so it cannot be sorted by.`, {
        path: `sort[${i}].by`,
        hint: `Use one of ${keys.join(', ')}.`,
      });
  });
  query.limitWithin?.within.forEach((key, i) => {
    if (!query.dimensions.some((dimension) => dimension.key === key))
      refuse(ctx, 'query.invalid', `\`${key}\` is no dimension of this query, so rows cannot be limited within it.`, {
        path: `limitWithin.within[${i}]`,
      });
  });
}

function subMeasure(
  ctx: Context,
  value: MeasureExpression,
  per: readonly FieldId[],
): { step: string; keys: readonly string[]; key: string; type: GridDimension['ref']['field']['type'] } {
  const dimensions = dimensionsOf(
    ctx,
    per.map((field, i) => ({ field, grain: null, part: null, bin: null, key: `d${i + 1}` })),
    'per',
  );
  const node = expand(ctx, value, 'value');
  const keys = dimensions.map(({ key }) => key);
  if (node === null) return { step: '', keys, key: 'value_of', type: 'double' };
  if (node.kind === 'constant')
    refuse(ctx, 'query.invalid', 'Compare with the number itself instead of a constant measure.');
  const grid = buildGrid(ctx, { dimensions, atoms: atomsOf([node]), where: [], from: null, frame: null });
  const step = freeName(ctx, 'compared', true);
  const outputs = [
    ...dimensions.map((dimension, i) => ({
      key: dimension.key,
      value: grid.dimensions[i] ?? nothing(),
      type: dimensionType(dimension.of, dimension.ref),
    })),
    { key: 'value_of', value: valueOfNode(node, grid, new Map()), type: node.type },
  ];
  ctx.steps.push({
    name: step,
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
  return { step, keys, key: 'value_of', type: node.type };
}

function subGroups(ctx: Context, condition: Extract<Condition, { kind: 'in-groups' }>): { step: string; key: string } {
  const { field, part } = condition.on;
  const dimensions = dimensionsOf(ctx, [{ field, part, grain: null, bin: null, key: 'd1' }], 'on');
  const top = condition.top === null ? null : expand(ctx, condition.top.by, 'top.by');
  const having = condition.having === null ? null : groupTest(ctx, condition.having, 'having');
  if (dimensions.length === 0 || ctx.problems.length > 0) return { step: '', key: 'd1' };
  const nodes = [...(top === null ? [] : [top]), ...(having === null ? [] : nodesOf(having))];
  const atoms = atomsOf(nodes);
  const from: TableId | null =
    atoms.length > 0
      ? null
      : baseTable(
          ctx,
          dimensions.map(({ ref }) => ref.table.id),
          null,
        );
  // a missing value is no group that a row could be among
  const present: Condition = { kind: 'not', condition: { kind: 'null', on: { field, part: null } } };
  const request = {
    dimensions,
    atoms,
    where: [...conjunctsOf(condition.where), ...conjunctsOf(present)],
    from,
    frame: null,
  };
  const measures = top === null ? [] : [{ key: 'm', node: top }];
  const sort = condition.top === null ? [] : [{ by: 'm', descending: condition.top.descending }];
  finishGrid(ctx, request, buildGrid(ctx, request), measures, having, {
    sort,
    limit: condition.top?.count ?? null,
    limitWithin: null,
  });
  return { step: ctx.steps.at(-1)?.name ?? '', key: 'd1' };
}
