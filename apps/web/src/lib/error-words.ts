import type { TFunction } from 'i18next';
import { ApiError } from './api-error.ts';

export interface ErrorWords {
  /** The sentence that says what happened; the title of its kind only where there is none. */
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

  const said = [error.message, ...error.problems.map((problem) => problem.message)].filter((line) => line !== '');
  const [title = error.title, ...lines] = new Set(said);
  const hints = error.problems.flatMap((problem) => problem.hint ?? []);
  const wait = error.retryAfterSeconds === null ? null : t('errors.retryAfter', { count: error.retryAfterSeconds });
  return {
    title,
    lines,
    advice: [...new Set(hints), wait].filter((words) => words !== null).join(' ') || null,
    requestId,
  };
}

/** The same in one paragraph, for a field of a form. */
export function errorLine(error: unknown, t: TFunction): string {
  const { title, lines, advice } = errorWords(error, t);
  return [title, ...lines, advice ?? '']
    .filter((words) => words !== '')
    .map(sentence)
    .join(' ');
}

/** The same as a note at the foot of the page; `say` puts what failed around what happened. */
export function errorToast(error: unknown, t: TFunction, say = (reason: string): string => reason) {
  const { title, lines, advice } = errorWords(error, t);
  const below = [...lines, advice ?? ''].filter((words) => words !== '').map(sentence);
  return { tone: 'error', message: say(title), hint: below.join(' ') } as const;
}

const sentence = (words: string): string => (/[.!?…:]$/.test(words) ? words : `${words}.`);
