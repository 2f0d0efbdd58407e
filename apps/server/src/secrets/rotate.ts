import type { ConnectionId, OrgId } from '@lumiere/contract';
import type { Db, Queryable } from '../db/db.ts';
import { isSealed } from './connection-config.ts';
import { type Keyring, SecretError, keyOf } from './keyring.ts';

export interface Rotated {
  /** The key in force now. */
  readonly key: string;
  /** Secrets that were sealed anew. */
  readonly resealed: number;
  /** Connections with a secret that cannot be opened; it stays as it is, and so does its key if there is one. */
  readonly unreadable: readonly { readonly connection: ConnectionId; readonly reason: string }[];
  /** Keys that nothing needs any more and that are gone. */
  readonly removed: number;
}

interface Stored {
  readonly id: ConnectionId;
  readonly org_id: OrgId;
  readonly config: string;
}

/**
 * Seals every stored secret with a new key and removes the old ones. Whatever moment it is interrupted at, every secret can be opened, and the next
 * rotation finishes what this one began.
 */
export async function rotateSecrets(db: Db, keyring: Keyring, now: number): Promise<Rotated> {
  const key = await db.transaction((trx) => keyring.renew(trx, now));
  const unreadable: { connection: ConnectionId; reason: string }[] = [];
  let resealed = 0;
  // those that are there now: what is stored from here on is sealed with the new key
  const rows = await db.selectFrom('connections').select('id').orderBy('id').execute();
  for (const { id } of rows) {
    const done = await db.transaction((trx) => resealOne(db, trx, keyring, id));
    resealed += done.resealed;
    if (done.reason !== null) unreadable.push({ connection: id, reason: done.reason });
  }
  const removed = await db.transaction((trx) => removeUnused(trx));
  return { key, resealed, unreadable, removed };
}

async function resealOne(
  db: Db,
  trx: Queryable,
  keyring: Keyring,
  id: ConnectionId,
): Promise<{ readonly resealed: number; readonly reason: string | null }> {
  const row: Stored | undefined = await trx
    .selectFrom('connections')
    .select(['id', 'org_id', 'config'])
    .where('id', '=', id)
    .$if(db.engine === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined || !row.config.includes('"sealed"')) return { resealed: 0, reason: null };
  let resealed = 0;
  let reason: string | null = null;
  const config = await eachSealed(JSON.parse(row.config), '', async (field, sealed) => {
    const place = { org: row.org_id, connection: row.id, field };
    try {
      const again = await keyring.sealSecret(trx, place, await keyring.openSecret(trx, place, sealed));
      resealed++;
      return again;
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      reason = error.message;
      return sealed;
    }
  });
  if (resealed > 0)
    await trx
      .updateTable('connections')
      .set({ config: JSON.stringify(config) })
      .where('id', '=', id)
      .execute();
  return { resealed, reason };
}

/** The same value with every sealed secret replaced, whichever field it lies in. */
async function eachSealed(
  value: unknown,
  field: string,
  replace: (field: string, sealed: string) => Promise<string>,
): Promise<unknown> {
  if (isSealed(value)) return { sealed: await replace(field, value.sealed) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value))
    entries.push([key, await eachSealed(inner, field === '' ? key : `${field}.${key}`, replace)]);
  return Object.fromEntries(entries);
}

/** Deletes the retired keys that no stored secret names. Nothing can be sealed with a retired key, so what is not named now never will be. */
async function removeUnused(trx: Queryable): Promise<number> {
  const used = new Set<string>();
  const rows = await trx.selectFrom('connections').select('config').execute();
  for (const { config } of rows)
    await eachSealed(JSON.parse(config), '', async (_field, sealed) => {
      const key = keyOf(sealed);
      if (key !== null) used.add(key);
      return sealed;
    });
  const retired = await trx.selectFrom('secret_keys').select('id').where('retired_at', 'is not', null).execute();
  const unused = retired.map(({ id }) => id).filter((id) => !used.has(id));
  if (unused.length > 0) await trx.deleteFrom('secret_keys').where('id', 'in', unused).execute();
  return unused.length;
}
