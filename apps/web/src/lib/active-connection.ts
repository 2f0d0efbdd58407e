import { useQuery, type QueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import type { ConnectionSummary } from '@lumiere/contract';
import type { Api } from './api.ts';
import { connectionsQuery } from './queries.ts';
import { useApi } from './use-api.ts';

const key = 'lumiere-connection';
const listeners = new Set<() => void>();

/** Remembers the connection picked last; the address may name another for one page. */
export function rememberConnection(id: string): void {
  try {
    localStorage.setItem(key, id);
  } catch {
    // without storage the first connection is taken again on the next visit
  }
  for (const listener of listeners) listener();
}

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The connection that questions go to: the address's, else the one picked last, else the first that is ready. */
export function useActiveConnection(): ConnectionSummary | null {
  const { data } = useQuery(connectionsQuery(useApi()));
  const named = useSearch({ strict: false }).connection;
  const last = useSyncExternalStore(subscribe, remembered);
  return choose(data?.items ?? [], named, last);
}

/** The same for a question asked before the list is there; null where there is no connection at all. */
export async function activeConnection(
  api: Api,
  queryClient: QueryClient,
  named: string | undefined,
): Promise<ConnectionSummary | null> {
  const { items } = await queryClient.ensureQueryData(connectionsQuery(api));
  return choose(items, named, remembered());
}

function choose(
  all: readonly ConnectionSummary[],
  named: string | undefined,
  last: string | null,
): ConnectionSummary | null {
  const find = (id: string | null | undefined) => all.find((connection) => connection.id === id);
  return find(named) ?? find(last) ?? all.find((connection) => connection.status === 'ready') ?? all[0] ?? null;
}
