import type { FastifyInstance } from 'fastify';
import { MalformedError, NulError, OctetsError, nulProblem } from './body-errors.ts';
import { sendRefusal } from './problem-reply.ts';
import { Refusal } from './types.ts';

/** Bodies are JSON, or octets where a route says so, and nothing else. NUL, which no database of ours can hold, is found here once, in the path and in any text of the body. */
export function bodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = body.toString();
    if (text.trim() === '') return done(null, undefined);
    try {
      const value: unknown = JSON.parse(text);
      const at = text.includes('\\u0000') ? findNul(value, 'body') : null;
      // The framework takes null for no body at all; as a text it is refused like any other body that is not an object.
      done(at === null ? null : new NulError(at), value ?? 'null');
    } catch (error) {
      done(new MalformedError(error instanceof Error ? error.message : 'not JSON'));
    }
  });
  app.addContentTypeParser('application/octet-stream', (request, stream, done) => {
    // the handler of a route that takes octets reads them itself, as fast as it can keep them
    if (request.routeOptions.config.octets === true) done(null, stream);
    else done(new OctetsError());
  });
  app.addHook('onRequest', async (request, reply) => {
    if (/%00/.test(request.url)) return sendRefusal(request, reply, new Refusal([nulProblem('the address')]));
  });
}

function findNul(root: unknown, rootPath: string): string | null {
  // Not recursive: a body may be nested deeper than the stack is high.
  const rest: { readonly value: unknown; readonly path: string }[] = [{ value: root, path: rootPath }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && value.includes('\0')) return path.slice(0, 300);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key.includes('\0')) return path.slice(0, 300);
      rest.push({
        value: inner,
        path: path.length > 300 ? path : Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`,
      });
    }
  }
  return null;
}
