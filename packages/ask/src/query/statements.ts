import type { FieldId } from '@lumiere/contract';
import type { MeasureSlot } from '../grammar/draft.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { lemma } from '../text/lemma.ts';
import { wordsOf } from '../text/tokens.ts';
import type { Account } from './built.ts';
import { lower, type MeasureOption } from './options.ts';

/** Words that begin a statement about a row, which a column then answers: `would_recommend`, `has_pets`. */
const statement = /^(would|should|could|has|have|had|is|are|was|were|did|does)$/u;
const maybe = /^(can|will|do|want|wants|likely|willing)$/u;

/**
 * "how many would recommend us" over answers from 1 to 10, or of yes, no and maybe: which of them count was not said, and neither their sum
 * nor the number of different answers was meant. Asks back and gives true.
 */
export function asksWhichAnswers(
  slot: MeasureSlot,
  option: MeasureOption,
  lexicon: Lexicon,
  account: Account,
): boolean {
  const id = slot.aggregate === 'count' && option.where === null ? answered(option, lexicon) : null;
  const entry = id === null ? undefined : lexicon.view.fields.get(id);
  if (entry === undefined) return false;
  const { field, table } = entry;
  const [first = ''] = wordsOf(field.label);
  if (!statement.test(first) && !(maybe.test(first) && !plural(slot.mention.words))) return false;
  const name = lower(field.label);
  account.ask(`"${field.label}" holds several answers, and which of them to count was not said.`, [
    `Number of ${lower(table.label)} by ${name}`,
    ...(field.role === 'number' ? [`Average ${name}`] : []),
  ]);
  return true;
}

/** The field whose answers an option adds up or tells apart. */
function answered({ value, field, candidate }: MeasureOption, lexicon: Lexicon): FieldId | null {
  const named = candidate.ref.kind === 'measure' ? lexicon.view.measures.get(candidate.ref.measure) : undefined;
  const inner = named?.measure.value ?? value;
  return field ?? (inner.kind === 'aggregate' ? inner.field : null);
}

/** Whether a name ends in a plural, as what is counted does. */
export function plural(words: string): boolean {
  const last = words.toLowerCase().split(/\s+/u).at(-1) ?? '';
  return lemma(last) !== last;
}
