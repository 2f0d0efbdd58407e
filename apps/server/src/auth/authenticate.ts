import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { type Refusal, refuse } from '../http/types.ts';
import { type Authenticated, findApiKey, findSessionPrincipal } from './principal-store.ts';
import { hashToken } from './secret.ts';

/** What every API key begins with, so that it is recognised in a log or a leak. */
export const apiKeyPrefix = 'lum_';

/** Who sent this request, by access token or API key. Read from the database each time: who was disabled or demoted feels it at once. */
export async function authenticate(
  request: FastifyRequest,
  deps: Pick<Deps, 'db' | 'keys' | 'clock'>,
): Promise<Authenticated | Refusal> {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest.length > 0) {
    return refuse(
      'auth.required',
      'This needs a sign-in: send an access token or an API key as Authorization: Bearer ….',
      challenge,
    );
  }
  const found = await identify(token, deps);
  if (found !== null) return found;
  return refuse(
    'auth.expired',
    token.startsWith(apiKeyPrefix)
      ? 'This API key is not valid: it is unknown, expired or revoked.'
      : 'The session has ended. Sign in again.',
    challenge,
  );
}

/** Whose an access token or API key is, and until when an access token is good; null where it is not, or not any more. */
export async function identify(
  token: string,
  deps: Pick<Deps, 'db' | 'keys' | 'clock'>,
): Promise<(Authenticated & { readonly expiresAt: Date | null }) | null> {
  const now = deps.clock().getTime();
  if (token.startsWith(apiKeyPrefix)) {
    const found = await findApiKey(deps.db, hashToken(token), now);
    return found === null ? null : { ...found, expiresAt: null };
  }
  const claims = await deps.keys.verify(token);
  const principal = claims === null ? null : await findSessionPrincipal(deps.db, claims, now);
  return claims === null || principal === null ? null : { principal, scopes: null, expiresAt: claims.expiresAt };
}

const challenge = { headers: { 'www-authenticate': 'Bearer' } };
