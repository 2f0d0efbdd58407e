import type { TableId } from '@lumiere/contract';
import type { Draft, Mention } from '../grammar/draft.ts';
import { bestOf } from '../grammar/sorts.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { lemma } from '../text/lemma.ts';
import { tableOfRef } from './choose.ts';

/**
 * "every customer with city", "name and city of each customer": where no number is asked for, each thing is a row to be listed and what is
 * named beside it are its columns. Rewrites the draft so; leaves it where a number, a ranking or a test of groups is asked.
 */
export function asRows(draft: Draft, lexicon: Lexicon): void {
  if (ownNumbers(draft, lexicon)) return;
  if (
    draft.measures.length > 0 ||
    draft.dimensions.length === 0 ||
    draft.rank !== null ||
    draft.window !== null ||
    draft.growth !== null ||
    draft.versus !== null ||
    draft.rate !== null ||
    draft.part !== null ||
    draft.average !== null ||
    draft.numbers.some((slot) => slot.counted !== null)
  )
    return;
  const groups = draft.dimensions.flatMap((slot) => (slot.kind === 'mention' && slot.each ? [slot.mention] : []));
  if (groups.length < draft.dimensions.length) return;
  const [thing, ...others] = [...groups].sort((a, b) => tableScore(b) - tableScore(a));
  const table = thing === undefined ? null : tableNamed(thing);
  if (thing === undefined || table === null) return;
  const beside = [...others, ...draft.subjects, ...draft.columns].sort((a, b) => a.at - b.at);
  // "products in each category" counts what there are several of; a column has one value a row
  if (!beside.every((mention) => isColumn(mention, table, lexicon))) return;
  draft.dimensions.length = 0;
  draft.columns.length = 0;
  draft.subjects.length = 0;
  draft.subjects.push(thing);
  draft.columns.push(...beside);
  draft.list = true;
}

/** "the prices of the products": several numbers, of which each thing has one of its own; their sum or average would be said. */
function ownNumbers(draft: Draft, lexicon: Lexicon): boolean {
  const thing = draft.contexts.find((mention) => draft.measures.every((slot) => slot.mention.at < mention.at));
  const table = thing === undefined ? null : tableNamed(thing);
  const named = (mention: Mention): boolean =>
    mention.candidates[0]?.ref.kind === 'field' &&
    tableOfRef(mention.candidates[0].ref) === table &&
    lexicon.view.fields.get(mention.candidates[0].ref.field)?.field.role === 'number';
  const plural = ({ words }: Mention): boolean => {
    const last = words.toLowerCase().split(' ').at(-1) ?? '';
    return lemma(last) !== last;
  };
  if (
    thing === undefined ||
    table === null ||
    draft.measures.length === 0 ||
    draft.dimensions.length + draft.subjects.length > 0 ||
    draft.rank !== null ||
    draft.window !== null ||
    draft.growth !== null ||
    draft.versus !== null ||
    draft.rate !== null ||
    draft.part !== null ||
    draft.average !== null ||
    draft.nestGrain !== null
  )
    return false;
  if (
    !draft.measures.every(
      (slot) => slot.aggregate === null && !slot.under && named(slot.mention) && plural(slot.mention),
    )
  )
    return false;
  draft.columns.unshift(...draft.measures.map((slot) => slot.mention));
  draft.measures.length = 0;
  draft.subjects.push(thing);
  draft.contexts.splice(draft.contexts.indexOf(thing), 1);
  draft.list = true;
  return true;
}

const tableScore = (mention: Mention): number =>
  Math.max(0, ...mention.candidates.map((one) => (one.ref.kind === 'table' ? one.score : 0)));

function tableNamed(mention: Mention): TableId | null {
  const best = mention.candidates
    .filter((one) => one.ref.kind === 'table' && one.score > 0.8)
    .sort((a, b) => b.score - a.score)[0];
  return best ? tableOfRef(best.ref) : null;
}

function isColumn(mention: Mention, table: TableId, lexicon: Lexicon): boolean {
  const fields = bestOf(mention.candidates, lexicon.view, ['group', 'time', 'key', 'flag', 'number']);
  const named = tableNamed(mention);
  return (
    (fields > 0.5 && fields >= tableScore(mention) - 0.05) ||
    (named !== null && named !== table && lexicon.graph.way(table, named)?.against === 0)
  );
}
