import { problem, type Chip, type Confidence, type Suggestion, type Table } from '@lumiere/contract';
import type { IsoDate } from '@lumiere/values';
import type { Draft, Note } from './grammar/draft.ts';
import { readItems } from './grammar/chart.ts';
import { leansOn, mergeDrafts } from './grammar/follow.ts';
import { parseItems } from './grammar/parse.ts';
import { nameRows, speaksOfRows } from './grammar/row-words.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import type { AskOutcome } from './outcome.ts';
import { buildQuery } from './query/build.ts';
import { sentence } from './query/names.ts';
import type { Built, Open } from './query/built.ts';
import { wordsOf } from './text/tokens.ts';
import { exampleQuestions } from './examples.ts';

/** What an understanding depends on beside the words. */
export interface AskContext {
  readonly lexicon: Lexicon;
  /** The calendar date that it is for the person who asks. */
  readonly today: IsoDate;
  /** Earlier questions of the conversation, oldest first. */
  readonly history: readonly string[];
}

const longest = 2000;

/**
 * Turns an English question into a typed query over a view, with a chip for every word that carries meaning; or asks back; or refuses,
 * naming what the data does not hold. Pure and deterministic: equal words, lexicon, date and history give an equal outcome.
 */
export function understand(question: string, context: AskContext): AskOutcome {
  return hear(question, context, true);
}

/** The same; what is asked back is only offered where `offering`, since offers are tried out by hearing them. */
function hear(question: string, context: AskContext, offering: boolean): AskOutcome {
  const { lexicon } = context;
  if (question.trim() === '' || question.length > longest) return notAQuestion(question, lexicon);
  if (looksLikeCode(question)) return notAQuestion(question, lexicon);
  const open = speaksOfRows(question)
    ? nameRows(readItems(question, lexicon, context.today).items, lexicon).open
    : null;
  if (open !== null) {
    const reason = `The data has ${open.tables.length} tables, and whose rows to count was not said.`;
    const questions = open.tables
      .slice(0, mostTried)
      .map((table) => `${question.slice(0, open.at)} in ${tableName(table)}${question.slice(open.at)}`);
    return askBack({ reason, questions }, [], context, offering);
  }
  const draft = draftOf(question, context);
  if (draft === null) {
    const { items } = readItems(question, lexicon, context.today);
    const asks = items.some(
      (item) => item.kind === 'aggregate' || item.kind === 'group' || item.kind === 'rank' || item.kind === 'list',
    );
    const unknown = items.filter((item) => item.kind === 'unknown');
    return asks && unknown.length > 0 && unknown.length < 6
      ? refuse(unknown, unknown.map(ignored), lexicon)
      : notAQuestion(question, lexicon);
  }
  const built = buildQuery(draft, lexicon, context.today);
  return conclude(question, draft, built, { context, offering });
}

const mostTried = 12;
const mostOffered = 6;

/** What the rows of a table are asked for by; "order rows" are those of the file of orders. */
const tableName = ({ id, label }: Table): string =>
  (label.endsWith(' rows') ? wordsOf(id).join(' ') : label).toLowerCase();

/** Asks back, offering those of the questions that are then understood; refuses where there is none. */
function askBack(
  { reason, questions }: Open,
  chips: readonly Chip[],
  context: AskContext,
  offering: boolean,
): AskOutcome {
  const options = offering
    ? questions
        .filter((one) => hear(one, { ...context, history: [] }, false).kind === 'query')
        .slice(0, mostOffered)
        .map((one) => ({ question: one, reason: null }))
    : [];
  return options.length > 0 || !offering
    ? { kind: 'clarify', reason, options, chips }
    : refuse([], chips, context.lexicon, [reason]);
}

/** The question's parts, with those of the earlier questions that it leans on. Null where it says nothing of the data. */
function draftOf(question: string, { lexicon, today, history }: AskContext): Draft | null {
  const { items } = nameRows(readItems(question, lexicon, today).items, lexicon);
  const own = parseItems(items, lexicon.view);
  if (history.length > 0 && leansOn(question, own)) {
    const before = draftOf(history[history.length - 1] ?? '', { lexicon, today, history: history.slice(0, -1) });
    if (before) return mergeDrafts(before, own, question, lexicon.view);
  }
  return items.some(
    (item) =>
      item.kind === 'entity' ||
      item.kind === 'period' ||
      item.kind === 'grain' ||
      (item.kind === 'rank' && own.who !== null),
  )
    ? own
    : null;
}

function conclude(
  question: string,
  draft: Draft,
  built: Built,
  { context, offering }: { readonly context: AskContext; readonly offering: boolean },
): AskOutcome {
  const { lexicon } = context;
  const current = built.chips.some((chip) => chip.assumed && chip.kind === 'filter');
  const unknown = draft.unknown.filter(
    (note) => !/^\W*$/u.test(note.words) && !(current && /^(current|active)$/iu.test(note.words)),
  );
  const drawn = draft.chart === null ? [] : [chartChip(draft.chart)];
  const chips = [...built.chips, ...drawn, ...unknown.map((note) => ignored(note))].sort(
    (a, b) => (a.span?.[0] ?? Number.MAX_SAFE_INTEGER) - (b.span?.[0] ?? Number.MAX_SAFE_INTEGER),
  );
  const missing = [...built.missing, ...unknown];
  if (built.open !== null && missing.length === 0) return askBack(built.open, chips, context, offering);
  if (!built.query || missing.length > 0) return refuse(missing, chips, lexicon, built.barred);
  const doubt = built.doubts.reduce((sum, one) => sum + one.weight, 0) + (built.rivals.length > 0 ? 1 : 0);
  const confidence: Confidence = doubt === 0 ? 'high' : doubt < 3 ? 'medium' : 'low';
  const alternatives: Suggestion[] = built.rivals.flatMap((rival) =>
    rival.meanings.slice(0, 3).map((meaning) => ({
      question: replace(question, rival.span, meaning),
      reason: `"${rival.words}" as ${meaning}`,
    })),
  );
  const warnings = built.doubts.map((one) => problem('query.not-applied', one.reason, { severity: 'info' }));
  return {
    kind: 'query',
    query: built.query,
    chips,
    confidence,
    alternatives,
    warnings,
    chart: draft.chart?.kind ?? null,
  };
}

const chartChip = (chart: NonNullable<Draft['chart']>): Chip => ({
  kind: 'chart',
  words: chart.words,
  meaning: chart.kind === 'table' ? 'Table' : `${sentence(chart.kind.replaceAll('-', ' '))} chart`,
  span: [chart.span[0], chart.span[1]],
  applied: true,
  assumed: false,
  alternatives: [],
});

function ignored(note: Note): Chip {
  return {
    kind: 'ignored',
    words: note.words,
    meaning: 'not understood',
    span: [note.span[0], note.span[1]],
    applied: false,
    assumed: false,
    alternatives: [],
  };
}

const replace = (question: string, [from, until]: readonly [number, number], words: string): string =>
  `${question.slice(0, from)}${words.toLowerCase()}${question.slice(until)}`;

function refuse(
  missing: readonly Note[],
  chips: readonly Chip[],
  lexicon: Lexicon,
  barred: readonly string[] = [],
): AskOutcome {
  const names = [...new Set(missing.map((note) => note.words))];
  const suggestions = offers(lexicon);
  const list = names.map((name) => `"${name}"`).join(', ');
  const one =
    names.length > 0
      ? problem('ask.not-in-data', `I found nothing in the data for ${list}.`, {
          hint: 'Use the names of tables, fields or values that the data holds, or ask one of the questions below.',
        })
      : barred.length > 0
        ? problem('ask.not-understood', barred.join(' '), {
            hint: 'Ask for a number by it, or list the rows that hold it.',
          })
        : problem('ask.not-understood', 'I could not tell which number or list you are asking for.', {
            hint: 'Name what to measure, such as a total or a count, and what to group it by.',
          });
  return { kind: 'refused', missing: names, problems: [one], suggestions, chips };
}

function notAQuestion(question: string, lexicon: Lexicon): AskOutcome {
  const suggestions = offers(lexicon);
  const tooLong = question.length > longest;
  const message = tooLong
    ? `The question is longer than ${longest} characters.`
    : 'This does not read like a question about the data.';
  return {
    kind: 'refused',
    missing: [],
    problems: [
      problem('ask.not-a-question', message, {
        hint: 'Ask in plain English about what the data holds, as in the questions below.',
      }),
    ],
    suggestions,
    chips: [],
  };
}

const offered = new WeakMap<Lexicon, readonly Suggestion[]>();

/** Questions that can be answered, found once per lexicon: what is offered in a refusal must not be refused itself. */
function offers(lexicon: Lexicon): readonly Suggestion[] {
  const known = offered.get(lexicon);
  if (known) return known;
  // while these are tried, a refusal among them offers nothing
  offered.set(lexicon, []);
  const found = goodQuestions(lexicon, 4).map((question) => ({ question, reason: null }));
  offered.set(lexicon, found);
  return found;
}

/** The first examples of a view that are understood for sure. */
export function goodQuestions(lexicon: Lexicon, most: number): readonly string[] {
  const good: string[] = [];
  for (const question of exampleQuestions(lexicon)) {
    if (good.length >= most) break;
    // the date matters to no example's being understood
    const outcome = understand(question, { lexicon, today: '2025-06-15', history: [] });
    if (outcome.kind === 'query' && outcome.confidence === 'high') good.push(question);
  }
  return good;
}

/** Statements of a query language and the like: answered as words they would be misread. */
function looksLikeCode(question: string): boolean {
  return (
    /^\s*(select\s.+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from|drop\s+(table|database|schema|view|index)|truncate|alter\s+table|create\s+table|grant|exec|with\s+\S+\s+as\s*\()/iu.test(
      question,
    ) ||
    /;\s*(drop|delete|update|insert|select|alter)\s/iu.test(question) ||
    /<script|\$\{|\{\{|union\s+select/iu.test(question)
  );
}
