import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { routes } from '@lumiere/contract';
import type { Deps } from './deps.ts';
import { accountRoutes } from './features/accounts/routes.ts';
import { askRoutes } from './features/ask/routes.ts';
import { connectionRoutes } from './features/connections/routes.ts';
import { datasetRoutes } from './features/datasets/routes.ts';
import { healthRoutes } from './features/health/routes.ts';
import { historyRoutes } from './features/history/routes.ts';
import { jobRoutes } from './features/jobs/routes.ts';
import { receiptRoutes } from './features/receipts/routes.ts';
import { referenceRoutes } from './features/reference/routes.ts';
import { sessionRoutes } from './features/sessions/routes.ts';
import { setupRoutes } from './features/setup/routes.ts';
import { sqlRoutes } from './features/sql/routes.ts';
import { uploadRoutes } from './features/uploads/routes.ts';
import { browserRules, protect } from './http/browser-rules.ts';
import { bodies } from './http/bodies.ts';
import { observe } from './http/observe.ts';
import { refusalOf, sendRefusal } from './http/problem-reply.ts';
import type { RouteName } from './http/types.ts';
import { unknownPath } from './http/unknown-path.ts';
import { openWeb } from './http/web.ts';
import { webFolder } from './project.ts';
import { openSockets } from './realtime/sockets.ts';

/** Every feature; a new one is a folder and a line here. */
const features: readonly ((app: FastifyInstance, deps: Deps) => void)[] = [
  healthRoutes,
  referenceRoutes,
  setupRoutes,
  sessionRoutes,
  accountRoutes,
  connectionRoutes,
  askRoutes,
  sqlRoutes,
  historyRoutes,
  receiptRoutes,
  jobRoutes,
  uploadRoutes,
  datasetRoutes,
];

/** The whole HTTP side, ready for `listen` or `inject`. Refuses to be made where a route of the contract has no handler. */
export async function createApp(deps: Deps): Promise<FastifyInstance> {
  const { config, log } = deps;
  const app = Fastify({
    logger: false,
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    requestIdHeader: false,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    bodyLimit: 16 * 1024,
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => {
      // Found before any hook runs.
      protect(request, reply, config);
      void sendRefusal(request, reply.header('x-request-id', request.id), refusalOf(error, request, log));
    },
  });
  app.decorate('served', new Set<RouteName>());
  app.decorateRequest('principal', null);
  app.decorateRequest('startedAt', 0);
  observe(app, deps);
  browserRules(app, config);
  bodies(app);
  app.setErrorHandler((error, request, reply) => sendRefusal(request, reply, refusalOf(error, request, log)));
  app.setNotFoundHandler(unknownPath(openWeb(webFolder())));
  for (const register of features) register(app, deps);
  refuseGaps(app.served);
  const sockets = openSockets(app.server, deps);
  // before the listener closes: it would wait for open sockets
  app.addHook('preClose', () => sockets.close());
  await app.ready();
  return app;
}

/** Throws where a route of the contract has no handler: such a server would promise what it does not do. */
export function refuseGaps(served: ReadonlySet<RouteName>): void {
  const missing = Object.keys(routes).filter((key) => !served.has(key as RouteName));
  if (missing.length > 0) throw new Error(`These routes of the contract have no handler: ${missing.join(', ')}.`);
}

/** A well-formed id from outside is kept, so that one id follows a request through proxies; anything else gets a new one. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : randomUUID();
}
