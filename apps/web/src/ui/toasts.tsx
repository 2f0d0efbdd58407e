import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './toasts.module.css';

export interface Toast {
  readonly message: string;
  /** What can be done, below the message. */
  readonly hint?: string;
  readonly tone?: 'plain' | 'error';
  readonly action?: { readonly label: string; readonly run: () => void };
}
type Shown = Toast & { readonly id: number };

/** Long enough to read and to reach by keyboard. */
export const toastMs = 7000;

const ToastContext = createContext<(toast: Toast) => void>(() => {});
export const useToast = () => use(ToastContext);

/** Short notes at the foot of the page; they wait while the pointer or the focus is on them. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const show = useCallback(
    (toast: Toast) => setToasts((all) => [...all.slice(-2), { ...toast, id: (all.at(-1)?.id ?? 0) + 1 }]),
    [],
  );
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  return (
    <ToastContext value={show}>
      {children}
      <div className={classes['stack']} role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} close={() => close(toast.id)} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, close }: { readonly toast: Shown; readonly close: () => void }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(close, toastMs);
    return () => clearTimeout(timer);
  }, [held, close]);
  return (
    <div
      className={classes['toast']}
      data-tone={toast.tone ?? 'plain'}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className={classes['words']}>
        <p>{toast.message}</p>
        {toast.hint && <p className={classes['hint']}>{toast.hint}</p>}
      </div>
      {toast.action && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            toast.action?.run();
            close();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <ActionIcon size="md" onClick={close} aria-label={t('common.dismiss')}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}
