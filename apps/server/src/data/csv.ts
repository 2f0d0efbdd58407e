import type { Column, Result } from '@lumiere/contract';
import type { Cell } from '@lumiere/values';

/** Rows written before others get their turn. */
const rowsAtOnce = 2000;
const formula = /^[=+\-@\t\r]/;

/**
 * A result as CSV by RFC 4180, UTF-8 without a mark: a line of labels, then the cells exactly as they travel (dates in ISO form, decimals with
 * every digit). A missing value is empty, an empty text is `""`. Text that a spreadsheet would run as a formula gets an apostrophe in front;
 * numbers and dates are never touched.
 */
export async function csvOf(
  columns: readonly Pick<Column, 'label' | 'type'>[],
  data: Result['data'],
  rowCount: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [Buffer.from(`${columns.map(({ label }) => text(label)).join(',')}\r\n`)];
  for (let start = 0; start < rowCount; start += rowsAtOnce) {
    const lines: string[] = [];
    for (let row = start; row < Math.min(start + rowsAtOnce, rowCount); row++) {
      lines.push(columns.map((column, index) => cell(column, data[index]?.[row] ?? null)).join(','));
    }
    chunks.push(Buffer.from(`${lines.join('\r\n')}\r\n`));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(chunks);
}

function cell({ type }: Pick<Column, 'type'>, value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return type === 'text' || type === 'json' || type === 'binary' ? text(value) : quoted(value);
}

function text(value: string): string {
  return value === '' ? '""' : quoted(formula.test(value) ? `'${value}` : value);
}

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** A file name of the question's own words that every system takes. */
export function csvName(question: string): string {
  const words = question
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return `${words === '' ? 'lumiere-answer' : words}.csv`;
}
