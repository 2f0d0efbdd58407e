import type { Profile, Session } from '@lumiere/contract';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly token: string | null;
  readonly headers: Headers;
  readonly body: unknown;
}

type Handler = (sent: Sent, signal: AbortSignal | null) => Response | Promise<Response>;

/** A `fetch` that answers by `METHOD /path` and remembers what was sent; whatever is not listed is a 404. */
export function fakeServer(handlers: Readonly<Record<string, Handler>>): {
  readonly fetch: typeof fetch;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  const answer: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://localhost');
    const headers = new Headers(init?.headers);
    const method = init?.method ?? 'GET';
    const request: Sent = {
      method,
      path: url.pathname + url.search,
      token: headers.get('authorization')?.replace('Bearer ', '') ?? null,
      headers,
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : null,
    };
    sent.push(request);
    init?.signal?.throwIfAborted();
    return (handlers[`${method} ${url.pathname}`] ?? (() => refusal(404, 'request.not-found')))(
      request,
      init?.signal ?? null,
    );
  };
  return { fetch: answer, sent };
}

export const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: { 'x-request-id': 'req_test' } });

export const refusal = (status: number, code: string, problems: readonly object[] = []): Response =>
  Response.json(
    {
      type: 'about:blank',
      title: `Title of ${code}`,
      status,
      detail: `Detail of ${code}`,
      code,
      requestId: 'req_test',
      problems,
    },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

export const profile = {
  user: 'usr_00000001',
  org: 'org_00000001',
  orgName: 'Engines',
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  role: 'admin',
  zone: 'UTC',
  locale: 'en',
  // ids are branded, and a test may make them up
} as Profile;

export const session = (accessToken: string): Session => ({ accessToken, expiresAt: '2030-01-01T00:00:00Z', profile });
