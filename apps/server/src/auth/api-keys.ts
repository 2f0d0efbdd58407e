import type { Action, ApiKeyId, OrgId, UserId } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import { newId } from '../ids.ts';
import { apiKeyPrefix } from './authenticate.ts';
import { hashToken, randomToken } from './secret.ts';

export interface NewApiKey {
  readonly user: UserId;
  readonly org: OrgId;
  readonly name: string;
  /** What it is limited to; null for all that the person may do. */
  readonly scopes: readonly Action[] | null;
  readonly now: number;
  readonly expiresAt: number;
}

/** Makes an API key. The key itself is given once and kept nowhere. */
export async function createApiKey(
  db: Queryable,
  { user, org, name, scopes, now, expiresAt }: NewApiKey,
): Promise<{ readonly id: ApiKeyId; readonly key: string }> {
  const id = newId('key');
  const key = `${apiKeyPrefix}${randomToken()}`;
  await db
    .insertInto('api_keys')
    .values({
      id,
      org_id: org,
      user_id: user,
      name,
      hash: hashToken(key),
      hint: key.slice(0, 8),
      scopes: scopes === null ? null : JSON.stringify(scopes),
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
      revoked_at: null,
    })
    .execute();
  return { id, key };
}
