import type { Condition, FieldId, GroupCondition, Query, Sort, TableId } from '@lumiere/contract';
import type { IsoDate } from '@lumiere/values';
import type { Draft, Mention } from '../grammar/draft.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Building } from './building.ts';
import { lemma } from '../text/lemma.ts';
import { Account, type Built } from './built.ts';
import { asDimension, choose, tableOfRef, type Surroundings } from './choose.ts';
import { currentConditions } from './current.ts';
import { Columns, plain } from './columns.ts';
import { filterConditions, lackConditions, numberConditions, relatedConditions } from './filters.ts';
import { fieldLabel, refLabel } from './names.ts';
import { labelFields, labelled, measureOptions } from './options.ts';
import { chooseMeasures } from './measures.ts';
import { happenedConditions, timeConditions, timeFieldOf } from './periods.ts';
import { wrapMeasures } from './wrap.ts';

/** Turns the parts of a question into a typed query, choosing what of the model each phrase names. */
export function buildQuery(draft: Draft, lexicon: Lexicon, today: IsoDate): Built {
  const account = new Account();
  const columns = new Columns();
  const finish = (query: Query | null): Built => ({
    query,
    chips: account.chips,
    missing: account.missing,
    doubts: account.doubts,
    rivals: account.rivals,
  });
  const plan = chooseMeasures(draft, lexicon, account);
  if (plan === null) return finish(null);
  const { options, rankOption, subject, grouped } = plan;
  const bases = [...new Set([...options, ...(rankOption ? [rankOption] : [])].map((option) => option.table))];
  const around: Surroundings = {
    lexicon,
    bases: bases.length > 0 ? bases : subject ? [tableOfRef(subject.candidate.ref)] : [],
    contexts: new Set(
      [...draft.contexts, ...draft.subjects].flatMap((mention) =>
        mention.candidates
          .filter(
            (one) => one.ref.kind === 'table' && one.score > Math.max(0.7, (mention.candidates[0]?.score ?? 0) - 0.12),
          )
          .map((one) => tableOfRef(one.ref)),
      ),
    ),
    fields: new Set(),
  };
  const building: Building = {
    draft,
    lexicon,
    today,
    account,
    columns,
    around,
    measures: [...options, ...(rankOption && options.length === 0 ? [rankOption] : [])],
    filtered: [],
    split: new Set(),
    tested: new Set(),
    groupTables: [],
    subject: subject ? tableOfRef(subject.candidate.ref) : null,
  };

  const filters = filterConditions(building);
  const each: string[] = [];
  const asked: string[] = [];
  if (grouped && subject) asked.push(...addDimension(building, subject.mention));
  const grain = draft.growth?.of ?? null;
  if (grain !== null && draft.periods.length === 0 && !draft.dimensions.some((slot) => slot.kind === 'time'))
    draft.dimensions.push({
      kind: 'time',
      grain,
      part: null,
      span: draft.growth?.span ?? [0, 0],
      words: draft.growth?.words ?? '',
      each: false,
      asked: false,
    });
  for (const slot of draft.dimensions) {
    if (slot.kind === 'mention') {
      const keys = addDimension(building, slot.mention);
      (slot.each || !slot.asked ? each : asked).push(...keys);
    } else {
      const field = timeFieldOf(building);
      if (field === null) {
        account.lacks({ words: slot.words, span: slot.span });
        continue;
      }
      const key = columns.dimension({ field, grain: slot.grain, part: slot.part, bin: null }, null);
      account.heard(
        'dimension',
        slot,
        `${slot.grain ?? slot.part ?? ''} of ${fieldLabel(lexicon.view, field).toLowerCase()}`,
      );
      (slot.each || !slot.asked ? each : asked).push(key);
    }
  }
  if (account.missing.length > 0) return finish(null);

  const rows: Condition[] = [...filters, ...lackConditions(building)];
  const numbers = numberConditions(building);
  rows.push(
    ...numbers.rows,
    ...currentConditions(building),
    ...happenedConditions(building),
    ...timeConditions(building),
    ...relatedConditions(building),
  );
  if (draft.versus) splitByValues(building, rows);
  for (const field of building.split) columns.dimension(plain(field), null);
  const detail = options.length === 0 && rankOption === null && numbers.groups.length === 0;
  if (detail && subject === null) return finish(null);
  if (account.missing.length > 0) return finish(null);

  for (const mention of draft.stray)
    if (!explained(building, mention)) account.doubt(3, `"${mention.words}" was named but not used`);
  if (draft.events.length > (options.some((option) => option.time !== null && option.fact === null) ? 0 : 1))
    account.doubt(3, 'several happenings were named, and only one can date the rows');
  if (rankOption !== null || draft.rank) rows.push(...presentRows(building));
  const where = all(rows);
  const having: GroupCondition | null =
    numbers.groups.length === 0
      ? null
      : numbers.groups.length === 1
        ? (numbers.groups[0] ?? null)
        : { kind: 'and', conditions: numbers.groups };
  if (detail && subject) return finish(listQuery(building, subject.mention, where, having));

  if (draft.rank && columns.dimensions.length === 0) account.lacks(draft.rank);
  if (account.missing.length > 0) return finish(null);
  if (draft.countAhead && !draft.rank && !draft.order) account.doubt(3, `"${draft.countAhead.words}" was not applied`);
  if (draft.distinct && columns.dimensions.length === 0) account.doubt(2, 'whether to count or to list was not clear');
  const keys = wrapMeasures(building, options, rankOption, numbers.measures);
  const order = orderOf(building, keys, each, asked);
  for (const note of draft.idle) account.doubt(3, `"${note.words}" found nothing to act on`);
  return finish({
    dimensions: columns.dimensions,
    measures: columns.measures,
    detail: false,
    from: null,
    where,
    having,
    sort: order.sort,
    limit: order.limit,
    limitWithin: order.within,
    distinct: false,
  });
}

/** Rankings are of things that are there: rows that belong to none are left out. */
function presentRows(b: Building): readonly Condition[] {
  const base = b.around.bases[0];
  return b.columns.dimensions.flatMap((one): Condition[] => {
    const entry = b.lexicon.view.fields.get(one.field);
    if (
      one.grain !== null ||
      one.part !== null ||
      entry?.field.role !== 'label' ||
      base === undefined ||
      entry.table.id === base ||
      entry.field.nullable
    )
      return [];
    return nullablePointer(b, base)
      ? [{ kind: 'not', condition: { kind: 'null', on: { field: one.field, part: null } } }]
      : [];
  });
}

function nullablePointer(b: Building, base: TableId): boolean {
  return (b.lexicon.view.joinsOf.get(base) ?? []).some(
    (join) =>
      join.from.table === base &&
      join.from.fields.some(
        (id) =>
          b.lexicon.view.model.tables.find((table) => table.id === base)?.fields.find((field) => field.id === id)
            ?.nullable !== false,
      ),
  );
}

/** "with destination Honolulu": a column named beside its own value, or one that is shown anyway, has been used. */
function explained(b: Building, mention: Mention): boolean {
  const used = new Set<string>([
    ...b.filtered.flatMap((ref) => (ref.kind === 'value' || ref.kind === 'field' ? [ref.field] : [])),
    ...b.columns.dimensions.map((one) => one.field),
  ]);
  return mention.candidates.some((one) => one.score > 0.5 && one.ref.kind === 'field' && used.has(one.ref.field));
}

/** "women vs men": values set against each other are told apart, not added up. */
function splitByValues(b: Building, rows: readonly Condition[]): void {
  for (const row of rows)
    if (row.kind === 'in' && row.on.part === null && row.values.length > 1)
      b.columns.dimension(plain(row.on.field), null);
}

/** Adds the fields that a phrase groups by: the table's labels, or the field itself. Nothing where no phrase of the model fits. */
export function addDimension(b: Building, mention: Mention): readonly string[] {
  const choice = choose(mention, b.around, asDimension(b.lexicon));
  if (!choice) {
    b.account.lacks(mention);
    return [];
  }
  const { ref, quality } = choice.candidate;
  if (choice.rivals.length > 0)
    b.account.rivals.push({
      span: mention.span,
      words: mention.words,
      meanings: choice.rivals.map((rival) => refLabel(b.lexicon.view, rival.ref)),
    });
  if (quality === 'partial' && choice.candidate.score < 0.7)
    b.account.doubt(1, `"${mention.words}" is only part of a name`);
  const table = ref.kind === 'table' ? b.lexicon.view.tables.get(ref.table) : undefined;
  if (table && !labelled(table)) b.account.doubt(3, `rows of ${table.label} have no name to group by`);
  const fields: readonly FieldId[] = table ? labelFields(table) : ref.kind === 'field' ? [ref.field] : [];
  b.account.heard(
    'dimension',
    mention,
    table ? table.label : refLabel(b.lexicon.view, ref),
    choice.rivals.map((rival) => refLabel(b.lexicon.view, rival.ref)),
  );
  const keys = fields.map((field) => b.columns.dimension(timeless(b, field), null));
  // people who share a name stay apart
  const unique = !table || fields.some((field) => b.lexicon.view.fields.get(field)?.field.unique === true);
  if (!unique && table && table.primaryKey.length === 1)
    for (const id of table.primaryKey)
      if (b.lexicon.view.fields.has(`${table.id}.${id}`))
        keys.push(b.columns.dimension(plain(`${table.id}.${id}`), null));
  return keys;
}

function timeless(b: Building, field: FieldId) {
  return b.lexicon.view.fields.get(field)?.field.role === 'time'
    ? { ...plain(field), grain: 'day' as const }
    : plain(field);
}

/** All conditions as one, or null. */
export function all(conditions: readonly Condition[]): Condition | null {
  return conditions.length === 0
    ? null
    : conditions.length === 1
      ? (conditions[0] ?? null)
      : { kind: 'and', conditions: [...conditions] };
}

function listQuery(b: Building, subject: Mention, where: Condition | null, having: GroupCondition | null): Query {
  const { draft, lexicon, columns, account } = b;
  const choice = choose(subject, b.around, asDimension(lexicon));
  const named = choice ? tableOfRef(choice.candidate.ref) : null;
  const table = named === null ? null : listed(b, named);
  const rank = draft.rank;
  addDimension(b, subject);
  for (const mention of draft.columns) addDimension(b, mention);
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
  for (const slot of draft.numbers) if (slot.mention) addNumberColumn(b, slot.mention);
  const limit = rank ? (rank.count ?? draft.countAhead?.value ?? 1) : (draft.countAhead?.value ?? null);
  if (draft.countAhead && !rank) account.heard('limit', draft.countAhead, `first ${draft.countAhead.value}`);
  return {
    dimensions: columns.dimensions,
    measures: [],
    detail: true,
    from: table,
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
  const of = b.draft.contexts.flatMap((mention) =>
    mention.candidates.filter((one) => one.ref.kind === 'table' && one.score > 0.8).map((one) => tableOfRef(one.ref)),
  );
  return of.find((table) => b.lexicon.graph.way(table, named)?.against === 0) ?? named;
}

function addNumberColumn(b: Building, mention: Mention): void {
  const choice = choose(mention, b.around, (ref) => (ref.kind === 'field' ? 0 : null));
  if (choice?.candidate.ref.kind === 'field') b.columns.dimension(plain(choice.candidate.ref.field), null);
}

interface Order {
  readonly sort: Sort[];
  readonly limit: number | null;
  readonly within: Query['limitWithin'];
}

/** Ranking, limit and order: what was asked for, else time upwards, else the largest first. */
function orderOf(
  b: Building,
  keys: { readonly first: string | null; readonly rank: string | null },
  each: readonly string[],
  asked: readonly string[],
): Order {
  const { draft, account, columns } = b;
  const rank = draft.rank;
  const timeKey = columns.dimensions.find((one) => one.grain !== null || one.part !== null)?.key;
  const measure = keys.rank ?? keys.first;
  if (rank && measure !== null && columns.dimensions.length > 0) {
    const said = rank.count ?? draft.countAhead?.value ?? null;
    const plural = draft.subjects
      .concat(draft.dimensions.flatMap((slot) => (slot.kind === 'mention' && slot.asked ? [slot.mention] : [])))
      .some(
        (mention) =>
          lemma(mention.words.toLowerCase().split(' ').at(-1) ?? '') !== mention.words.toLowerCase().split(' ').at(-1),
      );
    const count = said ?? (rank.pure && plural ? 10 : plural ? 5 : 1);
    account.heard('sort', rank, `${rank.descending ? 'highest' : 'lowest'} first`);
    if (said === null && plural) account.assumed('limit', `${rank.descending ? 'top' : 'bottom'} ${count}`);
    else if (said !== null)
      account.heard('limit', draft.countAhead ?? rank, `${rank.descending ? 'top' : 'bottom'} ${said}`);
    const sort = [{ by: measure, descending: rank.descending }];
    return each.length > 0 && asked.length > 0
      ? {
          sort: [...each.map((by) => ({ by, descending: false })), ...sort],
          limit: null,
          within: { within: [...each], count },
        }
      : { sort, limit: count, within: null };
  }
  if (draft.order) {
    const by = orderKey(b, draft.order.mention) ?? measure;
    if (by !== null) {
      account.heard('sort', draft.order, draft.order.descending ? 'descending' : 'ascending');
      return {
        sort: [{ by, descending: draft.order.descending }],
        limit: draft.countAhead?.value ?? null,
        within: null,
      };
    }
  }
  if (timeKey !== undefined)
    return {
      sort: columns.dimensions
        .map((one) => ({ by: one.key, descending: false }))
        .sort((a, c) => Number(c.by === timeKey) - Number(a.by === timeKey)),
      limit: null,
      within: null,
    };
  if (keys.first !== null && columns.dimensions.length > 0)
    return { sort: [{ by: keys.first, descending: true }], limit: null, within: null };
  return { sort: [], limit: null, within: null };
}

function orderKey(b: Building, mention: Mention | null): string | null {
  if (!mention) return null;
  const choice = choose(mention, b.around, asDimension(b.lexicon));
  const ref = choice?.candidate.ref;
  if (ref?.kind === 'field') {
    const dimension = b.columns.dimensions.find((one) => one.field === ref.field);
    if (dimension) return dimension.key;
  }
  const option = measureOptions(mention.candidates, null, b.lexicon)[0];
  return option ? b.columns.measure(option.value, option.label) : null;
}
