import type { FieldId, TableId } from '@lumiere/contract';
import type { View } from '@lumiere/semantic';

/** How far one table is from another: by pointers alone (many-to-one), or with steps against them that may repeat rows. */
export interface Way {
  readonly steps: number;
  /** Steps from one row to many. */
  readonly against: number;
}

/** The tables' relations, measured once per view. */
export interface Graph {
  /** Null where the tables are not related. */
  way(from: TableId, to: TableId): Way | null;
  /** The tables whose rows point at rows of `table`, nearest only. */
  pointingAt(table: TableId): readonly TableId[];
  /** The tables at which rows of `table` point. */
  pointedBy(table: TableId): readonly TableId[];
  /** The table of happenings that points at `table`: dated, with the most pointers of its own. */
  factOf(table: TableId): TableId | null;
  /** The date that places a row of `table` in time: its own, or that of the nearest row it points at. */
  timeOf(table: TableId): FieldId | null;
  /** The visible field of `from` that points at `to`, where one field does. */
  pointer(from: TableId, to: TableId): FieldId | null;
}

/** Measures the ways between all tables of a view: breadth first, a step against a pointer costing ten along one. */
export function measureGraph(view: View): Graph {
  const ways = new Map<TableId, Map<TableId, Way>>();
  const waysFrom = (from: TableId): Map<TableId, Way> => {
    const known = ways.get(from);
    if (known) return known;
    const found = shortest(view, from);
    ways.set(from, found);
    return found;
  };
  const pointers = (id: TableId): number =>
    (view.joinsOf.get(id) ?? []).filter((join) => join.from.table === id).length;
  const pointingAt = (table: TableId): TableId[] => [
    ...new Set(
      (view.joinsOf.get(table) ?? [])
        .filter((join) => join.to.table === table && join.from.table !== table && !join.secondary)
        .map((join) => join.from.table),
    ),
  ];
  const times = new Map<TableId, FieldId | null>();
  return {
    way: (from, to) => waysFrom(from).get(to) ?? null,
    pointingAt,
    pointedBy: (table) =>
      (view.joinsOf.get(table) ?? [])
        .filter((join) => join.from.table === table && join.to.table !== table && !join.secondary)
        .map((join) => join.to.table),
    factOf: (table) => {
      const dated = (id: TableId): number => (view.tables.get(id)?.time ? 1 : 0);
      return (
        pointingAt(table)
          .filter((id) => view.tables.has(id))
          .sort((a, b) => dated(b) - dated(a) || pointers(b) - pointers(a))[0] ?? null
      );
    },
    timeOf: (table) => {
      const known = times.get(table);
      if (known !== undefined) return known;
      // among equally near dates that of a happening, which points at many things, goes before that of a thing
      const near = [...waysFrom(table)]
        .filter(([, way]) => way.against === 0)
        .sort((a, b) => a[1].steps - b[1].steps || pointers(b[0]) - pointers(a[0]));
      let found: FieldId | null = null;
      for (const [id, way] of near) {
        const time = view.tables.get(id)?.time ?? null;
        // a date two or more rows away dates something else
        if (time !== null && view.fields.has(`${id}.${time}`) && way.steps <= 2) {
          found = `${id}.${time}`;
          break;
        }
      }
      times.set(table, found);
      return found;
    },
    pointer: (from, to) => {
      const join = (view.joinsOf.get(from) ?? []).find(
        (one) => one.from.table === from && one.to.table === to && one.from.fields.length === 1 && !one.secondary,
      );
      const field = join ? `${from}.${join.from.fields[0]}` : '';
      return view.fields.has(field) ? field : null;
    },
  };
}

function shortest(view: View, from: TableId): Map<TableId, Way> {
  const found = new Map<TableId, Way>([[from, { steps: 0, against: 0 }]]);
  const queue: TableId[] = [from];
  const cost = (way: Way): number => way.steps + 10 * way.against;
  while (queue.length > 0) {
    queue.sort(
      (a, b) => cost(found.get(a) ?? { steps: 0, against: 0 }) - cost(found.get(b) ?? { steps: 0, against: 0 }),
    );
    const table = queue.shift() ?? from;
    const here = found.get(table) ?? { steps: 0, against: 0 };
    for (const join of view.joinsOf.get(table) ?? []) {
      if (join.secondary) continue;
      const along = join.from.table === table;
      const next = along ? join.to.table : join.from.table;
      if (next === table) continue;
      const against = here.against + (along || join.cardinality === 'one-to-one' ? 0 : 1);
      const way = { steps: here.steps + 1, against };
      const known = found.get(next);
      if (known && cost(known) <= cost(way)) continue;
      found.set(next, way);
      queue.push(next);
    }
  }
  return found;
}
