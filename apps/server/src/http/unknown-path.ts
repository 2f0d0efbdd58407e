import type { FastifyReply, FastifyRequest } from 'fastify';
import { routes } from '@lumiere/contract';
import { pathOf, sendRefusal } from './problem-reply.ts';
import { refuse } from './types.ts';
import type { Web } from './web.ts';

const known = Object.keys(routes).map((key) => {
  const [method = '', path = ''] = key.split(' ');
  return { method, pattern: new RegExp(`^${path.replace(/:[a-z]+/g, '[^/]+')}$`) };
});

/** Answers what no route took: a page or a file of the web app, 405 with the methods that exist here, else 404. */
export const unknownPath =
  (web: Web) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = pathOf(request.url);
    if (!ours.test(path) && (request.method === 'GET' || request.method === 'HEAD')) {
      const page = await web.answer(path, request, reply);
      if (page !== null) return page;
    }
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0)
      return sendRefusal(request, reply, refuse('request.not-found', 'There is nothing at this address.'));
    const allow = methods.join(', ');
    return sendRefusal(
      request,
      reply,
      refuse(
        'request.method',
        `${request.method} is not possible here; ${allow} ${methods.length === 1 ? 'is' : 'are'}.`,
        { headers: { allow } },
      ),
    );
  };

/** Addresses that are never the web app's. */
const ours = /^\/(api|health|metrics|\.well-known)(\/|$)/;
