import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '@lumiere/contract';
import { errorToast } from '../../lib/error-words.ts';
import { useApi } from '../../lib/use-api.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { toastMs, useToast } from '../../ui/toasts.tsx';

/** Hides at once, deletes when the chance to undo has passed or the page is left. */
export function useDeleteWithUndo() {
  const { t } = useTranslation();
  const { call } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const announce = useAnnounce();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  const without = (id: string) => (all: ReadonlySet<string>) => new Set([...all].filter((each) => each !== id));
  const commit = useCallback(
    async (id: string) => {
      clearTimeout(waiting.current.get(id));
      if (!waiting.current.delete(id)) return;
      try {
        await call('DELETE /api/v1/history/:id', { params: { id } }, { keepalive: true });
        queryClient.removeQueries({ queryKey: ['answer', id] });
        await queryClient.invalidateQueries({ queryKey: ['history'] });
      } catch (error) {
        toast(errorToast(error, t, (reason) => t('history.removeFailed', { reason })));
      }
      setHidden(without(id));
    },
    [call, queryClient, t, toast],
  );

  useEffect(() => {
    const pending = waiting.current;
    const flush = () => {
      for (const id of pending.keys()) void commit(id);
    };
    addEventListener('pagehide', flush);
    return () => {
      removeEventListener('pagehide', flush);
      flush();
    };
  }, [commit]);

  const remove = (entry: HistoryEntry) => {
    setHidden((all) => new Set([...all, entry.id]));
    // a little longer than its toast is shown
    waiting.current.set(
      entry.id,
      setTimeout(() => void commit(entry.id), toastMs + 500),
    );
    toast({
      message: t('history.removed'),
      action: {
        label: t('common.undo'),
        run: () => {
          clearTimeout(waiting.current.get(entry.id));
          if (waiting.current.delete(entry.id)) announce(t('history.restored'));
          setHidden(without(entry.id));
        },
      },
    });
  };
  return { hidden, remove };
}
