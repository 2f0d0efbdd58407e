import type { Condition, FieldId, MeasureExpression, TableId } from '@lumiere/contract';
import { addTo } from '@lumiere/values';
import type { Building } from './building.ts';
import { fieldLabel } from './names.ts';

const leaving = /^(termination|terminated|leaving|left|exit|resignation|departure|separation)(_?(date|on|at))?$/u;
const validUntil = /^(effective|valid)_?(to|until|end|end_date|thru|through)$/u;

/**
 * Rows of people who have left and of salaries that were replaced are history: counted only where the question speaks of then. The
 * assumption is shown as a chip.
 */
export function currentConditions(b: Building): readonly Condition[] {
  const tables = new Set<TableId>([
    ...b.measures.map((option) => option.table),
    ...(b.subject === null ? [] : [b.subject]),
    ...b.tested,
    ...b.groupTables,
  ]);
  const spoken = JSON.stringify([
    b.draft.events,
    b.draft.lacks.map((slot) => slot.mention),
    b.draft.rate?.mention ?? null,
  ]);
  const timed = b.draft.periods.length > 0 || b.draft.dimensions.some((slot) => slot.kind === 'time');
  return [...tables].flatMap((id): readonly Condition[] => {
    const table = b.lexicon.view.tables.get(id);
    const field = table?.fields.find(
      (one) => one.role === 'time' && one.nullable && (leaving.test(one.id) || validUntil.test(one.id)),
    );
    if (!table || !field) return [];
    const on = { field: `${id}.${field.id}`, part: null };
    if (b.measures.some((option) => option.time !== null) || spoken.includes(`"${on.field}"`)) return [];
    const asOf = snapshot(b, id, on.field);
    if (asOf) return [asOf];
    // a period cuts by the table's own date; who was hired then may have left since
    if (timed || b.draft.events.length > 0) return [];
    b.account.assumed('filter', `${fieldLabel(b.lexicon.view, on.field)} is empty`);
    return [{ kind: 'null', on }];
  });
}

/** An average of a table's rows over those that hold now, where the table keeps its history. */
export function currentOnly(b: Building, of: MeasureExpression, table: TableId): MeasureExpression {
  const field = b.lexicon.view.tables
    .get(table)
    ?.fields.find((one) => one.role === 'time' && one.nullable && (leaving.test(one.id) || validUntil.test(one.id)));
  return field
    ? { kind: 'filtered', of, where: { kind: 'null', on: { field: `${table}.${field.id}`, part: null } } }
    : of;
}

/** "headcount on 31 December 2023": begun by then and not ended. Takes the period out of the draft. */
function snapshot(b: Building, table: TableId, end: FieldId): Condition | null {
  const [slot] = b.draft.periods;
  const start = b.lexicon.view.tables.get(table)?.time;
  if (
    b.draft.periods.length !== 1 ||
    !slot ||
    slot.period.kind !== 'between' ||
    slot.grain !== 'day' ||
    slot.period.from === null ||
    !start ||
    b.draft.events.length > 0
  )
    return null;
  const day = slot.period.from;
  b.draft.periods.pop();
  b.account.heard('period', slot, `as of ${slot.label}`);
  return {
    kind: 'and',
    conditions: [
      {
        kind: 'period',
        on: { field: `${table}.${start}`, part: null },
        period: { kind: 'between', from: null, until: addTo(day, 'day', 1) },
      },
      {
        kind: 'or',
        conditions: [
          { kind: 'null', on: { field: end, part: null } },
          {
            kind: 'period',
            on: { field: end, part: null },
            period: { kind: 'between', from: addTo(day, 'day', 1), until: null },
          },
        ],
      },
    ],
  };
}
