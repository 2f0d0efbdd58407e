import type { Result } from '@lumiere/contract';
import { numericTypes, vector } from '@lumiere/values';

export interface RowSort {
  readonly key: string;
  readonly descending: boolean;
}

/** What the next press on a column's heading does: ascending, descending, then the source's own order again. */
export function nextSort(sort: RowSort | null, key: string): RowSort | null {
  if (sort?.key !== key) return { key, descending: false };
  return sort.descending ? null : { key, descending: true };
}

/** The numbers of the rows in the order asked for. Missing values come last either way; equal rows keep the source's order. */
export function sortRows(result: Result, sort: RowSort | null, locale: string): readonly number[] {
  const rows = Array.from({ length: result.rowCount }, (_, row) => row);
  const at = sort === null ? -1 : result.columns.findIndex((column) => column.key === sort.key);
  const column = result.columns[at];
  const cells = result.data[at];
  if (sort === null || column === undefined || cells === undefined) return rows;

  const sign = sort.descending ? -1 : 1;
  const compare = comparison(vector(column.type, cells), locale, numericTypes.has(column.type) || column.part !== null);
  return rows.toSorted((a, b) => {
    const missing = Number((cells[a] ?? null) === null) - Number((cells[b] ?? null) === null);
    return missing !== 0 ? missing : sign * compare(a, b) || a - b;
  });
}

function comparison(
  column: ReturnType<typeof vector>,
  locale: string,
  numeric: boolean,
): (a: number, b: number) => number {
  if (numeric) return (a, b) => column.number(a) - column.number(b);
  if (column.type === 'boolean') return (a, b) => Number(column.cell(a)) - Number(column.cell(b));
  if (column.type === 'text') {
    const collator = new Intl.Collator(locale, { numeric: true });
    return (a, b) => collator.compare(String(column.cell(a)), String(column.cell(b)));
  }
  // dates and times are written so that their text sorts as they do
  return (a, b) =>
    String(column.cell(a)) < String(column.cell(b)) ? -1 : Number(String(column.cell(a)) > String(column.cell(b)));
}
