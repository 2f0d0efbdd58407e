import type { DatasetId, DatasetImpact, Principal } from '@lumiere/contract';
import { sql } from 'kysely';
import type { Deps } from '../deps.ts';
import type { DatasetSight } from './views.ts';

const questionsShown = 5;

/** What would break if a dataset went: answers and receipts whose query names its table. */
export async function impactOf(
  dataset: DatasetId,
  name: string,
  who: Principal,
  { db, files, sight }: Pick<Deps, 'db' | 'files'> & { readonly sight: DatasetSight },
): Promise<DatasetImpact> {
  const stored = files
    .datasets(who.org)
    .list()
    .find(({ id }) => id === dataset);
  const versions = stored?.versions ?? [];
  const current = versions.find(({ id }) => id === stored?.current);
  const table = sight.tableOf(stored?.table ?? name);
  // appended parts are shared between versions
  const parts = new Map(versions.flatMap(({ parts: each }) => each.map((part) => [part.file, part.bytes] as const)));
  const whole = sight.whole(stored?.table ?? name);
  const base = {
    rows: whole ? (current?.rows ?? 0) : 0,
    versions: versions.length,
    bytes: whole ? [...parts.values()].reduce((sum, bytes) => sum + bytes, 0) : 0,
  };
  const { connection } = sight;
  if (table === null || connection === null) return { ...base, answers: 0, receipts: 0, questions: [] };
  const names = naming('query', table);
  const count = async (from: 'answers' | 'receipts'): Promise<number> => {
    const { total } = await db
      .selectFrom(from)
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .where('org_id', '=', who.org)
      .where('connection_id', '=', connection)
      .where(names)
      .executeTakeFirstOrThrow();
    return Number(total);
  };
  const mine = await db
    .selectFrom('answers')
    .select('question')
    .where('org_id', '=', who.org)
    .where('user_id', '=', who.user)
    .where('connection_id', '=', connection)
    .where(names)
    .orderBy('created_at', 'desc')
    .limit(50)
    .execute();
  const [answers, receipts] = [await count('answers'), await count('receipts')];
  const questions = [...new Set(mine.map(({ question }) => question))].slice(0, questionsShown);
  return { ...base, answers, receipts, questions };
}

/** Whether a query's JSON names a table: by itself (`"orders"`) or before a field (`"orders.amount"`). */
function naming(column: string, table: string) {
  const escaped = table.replaceAll(/[!%_]/g, '!$&');
  return sql<boolean>`(${sql.ref(column)} like ${`%"${escaped}"%`} escape '!' or ${sql.ref(column)} like ${`%"${escaped}.%`} escape '!')`;
}
