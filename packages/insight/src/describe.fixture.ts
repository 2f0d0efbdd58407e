import { Query, Result } from '@lumiere/contract';
import type { Column, Narrative } from '@lumiere/contract';
import type { Cell } from '@lumiere/values';

export interface TestColumn extends Partial<Column> {
  readonly key: string;
  readonly cells: readonly Cell[];
}

/** A result for tests; what is not said of a column is a text dimension. */
export function resultOf(columns: readonly TestColumn[], more: Partial<Result> = {}): Result {
  return Result.parse({
    columns: columns.map(({ cells: _, ...column }) => ({
      label: column.key.charAt(0).toUpperCase() + column.key.slice(1).replaceAll('_', ' '),
      role: 'dimension',
      type: 'text',
      format: null,
      grain: null,
      part: null,
      field: null,
      additive: column.role === 'measure',
      ...column,
    })),
    data: columns.map(({ cells }) => cells),
    rowCount: columns[0]?.cells.length ?? 0,
    truncated: false,
    asOf: '2024-12-20T08:00:00Z',
    ...more,
  });
}

export const queryOf = (query: object = {}): Query => Query.parse(query);

export const money = { kind: 'currency', decimals: null, currency: 'EUR', unit: null } as const;
export const percent = { kind: 'percent', decimals: null, currency: null, unit: null } as const;

/** A narrative as it is read. */
export function read(narrative: Narrative): string {
  return narrative.sentences
    .map((sentence) => sentence.map((part) => ('text' in part ? part.text : part.figure)).join(''))
    .join(' ');
}

export const revenue = (cells: readonly Cell[], more: Partial<TestColumn> = {}): TestColumn => ({
  key: 'revenue',
  role: 'measure',
  type: 'decimal',
  format: money,
  cells,
  ...more,
});
export const orders = (cells: readonly Cell[]): TestColumn => ({
  key: 'orders',
  role: 'measure',
  type: 'integer',
  cells,
});
export const month = (cells: readonly Cell[]): TestColumn => ({ key: 'month', type: 'date', grain: 'month', cells });
export const region = (cells: readonly Cell[]): TestColumn => ({ key: 'region', cells });
