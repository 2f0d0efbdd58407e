import type { TFunction } from 'i18next';
import { ApiError } from './api-error.ts';

export interface ErrorWords {
  readonly title: string;
  readonly lines: readonly string[];
  readonly advice: string | null;
  readonly requestId: string | null;
}

/** What to tell a person about a failure: the server's words where it had any, ours where no answer came. */
export function errorWords(error: unknown, t: TFunction): ErrorWords {
  if (!(error instanceof ApiError))
    return {
      title: t('errors.crash.title'),
      lines: [t('errors.crash.text')],
      advice: t('errors.crash.advice'),
      requestId: null,
    };
  const requestId = error.requestId;
  if (error.code === 'network')
    return {
      title: t('errors.network.title'),
      lines: [t('errors.network.text')],
      advice: t('errors.network.advice'),
      requestId,
    };
  if (error.code === 'unreadable')
    return {
      title: t('errors.unreadable.title'),
      lines: [t('errors.unreadable.text', { status: error.status })],
      advice: t('errors.unreadable.advice'),
      requestId,
    };

  const messages = [error.message, ...error.problems.map((problem) => problem.message)].filter(
    (line) => line !== '' && line !== error.title,
  );
  const hints = error.problems.flatMap((problem) => problem.hint ?? []);
  const wait = error.retryAfterSeconds === null ? null : t('errors.retryAfter', { count: error.retryAfterSeconds });
  return {
    title: error.title,
    lines: [...new Set(messages)],
    advice: [...new Set(hints), wait].filter((words) => words !== null).join(' ') || null,
    requestId,
  };
}

/** The same in one line, for a toast. */
export function errorLine(error: unknown, t: TFunction): string {
  const { title, lines, advice } = errorWords(error, t);
  return [title, ...lines, advice ?? ''].filter((words) => words !== '').join(' · ');
}
