import { useState } from 'react';
import type { FileInspection } from '@lumiere/contract';

/** The column in the editor: the one clicked, else the first that the guess is in doubt about, else the first. */
export function useChosenColumn(inspection: FileInspection | undefined): readonly [number, (index: number) => void] {
  const [clicked, click] = useState<number | null>(null);
  const columns = inspection?.plan.columns ?? [];
  const doubt = inspection?.warnings.flatMap(({ path }) => /^columns\[(\d+)\]\.reading/.exec(path)?.[1] ?? [])[0];
  const index = clicked ?? (doubt === undefined ? 0 : Number(doubt));
  return [Math.max(0, Math.min(index, columns.length - 1)), click];
}
