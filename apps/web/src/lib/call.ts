import { ApiError, errorOf, isAbort, networkError } from './api-error.ts';
import type { Args, CallOptions, Reply, RouteKey } from './api-types.ts';
import type { SessionStore } from './session.ts';

/** Calls a route by its key in the contract and gives its reply; every failure is an `ApiError`, a cancelled call an `AbortError`. */
export type Call = <K extends RouteKey>(key: K, args?: Args<K>, options?: CallOptions) => Promise<Reply<K>>;

/** The parts of any route's arguments, once the types have done their work. */
interface Parts {
  readonly params?: Values | undefined;
  readonly query?: Values | undefined;
  readonly body?: unknown;
}
type Values = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A caller that carries the access token and renews it once when the server says it has ended. */
export function createCall(send: typeof fetch, session: SessionStore): Call {
  return async (key, args, options = {}) => {
    const [method = 'GET', path = ''] = key.split(' ');
    // `Args` narrows by key; here only the three optional parts matter
    const { params, query, body } = (args ?? {}) as Parts;
    const url = urlOf(path, params, query);
    const once = () => request(send, method, url, body, session.token(), options);

    let reply = await once();
    if (reply.status === 401 && session.token() !== null && !path.startsWith('/api/v1/auth/')) {
      if (!(await session.refresh())) throw await errorOf(reply);
      reply = await once();
    }
    if (!reply.ok) {
      const error = await errorOf(reply);
      if (error.status === 401 && session.token() !== null && !path.startsWith('/api/v1/auth/')) session.drop();
      throw error;
    }
    return readReply(reply);
  };
}

/** Fills `:names` of the path and appends the query; absent values are left out. */
export function urlOf(path: string, params: Parts['params'], query: Parts['query']): string {
  const filled = path.replace(/:([a-z]+)/gi, (_, name: string) => encodeURIComponent(String(params?.[name] ?? '')));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}

async function request(
  send: typeof fetch,
  method: string,
  url: string,
  body: unknown,
  token: string | null,
  options: CallOptions,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  const { octets } = options;
  if (octets !== undefined) headers['content-type'] = 'application/octet-stream';
  else if (body !== undefined) headers['content-type'] = 'application/json';
  const sent = octets ?? (body === undefined ? undefined : JSON.stringify(body));
  // a header that no form and no foreign page can send: the server's proof that this application asked
  if (/^\/api\/v1\/(auth|setup)/.test(url)) headers['x-lumiere'] = '1';
  try {
    return await send(url, {
      method,
      headers,
      credentials: 'same-origin',
      ...(sent === undefined ? {} : { body: sent }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.keepalive ? { keepalive: true } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw networkError(error);
  }
}

// the server validates its replies against the same contract, so the page does not parse them a second time
async function readReply<T>(reply: Response): Promise<T> {
  const type = reply.headers.get('content-type') ?? '';
  try {
    if (type.includes('json')) return (await reply.json()) as T;
    return (await reply.text()) as T;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new ApiError({
      code: 'unreadable',
      status: reply.status,
      title: '',
      detail: '',
      requestId: reply.headers.get('x-request-id'),
      cause,
    });
  }
}
