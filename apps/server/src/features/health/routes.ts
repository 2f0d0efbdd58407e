import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hashToken } from '../../auth/secret.ts';
import type { Deps, ReadyCheck } from '../../deps.ts';
import { sendRefusal } from '../../http/problem-reply.ts';
import { json, refuse } from '../../http/types.ts';

const checkMs = 3000;

/** What load balancers and Prometheus read. Outside the API and its limits; `/metrics` answers this machine, or whoever has the token. */
export function healthRoutes(app: FastifyInstance, deps: Deps): void {
  const { config, log, metrics } = deps;

  app.get('/health/live', async (_request, reply) =>
    reply.header('cache-control', 'no-store').header('content-type', json).send('{"status":"live"}'),
  );

  app.get('/health/ready', async (_request, reply) => {
    const parts = await Promise.all(deps.ready.map(async (part) => [part.name, await works(part, log)] as const));
    const ready = parts.every(([, fine]) => fine);
    // The reasons are in the log: this answers anybody.
    const body = {
      status: ready ? 'ready' : 'not ready',
      parts: Object.fromEntries(parts.map(([name, fine]) => [name, fine ? 'ok' : 'failed'])),
    };
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .header('content-type', json)
      .send(JSON.stringify(body));
  });

  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, config.metricsToken))
      return sendRefusal(
        request,
        reply,
        refuse(
          'permission.denied',
          'The metrics answer this machine only, or with the token of LUMIERE_METRICS_TOKEN.',
        ),
      );
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', metrics.registry.contentType)
      .send(await metrics.registry.metrics());
  });
}

async function works({ name, check }: ReadyCheck, log: Deps['log']): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>(
    (_resolve, reject) => (timer = setTimeout(() => reject(new Error(`no answer within ${checkMs} ms`)), checkMs)),
  );
  try {
    await Promise.race([check(), late]);
    return true;
  } catch (error) {
    log.error({ err: error, part: name }, 'A part is not ready.');
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function mayReadMetrics(request: FastifyRequest, token: string | null): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== null)
    return given !== undefined && timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(token)));
  // Through a proxy on this machine everybody would look local.
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined;
  return !forwarded && /^(127\.|::1$|::ffff:127\.)/.test(request.ip);
}
