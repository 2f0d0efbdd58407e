import { formatCell, numericTypes, subtractCells, sumCells } from '@lumiere/values';
import type { Cell } from '@lumiere/values';
import type { CellRef, Column, Derivation, Format, Result } from '@lumiere/contract';

/** How figures are written: locale (BCP 47), zone (IANA) of instants, and the words for missing values and truth. */
export interface Writing {
  readonly locale: string;
  readonly zone?: string;
  /** Stands for a group without a value, or with a text of nothing but spaces. */
  readonly empty?: string;
  readonly yes?: string;
  readonly no?: string;
}

/**
 * The text of a figure, computed from nothing but its derivation over the whole result. Differences and changes are written as sizes:
 * the words around them say the direction. Null where the result does not hold what the derivation names, or the value does not exist.
 */
export function figureText(from: Derivation, result: Result, writing: Writing): string | null {
  const found = derive(from, result);
  if (found === null) return null;
  const { cell, column } = found;
  const named = from.kind === 'cell' && column.role === 'dimension';
  // a text of spaces would leave a hole in the sentence
  if (named && (cell === null || (typeof cell === 'string' && cell.trim() === ''))) return writing.empty ?? '(empty)';
  if (cell === null) return null;
  const labels = { weekOf: 'week of', week: 'week', true: writing.yes ?? 'Yes', false: writing.no ?? 'No' };
  return formatCell(cell, column, { locale: writing.locale, zone: writing.zone ?? 'UTC', labels });
}

interface Derived {
  readonly cell: Cell;
  readonly column: Pick<Column, 'role' | 'type' | 'format' | 'grain' | 'part'>;
}

/** The value of a derivation with how it is shown; exact wherever the cells are. */
export function derive(from: Derivation, result: Result): Derived | null {
  switch (from.kind) {
    case 'cell':
      return at(from.cell, result);
    case 'row-count':
      return { cell: result.rowCount, column: count };
    case 'sum': {
      const all = whole(from.column, result);
      return all === null ? null : { cell: sumOf(all.cells), column: all.column };
    }
    case 'mean': {
      const all = whole(from.column, result);
      const present = all?.cells.filter((cell) => cell !== null) ?? [];
      return all === null || present.length === 0
        ? null
        : { cell: Number(sumCells(present)) / present.length, column: { ...all.column, type: 'double' } };
    }
    case 'share':
      return quotient(at(from.cell, result)?.cell, total(from.column, result), share);
    case 'share-of-first': {
      const all = whole(from.column, result);
      return all === null
        ? null
        : quotient(sumCells(all.cells.slice(0, from.count)), total(from.column, result), share);
    }
    case 'difference': {
      const [start, end] = [at(from.from, result), at(from.to, result)];
      const gap = start === null || end === null ? null : subtractCells(end.cell, start.cell);
      return gap === null || end === null ? null : { cell: sizeOf(gap), column: end.column };
    }
    case 'change': {
      const [start, end] = [at(from.from, result), at(from.to, result)];
      const gap = start === null || end === null ? null : subtractCells(end.cell, start.cell);
      // From a negative start a percentage would point the wrong way.
      return gap === null || Number(start?.cell) <= 0 ? null : quotient(sizeOf(gap), start?.cell, share);
    }
    case 'ratio':
      return quotient(at(from.of, result)?.cell, at(from.to, result)?.cell, plain);
  }
}

const bare = { role: 'measure', grain: null, part: null } as const;
const asPercent: Format = { kind: 'percent', decimals: null, currency: null, unit: null };
const count = { ...bare, type: 'integer', format: null } as const;
const share = { ...bare, type: 'double', format: asPercent } as const;
const plain = { ...bare, type: 'double', format: null } as const;

function at(cell: CellRef, result: Result): Derived | null {
  const i = result.columns.findIndex((column) => column.key === cell.column);
  const column = result.columns[i];
  const value = result.data[i]?.[cell.row];
  return column === undefined || value === undefined ? null : { cell: value, column };
}

function whole(key: string, result: Result): { readonly cells: readonly Cell[]; readonly column: Column } | null {
  const i = result.columns.findIndex((column) => column.key === key);
  const column = result.columns[i];
  return column === undefined || !numericTypes.has(column.type) ? null : { cells: result.data[i] ?? [], column };
}

function total(key: string, result: Result): Cell | undefined {
  const all = whole(key, result);
  return all === null ? undefined : sumOf(all.cells);
}

const sums = new WeakMap<readonly Cell[], Cell>();

/** The sum of a column, added up once for all shares of it: the cells of a result never change. */
export function sumOf(cells: readonly Cell[]): Cell {
  const known = sums.get(cells);
  if (known !== undefined) return known;
  const sum = sumCells(cells);
  sums.set(cells, sum);
  return sum;
}

function quotient(over: Cell | undefined, under: Cell | undefined, column: Derived['column']): Derived | null {
  if (over === undefined || under === undefined || over === null || under === null) return null;
  const value = Number(over) / Number(under);
  return Number.isFinite(value) ? { cell: value, column } : null;
}

function sizeOf(cell: NonNullable<Cell>): NonNullable<Cell> {
  if (typeof cell === 'number') return Math.abs(cell);
  return typeof cell === 'string' ? cell.replace(/^-/, '') : cell;
}
