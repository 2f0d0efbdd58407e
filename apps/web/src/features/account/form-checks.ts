import type { TFunction } from 'i18next';
import { ApiError } from '../../lib/api-error.ts';

/** The form's own word about a field, else what the server said about it. */
export function fieldError(error: unknown, field: string): string | null {
  return error instanceof ApiError ? (error.problemAt(field)?.message ?? null) : null;
}

/** Whether an error is wholly told beside its fields, so that no card has to repeat it. */
export function isToldByFields(error: unknown, fields: readonly string[]): boolean {
  return (
    error instanceof ApiError &&
    error.problems.length > 0 &&
    error.problems.every((problem) =>
      fields.some((field) => problem.path === field || problem.path === `body.${field}`),
    )
  );
}

export const required = (value: string, t: TFunction) => (value.trim() === '' ? t('forms.required') : null);

/** Only what surely is no address; whether it exists, mail will tell. */
export const emailError = (value: string, t: TFunction) =>
  required(value, t) ?? (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : t('forms.email'));

export const passwordError = (value: string, t: TFunction) =>
  value.length < 8 ? t('forms.passwordShort', { count: value.length }) : null;
