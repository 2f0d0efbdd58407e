import { formatMoment, formatPart, formatPeriod, formatTime } from './format-date.ts';
import { formatNumber } from './format-number.ts';
import type { NumberFormat } from './format-number.ts';
import type { DatePart, TimeGrain, ValueType } from './value-type.ts';
import type { Cell } from './vector.ts';

/** What must be known of a column to show its cells; a result's columns have exactly this. */
export interface CellColumn {
  readonly type: ValueType;
  readonly format: CellFormat | null;
  readonly grain: TimeGrain | null;
  readonly part: DatePart | null;
}

export interface CellFormat extends NumberFormat {
  readonly kind: 'number' | 'currency' | 'percent' | 'id' | 'date' | 'text' | 'boolean' | 'duration';
}

/** The few words that a formatted cell may hold, from the reader's message catalog. */
export interface CellLabels {
  readonly true: string;
  readonly false: string;
  /** Stands before the first day of a week: `Week of 3 Jun 2024`. */
  readonly weekOf: string;
  /** Stands before a week's number in its year. */
  readonly week: string;
}

export interface FormatOptions {
  /** BCP 47. Plain `en` writes dates as `3 May 2024`, which no reader takes for another day. */
  readonly locale: string;
  /** Short numbers and names for axes: `1.2M`, `Mon`. Never for prose or tables, as it rounds. */
  readonly compact?: boolean;
  /** IANA zone in which instants are shown; UTC by default. Dates and naive timestamps are never moved. */
  readonly zone?: string;
  readonly labels?: Partial<CellLabels>;
}

const english: CellLabels = { true: 'Yes', false: 'No', weekOf: 'Week of', week: 'Week' };

/**
 * Shows a cell to people, as its column says: numbers grouped and exact, money in its currency, a fraction as percent, a date by its
 * grain. A locale alone is short for `{ locale }`. Null stays null: whether it means "(empty)" or "no data" is the caller's to say.
 */
export function formatCell(cell: NonNullable<Cell>, column: CellColumn, options: FormatOptions | string): string;
export function formatCell(cell: Cell, column: CellColumn, options: FormatOptions | string): string | null;
export function formatCell(cell: Cell, column: CellColumn, options: FormatOptions | string): string | null {
  if (cell === null) return null;
  const chosen = typeof options === 'string' ? { locale: options } : options;
  const labels = { ...english, ...chosen.labels };
  const compact = chosen.compact ?? false;
  if (column.part !== null) return formatPart(cell, column.part, chosen.locale, compact, labels.week);
  switch (column.type) {
    case 'boolean':
      return cell === true || cell === 1 || cell === 'true' ? labels.true : labels.false;
    case 'integer':
    case 'decimal':
    case 'double':
      return typeof cell === 'boolean'
        ? String(cell)
        : formatNumber(cell, column.type, column.format, chosen.locale, compact);
    case 'date':
    case 'timestamp':
    case 'instant':
      return column.grain === null
        ? formatMoment(String(cell), column.type, chosen.locale, chosen.zone ?? 'UTC')
        : formatPeriod(String(cell), column.type, column.grain, chosen.locale, chosen.zone ?? 'UTC', labels.weekOf);
    case 'time':
      return formatTime(String(cell));
    case 'text':
    case 'binary':
    case 'json':
      return String(cell);
  }
}
