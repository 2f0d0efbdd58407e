import { createCall, type Call } from './call.ts';
import { createSession, type SessionStore } from './session.ts';

/** The one way to the server, with the session that it carries. */
export interface Api {
  readonly call: Call;
  readonly session: SessionStore;
}

/** Wires session and caller over a `fetch`; tests pass their own. */
export function createApi(send: typeof fetch = fetch.bind(globalThis)): Api {
  const session = createSession(send);
  return { session, call: createCall(send, session) };
}
