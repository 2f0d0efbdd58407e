import type { AnswerId, Principal, Query } from '@lumiere/contract';
import type { Queryable } from '../../db/db.ts';
import type { DataTables } from '../../db/data-tables.ts';
import type { Heard } from './heard.ts';
import type { RawAnswer } from '../../data/answer-bytes.ts';

/** An answer as it was kept: enough to give it again. */
export interface Kept {
  readonly id: AnswerId;
  readonly connection: DataTables['answers']['connection_id'];
  readonly question: string;
  readonly query: Query | null;
  readonly heard: Heard;
  readonly outcome: DataTables['answers']['outcome'];
}

/** The person's own answer; null where it is another's, another organization's or none. */
export async function findAnswer(db: Queryable, who: Principal, id: AnswerId): Promise<Kept | null> {
  const row = await db
    .selectFrom('answers')
    .select(['id', 'connection_id', 'question', 'query', 'heard', 'outcome'])
    .where('org_id', '=', who.org)
    .where('user_id', '=', who.user)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    connection: row.connection_id,
    question: row.question,
    // our own writing, checked by the contract when it came in
    query: row.query === null ? null : (JSON.parse(row.query) as Query),
    heard: JSON.parse(row.heard) as Heard,
    outcome: row.outcome,
  };
}

/** The row that is kept of an answer. */
export function answerRow(
  id: AnswerId,
  who: Principal,
  answer: RawAnswer,
  kept: { question: string; history: readonly string[]; heard: Heard; now: Date },
): DataTables['answers'] {
  return {
    id,
    org_id: who.org,
    user_id: who.user,
    connection_id: answer.connection,
    question: kept.question,
    folded: kept.question.toLowerCase(),
    history: JSON.stringify(kept.history),
    query: answer.query === null ? null : JSON.stringify(answer.query),
    heard: JSON.stringify(kept.heard),
    outcome: answer.outcome,
    row_count: answer.result?.rowCount ?? null,
    milliseconds: answer.timings.total,
    receipt_id: answer.receipt,
    created_at: kept.now.getTime(),
  };
}
