import { VisuallyHidden } from '@mantine/core';
import { createContext, use, useCallback, useState, type ReactNode } from 'react';

const Announce = createContext<(words: string) => void>(() => {});

/** Says something to screen readers without moving the focus. */
export const useAnnounce = () => use(Announce);

export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState({ words: '', turn: 0 });
  // two regions in turn, because the same words twice in one region are not read again
  const announce = useCallback((words: string) => setSaid((last) => ({ words, turn: last.turn + 1 })), []);
  return (
    <Announce value={announce}>
      {children}
      <VisuallyHidden role="status" aria-live="polite">
        {said.turn % 2 === 0 ? said.words : ''}
      </VisuallyHidden>
      <VisuallyHidden role="status" aria-live="polite">
        {said.turn % 2 === 1 ? said.words : ''}
      </VisuallyHidden>
    </Announce>
  );
}
