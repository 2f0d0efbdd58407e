import { type AskOutcome, understand } from '@lumiere/ask';
import { type AskRequest, type Checked, type Principal, type Problem, Query, pass, problem } from '@lumiere/contract';
import { dateInZone } from '@lumiere/values';
import type { RawAnswer } from '../../data/answer-bytes.ts';
import { answerCaps } from '../../data/caps.ts';
import type { DataPath } from '../../data/data-path.ts';
import { whenLoaded } from '../../data/when-loaded.ts';
import { openSource, runQuery } from '../../run-query.ts';
import { compose } from './compose.ts';
import { type Heard, heardOf, nothingHeard } from './heard.ts';

/** An answer that has no id yet, and what to keep of it. */
export interface Asked {
  readonly answer: RawAnswer;
  readonly heard: Heard;
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** When the request arrived, by the process's own clock. */
  readonly began: number;
}

/**
 * Words to an answer: understand, run, choose charts, describe. A question that cannot be answered is an answer too (clarify, refused), and so
 * is a source that fails (failed, with its problems). Only a connection that the person may not see or query is a problem of the request.
 */
export async function ask(
  request: AskRequest,
  who: Principal,
  data: DataPath,
  { signal, began }: AskOptions,
): Promise<Checked<Asked>> {
  const { question, connection } = request;
  const base = { connection, question, who, began };
  await whenLoaded(who, data, connection, { signal });
  const opened = await openSource(who, data, connection);
  if (!opened.ok) return refusesRequest(opened.problems) ? opened : pass(failed(opened.problems));

  const understanding = performance.now();
  const told = await hear(request, who, data, opened.value);
  if (!told.ok) return pass(failed(told.problems));
  const asked = performance.now() - understanding;

  const outcome = told.value;
  const heard = heardOf(outcome);
  if (outcome.kind !== 'query')
    return pass({ heard, answer: compose({ ...base, outcome: outcome.kind, heard, query: null, ran: null, asked }) });
  const checked = Query.safeParse(outcome.query);
  if (!checked.success) return pass(failed([impossible(checked.error)], { heard, query: null, asked }));
  const ran = await runQuery(outcome.query, who, data, { connection, signal, caps: answerCaps(data.config), question });
  if (ran.ok)
    return pass({
      heard,
      answer: compose({ ...base, outcome: 'answered', heard, query: outcome.query, ran: ran.value, asked }),
    });
  if (signal.aborted) return ran;
  return pass(failed(ran.problems, { heard, query: outcome.query, asked }));

  function failed(
    problems: readonly Problem[],
    so: { heard: Heard; query: Query | null; asked: number } = { heard: nothingHeard, query: null, asked: 0 },
  ): Asked {
    return { heard: so.heard, answer: compose({ ...base, ...so, outcome: 'failed', ran: null, problems }) };
  }
}

/** Words can ask for what no query may: the first 0, or two billion rows. */
const impossible = ({ issues }: ReturnType<typeof Query.safeParse>['error'] & object): Problem =>
  problem(
    'query.invalid',
    `The question asks for something that is not possible: ${issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`,
    { hint: 'Ask it with another number.' },
  );

/** Problems of the request itself, which no answer is made of. */
export const refusesRequest = (problems: readonly Problem[]): boolean =>
  problems.some(({ code }) => code === 'request.not-found' || code === 'permission.denied');

type Opened = Extract<Awaited<ReturnType<typeof openSource>>, { ok: true }>['value'];

async function hear(
  { question, history }: AskRequest,
  who: Principal,
  data: DataPath,
  { source, sight }: Opened,
): Promise<Checked<AskOutcome>> {
  const lexicon = await data.lexicons.of(source, sight, who);
  if (!lexicon.ok) return lexicon;
  return pass(understand(question, { lexicon: lexicon.value, today: dateInZone(data.clock(), who.zone), history }));
}
