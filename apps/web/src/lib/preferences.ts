import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

/** A yes-or-no setting of this browser, shared by every component that reads it. */
export function usePreference(key: string, initial: boolean): readonly [boolean, (value: boolean) => void] {
  const value = useSyncExternalStore(subscribe, () => read(key) ?? initial);
  return [value, (next) => write(key, next)];
}

const memory = new Map<string, boolean>();

function read(key: string): boolean | undefined {
  try {
    const stored = localStorage.getItem(`lumiere-${key}`);
    return stored === null ? memory.get(key) : stored === 'yes';
  } catch {
    return memory.get(key);
  }
}

function write(key: string, value: boolean): void {
  memory.set(key, value);
  try {
    localStorage.setItem(`lumiere-${key}`, value ? 'yes' : 'no');
  } catch {
    // a browser without storage keeps it for this visit
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
