import type { Condition, GroupCondition, Query, Sort, TableId } from '@lumiere/contract';
import type { Mention } from '../grammar/draft.ts';
import { addDimension } from './dimensions.ts';
import type { Building } from './building.ts';
import { asDimension, choose, tableOfRef } from './choose.ts';
import { plain } from './columns.ts';
import { fieldLabel } from './names.ts';
import { tableOf } from './options.ts';

/** Rows of a table with the fields asked for; null where a field has several values for one row, which the account then says. */
export function listQuery(
  b: Building,
  subject: Mention,
  where: Condition | null,
  having: GroupCondition | null,
): Query | null {
  const { draft, lexicon, columns, account } = b;
  const choice = choose(subject, b.around, asDimension(lexicon));
  const named = choice ? tableOfRef(choice.candidate.ref) : null;
  const table = named === null ? null : listed(b, named);
  const rank = draft.rank;
  addDimension(b, subject, true);
  for (const mention of draft.columns) addDimension(b, mention, true);
  if (
    table !== null &&
    draft.columns.length === 0 &&
    draft.verbs.some((verb) => /^(details|information|info)$/u.test(verb))
  )
    addAllFields(b, table, subject);
  const sort: Sort[] = [];
  const by = draft.order?.mention ?? rank?.by?.mention ?? null;
  if (by) {
    const chosen = choose(by, b.around, (ref) => (ref.kind === 'field' ? 0 : null));
    const ref = chosen?.candidate.ref;
    if (ref?.kind === 'field') {
      sort.push({
        by: columns.dimension(plain(ref.field), null),
        descending: draft.order?.descending ?? rank?.descending ?? false,
      });
      account.heard('sort', by, `by ${fieldLabel(lexicon.view, ref.field)}`);
    } else account.lacks(by);
  } else if (draft.order && columns.dimensions[0])
    sort.push({ by: columns.dimensions[0].key, descending: draft.order.descending });
  for (const slot of draft.numbers) if (slot.mention) addNumberColumn(b, slot.mention, table);
  const from = table === null ? null : finest(b, table);
  if (account.barred.length > 0) return null;
  const limit = rank ? (rank.count ?? draft.countAhead?.value ?? 1) : (draft.countAhead?.value ?? null);
  const apart = draft.countAhead ? subject.at - draft.countAhead.at : 0;
  if (draft.countAhead && !rank && (apart < 0 || apart > 2))
    account.doubt(3, `"${draft.countAhead.words}" was read as how many to list`);
  if (draft.countAhead && !rank) account.heard('limit', draft.countAhead, `first ${draft.countAhead.value}`);
  return {
    dimensions: columns.dimensions,
    measures: [],
    detail: true,
    from,
    where,
    having,
    sort,
    limit,
    limitWithin: null,
    distinct: draft.distinct,
  };
}

/** The table whose rows a list is of: "the name of each head" lists heads, and so does a field of theirs. */
function listed(b: Building, named: TableId): TableId {
  // "customers who placed orders" are customers
  if (
    b.draft.subjects[0]?.candidates.some(
      (one) => one.ref.kind === 'table' && one.ref.table === named && one.score > 0.8,
    )
  )
    return named;
  const of = b.draft.contexts.flatMap((mention) =>
    mention.candidates.filter((one) => one.ref.kind === 'table' && one.score > 0.8).map((one) => tableOfRef(one.ref)),
  );
  return of.find((table) => b.lexicon.graph.way(table, named)?.against === 0) ?? named;
}

/** The table whose rows hold one value of every column: the one listed, or one that points at it. */
function finest(b: Building, table: TableId): TableId {
  const { graph, view } = b.lexicon;
  const tables = [...new Set(b.columns.dimensions.map((one) => tableOf(one.field)))];
  const far = tables.filter((one) => (graph.way(table, one)?.against ?? 0) > 0);
  if (far.length === 0) return table;
  const finer = far.find((one) => [table, ...tables].every((other) => graph.way(one, other)?.against === 0));
  if (finer !== undefined) {
    b.account.doubt(1, `the list has a row for each ${view.tables.get(finer)?.singular ?? finer}`);
    return finer;
  }
  const one = view.tables.get(table)?.singular ?? table;
  for (const mention of [b.draft.subjects[0], ...b.draft.columns]) {
    const field = mention && choose(mention, b.around, asDimension(b.lexicon))?.candidate.ref;
    if (!mention || !field || !far.includes(tableOfRef(field))) continue;
    const of = view.tables.get(tableOfRef(field))?.label.toLowerCase() ?? tableOfRef(field);
    b.account.bar(
      mention,
      `of ${of}, of which one ${one} can have several`,
      `"${mention.words}" is a field of ${of}, and one ${one} can have several of those, so it cannot stand beside each ${one}.`,
    );
  }
  return table;
}

/** "all details of the swimmers": every field of the thing itself, where it was named and no field of it. */
function addAllFields(b: Building, table: TableId, subject: Mention): void {
  const ref = choose(subject, b.around, asDimension(b.lexicon))?.candidate.ref;
  const label = ref?.kind === 'field' && b.lexicon.view.fields.get(ref.field)?.field.role === 'label';
  if (ref?.kind !== 'table' && !label) return;
  for (const field of b.lexicon.view.tables.get(table)?.fields ?? [])
    if (!field.hidden) b.columns.dimension(plain(`${table}.${field.id}`), null);
}

/** The number that rows are tested by, where each row has one: of "customers with a refund over 20" there may be several. */
function addNumberColumn(b: Building, mention: Mention, table: TableId | null): void {
  const ref = choose(mention, b.around, (one) => (one.kind === 'field' ? 0 : null))?.candidate.ref;
  if (ref?.kind !== 'field') return;
  if (table === null || b.lexicon.graph.way(table, tableOf(ref.field))?.against === 0)
    b.columns.dimension(plain(ref.field), null);
}
