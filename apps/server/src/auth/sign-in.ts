import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '@lumiere/contract';
import type { Deps } from '../deps.ts';
import { findProfile } from '../people/profile.ts';
import { setRefreshCookie } from './refresh-cookie.ts';
import type { Continued } from './sessions.ts';

/** Answers a session: the access token in the body, the refresh token in the cookie. Null where the person has gone meanwhile. */
export async function answerSession(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { claims, refreshToken }: Continued,
  { db, keys, config }: Pick<Deps, 'db' | 'keys' | 'config'>,
): Promise<Session | null> {
  const profile = await findProfile(db, claims.org, claims.user);
  if (profile === null) return null;
  const { token, expiresAt } = await keys.sign(claims);
  setRefreshCookie(request, reply, config, refreshToken);
  return { accessToken: token, expiresAt: expiresAt.toISOString(), profile };
}

/** How long sessions of this configuration live, from now. */
export const lifetime = ({ config, clock }: Pick<Deps, 'config' | 'clock'>) => ({
  now: clock().getTime(),
  refreshMs: config.refreshDays * 86_400_000,
});
