import { suggestCharts } from '@lumiere/charts';
import {
  type Answer,
  type ChartKind,
  type ConnectionId,
  type Principal,
  type Problem,
  type Query,
  type Result,
  type Understood,
} from '@lumiere/contract';
import { describe } from '@lumiere/insight';
import { type RawAnswer, parseCells } from '../../data/answer-bytes.ts';
import type { Ran } from '../../run-query.ts';
import type { Heard } from './heard.ts';

/** What an answer is put together from. */
export interface Parts {
  readonly connection: ConnectionId;
  readonly question: string | null;
  readonly who: Principal;
  /** When the request arrived, by the process's own clock. */
  readonly began: number;
  readonly outcome: Answer['outcome'];
  readonly heard: Heard;
  readonly query: Query | null;
  readonly ran: Ran | null;
  /** Why there is no result, where it failed. */
  readonly problems?: readonly Problem[];
  /** Milliseconds that understanding took. */
  readonly asked?: number;
  /** False where nobody looks: charts and prose need the cells, which are otherwise passed on unread. */
  readonly drawn?: boolean;
}

/** What tables and charts of an answer call a group without a value. */
const empty = '(empty)';

/** The one answer of page, API and command line; its id is given when it is kept. */
export function compose(parts: Parts): RawAnswer {
  const { ran, heard, outcome, query, who } = parts;
  const said: Understood | null =
    ran === null && heard.chips.length === 0 ? null : { text: ran?.prepared.text ?? '', chips: [...heard.chips] };
  // answers kept before charts could be asked for name none
  const asked: ChartKind | null = heard.chart ?? null;
  const drawn = ran === null || parts.drawn === false ? null : draw(ran, said, asked, who);
  const understood = said === null || drawn === null ? said : { ...said, chips: shownChips(said.chips, asked, drawn) };
  return {
    id: null,
    connection: parts.connection,
    question: parts.question,
    outcome,
    confidence: heard.confidence,
    understood,
    missing: [...heard.missing],
    suggestions: [...heard.suggestions],
    query,
    statement: ran === null ? null : statementOf(ran),
    result:
      ran === null
        ? null
        : {
            columns: ran.prepared.columns,
            columnsJson: ran.prepared.columnsJson,
            data: ran.finished.encoded.data,
            rowCount: ran.finished.encoded.rowCount,
            truncated: ran.finished.encoded.truncated,
            asOf: ran.finished.asOf,
          },
    charts: drawn === null ? [] : [...drawn.charts],
    narrative: drawn?.narrative ?? null,
    problems: [...heard.problems, ...(ran?.warnings ?? []), ...(parts.problems ?? [])],
    receipt: ran?.receipt ?? null,
    zone: who.zone,
    cached: ran?.cached ?? false,
    timings: {
      ask: round(parts.asked ?? 0),
      plan: round(ran?.milliseconds.plan ?? 0),
      run: round(ran?.milliseconds.run ?? 0),
      total: round(performance.now() - parts.began),
    },
  };
}

function draw(
  ran: Ran,
  understood: Understood | null,
  asked: ChartKind | null,
  who: Principal,
): { charts: Answer['charts']; narrative: Answer['narrative'] } {
  const { prepared, finished } = ran;
  const result: Result = {
    columns: [...prepared.columns],
    data: parseCells(finished.encoded.data),
    rowCount: finished.encoded.rowCount,
    truncated: finished.encoded.truncated,
    asOf: finished.asOf,
  };
  return {
    charts: [...suggestCharts(prepared.query, result, asked)],
    narrative: describe(prepared.query, result, { locale: who.locale, zone: who.zone, empty, understood }),
  };
}

/** A kind of chart that would mislead here is not drawn, and its chip says so. */
function shownChips(
  chips: Understood['chips'],
  asked: ChartKind | null,
  { charts }: { readonly charts: Answer['charts'] },
): Understood['chips'] {
  return chips.map((chip) => (chip.kind === 'chart' ? { ...chip, applied: charts[0]?.spec.kind === asked } : chip));
}

const statementOf = ({ prepared: { statement } }: Ran): Answer['statement'] => ({
  dialect: statement.dialect,
  sql: statement.sql,
  parameters: [...statement.parameters],
});

const round = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
