import type { Principal, ReceiptId } from '@lumiere/contract';
import type { Queryable } from '../../db/db.ts';
import type { DataTables } from '../../db/data-tables.ts';

/** A receipt of the person's organization; null where it is another's or none. */
export async function findReceipt(
  db: Queryable,
  who: Principal,
  id: ReceiptId,
): Promise<DataTables['receipts'] | null> {
  return (
    (await db
      .selectFrom('receipts')
      .selectAll()
      .where('org_id', '=', who.org)
      .where('id', '=', id)
      .executeTakeFirst()) ?? null
  );
}
