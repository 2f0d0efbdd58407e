import { suggestQuestions } from '@lumiere/ask';
import type { FastifyInstance } from 'fastify';
import { type Answer, type Checked, type Principal, fail, pass, problem } from '@lumiere/contract';
import { type RawAnswer, answerBytes, parseCells } from '../../data/answer-bytes.ts';
import { answerCaps, exportCaps } from '../../data/caps.ts';
import type { DataPath } from '../../data/data-path.ts';
import { whenLoaded } from '../../data/when-loaded.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Finished, json, refuse, refuseAll } from '../../http/types.ts';
import { openSource, runQuery } from '../../run-query.ts';
import { refusesRequest } from './ask.ts';
import { compose } from './compose.ts';
import { csvName, csvOf } from '../../data/csv.ts';
import { nothingHeard } from './heard.ts';
import { askAndKeep } from './keep.ts';
import { type Kept, findAnswer } from './store.ts';

/** Questions, typed queries, earlier answers and their export. */
export function askRoutes(app: FastifyInstance, deps: Deps): void {
  const { data } = deps;

  serve(
    app,
    'POST /api/v1/ask',
    async ({ body, who, signal, request, note }) => {
      const answer = await askAndKeep(body, who, deps, { signal, began: request.startedAt });
      if (!answer.ok) return refuseAll(answer.problems);
      note({ resource: answer.value.id, detail: auditDetail(answer.value) });
      return finished(answer.value);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/queries',
    async ({ body, who, signal, request, note }) => {
      await whenLoaded(who, data, body.connection, { signal });
      const ran = await runQuery(body.query, who, data, {
        connection: body.connection,
        signal,
        caps: answerCaps(deps.config),
      });
      if (!ran.ok) return refuseAll(ran.problems);
      const answer = compose({
        connection: body.connection,
        question: null,
        who,
        began: request.startedAt,
        outcome: 'answered',
        heard: nothingHeard,
        query: body.query,
        ran: ran.value,
        drawn: false,
      });
      note({ resource: body.connection, detail: auditDetail(answer) });
      return finished(answer);
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/answers/:id',
    async ({ params, who, signal, request, note }) => {
      const kept = await keptAnswer(deps, who, params.id);
      if (!kept.ok) return refuseAll(kept.problems);
      const answer = await restore(kept.value, who, data, { signal, began: request.startedAt });
      if (!answer.ok) return refuseAll(answer.problems);
      note({ detail: auditDetail(answer.value) });
      return finished(answer.value);
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/answers/:id/csv',
    async ({ params, who, signal, note }) => {
      const kept = await keptAnswer(deps, who, params.id);
      if (!kept.ok) return refuseAll(kept.problems);
      const { query, connection, question } = kept.value;
      if (query === null)
        return refuse('request.conflict', 'This question has no result, so there is nothing to export.', {
          hint: 'Ask it in other words first.',
        });
      const ran = await runQuery(query, who, data, { connection, signal, caps: exportCaps(deps.config), question });
      if (!ran.ok) return refuseAll(ran.problems);
      const { prepared, finished: result, receipt } = ran.value;
      const { rowCount, truncated } = result.encoded;
      note({ detail: { receipt, rows: rowCount } });
      if (truncated)
        return refuse('query.too-large', `The result has more than ${rowCount} rows, the most that one file holds.`, {
          hint: 'Filter the question or group it coarser, then export again.',
        });
      const csv = await csvOf(prepared.columns, parseCells(result.encoded.data), rowCount);
      return new Finished(csv, {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="${csvName(question)}"`,
        'x-content-type-options': 'nosniff',
      });
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/suggestions',
    async ({ params, who, signal }) => {
      await whenLoaded(who, data, params.id, { signal });
      const opened = await openSource(who, data, params.id);
      if (!opened.ok) return refuseAll(opened.problems);
      const lexicon = await data.lexicons.of(opened.value.source, opened.value.sight, who);
      return lexicon.ok ? { questions: [...suggestQuestions(lexicon.value)] } : refuseAll(lexicon.problems);
    },
    deps,
  );
}

/** An earlier answer, run again: the stored query under what the viewer may see now. */
async function restore(
  kept: Kept,
  who: Principal,
  data: DataPath,
  { signal, began }: { signal: AbortSignal; began: number },
): Promise<Checked<RawAnswer>> {
  const { id, connection, question, query, heard, outcome } = kept;
  const base = { connection, question, who, began, heard };
  if (query === null) return pass({ ...compose({ ...base, outcome, query, ran: null }), id });
  const ran = await runQuery(query, who, data, { connection, signal, caps: answerCaps(data.config), question });
  if (ran.ok) return pass({ ...compose({ ...base, outcome: 'answered', query, ran: ran.value }), id });
  if (signal.aborted || refusesRequest(ran.problems)) return ran;
  return pass({ ...compose({ ...base, outcome: 'failed', query, ran: null, problems: ran.problems }), id });
}

async function keptAnswer({ db, data }: Deps, who: Principal, id: NonNullable<Answer['id']>): Promise<Checked<Kept>> {
  // it may be waiting for its group's commit
  const kept = (await findAnswer(db, who, id)) ?? (await data.journal.settle().then(() => findAnswer(db, who, id)));
  return kept === null
    ? fail(
        problem('request.not-found', 'There is no such answer.', {
          hint: 'It may have been removed. Ask the question again.',
        }),
      )
    : pass(kept);
}

const finished = (answer: RawAnswer): Finished => new Finished(answerBytes(answer), { 'content-type': json });

const auditDetail = ({ outcome, receipt, result, cached }: RawAnswer) => ({
  outcome,
  receipt,
  rows: result?.rowCount ?? null,
  cached,
});
