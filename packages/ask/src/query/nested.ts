import type { DimensionExpression, MeasureExpression } from '@lumiere/contract';
import type { AggregateWord, Draft, MeasureSlot, Mention } from '../grammar/draft.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Account } from './built.ts';
import { asDimension, choose, tableOfRef } from './choose.ts';
import { plain } from './columns.ts';
import { labelFields, measureOptions, type MeasureOption } from './options.ts';

const taking =
  /^(buy|bought|buying|purchase|purchased|purchasing|order|ordered|ordering|shop|shopped|spend|spent|report|reported|place|placed|attend|attended|participate|used|use)$/u;
/** Verbs that say by themselves which happenings are meant; "use" and "report" may be about anything. */
export const trading =
  /^(buy|bought|buying|purchase|purchased|purchasing|order|ordered|ordering|shop|shopped|spend|spent|place|placed)$/u;

/** "how many different customers bought": things counted by the happenings that point at them. */
export function factOption(slot: MeasureSlot, option: MeasureOption, draft: Draft, lexicon: Lexicon): MeasureOption {
  const counted = option.rows && (option.candidate.ref.kind === 'table' || option.candidate.ref.kind === 'measure');
  const doing = draft.verbs.some((verb) => taking.test(verb)) || /^(shopper|buyer)s?$/iu.test(slot.mention.words);
  if (!counted || option.time !== null || draft.events.length > 0 || (slot.aggregate !== 'distinct' && !doing))
    return option;
  const tablesOf = (mentions: readonly Mention[]) =>
    new Set(
      mentions.flatMap((mention) =>
        mention.candidates
          .filter((one) => one.score > Math.max(0.7, (mention.candidates[0]?.score ?? 0) - 0.12))
          .map((one) => tableOfRef(one.ref)),
      ),
    );
  const named = tablesOf(draft.contexts);
  const filtering = tablesOf(draft.filters.map((one) => one.mention));
  const pointing = lexicon.graph.pointingAt(option.table);
  const dated = draft.periods.length + draft.partFilters.length > 0;
  const sure = dated || draft.verbs.some((verb) => trading.test(verb)) || !doing;
  // "how many different brands": nothing says that they took part in anything
  if (!doing && !dated && draft.contexts.length + draft.filters.length === 0) return option;
  const fact =
    pointing.find((table) => named.has(table)) ??
    pointing.find((table) => filtering.has(table)) ??
    (sure ? lexicon.graph.factOf(option.table) : null);
  const time = fact === null ? null : lexicon.graph.timeOf(fact);
  return fact === null || time === null ? option : { ...option, fact, time };
}

/**
 * An average of sums where the question means one: "average daily consumption" is the mean of the days' totals, "average number of
 * orders per customer" the mean of the customers' counts. Takes the inner grouping out of the draft.
 */
export function nestOption(
  slot: MeasureSlot,
  option: MeasureOption,
  draft: Draft,
  lexicon: Lexicon,
  account: Account,
): MeasureOption {
  const outer = slot.outer ?? slot.aggregate;
  if (outer !== 'avg' && outer !== 'median' && outer !== 'max' && outer !== 'min') return option;
  const inner =
    slot.outer === null
      ? measureOptions(slot.mention.candidates, null, lexicon).find((one) => one.table === option.table && one.additive)
      : option;
  if (!inner || (slot.outer === null && outer !== 'avg' && draft.nestGrain === null)) return option;
  const per = innerGroup(slot, inner, draft, lexicon, account);
  if (!per && slot.outer !== null && inner.field !== null)
    return {
      ...inner,
      value: { kind: 'aggregate', function: outer, field: inner.field, percentile: null },
      additive: false,
    };
  if (!per) return option;
  const value: MeasureExpression = { kind: 'nested', function: outer, of: inner.value, per: [...per] };
  return {
    ...inner,
    value,
    label: `${outer === 'avg' ? 'Average' : outer === 'median' ? 'Median' : outer === 'max' ? 'Largest' : 'Smallest'} ${inner.label.toLowerCase()}`,
    additive: false,
    rows: false,
  };
}

function innerGroup(
  slot: MeasureSlot,
  inner: MeasureOption,
  draft: Draft,
  lexicon: Lexicon,
  account: Account,
): readonly DimensionExpression[] | null {
  if (draft.nestGrain) {
    const field = inner.time ?? lexicon.graph.timeOf(inner.table);
    if (field === null) return null;
    account.heard('dimension', draft.nestGrain, `per ${draft.nestGrain.grain}, then averaged`);
    return [{ field, grain: draft.nestGrain.grain, part: null, bin: null }];
  }
  // "per customer" is the inner group; "by customer" would be the outer one
  const at = draft.dimensions.findIndex((one) =>
    one.kind === 'mention' ? !one.by && !one.asked : !one.asked && one.part === null && slot.outer !== null,
  );
  const dimension = draft.dimensions[at];
  if (!dimension || (slot.outer === null && !inner.rows && inner.candidate.ref.kind === 'field')) return null;
  if (dimension.kind === 'time') {
    const field = inner.time ?? lexicon.graph.timeOf(inner.table);
    if (field === null) return null;
    draft.dimensions.splice(at, 1);
    account.heard('dimension', dimension, `per ${dimension.grain ?? 'unit'}, then averaged`);
    return [{ field, grain: dimension.grain, part: dimension.part, bin: null }];
  }
  const choice = choose(
    dimension.mention,
    { lexicon, bases: [inner.table], contexts: new Set(), fields: new Set() },
    asDimension(lexicon),
  );
  const ref = choice?.candidate.ref;
  const table = ref?.kind === 'table' ? lexicon.view.tables.get(ref.table) : undefined;
  if (!table && ref?.kind !== 'field') return null;
  draft.dimensions.splice(at, 1);
  account.heard('dimension', dimension.mention, `per ${dimension.mention.words}, then averaged`);
  // people who share a name stay apart
  const key = table?.primaryKey.map((id) => `${table.id}.${id}`).filter((id) => lexicon.view.fields.has(id)) ?? [];
  const fields = table ? (key.length > 0 ? key : labelFields(table)) : ref?.kind === 'field' ? [ref.field] : [];
  return fields.map(plain);
}

/** "revenue per square metre": the number divided by another; an average per thing counted is the whole divided by how many there are. */
export function overUnder(slot: MeasureSlot, option: MeasureOption, lexicon: Lexicon, account: Account): MeasureOption {
  if (!slot.under) return option;
  const under = measureOptions(slot.under.candidates, 'sum', lexicon)
    .map((one) => ({ one, way: lexicon.graph.way(option.table, one.table) }))
    .filter((each) => each.way !== null)
    .sort((a, b) => b.one.score - 0.05 * (b.way?.against ?? 0) - (a.one.score - 0.05 * (a.way?.against ?? 0)))[0]?.one;
  const counted = under !== undefined && counts(under.value, lexicon);
  const over = counted && slot.aggregate === 'avg' ? summed(option, lexicon) : option;
  // the median of amounts has nothing to do with how many things they belong to
  if (!under || over === null || (counted && slot.aggregate !== null && !dividable.has(slot.aggregate))) {
    account.lacks(slot.under);
    return option;
  }
  account.heard('measure', slot.under, `per ${under.label.toLowerCase()}`);
  const unit = counted ? slot.under.words.toLowerCase() : under.label.replace(/^Total /u, '').toLowerCase();
  return {
    ...over,
    value: { kind: 'arithmetic', op: '/', left: over.value, right: under.value },
    label: `${option.label} per ${unit}`,
    additive: false,
    rows: false,
  };
}

const dividable: ReadonlySet<AggregateWord> = new Set(['avg', 'sum', 'count', 'distinct']);

/** The same number as a total; null where adding it up says nothing. */
function summed(option: MeasureOption, lexicon: Lexicon): MeasureOption | null {
  const [total] = measureOptions([option.candidate], 'sum', lexicon);
  return total?.additive === true ? total : null;
}

function counts(value: MeasureExpression, lexicon: Lexicon): boolean {
  if (value.kind === 'measure') {
    const own = lexicon.view.measures.get(value.measure)?.measure.value;
    return own !== undefined && counts(own, lexicon);
  }
  return value.kind === 'count-rows' || (value.kind === 'aggregate' && value.function.startsWith('count'));
}
