import type { AnswerId, HistoryEntry, Principal } from '@lumiere/contract';
import { sql } from 'kysely';
import type { Queryable } from '../../db/db.ts';

export interface Wanted {
  readonly limit: number;
  readonly offset: number;
  /** Words that stand in the question, in this order; empty for all. */
  readonly search: string;
}

/** The person's own questions, newest first, with how many there are. */
export async function listHistory(
  db: Queryable,
  who: Principal,
  { limit, offset, search }: Wanted,
): Promise<{ readonly items: HistoryEntry[]; readonly total: number }> {
  // one table of columns: the search must see the same rows in both statements
  const mine = db.selectFrom('answers').where('answers.org_id', '=', who.org).where('answers.user_id', '=', who.user);
  const found =
    search.trim() === '' ? mine : mine.where(sql<boolean>`answers.folded like ${pattern(search)} escape '!'`);
  const { total } = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await found
    .innerJoin('connections', (join) =>
      join.onRef('connections.id', '=', 'answers.connection_id').onRef('connections.org_id', '=', 'answers.org_id'),
    )
    .select([
      'answers.id',
      'answers.connection_id',
      'connections.name',
      'answers.question',
      'answers.outcome',
      'answers.row_count',
      'answers.milliseconds',
      'answers.created_at',
    ])
    .orderBy('answers.created_at', 'desc')
    .orderBy('answers.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  const items = rows.map((row) => ({
    id: row.id,
    connection: row.connection_id,
    connectionName: row.name,
    question: row.question,
    outcome: row.outcome,
    rowCount: row.row_count,
    milliseconds: row.milliseconds,
    createdAt: new Date(row.created_at).toISOString(),
  }));
  return { items, total: Number(total) };
}

/** Forgets one of the person's own questions; false where there is none. */
export async function deleteAnswer(db: Queryable, who: Principal, id: AnswerId): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('answers')
    .where('org_id', '=', who.org)
    .where('user_id', '=', who.user)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Every character stands for itself but the spaces, which stand for anything between. */
function pattern(search: string): string {
  const words = search
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[!%_]/g, '!$&'));
  return `%${words.join('%')}%`;
}
