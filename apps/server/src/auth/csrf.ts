import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

/**
 * Why a request that is proved by a cookie cannot be one of our own pages'; null where it can. A page elsewhere can neither set the header without our
 * leave (CORS) nor hide where it is (Origin, Sec-Fetch-Site).
 */
export function csrfTrouble(
  request: FastifyRequest,
  config: Pick<Config, 'publicUrl' | 'allowedOrigins'>,
): string | null {
  const { origin, 'x-lumiere': header, 'sec-fetch-site': site } = request.headers;
  if (header !== '1')
    return 'The header x-lumiere: 1 is missing; it proves that the request was made by a page of this application.';
  if (typeof origin === 'string' && config.allowedOrigins.includes(origin)) return null;
  if (typeof site === 'string') return site === 'same-origin' ? null : 'The request comes from a page of another site.';
  if (typeof origin !== 'string') return null;
  const own = [config.publicUrl, `${request.protocol}://${request.host}`];
  return own.includes(origin) ? null : 'The request comes from a page of another site.';
}
