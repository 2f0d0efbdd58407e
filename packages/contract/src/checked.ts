import type { Problem, ProblemCode, Severity } from './problem.ts';

/** The outcome of a pure step: a value with warnings, or all that is wrong with the input at once. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const pass = <T>(value: T, warnings: readonly Problem[] = []): Checked<T> => ({ ok: true, value, warnings });
export const fail = (
  ...problems: readonly Problem[]
): { readonly ok: false; readonly problems: readonly Problem[] } => ({ ok: false, problems });

/** A problem of `code` at `path` with the words for the person who reads it. */
export function problem(
  code: ProblemCode,
  message: string,
  extra: { path?: string; severity?: Severity; hint?: string } = {},
): Problem {
  return { code, message, path: extra.path ?? '', severity: extra.severity ?? 'error', hint: extra.hint ?? null };
}
