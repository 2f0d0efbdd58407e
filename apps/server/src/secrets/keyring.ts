import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { ConnectionId, OrgId, Problem } from '@lumiere/contract';
import { problem } from '@lumiere/contract';
import { seal, unseal } from '../auth/secret.ts';
import type { Db, Queryable } from '../db/db.ts';

/** Where a secret belongs. It is sealed together with it: moved elsewhere, it cannot be opened. */
export interface SecretPlace {
  readonly org: OrgId;
  readonly connection: ConnectionId;
  readonly field: string;
}

/** Seals secrets with a key that changes, and opens them with whichever they were sealed with. */
export interface Keyring {
  /** Seals with the key in force. The transaction must be the one that stores it: a rotation waits for it. */
  sealSecret(trx: Queryable, place: SecretPlace, text: string): Promise<string>;
  /** Rejects with a `SecretError` where it was moved, changed, or its key is gone. */
  openSecret(db: Queryable, place: SecretPlace, sealed: string): Promise<string>;
  /** Puts a new key into force; secrets of the others can still be opened. Gives the new one's id. */
  renew(trx: Queryable, now: number): Promise<string>;
}

/** A secret cannot be read; the problem says what to do. */
export class SecretError extends Error {
  readonly problem: Problem;
  constructor(message: string, hint: string) {
    super(message);
    this.problem = problem('secret.unreadable', message, { hint });
  }
}

const purpose = 'secret-key';
const version = 'v1';

/** The id of the key that a text was sealed with; null where it is not one that `sealSecret` gave. */
export function keyOf(sealed: string): string | null {
  const [first, id, rest, ...more] = sealed.split('.');
  return first === version && id !== undefined && rest !== undefined && more.length === 0 ? id : null;
}

/** Opens the keys that are kept in `db`, themselves sealed by the server's secret. They are read when they are first needed. */
export function openKeyring({ db, secret }: { readonly db: Pick<Db, 'engine'>; readonly secret: string }): Keyring {
  const known = new Map<string, Buffer>();

  async function renew(trx: Queryable, now: number): Promise<string> {
    const id = randomUUID();
    await trx.updateTable('secret_keys').set({ retired_at: now }).where('retired_at', 'is', null).execute();
    const text = randomBytes(32).toString('base64url');
    await trx
      .insertInto('secret_keys')
      .values({ id, key_sealed: seal(secret, `${purpose} ${id}`, text), created_at: now, retired_at: null })
      .execute();
    return id;
  }

  async function inForce(trx: Queryable): Promise<string> {
    const current = trx
      .selectFrom('secret_keys')
      .select('id')
      .where('retired_at', 'is', null)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(1)
      // until this transaction ends nobody retires the key, so nothing is ever sealed with one that a rotation has left behind
      .$if(db.engine === 'postgres', (query) => query.forShare());
    // a rotation that this waited for has taken the row away and put another in its place
    const row = (await current.executeTakeFirst()) ?? (await current.executeTakeFirst());
    return row?.id ?? renew(trx, Date.now());
  }

  async function keyFor(queryable: Queryable, id: string): Promise<Buffer> {
    const there = known.get(id);
    if (there !== undefined) return there;
    const row = await queryable.selectFrom('secret_keys').select('key_sealed').where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new SecretError('The key that a stored password was sealed with is gone.', enterAgain);
    const text = unseal(secret, `${purpose} ${id}`, row.key_sealed);
    if (text === null) throw new SecretError('The stored passwords were sealed under another LUMIERE_SECRET.', restore);
    const key = Buffer.from(text, 'base64url');
    known.set(id, key);
    return key;
  }

  return {
    sealSecret: async (trx, place, text) => {
      const id = await inForce(trx);
      const key = await keyFor(trx, id);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(belongsTo(place, id));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${version}.${id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    openSecret: async (queryable, place, sealed) => {
      const id = keyOf(sealed);
      const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url');
      if (id === null || bytes.length < 28) throw new SecretError(changed, enterAgain);
      const key = await keyFor(queryable, id);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(belongsTo(place, id)).setAuthTag(bytes.subarray(12, 28));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        throw new SecretError(changed, enterAgain);
      }
    },
    renew,
  };
}

/** JSON, so that no two places read the same. */
const belongsTo = ({ org, connection, field }: SecretPlace, key: string): Buffer =>
  Buffer.from(JSON.stringify([version, key, org, connection, field]));

const changed = 'A stored password was changed or moved since it was sealed.';
const enterAgain = 'Enter the password of this connection again.';
const restore = 'Start with the LUMIERE_SECRET that was set before, or enter the passwords again.';
