import type { Condition, GroupCondition, Query, Sort, TableId } from '@lumiere/contract';
import type { IsoDate } from '@lumiere/values';
import type { Draft, Mention } from '../grammar/draft.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Building } from './building.ts';
import { completeComparison, doubtComparison, sharedPart } from './compared.ts';
import { lemma } from '../text/lemma.ts';
import { addDimension } from './dimensions.ts';
import { listQuery } from './list.ts';
import { asRows } from './as-rows.ts';
import { Account, type Built } from './built.ts';
import { asDimension, choose, tableOfRef, type Surroundings } from './choose.ts';
import { currentConditions } from './current.ts';
import { Columns, plain } from './columns.ts';
import { filterConditions, lackConditions, relatedConditions } from './filters.ts';
import { numberConditions } from './number-tests.ts';
import { fieldLabel } from './names.ts';
import { labelFields, measureOptions, tableOf } from './options.ts';
import { happened } from './happenings.ts';
import { chooseMeasures } from './measures.ts';
import { happenedConditions, timeConditions, timeFieldOf } from './periods.ts';
import { wrapMeasures } from './wrap.ts';
import { onlyYear } from './year-numbers.ts';

/** Turns the parts of a question into a typed query, choosing what of the model each phrase names. */
export function buildQuery(draft: Draft, lexicon: Lexicon, today: IsoDate): Built {
  const account = new Account();
  const columns = new Columns();
  const finish = (query: Query | null): Built => ({
    query,
    chips: account.chips,
    missing: account.missing,
    barred: account.barred,
    open: account.open,
    doubts: account.doubts,
    rivals: account.rivals,
  });
  completeComparison(draft);
  asRows(draft, lexicon);
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

  const filters = happened(building, filterConditions(building));
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
      const day = columns.dimensions.find((one) => keys.includes(one.key) && one.grain === 'day');
      if (day && slot.by && draft.periods.length > 0 && draft.dimensions.length > 1)
        account.doubt(1, `"${slot.mention.words}" was read as a group for each day`);
      (slot.each || !slot.asked ? each : asked).push(...keys);
    } else {
      const field = timeFieldOf(building);
      const year = field === null && slot.grain === 'year' && slot.part === null ? onlyYear(building) : null;
      if (year !== null) {
        account.heard('dimension', slot, fieldLabel(lexicon.view, year));
        (slot.each || !slot.asked ? each : asked).push(columns.dimension(plain(year), null));
        continue;
      }
      if (field === null) {
        account.lacks({ words: slot.words, span: slot.span });
        continue;
      }
      const part = sharedPart(draft, slot.grain) ?? slot.part;
      const unit = part === null ? slot.grain : null;
      const key = columns.dimension({ field, grain: unit, part, bin: null }, null);
      account.heard(
        'dimension',
        slot,
        `${(unit ?? part ?? '').replaceAll('-', ' ')} of ${fieldLabel(lexicon.view, field).toLowerCase()}`,
      );
      (slot.each || !slot.asked ? each : asked).push(key);
    }
  }
  if (account.missing.length > 0) return finish(null);

  const rows: Condition[] = [...filters, ...lackConditions(building)];
  const numbers = numberConditions(building);
  rows.push(...numbers.rows, ...currentConditions(building), ...happenedConditions(building));
  // a happening takes the period that dates it
  const related = relatedConditions(building);
  rows.push(...timeConditions(building), ...related);
  const before = columns.dimensions.length;
  if (draft.versus) splitByValues(building, rows);
  for (const field of building.split) columns.dimension(plain(field), null);
  doubtComparison(building, before);
  const detail = options.length === 0 && rankOption === null && numbers.groups.length === 0;
  if (detail && subject === null) return finish(null);
  if (account.missing.length > 0) return finish(null);

  for (const mention of draft.stray)
    if (!explained(building, mention) && !draft.numbers.some((slot) => slot.mention === mention))
      account.doubt(3, `"${mention.words}" was named but not used`);
  if (draft.events.length > (options.some((option) => option.time !== null && option.fact === null) ? 0 : 1))
    account.doubt(3, 'several happenings were named, and only one can date the rows');
  if (rankOption !== null || draft.rank) rows.push(...presentRows(building));
  // "which director has the most": nobody is no answer
  if (draft.which && draft.rank && (draft.rank.count ?? 1) === 1) rows.push(...knownRows(building, rows));
  const where = all(rows);
  if (draft.or && !/"kind":"(or|in)"/u.test(JSON.stringify([where, numbers.groups])))
    account.doubt(3, `"${draft.or.words}" was not applied`);
  const having: GroupCondition | null =
    numbers.groups.length === 0
      ? null
      : numbers.groups.length === 1
        ? (numbers.groups[0] ?? null)
        : { kind: 'and', conditions: numbers.groups };
  if (detail && subject) return finish(listQuery(building, subject.mention, where, having));

  columnsBeside(building);
  if (draft.rank && columns.dimensions.length === 0) account.lacks(draft.rank);
  if (account.missing.length > 0) return finish(null);
  if (draft.countAhead && !draft.rank && !draft.order) account.doubt(3, `"${draft.countAhead.words}" was not applied`);
  if (draft.distinct && columns.dimensions.length === 0) account.doubt(2, 'whether to count or to list was not clear');
  const keys = wrapMeasures(building, options, rankOption, numbers.measures);
  if (countsItself(building)) account.doubt(3, 'each group holds one of what is counted');
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

/** "name and country of the artist with the most exhibitions": further fields of what is grouped by stand beside it. */
function columnsBeside(b: Building): void {
  for (const mention of b.draft.columns) {
    const ref = choose(mention, b.around, (one) => (one.kind === 'field' ? 0 : asDimension(b.lexicon)(one)))?.candidate
      .ref;
    const table = ref === undefined ? null : tableOfRef(ref);
    const grouped = b.columns.dimensions.map((one) => tableOf(one.field));
    const whole = grouped.some(
      (one) => table !== null && b.lexicon.graph.way(one, table)?.against === 0 && namesRows(b, one),
    );
    if (ref?.kind === 'field' && whole) b.columns.dimension(plain(ref.field), null);
    else if (ref?.kind === 'table' && whole) addDimension(b, mention);
    else b.account.doubt(3, `"${mention.words}" was named but not used`);
    if (whole && ref?.kind === 'field') b.account.heard('dimension', mention, fieldLabel(b.lexicon.view, ref.field));
  }
}

/** Whether the groups are rows of a table: its label or key is grouped by. */
function namesRows(b: Building, table: TableId): boolean {
  const named = new Set(
    labelFields(b.lexicon.view.tables.get(table) ?? { id: table, fields: [], labels: [], primaryKey: [] }),
  );
  return b.columns.dimensions.some(
    (one) =>
      named.has(one.field) ||
      (tableOf(one.field) === table && b.lexicon.view.fields.get(one.field)?.field.unique === true),
  );
}

/** "films by film": a count of things for each of the same things is one everywhere, so something else was meant. */
function countsItself({ columns, lexicon }: Building): boolean {
  const [only] = columns.measures;
  if (!only || columns.measures.length > 1) return false;
  const { value } = only;
  if (value.kind === 'aggregate' && value.function === 'count-distinct')
    return columns.dimensions.some((one) => one.field === value.field);
  return (
    value.kind === 'count-rows' &&
    columns.dimensions.some(
      (one) => tableOf(one.field) === value.table && lexicon.view.fields.get(one.field)?.field.unique === true,
    )
  );
}

/** Rankings are of things that are there: rows that belong to none are left out. */
function knownRows(b: Building, rows: readonly Condition[]): readonly Condition[] {
  const tested = JSON.stringify(rows);
  return b.columns.dimensions.flatMap(({ field, grain, part, bin }): Condition[] => {
    const plainOne = grain === null && part === null && bin === null;
    const nullable = b.lexicon.view.fields.get(field)?.field.nullable === true;
    return plainOne && nullable && !tested.includes(`"${field}"`)
      ? [{ kind: 'not', condition: { kind: 'null', on: { field, part: null } } }]
      : [];
  });
}

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

/** All conditions as one, or null. */
export function all(conditions: readonly Condition[]): Condition | null {
  return conditions.length === 0
    ? null
    : conditions.length === 1
      ? (conditions[0] ?? null)
      : { kind: 'and', conditions: [...conditions] };
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
