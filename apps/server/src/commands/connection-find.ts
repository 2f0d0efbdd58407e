import { ConnectionId } from '@lumiere/contract';
import type { ConnectionRow } from '../data/connection-store.ts';
import type { Queryable } from '../db/db.ts';

/** A connection by its id; null where there is none. */
export async function connectionById(db: Queryable, id: string): Promise<ConnectionRow | null> {
  const parsed = ConnectionId.safeParse(id);
  if (!parsed.success) return null;
  return (await db.selectFrom('connections').selectAll().where('id', '=', parsed.data).executeTakeFirst()) ?? null;
}
