import type { Condition, FieldId, MeasureExpression, TableId } from '@lumiere/contract';
import type { Draft } from '../grammar/draft.ts';
import type { Ref } from '../grammar/items.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Account } from './built.ts';
import { choose, tableOfRef } from './choose.ts';
import { saysYes } from './flags.ts';
import { refLabel, sentence } from './names.ts';
import type { MeasureOption } from './options.ts';

/** The test on rows that a word stands for as a part of a whole: a value, a segment, a flag, a date that is filled in. */
export function partCondition(ref: Ref, lexicon: Lexicon): Condition | null {
  switch (ref.kind) {
    case 'value':
      return { kind: 'compare', on: { field: ref.field, part: null }, op: '=', value: ref.value };
    case 'segment':
      return lexicon.view.segments.get(ref.segment)?.segment.where ?? null;
    case 'event':
      return { kind: 'not', condition: { kind: 'null', on: { field: ref.field, part: null } } };
    case 'field': {
      const field = lexicon.view.fields.get(ref.field)?.field;
      if (!field) return null;
      if (field.role === 'time')
        return { kind: 'not', condition: { kind: 'null', on: { field: ref.field, part: null } } };
      return saysYes(ref.field, lexicon);
    }
    default:
      return null;
  }
}

/** "cancellation rate": the share of a table's rows that pass the word's test; "win rate" among those decided either way. */
export function rateOption(
  draft: Draft,
  lexicon: Lexicon,
  tables: readonly (readonly TableId[])[],
  account: Account,
): MeasureOption | null {
  const mention = draft.rate?.mention;
  if (!draft.rate || !mention) return null;
  const around = {
    lexicon,
    bases: [...new Set(tables.flat())].slice(0, 1),
    contexts: new Set<TableId>(),
    fields: new Set<FieldId>(),
  };
  const worth = (ref: Ref): number | null => {
    if (ref.kind === 'event' || (ref.kind === 'field' && lexicon.view.fields.get(ref.field)?.field.role === 'time')) {
      const field = lexicon.view.fields.get(ref.field)?.field;
      return field?.nullable ? 0 : null;
    }
    if (ref.kind === 'table') return lexicon.graph.pointedBy(ref.table).length > 0 ? -0.05 : null;
    const field = ref.kind === 'field' ? lexicon.view.fields.get(ref.field)?.field : undefined;
    // what happens to rows is a flag or a state; a kind of thing has no rate
    if (field && (field.role === 'flag' || field.type === 'boolean')) return 0.35;
    return partCondition(ref, lexicon) ? 0.05 : null;
  };
  const choice = choose(mention, around, worth) ?? choose(mention, { ...around, bases: [] }, worth);
  if (!choice) {
    account.lacks({ words: draft.rate.words, span: draft.rate.span });
    return null;
  }
  const ref = choice.candidate.ref;
  const table = tableOfRef(ref);
  const label = `${sentence(mention.words)} rate`;
  account.heard(
    'measure',
    { words: draft.rate.words, span: [mention.span[0], draft.rate.span[1]] },
    `share of ${lexicon.view.tables.get(table)?.label.toLowerCase() ?? table}: ${refLabel(lexicon.view, ref)}`,
  );
  if (ref.kind === 'table') {
    const whole = lexicon.graph.pointedBy(ref.table)[0] ?? ref.table;
    account.doubt(1, `the rate was taken as ${refLabel(lexicon.view, ref)} per row of ${whole}`);
    return option(
      choice.candidate,
      ratio({ kind: 'count-rows', table: ref.table }, { kind: 'count-rows', table: whole }),
      whole,
      label,
    );
  }
  const condition = partCondition(ref, lexicon);
  if (!condition) return null;
  const rows: MeasureExpression = { kind: 'count-rows', table };
  const rival = ref.kind === 'value' ? counterpart(lexicon, ref.field, ref.value) : null;
  const whole: MeasureExpression =
    rival === null || ref.kind !== 'value'
      ? rows
      : {
          kind: 'filtered',
          of: rows,
          where: { kind: 'in', on: { field: ref.field, part: null }, values: [ref.value, rival] },
        };
  return option(choice.candidate, ratio({ kind: 'filtered', of: rows, where: condition }, whole), table, label);
}

/** "share of women", "what share of usage falls on weekends": the part of a number that passes a test. */
export function partOption(
  draft: Draft,
  whole: MeasureOption | null,
  lexicon: Lexicon,
  time: FieldId | null,
  account: Account,
): MeasureOption | null {
  const { part } = draft;
  if (!part) return whole;
  if ('cycle' in part) {
    if (!whole || time === null) return whole;
    const test: Condition = { kind: 'in', on: { field: time, part: part.cycle.part }, values: [...part.cycle.values] };
    account.heard('measure', part.cycle, `share of ${part.cycle.label}`);
    return {
      ...whole,
      value: ratio({ kind: 'filtered', of: whole.value, where: test }, whole.value),
      label: `Share of ${part.cycle.label}`,
      additive: false,
    };
  }
  const around = {
    lexicon,
    bases: whole ? [whole.table] : [],
    contexts: new Set(
      [...draft.contexts, ...draft.subjects].flatMap((one) =>
        one.candidates.flatMap((c) => (c.ref.kind === 'table' ? [c.ref.table] : [])),
      ),
    ),
    fields: new Set<FieldId>(),
  };
  const choice = choose(part.mention, around, (ref) => (partCondition(ref, lexicon) ? 0 : null));
  const condition = choice ? partCondition(choice.candidate.ref, lexicon) : null;
  if (!choice || !condition) {
    account.lacks(part.mention);
    return null;
  }
  const table = whole?.table ?? tableOfRef(choice.candidate.ref);
  const of: MeasureExpression = whole?.value ?? { kind: 'count-rows', table };
  const test: Condition = part.negated ? { kind: 'not', condition } : condition;
  const label = `Share of ${refLabel(lexicon.view, choice.candidate.ref)}`;
  account.heard('measure', part.mention, label);
  if (part.unsure) account.doubt(3, `whether "${part.mention.words}" alone is the part was not said`);
  if (part.noun !== null)
    account.assumed('measure', `of all ${part.noun}${draft.dimensions.length > 0 ? ' of the same group' : ''}`);
  return {
    ...option(choice.candidate, ratio({ kind: 'filtered', of, where: test }, of), table, label),
    rows: whole?.rows ?? true,
  };
}

const ratio = (left: MeasureExpression, right: MeasureExpression): MeasureExpression => ({
  kind: 'arithmetic',
  op: '/',
  left,
  right,
});

function option(
  candidate: MeasureOption['candidate'],
  value: MeasureExpression,
  table: TableId,
  label: string,
): MeasureOption {
  return {
    candidate,
    score: candidate.score,
    table,
    value,
    label,
    time: null,
    where: null,
    additive: false,
    field: null,
    rows: false,
    fact: null,
  };
}

/** The value that decides the other way: lost for won. */
function counterpart(lexicon: Lexicon, field: FieldId, value: string): string | null {
  const pairs: readonly (readonly [RegExp, RegExp])[] = [
    [/\bwon\b/iu, /\blost\b/iu],
    [/\bwin\b/iu, /\bloss\b/iu],
    [/\bpass(ed)?\b/iu, /\bfail(ed)?\b/iu],
    [/\baccepted\b/iu, /\brejected\b/iu],
  ];
  for (const [one, other] of pairs) {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      if (from.test(value)) return lexicon.values.get(field)?.values.find((candidate) => to.test(candidate)) ?? null;
  }
  return null;
}
