import type { FieldId, TableId } from '@lumiere/contract';
import type { Candidate, Placed } from './items.ts';
import type { State } from './state.ts';

const bonus = 0.15;

/** "names and cities of the stores": the fields that stand before "of" and a thing are fields of that thing, where it has such. */
export function ownedCandidates(s: State, candidates: readonly Candidate[], at: number): readonly Candidate[] {
  const owner = ownerAfter(s, at);
  if (owner === null || !candidates.some((one) => one.ref.kind === 'field' && tableOf(one.ref.field) === owner))
    return candidates;
  return candidates
    .map((one) =>
      one.ref.kind === 'field' && tableOf(one.ref.field) === owner ? { ...one, score: one.score + bonus } : one,
    )
    .sort((a, b) => b.score - a.score);
}

/** The thing after "of", past further fields joined by commas and "and". */
function ownerAfter(s: State, at: number): TableId | null {
  for (let i = at + 1; i < s.items.length; i++) {
    const item = s.items[i];
    if (item === undefined) return null;
    if (item.kind === 'preposition' && /^of$/iu.test(item.words)) return tableAt(s.items, i + 1);
    if (item.kind === 'group' && /^of (each|every)$/iu.test(item.words)) return tableAt(s.items, i + 1);
    if (item.kind !== 'and' && item.kind !== 'comma' && item.kind !== 'entity' && item.kind !== 'stop') return null;
  }
  return null;
}

function tableAt(items: readonly Placed[], at: number): TableId | null {
  let i = at;
  while (items[i]?.kind === 'stop' || items[i]?.kind === 'list') i += 1;
  const item = items[i];
  if (item?.kind !== 'entity') return null;
  const [best] = item.candidates
    .filter((one) => one.ref.kind === 'table' && one.score > 0.8)
    .sort((a, b) => b.score - a.score);
  return best?.ref.kind === 'table' && best.score >= (item.candidates[0]?.score ?? 0) - 0.05 ? best.ref.table : null;
}

const tableOf = (field: FieldId): TableId => field.slice(0, field.indexOf('.'));
