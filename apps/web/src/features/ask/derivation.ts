import type { TFunction } from 'i18next';
import type { CellRef, Column, Derivation, Result } from '@lumiere/contract';
import type { ShowCell } from '../../lib/show-cell.ts';

/** The cells that a figure follows from, to be marked in the table; whole columns are not. */
export function derivationCells(from: Derivation): readonly CellRef[] {
  switch (from.kind) {
    case 'cell':
    case 'share':
      return [from.cell];
    case 'difference':
    case 'change':
      return [from.from, from.to];
    case 'ratio':
      return [from.of, from.to];
    case 'row-count':
    case 'sum':
    case 'mean':
    case 'share-of-first':
      return [];
  }
}

/** Where a figure comes from, in words for its tooltip. */
export function derivationWords(from: Derivation, result: Result, show: ShowCell, t: TFunction): string {
  const column = (key: string) => result.columns.find((each) => each.key === key)?.label ?? key;
  const row = ({ row: index }: CellRef) => rowName(index, result, show) ?? t('answer.rowNumber', { number: index + 1 });
  const cell = (ref: CellRef) =>
    result.rowCount === 1
      ? t('answer.from.cellOnly', { column: column(ref.column) })
      : t('answer.from.cell', { column: column(ref.column), row: row(ref) });
  switch (from.kind) {
    case 'cell':
      return cell(from.cell);
    case 'row-count':
      return t('answer.from.row-count');
    case 'sum':
      return t('answer.from.sum', { column: column(from.column) });
    case 'mean':
      return t('answer.from.mean', { column: column(from.column) });
    case 'share':
      return t('answer.from.share', { column: column(from.column), row: row(from.cell) });
    case 'share-of-first':
      return t('answer.from.share-of-first', { count: from.count, column: column(from.column) });
    case 'difference':
      return t('answer.from.difference', { from: cell(from.from), to: cell(from.to) });
    case 'change':
      return t('answer.from.change', { from: cell(from.from), to: cell(from.to) });
    case 'ratio':
      return t('answer.from.ratio', { from: cell(from.of), to: cell(from.to) });
  }
}

/** What names a row to people: its dimensions. */
function rowName(row: number, result: Result, show: ShowCell): string | null {
  const names = result.columns.flatMap((column: Column, index) =>
    column.role === 'dimension' ? [show(result.data[index]?.[row] ?? null, column).text] : [],
  );
  return names.length > 0 ? names.join(', ') : null;
}
