import { createContext, use, useSyncExternalStore } from 'react';
import type { Profile } from '@lumiere/contract';
import type { Api } from './api.ts';

export const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = use(ApiContext);
  if (api === null) throw new Error('useApi needs an ApiContext above it');
  return api;
}

/** The signed-in person, or null on public pages. */
export function useProfile(): Profile | null {
  const { session } = useApi();
  const state = useSyncExternalStore(session.subscribe, session.state);
  return state.status === 'in' ? state.profile : null;
}

/** The locale that numbers and dates are written in. */
export function useLocale(): string {
  return useProfile()?.locale ?? navigator.language;
}

/** The zone that dates without an answer of their own are shown in. */
export function useZone(): string {
  return useProfile()?.zone ?? 'UTC';
}
