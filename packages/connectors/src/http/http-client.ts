import { setTimeout as pause } from 'node:timers/promises';
import { type Fetched, guardedFetch } from '../network/guarded-fetch.ts';
import type { NetworkGuard } from '../network/guard.ts';
import { SourceError } from '../source-error.ts';
import { cancelled } from '../stoppable.ts';
import { checkedAuthority } from '../tls.ts';
import type { HttpConfig } from './http-config.ts';
import { answerTrouble, isPassing, retryAfterMs } from './http-trouble.ts';

export interface ClientOptions {
  readonly network: NetworkGuard;
  readonly signal: AbortSignal;
  /** How long a client waits before it asks again where the source does not say; doubled each time. */
  readonly backOffMs?: number;
  /** Times that a request is sent where its trouble may pass; 4. */
  readonly tries?: number;
}

export interface Asking {
  readonly maxBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers here, beside those from 200 to 299. */
  readonly also?: readonly number[];
}

/** Asks one source over HTTP: signed in, no faster than it may, and again where the trouble may pass. */
export interface HttpClient {
  /**
   * Asks, and gives what `take` makes of the answer; `take` reads the body, and is called again where the answer breaks off in the middle.
   * Rejects with a `SourceError` where there is no answer or none of success.
   */
  get<T>(url: string, asking: Asking, take: (fetched: Fetched) => Promise<T>): Promise<T>;
}

/** A source that asks for more patience than this is told of instead. */
const longestWaitMs = 120_000;

/** Makes a client that has asked nothing yet. */
export function httpClient(
  config: HttpConfig,
  { network, signal, backOffMs = 1000, tries: mostTries = 4 }: ClientOptions,
): HttpClient {
  const ca = checkedAuthority(config.ca);
  const timeoutMs = config.timeoutSeconds * 1000;
  const gapMs = 1000 / config.requestsPerSecond;
  const own = Object.fromEntries(config.headers.map(({ name, value }) => [name, value]));
  let token: { readonly text: string; readonly until: number } | null = null;
  let next = 0;

  const turn = async (): Promise<void> => {
    const now = performance.now();
    const at = Math.max(now, next);
    next = at + gapMs;
    if (at > now) await wait(at - now, signal);
  };

  const credentials = async (): Promise<Readonly<Record<string, string>>> => {
    const { auth, keyName, user, secret } = config;
    switch (auth) {
      case 'none':
      case 'query':
        return {};
      case 'bearer':
        return { authorization: `Bearer ${secret}` };
      case 'header':
        return { [keyName]: secret };
      case 'basic':
        return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
      case 'oauth2':
        if (token === null || token.until < Date.now()) token = await clientToken(config, { network, signal, ca });
        return { authorization: `Bearer ${token.text}` };
    }
  };

  const once = async (url: string, { maxBytes, headers = {} }: Asking): Promise<Fetched> => {
    await turn();
    return guardedFetch(network, signed(url, config), {
      signal,
      timeoutMs,
      maxBytes,
      ca,
      headers: { ...own, ...headers, ...(await credentials()) },
    });
  };

  return {
    get: async (url, asking, take) => {
      for (let tries = 1; ; tries += 1) {
        const { done, trouble, waitMs } = await attempt(() => once(url, asking), asking, take);
        if (trouble === null) return done.value;
        if (trouble.code === 'source.sign-in' && config.auth === 'oauth2' && tries === 1 && token !== null) {
          // it may have been withdrawn before its time
          token = null;
          continue;
        }
        if (!isPassing(trouble) || tries >= mostTries) throw trouble;
        const patience = waitMs ?? backOffMs * 2 ** (tries - 1);
        if (patience > longestWaitMs) throw trouble;
        await wait(patience, signal);
      }
    },
  };
}

type Attempt<T> =
  | { readonly done: { readonly value: T }; readonly trouble: null; readonly waitMs: null }
  | { readonly done: null; readonly trouble: SourceError; readonly waitMs: number | null };

async function attempt<T>(
  ask: () => Promise<Fetched>,
  { also = [] }: Asking,
  take: (fetched: Fetched) => Promise<T>,
): Promise<Attempt<T>> {
  try {
    const fetched = await ask();
    if ((fetched.status >= 200 && fetched.status < 300) || also.includes(fetched.status))
      return { done: { value: await take(fetched) }, trouble: null, waitMs: null };
    // its body says nothing that its status does not, and is not waited for
    for await (const _ of fetched.body) break;
    return {
      done: null,
      trouble: answerTrouble(fetched),
      waitMs: retryAfterMs(fetched.headers['retry-after'], Date.now()),
    };
  } catch (error) {
    if (!(error instanceof SourceError) || error.code === 'query.cancelled') throw error;
    return { done: null, trouble: late(error), waitMs: null };
  }
}

/** What took too long is a source that does not answer, not a query of somebody. */
const late = (error: SourceError): SourceError =>
  error.code === 'query.timeout'
    ? new SourceError('source.no-answer', error.message, {
        hint: 'Try again later, or let the connection wait longer for an answer.',
        cause: error,
      })
    : error;

/** The key in the address, where it belongs there. */
function signed(url: string, { auth, keyName, secret }: HttpConfig): string {
  if (auth !== 'query') return url;
  const target = new URL(url);
  target.searchParams.set(keyName, secret);
  return target.href;
}

/** A token for the client itself (RFC 6749, 4.4). */
async function clientToken(
  { tokenUrl, user, secret, scope, timeoutSeconds }: HttpConfig,
  of: { readonly network: NetworkGuard; readonly signal: AbortSignal; readonly ca: string | null },
): Promise<{ readonly text: string; readonly until: number }> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === '' ? {} : { scope }) });
  const basic = Buffer.from(`${encodeURIComponent(user)}:${encodeURIComponent(secret)}`).toString('base64');
  const fetched = await guardedFetch(of.network, tokenUrl, {
    signal: of.signal,
    ca: of.ca,
    timeoutMs: timeoutSeconds * 1000,
    maxBytes: 1_048_576,
    method: 'POST',
    maxRedirects: 0,
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: form.toString(),
  });
  const { host } = new URL(tokenUrl);
  const text = Buffer.from(await fetched.bytes()).toString('utf8');
  if (fetched.status === 400 || fetched.status === 401)
    throw new SourceError('source.sign-in', `${host} gives this client no token.`, {
      hint: 'Check the client id, its secret and the scope.',
    });
  const given = fetched.status === 200 ? tokenOf(text) : null;
  if (given === null)
    throw new SourceError('source.sign-in', `${host} answers with something else than an access token.`, {
      hint: 'Check the address of the tokens.',
    });
  // a little before its end, so that no request is under way with one that has run out
  return { text: given.token, until: Date.now() + Math.max(10, given.seconds - 30) * 1000 };
}

function tokenOf(text: string): { readonly token: string; readonly seconds: number } | null {
  try {
    const said = JSON.parse(text) as unknown;
    if (typeof said !== 'object' || said === null || !('access_token' in said)) return null;
    const token = said.access_token;
    if (typeof token !== 'string' || !/^[\u0021-\u007e]+$/.test(token)) return null;
    const seconds = 'expires_in' in said ? Number(said.expires_in) : 300;
    return { token, seconds: Number.isFinite(seconds) ? seconds : 300 };
  } catch {
    return null;
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {
    throw cancelled();
  });
}
