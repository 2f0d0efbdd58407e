import type { Condition, FieldId } from '@lumiere/contract';
import type { Lexicon } from '../lexicon/lexicon.ts';

const yes = /^(y|yes|t|true|1|on)$/iu;

/**
 * The test of rows whose flag says yes: true, 1, or each way in which the column writes it, for text is compared letter by letter. Null
 * where the field is no flag, or where no writing of yes is known.
 */
export function saysYes(id: FieldId, lexicon: Lexicon): Condition | null {
  const field = lexicon.view.fields.get(id)?.field;
  if (!field || (field.role !== 'flag' && field.type !== 'boolean')) return null;
  const on = { field: id, part: null };
  if (field.type !== 'text') return { kind: 'compare', on, op: '=', value: field.type === 'boolean' ? true : 1 };
  const words = lexicon.values.get(id)?.values.filter((value) => yes.test(value)) ?? [];
  const [only] = words;
  if (only === undefined) return null;
  return words.length === 1 ? { kind: 'compare', on, op: '=', value: only } : { kind: 'in', on, values: words };
}
