import type { FieldId } from '@lumiere/contract';
import type { Mention } from '../grammar/draft.ts';
import type { Building } from './building.ts';
import { asDimension, choose } from './choose.ts';
import { plain } from './columns.ts';
import { refLabel } from './names.ts';
import { labelFields, labelled } from './options.ts';

/**
 * Adds the fields that a phrase groups by: the table's labels, or the field itself. Nothing where no phrase of the model fits. Dates group by
 * the day; where rows are `listed` they stand as they are.
 */
export function addDimension(b: Building, mention: Mention, listed = false): readonly string[] {
  const choice = choose(mention, b.around, asDimension(b.lexicon));
  if (!choice) {
    b.account.lacks(mention);
    return [];
  }
  const { ref, quality } = choice.candidate;
  if (choice.rivals.length > 0)
    b.account.rivals.push({
      span: mention.span,
      words: mention.words,
      meanings: choice.rivals.map((rival) => refLabel(b.lexicon.view, rival.ref)),
    });
  if (quality === 'partial' && choice.candidate.score < 0.7)
    b.account.doubt(1, `"${mention.words}" is only part of a name`);
  const table = ref.kind === 'table' ? b.lexicon.view.tables.get(ref.table) : undefined;
  if (table && !labelled(table)) b.account.doubt(3, `rows of ${table.label} have no name to group by`);
  const fields: readonly FieldId[] = table ? labelFields(table) : ref.kind === 'field' ? [ref.field] : [];
  b.account.heard(
    'dimension',
    mention,
    table ? table.label : refLabel(b.lexicon.view, ref),
    choice.rivals.map((rival) => refLabel(b.lexicon.view, rival.ref)),
  );
  const keys = fields.map((field) => b.columns.dimension(listed ? plain(field) : timeless(b, field), null));
  // people who share a name stay apart
  const unique = !table || fields.some((field) => b.lexicon.view.fields.get(field)?.field.unique === true);
  if (!unique && table && table.primaryKey.length === 1)
    for (const id of table.primaryKey)
      if (b.lexicon.view.fields.has(`${table.id}.${id}`))
        keys.push(b.columns.dimension(plain(`${table.id}.${id}`), null));
  return keys;
}

function timeless(b: Building, field: FieldId) {
  return b.lexicon.view.fields.get(field)?.field.role === 'time'
    ? { ...plain(field), grain: 'day' as const }
    : plain(field);
}
