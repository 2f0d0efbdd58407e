import { type AskRequest, type Checked, type Principal, pass } from '@lumiere/contract';
import type { RawAnswer } from '../../data/answer-bytes.ts';
import type { Deps } from '../../deps.ts';
import { newId } from '../../ids.ts';
import { type AskOptions, ask } from './ask.ts';
import { answerRow } from './store.ts';

/** Asks, and keeps the answer in the person's history; it is durable when this resolves, so its address works from the first moment on. */
export async function askAndKeep(
  request: AskRequest,
  who: Principal,
  { data, clock }: Deps,
  options: AskOptions,
): Promise<Checked<RawAnswer>> {
  const asked = await ask(request, who, data, options);
  if (!asked.ok) return asked;
  const { answer, heard } = asked.value;
  const id = newId('ans');
  const { question, history } = request;
  const row = answerRow(id, who, answer, { question, history, heard, now: clock() });
  await data.journal.add({ table: 'answers', row }, 'soon');
  return pass({ ...answer, id });
}
