import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Action, type Principal, type Problem, can, problem, problemTable, routes } from '@lumiere/contract';
import { authenticate } from '../auth/authenticate.ts';
import { csrfTrouble } from '../auth/csrf.ts';
import type { AuditEntry } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { parsePart } from './parse.ts';
import { sendRefusal } from './problem-reply.ts';
import { rateLimited } from './rate-limit.ts';
import { type AnyRoute, type Call, Finished, type Handler, Refusal, type RouteName, json, refuse } from './types.ts';

/**
 * Serves a route of the contract. Whether the caller may is decided before the body is read; then every part is parsed strictly, the handler runs,
 * and the audit entry is written whatever came of it.
 */
export function serve<K extends RouteName>(app: FastifyInstance, key: K, handler: Handler<K>, deps: Deps): void {
  const route: AnyRoute = routes[key];
  const [method = 'GET', url = '/'] = key.split(' ');
  if (app.served.has(key)) throw new Error(`${key} has two handlers.`);
  app.served.add(key);
  app.route({
    method,
    url,
    bodyLimit: route.bodyLimit ?? 16 * 1024,
    config: { octets: route.octets === true },
    onRequest: async (request, reply) => {
      const refusal = (await admit(request, route, deps)) ?? wrongMedia(request, route);
      if (refusal === null) return;
      // Strangers knocking are counted by the metrics; the audit log is for what somebody known tried.
      if (request.principal !== null && route.audit !== null) record(deps, request, entry(request, route, 'denied'));
      return sendRefusal(request, reply, refusal);
    },
    handler: async (request, reply) => {
      const parts = parseAll(request, route);
      const noted: Partial<AuditEntry>[] = [];
      const write = async (outcome: AuditEntry['outcome']): Promise<void> => {
        if (route.audit === null) return;
        record(deps, request, Object.assign(entry(request, route, outcome), ...noted));
        // A change is in the log before its reply is sent; reads are written together a moment later.
        if (method !== 'GET' && !route.audit.startsWith('query.')) await deps.audit.flush();
      };
      let outcome: unknown;
      try {
        outcome =
          'problems' in parts
            ? new Refusal(parts.problems)
            : await handler(makeCall<K>(request, reply, parts, noted, deps));
      } catch (error) {
        await write('failed');
        throw error;
      }
      await write(outcomeOf(outcome));
      return send(request, reply, route, outcome, deps);
    },
  });
}

/** Null where the caller may go on, after writing down who it is. */
async function admit(request: FastifyRequest, route: AnyRoute, deps: Deps): Promise<Refusal | null> {
  if (route.access === 'public' || route.access === 'cookie') {
    const limited = rateLimited(request, deps);
    if (limited !== null) return limited;
    const trouble = route.access === 'cookie' ? csrfTrouble(request, deps.config) : null;
    return trouble === null ? null : refuse('auth.csrf', trouble);
  }
  const found = await authenticate(request, deps);
  if (found instanceof Refusal) return found;
  request.principal = found.principal;
  const allowed =
    can(found.principal, route.access, { org: found.principal.org }) &&
    (found.scopes === null || found.scopes.includes(route.access));
  return allowed ? null : refuse('permission.denied', denial(found.principal, route.access, found.scopes));
}

/** A route that takes octets is sent nothing else: JSON of their length would be held in memory before anybody looks at it. */
function wrongMedia(request: FastifyRequest, route: AnyRoute): Refusal | null {
  if (route.octets !== true || /^application\/octet-stream\b/i.test(request.headers['content-type'] ?? '')) return null;
  return refuse(
    'request.unsupported-media',
    'The body must be bytes: send it with Content-Type: application/octet-stream.',
  );
}

function denial(who: Principal, action: Action, scopes: readonly Action[] | null): string {
  if (scopes !== null && !scopes.includes(action)) return `This API key may not do this; it lacks the scope ${action}.`;
  return `Your role (${who.role}) does not allow this. Ask an administrator of your organization.`;
}

interface Parts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

function parseAll(
  request: FastifyRequest,
  route: AnyRoute,
): Parts | { readonly problems: readonly [Problem, ...Problem[]] } {
  const problems: Problem[] = [];
  const read = (part: keyof Parts, raw: unknown): unknown => {
    const schema = route[part];
    if (schema === undefined) {
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
        problems.push(problem('request.invalid', `This route takes no ${part}.`, { path: part }));
        return null;
      }
      const keys = Object.keys(raw);
      for (const name of keys.slice(0, 100))
        problems.push(
          problem('request.invalid', `\`${name}\` is not known here; remove it.`, { path: `${part}.${name}` }),
        );
      return null;
    }
    const result = parsePart(schema, raw, part);
    if ('value' in result) return result.value;
    problems.push(...result.problems);
    return null;
  };
  // A route that needs nothing in its body may be called without one.
  const parts = {
    params: read('params', request.params),
    query: read('query', request.query),
    // octets are the handler's to read
    body: route.octets === true ? null : read('body', request.body ?? {}),
  };
  const [first, ...rest] = problems;
  return first === undefined ? parts : { problems: [first, ...rest] };
}

function makeCall<K extends RouteName>(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: Parts,
  noted: Partial<AuditEntry>[],
  deps: Deps,
): Call<K> {
  const abort = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) abort.abort();
  });
  // The parts were parsed by this route's own schemas, and `admit` saw to it that there is a principal where the route needs one.
  return {
    ...parts,
    who: request.principal,
    signal: abort.signal,
    get log() {
      return deps.log.child({ requestId: request.id });
    },
    requestId: request.id,
    from: callerOf(request),
    note: (part: Partial<AuditEntry>) => void noted.push(part),
    request,
    reply,
  } as unknown as Call<K>;
}

export const callerOf = (request: FastifyRequest) => ({
  address: request.ip,
  agent: String(request.headers['user-agent'] ?? '').slice(0, 500),
});

function entry(request: FastifyRequest, route: AnyRoute, outcome: AuditEntry['outcome']): AuditEntry {
  const id = (request.params as { id?: unknown } | null)?.id;
  return {
    org: request.principal?.org ?? null,
    actor: request.principal?.user ?? null,
    action: route.audit ?? 'request',
    resource: typeof id === 'string' ? id.slice(0, 200) : null,
    outcome,
    ...callerOf(request),
    requestId: request.id,
    durationMs: null,
    detail: null,
  };
}

function record(deps: Deps, request: FastifyRequest, value: AuditEntry): void {
  deps.audit.record({ ...value, durationMs: performance.now() - request.startedAt });
}

function outcomeOf(outcome: unknown): AuditEntry['outcome'] {
  if (!(outcome instanceof Refusal)) return 'ok';
  return [401, 403, 404, 429].includes(problemTable[outcome.problems[0].code].status) ? 'denied' : 'failed';
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  route: AnyRoute,
  outcome: unknown,
  deps: Deps,
): FastifyReply {
  if (outcome instanceof Refusal) return sendRefusal(request, reply, outcome);
  reply.code(route.status ?? 200).header('cache-control', 'no-store');
  const finished = outcome instanceof Finished ? outcome : new Finished(JSON.stringify(outcome));
  if (deps.config.environment === 'test') checkReply(route, finished, request.routeOptions.url ?? '');
  return reply.headers(finished.headers).send(finished.body);
}

/** In tests every reply is held against its schema; later it would cost more than it finds. */
function checkReply(route: AnyRoute, { body, headers }: Finished, url: string): void {
  const value: unknown = headers['content-type'] === json ? JSON.parse(body.toString()) : body.toString();
  const result = route.reply.safeParse(value);
  if (!result.success) throw new Error(`The reply of ${url} is not what the contract says: ${result.error.message}`);
}
