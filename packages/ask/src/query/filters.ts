import type { Condition, FieldId, TableId } from '@lumiere/contract';
import type { FilterSlot, Mention } from '../grammar/draft.ts';
import type { Ref } from '../grammar/items.ts';
import type { Building } from './building.ts';
import { bothOf } from './both.ts';
import { asFilter, choose, tableOfRef, type Choice } from './choose.ts';
import { saysYes } from './flags.ts';
import { refLabel } from './names.ts';
import { tableOf } from './options.ts';

const on = (field: FieldId) => ({ field, part: null });

/** The condition that a value, segment or flag stands for. */
export function conditionOf(b: Building, ref: Ref): Condition | null {
  switch (ref.kind) {
    case 'value':
      return { kind: 'compare', on: on(ref.field), op: '=', value: ref.value };
    case 'segment':
      return b.lexicon.view.segments.get(ref.segment)?.segment.where ?? null;
    case 'field':
      return saysYes(ref.field, b.lexicon);
    case 'table':
      return { kind: 'exists', table: ref.table, where: null };
    default:
      return null;
  }
}

/** The values, segments and flags named, those of one field as a list. */
export function filterConditions(b: Building): readonly Condition[] {
  const chosen: { slot: FilterSlot; choice: Choice }[] = [];
  const fields = new Set(b.around.fields);
  for (const slot of b.draft.filters) {
    const own = slot.noun?.candidates.find((one) => one.ref.kind === 'table' && one.score > 0.8)?.ref;
    const contexts = own?.kind === 'table' ? new Set([...b.around.contexts, own.table]) : b.around.contexts;
    const choice = choose(
      slot.mention,
      { ...b.around, contexts, fields: new Set([...fields, ...fieldsBeside(b, slot)]) },
      asFilter(b.lexicon),
    );
    if (!choice) {
      b.account.lacks(slot.mention);
      continue;
    }
    if (/^new$/iu.test(slot.mention.words) && own?.kind === 'table' && tableOfRef(choice.candidate.ref) !== own.table) {
      // "new opportunities" are those begun in the period; a status of something else is not meant
      b.account.heard('filter', slot.mention, `${slot.noun?.words ?? ''} by their date`);
      continue;
    }
    if (choice.candidate.ref.kind === 'value') fields.add(choice.candidate.ref.field);
    const rivals = choice.rivals.map((rival) => refLabel(b.lexicon.view, rival.ref));
    if (rivals.length > 0)
      b.account.rivals.push({ span: slot.mention.span, words: slot.mention.words, meanings: rivals });
    b.account.heard(
      'filter',
      slot.mention,
      `${slot.negated ? 'not: ' : ''}${refLabel(b.lexicon.view, choice.candidate.ref)}`,
      rivals,
    );
    if (choice.candidate.quality === 'typo' && choice.candidate.score < 0.8)
      b.account.doubt(1, `"${slot.mention.words}" was read as ${refLabel(b.lexicon.view, choice.candidate.ref)}`);
    chosen.push({ slot, choice });
    b.filtered.push(choice.candidate.ref);
  }
  for (const option of b.measures)
    if (option.where)
      chosen.push({
        slot: {
          mention: { candidates: [option.candidate], span: [0, 0], words: '', at: 0 },
          negated: false,
          or: false,
          and: false,
          afterVersus: false,
          noun: null,
        },
        choice: {
          mention: { candidates: [], span: [0, 0], words: '', at: 0 },
          candidate: option.candidate,
          score: 1,
          rivals: [],
        },
      });
  if (chosen.filter((one) => one.slot.and).length > 0) splitLists(b, chosen);
  const combined = combine(b, chosen);
  return b.draft.verbs.includes('both') ? combined.flatMap((one) => bothOf(b, one)) : combined;
}

/** "A, B and C by year" tells the three apart where there are groups anyway or they are three and more. */
function splitLists(b: Building, chosen: readonly { slot: FilterSlot; choice: Choice }[]): void {
  const fields = chosen.flatMap(({ slot, choice }) =>
    choice.candidate.ref.kind === 'value' && !slot.negated && !slot.or ? [choice.candidate.ref.field] : [],
  );
  for (const field of new Set(fields)) {
    const count = fields.filter((one) => one === field).length;
    if (count > 1 && b.measures.length > 0 && b.draft.rank === null && (count > 2 || b.draft.dimensions.length > 0))
      b.split.add(field);
  }
}

/** The columns named right before or after a value: "whose status is Village". */
function fieldsBeside(b: Building, slot: FilterSlot): readonly FieldId[] {
  return b.draft.stray
    .filter((mention) => mention.at >= slot.mention.at - 4 && mention.at <= slot.mention.at + 1)
    .flatMap((mention) =>
      mention.candidates.flatMap((one) => (one.ref.kind === 'field' && one.score > 0.6 ? [one.ref.field] : [])),
    );
}

function combine(b: Building, chosen: readonly { slot: FilterSlot; choice: Choice }[]): readonly Condition[] {
  const conditions: Condition[] = [];
  const done = new Set<number>();
  for (const [i, { slot, choice }] of chosen.entries()) {
    if (done.has(i)) continue;
    const ref = choice.candidate.ref;
    if (ref.kind === 'value') {
      const same = chosen.flatMap((other, j) =>
        other.choice.candidate.ref.kind === 'value' &&
        other.choice.candidate.ref.field === ref.field &&
        other.slot.negated === slot.negated
          ? [j]
          : [],
      );
      for (const j of same) done.add(j);
      const values = [
        ...new Set(
          same.flatMap((j) =>
            chosen[j]?.choice.candidate.ref.kind === 'value' ? [chosen[j].choice.candidate.ref.value] : [],
          ),
        ),
      ];
      const test: Condition =
        values.length === 1
          ? { kind: 'compare', on: on(ref.field), op: '=', value: ref.value }
          : { kind: 'in', on: on(ref.field), values };
      push(conditions, slot.negated ? noneOf(b, ref.field, test) : test, slot.or && same.length === 1);
      continue;
    }
    const test = conditionOf(b, ref);
    if (test) push(conditions, slot.negated ? { kind: 'not', condition: test } : test, slot.or);
    else b.account.lacks(slot.mention);
  }
  return conditions;
}

/** "customers who did not buy Northfell" have no such row at all, though they may have others. */
function noneOf(b: Building, field: FieldId, test: Condition): Condition {
  const base = b.around.bases[0] ?? b.subject;
  const table = tableOf(field);
  const far = base !== undefined && base !== null && (b.lexicon.graph.way(base, table)?.against ?? 0) > 0;
  return { kind: 'not', condition: far ? { kind: 'exists', table, where: test } : test };
}

/** Adds a condition, joined with the one before where an "or" stood between them. */
export function push(conditions: Condition[], condition: Condition, or: boolean): void {
  const before = conditions[conditions.length - 1];
  if (or && before) conditions[conditions.length - 1] = { kind: 'or', conditions: [before, condition] };
  else conditions.push(condition);
}

/** "without a manager", "missing email", "never ordered". */
export function lackConditions(b: Building): readonly Condition[] {
  const facts =
    b.draft.periods.length === 0 && b.draft.never === null && !b.draft.filters.some((slot) => slot.negated)
      ? b.measures.flatMap((option): Condition[] =>
          option.fact === null ? [] : [{ kind: 'exists', table: option.fact, where: null }],
        )
      : [];
  return [
    ...facts,
    ...neverConditions(b),
    ...b.draft.lacks.flatMap((slot): readonly Condition[] => {
      const base = b.around.bases[0] ?? b.subject;
      const choice = choose(slot.mention, b.around, (ref) => {
        if (ref.kind === 'table') return base !== null && base !== undefined && ref.table !== base ? 0.02 : null;
        if (ref.kind === 'event')
          return b.lexicon.view.fields.get(ref.field)?.field.nullable || slot.never ? -0.1 : null;
        return ref.kind === 'field' && !slot.never && !namesOther(ref.field, slot.mention, base) ? 0.05 : null;
      });
      if (!choice || base === null || base === undefined) {
        b.account.lacks(slot.mention);
        return [];
      }
      const { ref } = choice.candidate;
      const tested = ref.kind === 'field' ? b.lexicon.view.fields.get(ref.field)?.field : undefined;
      if (
        tested &&
        tested.role !== 'number' &&
        !tested.nullable &&
        ref.kind === 'field' &&
        tableOf(ref.field) === base
      ) {
        b.account.lacks({ words: slot.words, span: slot.span });
        return [];
      }
      if (tested?.role === 'number' && !tested.nullable) {
        // never missing, so "without" means leave it out of the sum, where it is not
        b.account.doubt(1, `${tested.label} is not part of the number`);
        b.account.heard(
          'filter',
          { words: slot.words, span: [slot.span[0], slot.mention.span[1]] },
          `${tested.label} is not counted in`,
        );
        return [];
      }
      b.account.heard(
        'filter',
        { words: slot.words, span: [slot.span[0], slot.mention.span[1]] },
        `without ${refLabel(b.lexicon.view, ref)}`,
      );
      if (
        ref.kind === 'field' &&
        tableOf(ref.field) !== base &&
        b.lexicon.graph.way(base, tableOf(ref.field))?.against === 0
      )
        return [{ kind: 'null', on: on(ref.field) }];
      if (ref.kind === 'field') return [{ kind: 'null', on: on(ref.field) }];
      const table = tableOfRef(ref);
      if (table === base && ref.kind === 'event') {
        if (b.lexicon.view.fields.get(ref.field)?.field.nullable) return [{ kind: 'null', on: on(ref.field) }];
        b.account.lacks({ words: slot.words, span: slot.span });
        return [];
      }
      const pointer = b.lexicon.graph.pointer(base, table);
      if (b.filtered.some((one) => tableOfRef(one) === table))
        b.account.doubt(3, `"${slot.words}" was read apart from the other conditions`);
      if (b.lexicon.graph.way(base, table)?.against === 0 && pointer) return [{ kind: 'null', on: on(pointer) }];
      return [{ kind: 'not', condition: { kind: 'exists', table, where: null } }];
    }),
  ];
}

/** "customers without an order": the field that names another table's rows stands for those rows. */
const namesOther = (field: FieldId, mention: Mention, base: TableId | null | undefined): boolean =>
  tableOf(field) !== base &&
  mention.candidates.some((one) => one.ref.kind === 'table' && one.score > 0.7 && one.ref.table === tableOf(field));

/** "employees who have certificates": things named in passing whose rows may or may not be there. */
export function relatedConditions(b: Building): readonly Condition[] {
  const base = b.subject ?? b.around.bases[0];
  if (base === undefined || base === null) return [];
  const used = new Set([
    ...b.filtered.map(tableOfRef),
    ...b.draft.lacks.flatMap((slot) => slot.mention.candidates.map((one) => tableOfRef(one.ref))),
    ...b.tested,
    ...b.groupTables,
    ...b.around.bases,
    base,
    ...b.measures.flatMap((one) => one.fact ?? []),
    ...b.columns.dimensions.map((one) => tableOf(one.field)),
  ]);
  return b.draft.contexts.flatMap((mention): readonly Condition[] => {
    const best = mention.candidates.find((one) => one.ref.kind === 'table' && one.score > 0.8)?.ref;
    if (best?.kind !== 'table' || used.has(best.table)) return [];
    const way = b.lexicon.graph.way(base, best.table);
    // what a row points at is there anyway
    if (way?.against === 0) return [];
    const beyond =
      way && [...used].some((table) => table !== base && b.lexicon.graph.way(table, best.table)?.against === 0);
    if (beyond) return [];
    if (!way || b.measures.some((one) => !one.rows)) {
      b.account.doubt(3, `"${mention.words}" was named but not used`);
      return [];
    }
    b.account.heard(
      'filter',
      mention,
      `with ${b.lexicon.view.tables.get(best.table)?.label.toLowerCase() ?? best.table}`,
    );
    const within = periodOf(b, mention, best.table);
    if (within === null) b.account.doubt(1, `"${mention.words}" was read as having some`);
    return [{ kind: 'exists', table: best.table, where: within }];
  });
}

/** "customers who placed orders in 2024": the one period, named after a happening, dates that. Takes it out of the draft. */
function periodOf(b: Building, mention: Mention, table: TableId): Condition | null {
  const [slot, more] = b.draft.periods;
  const time = b.lexicon.graph.timeOf(table);
  if (!slot || more || slot.at < mention.at || slot.negated || time === null || b.draft.events.length > 0) return null;
  if (b.draft.dimensions.some((one) => one.kind === 'time')) return null;
  b.draft.periods.pop();
  b.account.heard('period', slot, slot.label);
  return { kind: 'period', on: on(time), period: slot.period };
}

/** "products we have never sold": the happening is only a verb, so it is what points at the thing. */
function neverConditions(b: Building): readonly Condition[] {
  const { never, lacks } = b.draft;
  if (!never || lacks.some((slot) => slot.never)) return [];
  const base = b.measures[0]?.table ?? b.subject;
  const fact = base === null ? null : b.lexicon.graph.factOf(base);
  if (fact === null) {
    b.account.lacks(never);
    return [];
  }
  b.account.heard('filter', never, `without ${b.lexicon.view.tables.get(fact)?.label.toLowerCase() ?? fact}`);
  return [{ kind: 'not', condition: { kind: 'exists', table: fact, where: null } }];
}
