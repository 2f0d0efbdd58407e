import { useCallback, useRef, useState } from 'react';

export interface DialogState {
  readonly opened: boolean;
  /** True from the first time on: what was opened once stays in the page, so that it can close gently. */
  readonly wanted: boolean;
  /** `from` gets the focus back; without it whatever has the focus now. */
  readonly open: (from?: HTMLElement | null) => void;
  readonly close: () => void;
  /** Closes without giving the focus back, as the person went elsewhere. */
  readonly leave: () => void;
}

/** A dialog that is loaded when it is first opened and gives the focus back when it is closed. */
export function useDialog(): DialogState {
  const [state, setState] = useState<'new' | 'open' | 'closed'>('new');
  const opener = useRef<HTMLElement | null>(null);
  const open = useCallback((from?: HTMLElement | null) => {
    opener.current = from ?? (document.activeElement instanceof HTMLElement ? document.activeElement : null);
    setState('open');
  }, []);
  const leave = useCallback(() => setState('closed'), []);
  const close = useCallback(() => {
    setState('closed');
    // after the dialog has let go of it
    setTimeout(() => opener.current?.focus());
  }, []);
  return { opened: state === 'open', wanted: state !== 'new', open, close, leave };
}
