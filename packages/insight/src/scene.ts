import { compareCells, coveredUntil, dateInZone, isPartialPeriod, numericTypes, temporalTypes } from '@lumiere/values';
import type { Cell } from '@lumiere/values';
import type { CellRef, Column, Derivation, MeasureExpression, Part, Query, Result } from '@lumiere/contract';
import { figureText, sumOf } from './figures.ts';
import type { Writing } from './figures.ts';
import { inline } from './words.ts';

/** A column with its cells and the words it goes by. */
export interface Series {
  readonly column: Column;
  readonly cells: readonly Cell[];
  /** Its label as it stands inside a sentence, free of digits. */
  readonly name: string;
  readonly expression: MeasureExpression | null;
}

/** A query and its result as the sentences see them. */
export interface Scene {
  readonly query: Query;
  readonly result: Result;
  readonly writing: Writing;
  readonly dimensions: readonly Series[];
  readonly measures: readonly Series[];
  /** Every group is here, so totals and "smallest" may be claimed. */
  readonly complete: boolean;
}

export function sceneOf(query: Query, result: Result, writing: Writing): Scene {
  const expressions = new Map(query.measures.map((measure) => [measure.key, measure.value]));
  const ordinals = ['the value', 'the second value', 'the third value'];
  let measured = 0;
  const all = result.columns.map((column, i): Series => {
    const otherwise = column.role === 'measure' ? (ordinals[measured++] ?? 'another value') : 'group';
    return {
      column,
      cells: result.data[i] ?? [],
      name: inline(column.label, otherwise),
      expression: expressions.get(column.key) ?? null,
    };
  });
  return {
    query,
    result,
    writing,
    dimensions: all.filter(({ column }) => column.role === 'dimension'),
    measures: all.filter(({ column }) => column.role === 'measure' && numericTypes.has(column.type)),
    complete: !result.truncated && query.limit === null && query.limitWithin === null && query.having === null,
  };
}

export const isTime = ({ column }: Series): boolean => temporalTypes.has(column.type) && column.part === null;

/** Whether values follow each other by themselves: parts of dates and ranges of numbers. */
export function isOrdered({ column }: Series, { query }: Scene): boolean {
  return (
    column.part !== null || query.dimensions.some((dimension) => dimension.key === column.key && dimension.bin !== null)
  );
}

export const ref = ({ column }: Series, row: number): CellRef => ({ column: column.key, row });

export const text = (words: string): Part => ({ text: words });

/** A figure with its proof. Null where the value does not exist, so that the sentence must do without it. */
export function figure(from: Derivation, { result, writing }: Scene): Part | null {
  const shown = figureText(from, result, writing);
  return shown === null ? null : { figure: shown, from };
}

/** The figure of a cell that the caller knows to be there. */
export function cellFigure(series: Series, row: number, scene: Scene): Part {
  return figure({ kind: 'cell', cell: ref(series, row) }, scene) ?? text('no value');
}

/** Rows that have a number, lowest first; equal numbers keep the order of rows. */
export function ranked({ cells }: Series, rows: readonly number[] = [...cells.keys()]): readonly number[] {
  const numbers = cells.map((cell) => (cell === null ? Number.NaN : Number(cell)));
  const present = rows.filter((row) => !Number.isNaN(numbers[row]));
  return present.toSorted((a, b) => {
    const difference = (numbers[a] ?? 0) - (numbers[b] ?? 0);
    // Doubles decide nearly always; only where they see no difference the digits are compared.
    return Number.isNaN(difference) || difference !== 0
      ? difference || 0
      : compareCells(cells[a] ?? null, cells[b] ?? null);
  });
}

/** Whether parts of the column's sum may be called shares of a total. */
export function isWhole({ column, cells }: Series, scene: Scene): boolean {
  if (!scene.complete || !column.additive || cells.some((cell) => cell === null || Number(cell) < 0)) return false;
  return Number(sumOf(cells) ?? 0) > 0;
}

/** Whether the rows at hand may lack one that is higher or lower, so that only those shown can be spoken of. */
export function isExcerpt({ column }: Series, { query, result }: Scene): boolean {
  if (result.truncated || query.limitWithin !== null) return true;
  return query.limit !== null && query.sort[0]?.by !== column.key;
}

/** Whether the measure is another one at another time. */
export function isEarlier({ expression }: Series): boolean {
  return (
    expression !== null &&
    (expression.kind === 'shifted' || (expression.kind === 'window' && expression.function === 'previous'))
  );
}

/** Whether the measure is the difference to another time, which prose computes itself. */
export function isChange({ expression }: Series): boolean {
  if (expression === null) return false;
  if (expression.kind === 'window') return expression.function === 'change' || expression.function === 'growth';
  return expression.kind === 'arithmetic' && mentionsShift(expression);
}

function mentionsShift(expression: MeasureExpression): boolean {
  return (
    expression.kind === 'shifted' ||
    (expression.kind === 'arithmetic' && (mentionsShift(expression.left) || mentionsShift(expression.right)))
  );
}

/** Whether the unit of time in `row` is cut by the question's bounds or was not over when the data was current. */
export function isPartial(time: Series, row: number, { result, writing }: Scene): boolean {
  const { grain, covered } = time.column;
  const cell = time.cells[row];
  if (grain === null || typeof cell !== 'string') return false;
  const asOf = new Date(result.asOf);
  const today = Number.isNaN(asOf.getTime()) ? null : dateInZone(asOf, writing.zone ?? 'UTC');
  return isPartialPeriod(cell.slice(0, 10), grain, coveredUntil(covered, today));
}

/** The word before a value of a dimension: in May, on a day, in the week of, at an hour, for a name. */
export function preposition(series: Series): string {
  const { column } = series;
  if (!isTime(series)) return ' for ';
  switch (column.grain) {
    case 'year':
    case 'quarter':
    case 'month':
      return ' in ';
    case 'week':
      return ' in the ';
    case 'hour':
    case 'minute':
      return ' at ';
    case 'day':
    case null:
      return column.type === 'date' || column.grain === 'day' ? ' on ' : ' at ';
  }
}
