import type { TableId } from '@lumiere/contract';
import type { Draft, Mention } from '../grammar/draft.ts';
import type { Ref } from '../grammar/items.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { tableOfRef, type Choice } from './choose.ts';
import { measureOptions, tableOf, type MeasureOption } from './options.ts';

/** "the highest price": of a number alone, with nothing to rank, the superlative is its maximum. */
export function superlativeAlone(draft: Draft): void {
  const { rank } = draft;
  if (
    !rank?.by ||
    rank.by.aggregate !== null ||
    rank.pure ||
    rank.count !== null ||
    draft.subjects.length > 0 ||
    draft.which ||
    draft.dimensions.some((slot) => slot.asked)
  )
    return;
  if (rowOfContext(draft)) return;
  draft.measures.push({ ...rank.by, aggregate: rank.descending ? 'max' : 'min' });
  draft.rank = null;
}

/** "the budget of the city with the largest population": the row that comes first, and its field. */
function rowOfContext(draft: Draft): boolean {
  const thing = thingBefore(draft);
  if (thing === null || draft.dimensions.length > 0 || draft.measures.length === 0) return false;
  const own = (mention: Mention | undefined): boolean =>
    mention?.candidates.some((one) => one.ref.kind === 'field' && tableOf(one.ref.field) === thing.table) ?? false;
  if (!own(draft.rank?.by?.mention)) return false;
  if (!draft.measures.every((slot) => slot.aggregate === null && own(slot.mention))) return false;
  draft.subjects.push(thing.mention);
  draft.columns.unshift(...draft.measures.map((slot) => slot.mention));
  draft.measures.length = 0;
  return true;
}

/** "name and status of the city with the largest population": fields of the row that comes first, by a number of its own. */
export function rowRank(draft: Draft, lexicon: Lexicon, options: readonly MeasureOption[]): boolean {
  const by = draft.rank?.by;
  if (!by || by.aggregate !== null || options.length > 0 || draft.dimensions.length > 0) return false;
  const thing = thingBefore(draft);
  if (draft.columns.length === 0 && (thing === null || draft.rank?.count !== null)) return false;
  const tables = thing === null ? tablesOf(draft.subjects[0]) : [thing.table];
  const best = Math.max(0, ...by.mention.candidates.map((one) => (one.ref.kind === 'measure' ? one.score : 0)));
  return by.mention.candidates.some(
    ({ ref, score }) =>
      ref.kind === 'field' &&
      score > Math.max(0.6, best - 0.05) &&
      lexicon.view.fields.get(ref.field)?.field.role === 'number' &&
      tables.some((table) => lexicon.graph.way(table, tableOf(ref.field))?.against === 0),
  );
}

/** The thing named in passing before the superlative: its row is the one that comes first. */
function thingBefore(draft: Draft): { readonly mention: Mention; readonly table: TableId } | null {
  const mention = draft.contexts.find((one) => draft.rank !== null && one.at < draft.rank.at);
  const ref = mention?.candidates.find((one) => one.ref.kind === 'table' && one.score > 0.8)?.ref;
  return mention && ref?.kind === 'table' ? { mention, table: ref.table } : null;
}

const tablesOf = (mention: Mention | undefined): readonly TableId[] =>
  (mention?.candidates ?? [])
    .filter((one) => one.score > (mention?.candidates[0]?.score ?? 0) - 0.12)
    .map((one) => tableOfRef(one.ref));

/** "most common": by how many rows have it. */
function commonest(ref: Ref | undefined, lexicon: Lexicon): MeasureOption | null {
  if (!ref) return null;
  const table = ref.kind === 'table' ? lexicon.graph.factOf(ref.table) : tableOfRef(ref);
  return table === null
    ? null
    : (measureOptions([{ ref: { kind: 'table', table }, score: 0.8, quality: 'partial' }], 'count', lexicon)[0] ??
        null);
}

const adjectives = {
  count: null,
  price: /price|cost|amount|fee|salary|fare|rate/u,
  time: null,
  duration: /duration|length|days|hours|minutes|time/u,
  age: /^age|_age$/u,
} as const;

/** "cheapest", "newest", "oldest": by the field of the thing itself that the adjective speaks of. */
export function adjectiveOption(
  draft: Draft,
  subject: Choice | null,
  lexicon: Lexicon,
): { option: MeasureOption; descending: boolean } | null {
  const { rank } = draft;
  if (!rank?.adjective) return null;
  const asked = draft.dimensions.flatMap((slot) =>
    slot.kind === 'mention' && slot.asked ? slot.mention.candidates : [],
  );
  const ref = subject?.candidate.ref ?? asked.find((one) => one.ref.kind === 'table')?.ref;
  if (rank.adjective === 'count') {
    const counted = commonest(subject?.candidate.ref ?? asked[0]?.ref, lexicon);
    return counted ? { option: counted, descending: rank.descending } : null;
  }
  const table = ref?.kind === 'table' ? lexicon.view.tables.get(ref.table) : undefined;
  if (!table) return null;
  const pattern = adjectives[rank.adjective];
  const number =
    pattern === null
      ? undefined
      : table.fields.find((field) => field.role === 'number' && !field.hidden && pattern.test(field.id));
  const of = (id: string, descending: boolean) => {
    const option = measureOptions(
      [{ ref: { kind: 'field', field: `${table.id}.${id}` }, score: 0.8, quality: 'partial' }],
      descending ? 'max' : 'min',
      lexicon,
    )[0];
    // "cheapest tariff per kWh": the unit is in the field's name
    const within = draft.dimensions.findIndex(
      (slot) =>
        slot.kind === 'mention' &&
        !slot.asked &&
        !slot.by &&
        table.fields.some((field) => field.id === id && field.id.split('_').includes(slot.mention.words.toLowerCase())),
    );
    if (option && within >= 0) draft.dimensions.splice(within, 1);
    return option ? { option, descending } : null;
  };
  if (number) return of(number.id, rank.descending);
  const birth = table.fields.find((field) => !field.hidden && /birth|born/u.test(field.id));
  if (rank.adjective === 'age' && birth) return of(birth.id, !rank.descending);
  if (rank.adjective === 'age' || rank.adjective === 'duration')
    return table.time === null ? null : of(table.time, !rank.descending);
  return rank.adjective === 'time' && table.time !== null ? of(table.time, rank.descending) : null;
}

/** "the biggest campaign": by a number of its own that tells size. */
export function ownSize(subject: Choice, lexicon: Lexicon): MeasureOption | null {
  const ref = subject.candidate.ref;
  const table = ref.kind === 'table' ? lexicon.view.tables.get(ref.table) : undefined;
  const field = table?.fields.find(
    (one) =>
      one.role === 'number' &&
      !one.hidden &&
      /^(budget|amount|value|size|revenue|total|area|floor_area|capacity|population|employee_count)/u.test(one.id),
  );
  if (!table || !field) return null;
  return (
    measureOptions(
      [{ ref: { kind: 'field', field: `${table.id}.${field.id}` }, score: 0.8, quality: 'partial' }],
      'max',
      lexicon,
    )[0] ?? null
  );
}
