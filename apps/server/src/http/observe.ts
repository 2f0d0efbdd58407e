import type { FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';
import { pathOf } from './problem-reply.ts';

/** Counts, times and logs every request once it is answered, and puts its id on the answer. */
export function observe(app: FastifyInstance, { log, metrics }: Pick<Deps, 'log' | 'metrics'>): void {
  app.addHook('onRequest', async (request, reply) => {
    request.startedAt = performance.now();
    reply.header('x-request-id', request.id);
    metrics.inFlight.inc();
  });
  app.addHook('onResponse', async (request, reply) => {
    // An address that could not be read never began.
    if (request.startedAt === 0) return;
    metrics.inFlight.dec();
    const milliseconds = performance.now() - request.startedAt;
    // The pattern, not the path: ids would make a new time series with every request.
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    metrics.requests.inc({ method, route, status: reply.statusCode });
    metrics.durations.observe({ method, route }, milliseconds / 1000);
    if (reply.statusCode >= 500) metrics.errors.inc({ route });
    log.info(
      {
        requestId: request.id,
        method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(milliseconds * 10) / 10,
        address: request.ip,
        user: request.principal?.user ?? null,
        org: request.principal?.org ?? null,
      },
      'request',
    );
  });
}
