import type { Table } from '@lumiere/contract';
import { type Lexicon, twinTables } from '../lexicon/lexicon.ts';
import { lemma } from '../text/lemma.ts';
import { wordsOf } from '../text/tokens.ts';
import type { Candidate, Placed } from './items.ts';
import { bestOf } from './sorts.ts';

/** Whether a text may speak of rows at all. */
export const speaksOfRows = (question: string): boolean => /\b(rows?|records?|entry|entries)\b/iu.test(question);

const rowWord = /^(rows?|records?|entry|entries)$/iu;
const fileWord = /^(files?|csv|dataset|datasets|sheet|spreadsheet|table|tables|data|upload|uploaded)$/iu;
// records that are sold are goods
const traded = /\b(sell|sells|sold|selling|buy|buys|bought|buying|purchased?)\b/iu;
const within = /^(in|of|from|for|within|inside)$/iu;

/** Rows that a question counts, of the several tables one of which must be named; the name goes in at `at`. */
export interface OpenRows {
  readonly tables: readonly Table[];
  readonly at: number;
}

/**
 * "how many rows", "row count", "number of records in orders": the rows are those of the table named, or of the only one. Gives the items with
 * that table in them; and, where there are several and none is named, what is open. Other questions stay as they are.
 */
export function nameRows(
  items: readonly Placed[],
  lexicon: Lexicon,
): { readonly items: readonly Placed[]; readonly open: OpenRows | null } {
  const goods = items.some((item) => traded.test(item.words));
  const at = items.findIndex((item, i) => isRowWord(item, goods) && counted(items, i) !== null);
  const row = items[at];
  const how = row === undefined ? null : counted(items, at);
  if (row === undefined || how === null) return { items, open: null };
  const rest = items.map((item) => (item.kind === 'unknown' && fileWord.test(item.words) ? asStop(item) : item));
  const named = tableNamed(rest, at, lexicon);
  if (named !== null) {
    const entity = { ...named.item, kind: 'entity', candidates: named.candidates } as const;
    const count = rest[at + 1];
    // "orders row count": as "count of orders"
    if (how === 'behind' && named.at === at - 1 && count !== undefined)
      return {
        items: rest
          .with(at - 1, count)
          .with(at, entity)
          .with(at + 1, asStop(row)),
        open: null,
      };
    return { items: rest.with(named.at, entity), open: null };
  }
  const tables = ownTables(row, lexicon);
  const [only] = tables;
  if (only === undefined) return { items, open: null };
  if (tables.length > 1) {
    // "how many records of each type": a question that says more is left to what it says
    const sure = how !== 'beside' && !items.some((item) => item.kind === 'unknown' && !fileWord.test(item.words));
    const last = how === 'behind' ? items[at + 1] : row;
    return { items, open: sure ? { tables, at: last?.span[1] ?? row.span[1] } : null };
  }
  const entity = { ...row, kind: 'entity', candidates: [candidateOf(only)] } as const;
  const next = rest[at + 1];
  // "row count by region": as "count of rows by region"
  if (how === 'behind' && next !== undefined) return { items: rest.with(at, next).with(at + 1, entity), open: null };
  return { items: rest.with(at, entity), open: null };
}

const isRowWord = (item: Placed, goods: boolean): boolean =>
  (item.kind === 'stop' || item.kind === 'unknown') && (goods ? /^rows?$/iu : rowWord).test(item.words);

const asStop = ({ from, until, span, words }: Placed): Placed => ({ kind: 'stop', from, until, span, words });

/** How the rows at a place are counted: by words ahead, behind, or beside what else is said of them; null where they are not. */
function counted(items: readonly Placed[], at: number): 'ahead' | 'behind' | 'beside' | null {
  let i = at - 1;
  while (items[i]?.kind === 'stop') i -= 1;
  const before = items[i];
  const next = items[at + 1];
  if (before?.kind === 'aggregate') {
    if (before.function === 'count') return 'ahead';
    return before.function === 'sum' && /^(the )?total$/iu.test(before.words) ? 'ahead' : null;
  }
  if (next?.kind === 'aggregate' && next.function === 'count' && /^count/iu.test(next.words)) return 'behind';
  // "share of rows", "the most rows", "more than 30 rows", "how many remote rows"
  if (before?.kind === 'window') return 'beside';
  if (before?.kind === 'rank' && !before.pure && before.adjective === undefined && i === at - 1) return 'beside';
  if (before?.kind === 'number' && items[i - 1]?.kind === 'compare') return 'beside';
  if (before?.kind === 'entity' && items[i - 1]?.kind === 'aggregate') {
    const aggregate = items[i - 1];
    return aggregate?.kind === 'aggregate' && aggregate.function === 'count' ? 'beside' : null;
  }
  return null;
}

/** The table that stands right before the rows, or after them and "in". */
function tableNamed(
  items: readonly Placed[],
  at: number,
  lexicon: Lexicon,
): { readonly at: number; readonly item: Placed; readonly candidates: readonly Candidate[] } | null {
  const before = items[at - 1];
  const own = before?.kind === 'entity' ? tablesOf(before, lexicon) : [];
  if (before !== undefined && own.length > 0) return { at: at - 1, item: before, candidates: own };
  let linked = false;
  for (let i = at + 1; i < items.length; i++) {
    const item = items[i];
    if (item === undefined) return null;
    if (item.kind === 'preposition') {
      if (!within.test(item.words)) return null;
      linked = true;
    } else if (item.kind === 'entity') {
      const candidates = tablesOf(item, lexicon);
      if (candidates.length > 0) return linked ? { at: i, item, candidates } : null;
      // "rows in Berlin orders"
      if (bestOf(item.candidates, lexicon.view, ['value', 'flag']) < 0.7) return null;
    } else if (item.kind !== 'stop' && item.kind !== 'light' && item.kind !== 'aggregate') return null;
    // "how many rows does orders have"; "row count of orders"
    else if (/^(does|do|did|has|have|count of)$/iu.test(item.words)) linked = true;
  }
  return null;
}

/** The tables that a phrase names: as the index has it, or by the file's own name. */
function tablesOf(item: Placed, lexicon: Lexicon): readonly Candidate[] {
  const said = lemmas(item.words);
  const named = visible(lexicon).filter(({ id, label, singular, source }) =>
    [id, label, singular, source.name].some((name) => lemmas(name) === said),
  );
  if (named.length > 0) return named.map(candidateOf);
  return item.kind === 'entity' ? item.candidates.filter(({ ref, score }) => ref.kind === 'table' && score > 0.8) : [];
}

/** The tables whose rows are meant where none is named: one that is called so, else all. */
function ownTables(row: Placed, lexicon: Lexicon): readonly Table[] {
  const called = (lexicon.phrases.exact.get(lemmas(row.words)) ?? []).flatMap(({ ref, score }) =>
    ref.kind === 'table' && score > 0.9 ? [ref.table] : [],
  );
  const all = visible(lexicon);
  return called.length > 0 ? all.filter(({ id }) => called.includes(id)) : all;
}

function visible({ view }: Lexicon): readonly Table[] {
  const twins = twinTables(view);
  return [...view.tables.values()].filter(({ id, hidden }) => !hidden && !twins.has(id));
}

const candidateOf = ({ id }: Table): Candidate => ({ ref: { kind: 'table', table: id }, score: 1, quality: 'exact' });

const lemmas = (name: string): string => wordsOf(name).map(lemma).join(' ');
