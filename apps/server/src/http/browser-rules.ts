import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

/** What a browser may do with our answers: security headers on each of them, and CORS for the origins on the list. */
export function browserRules(app: FastifyInstance, config: Pick<Config, 'publicUrl' | 'allowedOrigins'>): void {
  app.addHook('onRequest', async (request, reply) => {
    protect(request, reply, config);
    const { origin } = request.headers;
    if (config.allowedOrigins.length > 0) reply.header('vary', 'Origin');
    if (typeof origin !== 'string' || !config.allowedOrigins.includes(origin)) return;
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-request-id, retry-after',
    });
    if (request.method !== 'OPTIONS') return;
    reply.headers({
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'authorization, content-type, x-lumiere, x-request-id',
      'access-control-max-age': '600',
    });
    return reply.code(204).send();
  });
}

/** Puts the security headers on an answer; pages, which need more, replace the policy by their own. */
export function protect(request: FastifyRequest, reply: FastifyReply, config: Pick<Config, 'publicUrl'>): void {
  reply.headers(always);
  if (config.publicUrl?.startsWith('https:') === true || request.protocol === 'https')
    reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
}

const always = {
  // Nothing may run, nothing may frame it: this is what data needs.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The policy of our pages: all code is ours and in files, `extra` being the hashes of what the page holds inline. */
export const pagePolicy = (inlineScripts: readonly string[]): string =>
  [
    "default-src 'self'",
    `script-src ${["'self'", ...inlineScripts].join(' ')}`,
    // The interface kit writes its theme's variables into style elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
