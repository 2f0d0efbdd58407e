import type { UserId } from '@lumiere/contract';
import type { Queryable } from '../../db/db.ts';

/** Changes what is given and leaves the rest. */
export async function updatePerson(
  db: Queryable,
  user: UserId,
  change: {
    readonly name?: string | undefined;
    readonly zone?: string | undefined;
    readonly locale?: string | undefined;
  },
): Promise<void> {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(set).length > 0) await db.updateTable('users').set(set).where('id', '=', user).execute();
}
