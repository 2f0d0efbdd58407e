import type { View } from '@lumiere/semantic';
import { numericTypes } from '@lumiere/values';
import type { Mention } from './draft.ts';
import type { Candidate, Placed, Ref } from './items.ts';

/** What kind of thing a reference can be used as. */
export type Sort = 'number' | 'table' | 'group' | 'time' | 'value' | 'event' | 'flag' | 'key';

/** The sort of a reference: what parts of a question it can play. */
export function sortOf(ref: Ref, view: View): Sort {
  switch (ref.kind) {
    case 'table':
      return 'table';
    case 'measure':
    case 'formula':
      return 'number';
    case 'value':
    case 'segment':
      return 'value';
    case 'event':
      return 'event';
    case 'field': {
      const field = view.fields.get(ref.field)?.field;
      if (!field) return 'group';
      if (field.role === 'flag' || field.type === 'boolean') return 'flag';
      if (field.role === 'time') return 'time';
      if (field.role === 'key') return 'key';
      return field.role === 'number' && numericTypes.has(field.type) ? 'number' : 'group';
    }
  }
}

/** A piece of the question that names something, as a mention. */
export const mentionOf = (item: Placed, candidates: readonly Candidate[], at: number): Mention => ({
  candidates,
  span: item.span,
  words: item.words,
  at,
});

/** The best score of the candidates of these sorts; 0 where there is none. */
export function bestOf(candidates: readonly Candidate[], view: View, sorts: readonly Sort[]): number {
  let best = 0;
  for (const candidate of candidates)
    if (candidate.score > best && sorts.includes(sortOf(candidate.ref, view))) best = candidate.score;
  return best;
}
