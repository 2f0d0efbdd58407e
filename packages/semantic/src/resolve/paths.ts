import type { Field, FieldId, Join, Measure, Model, Table, TableId } from '@lumiere/contract';

/** One step along a join. `up` goes to at most one row, so it never multiplies. */
export interface Edge {
  readonly from: TableId;
  readonly to: TableId;
  /** Key fields of either side, of equal length. */
  readonly fromFields: readonly string[];
  readonly toFields: readonly string[];
  readonly up: boolean;
  readonly join: Join;
}

/** How one table is reached from another: the best way, or the equally good ones where no single one is best. */
export type Path =
  | { readonly kind: 'path'; readonly edges: readonly Edge[] }
  | { readonly kind: 'ambiguous'; readonly ways: readonly (readonly Edge[])[] };

/** Whole-model look-ups, hidden parts included: what joins and definitions may use though people do not see it. */
export interface ModelIndex {
  readonly tables: ReadonlyMap<TableId, Table>;
  readonly fields: ReadonlyMap<FieldId, { readonly table: Table; readonly field: Field }>;
  readonly measures: ReadonlyMap<FieldId, { readonly table: Table; readonly measure: Measure }>;
  readonly edges: ReadonlyMap<TableId, readonly Edge[]>;
  /** Physical names in lower case, which no sub-query may be called. */
  readonly physical: ReadonlySet<string>;
  readonly paths: Map<TableId, ReadonlyMap<TableId, Path>>;
}

const indexes = new WeakMap<Model, ModelIndex>();

/** The look-ups of a model, made on first use and kept as long as the model. */
export function indexOf(model: Model): ModelIndex {
  let index = indexes.get(model);
  if (index === undefined) indexes.set(model, (index = makeIndex(model)));
  return index;
}

/**
 * The best way from one table to another: fewest secondary joins, then fewest steps that multiply rows, then fewest steps.
 * Undefined where the tables are not related.
 */
export function pathBetween(index: ModelIndex, from: TableId, to: TableId): Path | undefined {
  let paths = index.paths.get(from);
  if (paths === undefined) index.paths.set(from, (paths = pathsFrom(index, from)));
  return paths.get(to);
}

function makeIndex(model: Model): ModelIndex {
  const tables = new Map<TableId, Table>();
  const fields = new Map<FieldId, { table: Table; field: Field }>();
  const measures = new Map<FieldId, { table: Table; measure: Measure }>();
  const physical = new Set<string>();
  for (const table of model.tables) {
    tables.set(table.id, table);
    physical.add(table.source.name.toLowerCase());
    for (const field of table.fields) fields.set(`${table.id}.${field.id}`, { table, field });
    for (const measure of table.measures) measures.set(`${table.id}.${measure.id}`, { table, measure });
  }
  const edges = new Map<TableId, Edge[]>(model.tables.map((table) => [table.id, []]));
  for (const join of model.joins) {
    const { from, to } = join;
    edges
      .get(from.table)
      ?.push({ from: from.table, to: to.table, fromFields: from.fields, toFields: to.fields, up: true, join });
    const back: Edge = {
      from: to.table,
      to: from.table,
      fromFields: to.fields,
      toFields: from.fields,
      up: join.cardinality === 'one-to-one',
      join,
    };
    if (from.table !== to.table) edges.get(to.table)?.push(back);
  }
  return { tables, fields, measures, edges, physical, paths: new Map<TableId, ReadonlyMap<TableId, Path>>() };
}

const secondaryCost = 1_000_000;
const downCost = 1_000;

/** Dijkstra over few, small, additive costs; every equally cheap last edge is kept, so that ties are known. */
function pathsFrom(index: ModelIndex, start: TableId): ReadonlyMap<TableId, Path> {
  const cost = new Map<TableId, number>([[start, 0]]);
  const into = new Map<TableId, Edge[]>();
  const open = new Set<TableId>([start]);
  while (open.size > 0) {
    const next = cheapest(open, cost);
    open.delete(next);
    const soFar = cost.get(next) ?? 0;
    for (const edge of index.edges.get(next) ?? []) {
      if (edge.to === start) continue;
      const total = soFar + 1 + (edge.up ? 0 : downCost) + (edge.join.secondary ? secondaryCost : 0);
      const known = cost.get(edge.to);
      if (known === undefined || total < known) {
        cost.set(edge.to, total);
        into.set(edge.to, [edge]);
        open.add(edge.to);
      } else if (total === known) {
        into.get(edge.to)?.push(edge);
      }
    }
  }
  const paths = new Map<TableId, Path>([[start, { kind: 'path', edges: [] }]]);
  for (const to of into.keys()) {
    const ways = waysTo(to, start, into, 4);
    const [only] = ways;
    if (only !== undefined)
      paths.set(to, ways.length === 1 ? { kind: 'path', edges: only } : { kind: 'ambiguous', ways });
  }
  return paths;
}

function cheapest(open: ReadonlySet<TableId>, cost: ReadonlyMap<TableId, number>): TableId {
  let best = '';
  let least = Number.POSITIVE_INFINITY;
  for (const table of open) {
    const price = cost.get(table) ?? Number.POSITIVE_INFINITY;
    if (price < least) [best, least] = [table, price];
  }
  return best;
}

function waysTo(
  to: TableId,
  start: TableId,
  into: ReadonlyMap<TableId, readonly Edge[]>,
  most: number,
): readonly (readonly Edge[])[] {
  if (to === start) return [[]];
  const ways: (readonly Edge[])[] = [];
  for (const edge of into.get(to) ?? []) {
    for (const way of waysTo(edge.from, start, into, most - ways.length)) ways.push([...way, edge]);
    if (ways.length >= most) break;
  }
  return ways;
}
