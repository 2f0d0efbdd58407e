import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '@lumiere/contract';
import { formatCell, type Cell } from '@lumiere/values';
import { useLocale } from './use-api.ts';

export interface ShownCell {
  readonly text: string;
  /** True where the words stand for a missing value. */
  readonly missing: boolean;
}

export type ShowCell = (cell: Cell, column: Column) => ShownCell;

/** Shows cells in the reader's locale and the answer's zone; a missing value says what it is instead of looking blank. */
export function useShowCell(zone: string): ShowCell {
  const { t } = useTranslation();
  const locale = useLocale();
  return useCallback(
    (cell, column) => {
      const labels = {
        true: t('answer.yes'),
        false: t('answer.no'),
        weekOf: t('answer.weekOf'),
        week: t('answer.week'),
      };
      const text = formatCell(cell, column, { locale, zone, labels });
      if (text === null)
        return { text: column.role === 'measure' ? t('answer.noData') : t('answer.empty'), missing: true };
      return text.trim() === '' ? { text: t('answer.empty'), missing: true } : { text, missing: false };
    },
    [locale, t, zone],
  );
}
