import { useCallback, useState } from 'react';

const key = 'lumiere-draft';

/** The question being typed. It outlives the page, so that neither an error nor signing in again loses it. */
export function useDraft(initial: string | undefined): readonly [string, (draft: string) => void] {
  const [draft, setDraft] = useState(() => initial ?? read());
  const keep = useCallback((next: string) => {
    setDraft(next);
    try {
      sessionStorage.setItem(key, next);
    } catch {
      // without storage the draft lives as long as the page
    }
  }, []);
  return [draft, keep];
}

function read(): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
