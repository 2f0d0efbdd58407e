import { useCallback } from 'react';
import { formatCell, type Cell, type ValueType } from '@lumiere/values';
import { useLocale, useZone } from './use-api.ts';

/** A value of data that has no model yet: by its type alone, in the reader's locale. */
export function useShowValue(): (cell: Cell, type: ValueType) => string | null {
  const locale = useLocale();
  const zone = useZone();
  return useCallback(
    (cell, type) => formatCell(cell, { type, format: null, grain: null, part: null }, { locale, zone }),
    [locale, zone],
  );
}
