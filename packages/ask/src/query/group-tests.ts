import type { Draft, NumberSlot } from '../grammar/draft.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { measureOptions } from './options.ts';

/**
 * Whether a number is tested of each group rather than of each row, although rows have it too: "regions with total sales above 500", "regions
 * whose average discount exceeds 5 %". What has a row of its own, as a product has its price, is tested by that.
 */
export function testsGroups(slot: NumberSlot, draft: Draft, lexicon: Lexicon): boolean {
  if (slot.counted !== null || slot.mention === null) return false;
  const aggregated = slot.aggregate !== null && slot.aggregate !== 'count';
  if (draft.dimensions.length > 0) return aggregated;
  const [asked] = draft.subjects[0]?.candidates.toSorted((a, b) => b.score - a.score) ?? [];
  if (asked?.ref.kind !== 'field') return false;
  const field = lexicon.view.fields.get(asked.ref.field)?.field;
  if (field === undefined || field.unique || field.role === 'time') return false;
  const [top] = measureOptions(slot.mention.candidates, slot.aggregate, lexicon);
  return aggregated || (top?.candidate.ref.kind === 'measure' && top.candidate.score > 0.8 && !top.rows);
}
