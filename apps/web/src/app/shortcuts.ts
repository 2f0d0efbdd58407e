import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { usePreference } from '../lib/preferences.ts';
import { questionBoxId } from '../ui/question-box.tsx';

/** The one setting behind them; its switch stands in the list of shortcuts. */
export const useSingleKeys = () => usePreference('single-keys', true);

/** Listens for the keys. Single keys can be switched off, as WCAG 2.1.4 asks. */
export function useShortcuts(showList: () => void): void {
  const navigate = useNavigate();
  const [singleKeys] = useSingleKeys();
  const [waiting, setWaiting] = useState(false);

  useEffect(() => {
    const focusQuestion = async () => {
      if (document.getElementById(questionBoxId) === null) await navigate({ to: '/ask' });
      requestAnimationFrame(() => document.getElementById(questionBoxId)?.focus());
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        void focusQuestion();
        return;
      }
      if (
        !singleKeys ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('[aria-modal="true"]')
      )
        return;
      const target = waiting
        ? ({ a: '/ask', h: '/history', c: '/connections', j: '/jobs' } as const)[event.key]
        : undefined;
      setWaiting(event.key === 'g' && !waiting);
      if (target) void navigate({ to: target });
      else if (event.key === '/') {
        event.preventDefault();
        void focusQuestion();
      } else if (event.key === '?') showList();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate, showList, singleKeys, waiting]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}
