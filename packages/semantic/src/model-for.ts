import type { Field, FieldId, Join, Measure, Model, Principal, Segment, Table, TableId } from '@lumiere/contract';
import { conditionReferences, measureReferences } from './references.ts';
import type { Reference } from './references.ts';
import type { View } from './view.ts';

/**
 * The model as `principal` may see it. Hidden tables, fields and measures do not exist in it, nor do measures and segments that need
 * them. Joins stay resolvable through hidden keys, since a key joins without being shown. `version` is the model's content hash.
 */
export function modelFor(model: Model, principal: Principal, version: string): View {
  // every role sees the same names for now; which rows they see is the policy's business
  void principal;
  return viewOf(model, version);
}

/** The view of a model's open parts; `all` shows the hidden ones too, for definitions and rules that may use them. */
export function viewOf(model: Model, version: string, all = false): View {
  const visible = model.tables.filter((table) => all || !table.hidden);
  const tableIds = new Set(visible.map((table) => table.id));
  const fieldIds = new Set(
    visible.flatMap((table) =>
      table.fields.filter((field) => all || !field.hidden).map((field) => `${table.id}.${field.id}`),
    ),
  );
  const usable = usableMeasures(visible, fieldIds, tableIds);
  const known = (reference: Reference): boolean =>
    (reference.kind === 'field' ? fieldIds : reference.kind === 'measure' ? usable : tableIds).has(reference.id);
  const tables = new Map<TableId, Table>();
  const fields = new Map<FieldId, { table: Table; field: Field }>();
  const measures = new Map<FieldId, { table: Table; measure: Measure }>();
  const segments = new Map<FieldId, { table: Table; segment: Segment }>();
  for (const whole of visible) {
    const has = (id: string): boolean => fieldIds.has(`${whole.id}.${id}`);
    const table: Table = {
      ...whole,
      fields: whole.fields.filter((field) => has(field.id)),
      measures: whole.measures.filter((measure) => (all || !measure.hidden) && usable.has(`${whole.id}.${measure.id}`)),
      segments: whole.segments.filter((segment) => conditionReferences(segment.where).every(known)),
      primaryKey: whole.primaryKey.every(has) ? whole.primaryKey : [],
      time: whole.time !== null && has(whole.time) ? whole.time : null,
      labels: whole.labels.every(has) ? whole.labels : [],
    };
    tables.set(table.id, table);
    for (const field of table.fields) fields.set(`${table.id}.${field.id}`, { table, field });
    for (const measure of table.measures) measures.set(`${table.id}.${measure.id}`, { table, measure });
    for (const segment of table.segments) segments.set(`${table.id}.${segment.id}`, { table, segment });
  }
  return { model, version, tables, fields, measures, segments, joinsOf: joinsByTable(model.joins, tableIds) };
}

/** Measures that stand on visible fields alone. A hidden measure may still be what a visible one is made of; a circle never is usable. */
function usableMeasures(
  tables: readonly Table[],
  fields: ReadonlySet<FieldId>,
  tableIds: ReadonlySet<TableId>,
): ReadonlySet<FieldId> {
  const open = new Map(
    tables.flatMap((table) =>
      table.measures.map((measure) => [`${table.id}.${measure.id}`, measureReferences(measure.value)] as const),
    ),
  );
  const usable = new Set<FieldId>();
  const known = (reference: Reference): boolean =>
    (reference.kind === 'field' ? fields : reference.kind === 'measure' ? usable : tableIds).has(reference.id);
  for (let grew = true; grew;) {
    grew = false;
    for (const [id, references] of open) {
      if (!references.every(known)) continue;
      usable.add(id);
      open.delete(id);
      grew = true;
    }
  }
  return usable;
}

function joinsByTable(joins: readonly Join[], tables: ReadonlySet<TableId>): ReadonlyMap<TableId, readonly Join[]> {
  const byTable = new Map<TableId, Join[]>();
  for (const join of joins) {
    if (!tables.has(join.from.table) || !tables.has(join.to.table)) continue;
    for (const end of new Set([join.from.table, join.to.table])) {
      const list = byTable.get(end);
      if (list === undefined) byTable.set(end, [join]);
      else list.push(join);
    }
  }
  return byTable;
}
