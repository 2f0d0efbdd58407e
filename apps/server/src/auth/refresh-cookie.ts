import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

const name = 'lumiere_refresh';

/** The refresh token that the browser sent; null where there is none. */
export function readRefreshCookie(request: FastifyRequest): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined && /^[A-Za-z0-9_-]{20,100}$/.test(value)) return value;
  }
  return null;
}

/** Gives the browser a refresh token that no script can read and no other site can make it send; null takes it away. */
export function setRefreshCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  config: Pick<Config, 'publicUrl' | 'refreshDays'>,
  token: string | null,
): void {
  const secure = request.protocol === 'https' || config.publicUrl?.startsWith('https:') === true;
  const age = token === null ? 0 : config.refreshDays * 86_400;
  const parts = [
    `${name}=${token ?? ''}`,
    'Path=/api/v1/auth',
    `Max-Age=${age}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
  ];
  reply.header('set-cookie', parts.join('; '));
}
