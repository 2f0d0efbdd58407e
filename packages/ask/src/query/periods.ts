import type { Condition, FieldId } from '@lumiere/contract';
import type { PeriodSlot } from '../grammar/draft.ts';
import { stem } from '../text/lemma.ts';
import { wordsOf } from '../text/tokens.ts';
import { tableOf } from './options.ts';
import type { Building } from './building.ts';
import { choose } from './choose.ts';
import { fieldLabel } from './names.ts';
import { trading } from './nested.ts';
import { yearTest } from './year-numbers.ts';

/** The date that periods and time units go by: the one named as a happening, the measure's own, or that of the table. */
export function timeFieldOf(b: Building): FieldId | null {
  for (const event of b.draft.events) {
    const choice = choose(event, b.around, (ref) =>
      ref.kind === 'event' || (ref.kind === 'field' && b.lexicon.view.fields.get(ref.field)?.field.role === 'time')
        ? 0
        : null,
    );
    if (choice && (choice.candidate.ref.kind === 'event' || choice.candidate.ref.kind === 'field')) {
      b.account.heard('filter', event, `dated by ${fieldLabel(b.lexicon.view, choice.candidate.ref.field)}`);
      return choice.candidate.ref.field;
    }
  }
  const stated = dateOfState(b);
  if (stated !== null) return stated;
  for (const option of b.measures) if (option.time !== null) return option.time;
  for (const base of [...b.groupTables, ...b.around.bases, ...(b.subject === null ? [] : [b.subject])]) {
    const field = b.lexicon.graph.timeOf(base);
    if (field !== null) return field;
  }
  return null;
}

/** "employees who left", without a period: those for whom it happened at all. */
export function happenedConditions(b: Building): readonly Condition[] {
  if (
    b.draft.events.length === 0 ||
    b.draft.periods.length > 0 ||
    b.draft.dimensions.some((slot) => slot.kind === 'time')
  )
    return [];
  const field = timeFieldOf(b);
  return field !== null && b.lexicon.view.fields.get(field)?.field.nullable
    ? [{ kind: 'not', condition: { kind: 'null', on: { field, part: null } } }]
    : [];
}

/** "won deals in 2024" are dated by when they closed: the date that shares its verb with the state, or the date of the rows that filter. */
function dateOfState(b: Building): FieldId | null {
  for (const ref of b.filtered) {
    if (ref.kind !== 'value') continue;
    const table = b.lexicon.view.tables.get(tableOf(ref.field));
    const verbs = new Set(wordsOf(ref.value).map(stem));
    const field = table?.fields.find(
      (one) => one.role === 'time' && !one.hidden && wordsOf(one.id).some((word) => verbs.has(stem(word))),
    );
    if (table && field) return `${table.id}.${field.id}`;
    const base = b.around.bases[0] ?? b.subject;
    if (base && table?.time && (b.lexicon.graph.way(base, table.id)?.against ?? 0) > 0)
      return `${table.id}.${table.time}`;
  }
  return null;
}

/** "customers who bought tables in 2024": the period is rather that of the buying than of the customers' own date. */
function datesTrade(b: Building, field: FieldId): boolean {
  return (
    b.measures.length === 0 &&
    b.draft.events.length === 0 &&
    b.subject === tableOf(field) &&
    b.lexicon.graph.pointingAt(b.subject).length > 0 &&
    b.draft.verbs.some((verb) => trading.test(verb))
  );
}

/** The periods and weekdays that rows must lie in. Several periods named side by side are one or another. */
export function timeConditions(b: Building): readonly Condition[] {
  const conditions: Condition[] = [];
  const field = b.draft.periods.length + b.draft.partFilters.length > 0 ? timeFieldOf(b) : null;
  const note = (slot: PeriodSlot): void =>
    b.account.heard('period', slot, slot.negated ? `not ${slot.label}` : slot.label);
  if (field !== null && datesTrade(b, field))
    b.account.doubt(3, `the period was read as that of ${fieldLabel(b.lexicon.view, field).toLowerCase()}`);
  const positive: Condition[] = [];
  for (const slot of b.draft.periods) {
    const year = yearTest(b, slot, field !== null);
    const test: Condition | null =
      year?.test ?? (field === null ? null : { kind: 'period', on: { field, part: null }, period: slot.period });
    if (test === null) {
      b.account.lacks(slot);
      continue;
    }
    note(slot);
    if (year?.named) {
      b.account.heard('filter', year.named, `dated by ${fieldLabel(b.lexicon.view, year.field)}`);
      for (const list of [b.draft.columns, b.draft.stray, b.draft.contexts, b.draft.events])
        if (list.includes(year.named)) list.splice(list.indexOf(year.named), 1);
    }
    if (slot.negated) conditions.push({ kind: 'not', condition: test });
    else positive.push(test);
  }
  if (positive.length === 1 && positive[0]) conditions.push(positive[0]);
  else if (positive.length > 1) conditions.push({ kind: 'or', conditions: positive });
  for (const slot of b.draft.partFilters) {
    if (field === null) {
      b.account.lacks(slot);
      continue;
    }
    b.account.heard('period', slot, slot.label);
    const test: Condition = { kind: 'in', on: { field, part: slot.part }, values: [...slot.values] };
    conditions.push(slot.negated ? { kind: 'not', condition: test } : test);
  }
  return conditions;
}
