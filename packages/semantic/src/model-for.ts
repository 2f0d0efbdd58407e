import type {
  Condition,
  Field,
  FieldId,
  GroupCondition,
  Join,
  Measure,
  MeasureExpression,
  Model,
  Principal,
  Segment,
  Table,
  TableId,
} from '@lumiere/contract';
import { unreachable } from './unreachable.ts';
import type { View } from './view.ts';

/**
 * The model as `principal` may see it. Hidden tables, fields and measures do not exist in it, nor do measures and segments that need
 * them. Joins stay resolvable through hidden keys, since a key joins without being shown. `version` is the model's content hash.
 */
export function modelFor(model: Model, principal: Principal, version: string): View {
  // every role sees the same names for now; which rows they see is the policy's business
  void principal;
  const visible = model.tables.filter((table) => !table.hidden);
  const fieldIds = new Set(
    visible.flatMap((table) => table.fields.filter((field) => !field.hidden).map((field) => `${table.id}.${field.id}`)),
  );
  const tableIds = new Set(visible.map((table) => table.id));
  const measures = visibleMeasures(visible, fieldIds, tableIds);
  const tables = new Map<TableId, Table>();
  const fields = new Map<FieldId, { table: Table; field: Field }>();
  const measureMap = new Map<FieldId, { table: Table; measure: Measure }>();
  const segments = new Map<FieldId, { table: Table; segment: Segment }>();
  for (const whole of visible) {
    const kept = whole.fields.filter((field) => !field.hidden);
    const known = new Set(kept.map((field) => field.id));
    const table: Table = {
      ...whole,
      fields: kept,
      measures: whole.measures.filter((measure) => measures.has(`${whole.id}.${measure.id}`)),
      segments: whole.segments.filter((segment) => conditionSees(segment.where, fieldIds, measures, tableIds)),
      primaryKey: whole.primaryKey.every((id) => known.has(id)) ? whole.primaryKey : [],
      time: whole.time !== null && known.has(whole.time) ? whole.time : null,
      labels: whole.labels.every((id) => known.has(id)) ? whole.labels : [],
    };
    tables.set(table.id, table);
    for (const field of table.fields) fields.set(`${table.id}.${field.id}`, { table, field });
    for (const measure of table.measures) measureMap.set(`${table.id}.${measure.id}`, { table, measure });
    for (const segment of table.segments) segments.set(`${table.id}.${segment.id}`, { table, segment });
  }
  return {
    model,
    version,
    tables,
    fields,
    measures: measureMap,
    segments,
    joinsOf: joinsByTable(model.joins, tableIds),
  };
}

/** Measures that stand on visible fields alone, also through the measures they name. */
function visibleMeasures(
  tables: readonly Table[],
  fields: ReadonlySet<FieldId>,
  tableIds: ReadonlySet<TableId>,
): ReadonlySet<FieldId> {
  const seen = new Set<FieldId>();
  const open = new Map(
    tables.flatMap((table) =>
      table.measures
        .filter((measure) => !measure.hidden)
        .map((measure) => [`${table.id}.${measure.id}`, measure] as const),
    ),
  );
  // a hidden measure may still be what a visible one is made of
  const parts = new Map(
    tables.flatMap((table) => table.measures.map((measure) => [`${table.id}.${measure.id}`, measure] as const)),
  );
  const usable = new Set<FieldId>();
  for (let grew = true; grew;) {
    grew = false;
    for (const [id, measure] of parts) {
      if (usable.has(id) || !measureSees(measure.value, fields, usable, tableIds)) continue;
      usable.add(id);
      grew = true;
    }
  }
  for (const id of open.keys()) if (usable.has(id)) seen.add(id);
  return seen;
}

function measureSees(
  of: MeasureExpression,
  fields: ReadonlySet<FieldId>,
  measures: ReadonlySet<FieldId>,
  tables: ReadonlySet<TableId>,
): boolean {
  const sees = (inner: MeasureExpression): boolean => measureSees(inner, fields, measures, tables);
  switch (of.kind) {
    case 'measure':
      return measures.has(of.measure);
    case 'aggregate':
      return fields.has(of.field);
    case 'count-rows':
      return tables.has(of.table);
    case 'filtered':
      return sees(of.of) && conditionSees(of.where, fields, measures, tables);
    case 'constant':
      return true;
    case 'arithmetic':
      return sees(of.left) && sees(of.right);
    case 'row-arithmetic':
      return fields.has(of.left) && fields.has(of.right);
    case 'nested':
      return sees(of.of) && of.per.every((per) => fields.has(per.field));
    case 'shifted':
    case 'window':
      return sees(of.of);
    default:
      return unreachable(of);
  }
}

function conditionSees(
  of: Condition,
  fields: ReadonlySet<FieldId>,
  measures: ReadonlySet<FieldId>,
  tables: ReadonlySet<TableId>,
): boolean {
  const sees = (inner: Condition): boolean => conditionSees(inner, fields, measures, tables);
  switch (of.kind) {
    case 'and':
    case 'or':
      return of.conditions.every(sees);
    case 'not':
      return sees(of.condition);
    case 'compare':
    case 'in':
    case 'text':
    case 'null':
    case 'period':
      return fields.has(of.on.field);
    case 'compare-fields':
      return fields.has(of.left.field) && fields.has(of.right.field);
    case 'exists':
      return tables.has(of.table) && (of.where === null || sees(of.where));
    case 'compare-measure':
      return (
        fields.has(of.on.field) &&
        measureSees(of.value, fields, measures, tables) &&
        of.per.every((field) => fields.has(field))
      );
    case 'in-groups':
      return (
        fields.has(of.on.field) &&
        (of.where === null || sees(of.where)) &&
        (of.having === null || groupSees(of.having, fields, measures, tables)) &&
        (of.top === null || measureSees(of.top.by, fields, measures, tables))
      );
    default:
      return unreachable(of);
  }
}

function groupSees(
  of: GroupCondition,
  fields: ReadonlySet<FieldId>,
  measures: ReadonlySet<FieldId>,
  tables: ReadonlySet<TableId>,
): boolean {
  switch (of.kind) {
    case 'and':
    case 'or':
      return of.conditions.every((inner) => groupSees(inner, fields, measures, tables));
    case 'not':
      return groupSees(of.condition, fields, measures, tables);
    case 'compare':
      return (
        measureSees(of.measure, fields, measures, tables) &&
        (typeof of.value !== 'object' || of.value === null || measureSees(of.value, fields, measures, tables))
      );
    case 'compare-groups':
      return measureSees(of.measure, fields, measures, tables);
    default:
      return unreachable(of);
  }
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
