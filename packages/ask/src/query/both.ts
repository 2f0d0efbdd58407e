import type { Condition, FieldId, Scalar, TableId } from '@lumiere/contract';
import type { Building } from './building.ts';
import { asDimension, choose } from './choose.ts';
import { tableOf } from './options.ts';

/**
 * "swimmers who have both wins and losses": no row holds two values, so each thing must have a row for either. Where the things are rows
 * that hold one value themselves, both cannot be, and the reading is doubted.
 */
export function bothOf(b: Building, condition: Condition): readonly Condition[] {
  if (condition.kind !== 'in' || condition.on.part !== null) return [condition];
  const { field } = condition.on;
  const is = (value: Scalar): Condition => ({ kind: 'compare', on: { field, part: null }, op: '=', value });
  const thing = b.subject ?? countedRows(b);
  if (thing !== null && (b.lexicon.graph.way(thing, tableOf(field))?.against ?? 0) > 0)
    return condition.values.map((value): Condition => ({ kind: 'exists', table: tableOf(field), where: is(value) }));
  const named = subjectField(b);
  if (named !== null && named !== field) {
    // the values are the things, and each is one
    b.draft.distinct = true;
    return condition.values.map((value): Condition => ({
      kind: 'in-groups',
      on: { field: named, part: null },
      where: is(value),
      having: null,
      top: null,
    }));
  }
  b.account.doubt(3, '"both" was read as either of the two');
  return [condition];
}

function countedRows(b: Building): TableId | null {
  const [only] = b.measures;
  return only?.rows && b.measures.length === 1 ? only.table : null;
}

/** "residences that have both": the field listed, whose values are the things. */
function subjectField(b: Building): FieldId | null {
  const [mention] = b.draft.subjects;
  if (!mention || b.measures.length > 0) return null;
  const ref = choose(mention, b.around, asDimension(b.lexicon))?.candidate.ref;
  const role = ref?.kind === 'field' ? b.lexicon.view.fields.get(ref.field)?.field.role : undefined;
  return ref?.kind === 'field' && (role === 'category' || role === 'place') ? ref.field : null;
}
