import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@lumiere/contract';
import { activeConnection } from '../../lib/active-connection.ts';
import { ApiError, isAbort } from '../../lib/api-error.ts';
import { useApi } from '../../lib/use-api.ts';
import { answerQuery } from './queries.ts';

export interface Asked {
  readonly question: string;
  /** Null until the list of connections is there. */
  readonly connection: string | null;
  /** Earlier questions of the conversation, oldest first. */
  readonly history: readonly string[];
  /** The answers they belong to. */
  readonly after: readonly string[];
}

export interface Asking {
  readonly ask: (asked: Asked) => void;
  readonly cancel: () => void;
  /** What is being asked now. */
  readonly pending: Asked | null;
  /** What went wrong last, with the question it happened to. */
  readonly failed: { readonly asked: Asked; readonly error: unknown } | null;
  readonly dismiss: () => void;
}

/** Asks one question at a time; a new one or leaving the page cancels the one under way, down to the source. */
export function useAsk(on: { readonly answered: (answer: Answer, asked: Asked) => void }): Asking {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const controller = useRef<AbortController | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ question, connection, history }: Asked) => {
      controller.current = new AbortController();
      const { signal } = controller.current;
      const id = connection ?? (await activeConnection(api, queryClient, undefined))?.id;
      signal.throwIfAborted();
      if (id === undefined)
        throw new ApiError({
          code: 'request.not-found',
          status: 404,
          title: '',
          detail: t('ask.noConnection.title'),
          requestId: null,
          problems: [
            {
              code: 'request.not-found',
              message: t('ask.noConnection.title'),
              path: '',
              severity: 'error',
              hint: t('ask.noConnection.text'),
            },
          ],
        });
      return api.call('POST /api/v1/ask', { body: { connection: id, question, history: [...history] } }, { signal });
    },
  });

  const { mutate, reset } = mutation;
  const { answered } = on;
  const ask = useCallback(
    (asked: Asked) => {
      controller.current?.abort();
      mutate(asked, {
        onSuccess: (answer) => {
          if (answer.id !== null) queryClient.setQueryData(answerQuery(api, answer.id).queryKey, answer);
          void queryClient.invalidateQueries({ queryKey: ['history'] });
          answered(answer, asked);
        },
      });
    },
    [answered, api, mutate, queryClient],
  );
  const cancel = useCallback(() => {
    controller.current?.abort();
    reset();
  }, [reset]);
  useEffect(() => () => controller.current?.abort(), []);

  const { isPending, isError, variables, error } = mutation;
  return {
    ask,
    cancel,
    dismiss: reset,
    pending: isPending && variables !== undefined ? variables : null,
    failed: isError && variables !== undefined && !isAbort(error) ? { asked: variables, error } : null,
  };
}
