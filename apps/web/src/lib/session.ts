import type { Profile, Session } from '@lumiere/contract';
import { errorOf, networkError } from './api-error.ts';

/** Whether somebody is signed in; `unknown` until the refresh cookie was tried. */
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'out' }
  | { readonly status: 'in'; readonly token: string; readonly profile: Profile };

export interface SessionStore {
  state(): SessionState;
  subscribe(listener: () => void): () => void;
  token(): string | null;
  /** Tries the refresh cookie once at start; gives the profile or null. Throws `ApiError` where the server cannot be reached. */
  start(): Promise<Profile | null>;
  /** Gets a new access token; callers at the same time share one request. False where the session is over. */
  refresh(): Promise<boolean>;
  /** Takes over what login or set-up answered. */
  accept(session: Session): void;
  updateProfile(profile: Profile): void;
  /** Forgets the token in this and every other tab. */
  drop(): void;
}

/** Keeps the access token in memory only: neither storage nor URL ever sees it. */
export function createSession(send: typeof fetch): SessionStore {
  let state: SessionState = { status: 'unknown' };
  let inFlight: Promise<boolean> | null = null;
  const listeners = new Set<() => void>();
  const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lumiere-session');

  const set = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const accept = (session: Session) => set({ status: 'in', token: session.accessToken, profile: session.profile });
  const refresh = () =>
    (inFlight ??= oneTabAtATime(() => renew(send))
      .then((session) => (session ? accept(session) : set({ status: 'out' }), session !== null))
      .finally(() => (inFlight = null)));

  tabs?.addEventListener('message', () => set({ status: 'out' }));

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    token: () => (state.status === 'in' ? state.token : null),
    start: async () => {
      if (state.status === 'unknown') await refresh();
      return state.status === 'in' ? state.profile : null;
    },
    refresh,
    accept,
    updateProfile: (profile) => {
      if (state.status === 'in') set({ ...state, profile });
    },
    drop: () => {
      set({ status: 'out' });
      tabs?.postMessage('out');
    },
  };
}

async function renew(send: typeof fetch): Promise<Session | null> {
  const reply = await send('/api/v1/auth/refresh', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-lumiere': '1', accept: 'application/json' },
    body: '{}',
  }).catch((error: unknown) => {
    throw networkError(error);
  });
  // the server validates its reply against the contract; null says that there is no cookie
  if (reply.ok) return (await reply.json()) as Session | null;
  const error = await errorOf(reply);
  if (error.status === 401 || error.status === 403) return null;
  throw error;
}

/** Refresh tokens rotate: two tabs that present the same one at once would look like a thief, so they take turns. */
function oneTabAtATime<T>(run: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return run();
  return navigator.locks.request('lumiere-refresh', run);
}
