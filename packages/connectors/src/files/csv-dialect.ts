import type { ImportChoices } from '@lumiere/contract';
import { CsvRows, type CsvStyle } from './csv-rows.ts';
import { fileLimits } from './limits.ts';

/** A delimiter and what comes before the table. */
export interface CsvDialect extends CsvStyle {
  readonly skip: number;
}

const delimiters = [',', ';', '\t', '|', ':', ' '] as const;
const headChars = 200_000;
const rowsTried = 200;

/** How the text of a file's beginning is cut into cells, by trying: the cut that gives rows of one width and cells that mean something. */
export function csvDialect(head: string, known: Pick<ImportChoices, 'delimiter' | 'quote' | 'skip'>): CsvDialect {
  const sample = head.slice(0, headChars);
  const said = /^sep=(.)\r?\n/i.exec(sample);
  const marks = known.delimiter !== undefined ? [known.delimiter] : said?.[1] !== undefined ? [said[1]] : delimiters;
  const quotes =
    known.quote !== undefined
      ? [known.quote]
      : sample.includes('"')
        ? ['"']
        : sample.includes("'")
          ? ['"', "'"]
          : ['"'];
  let best: { readonly style: CsvStyle; readonly score: number; readonly counts: readonly number[] } | null = null;
  for (const delimiter of marks) {
    for (const quote of quotes) {
      const escape = quote !== '' && /[^\\]\\["']/.test(sample) && !sample.includes(quote + quote) ? '\\' : quote;
      const style = { delimiter, quote, escape };
      const { score, counts } = judge(sample, style);
      // the first of equals is the commoner one
      if (best === null || score > best.score + 1e-9) best = { style, score, counts };
    }
  }
  const style =
    best === null || (best.score <= 0 && known.delimiter === undefined)
      ? { delimiter: marks[0] ?? ',', quote: '"', escape: '"' }
      : best.style;
  const skip = known.skip ?? (said === null ? 0 : 1) + preamble(sample, style);
  return { ...style, skip };
}

const typed = /^\s*[-+(]?[$€£¥]?\s?\d[\d.,'\s:/TZ+-]*[%)€]?\s*$|^(?:true|false|yes|no)$/i;

function judge(sample: string, style: CsvStyle): { readonly score: number; readonly counts: readonly number[] } {
  const rows = cut(sample, style, rowsTried);
  const counts = rows.map((row) => row.length);
  const width = mode(counts);
  if (width < 2) return { score: 0, counts };
  const even = counts.filter((count) => count === width).length / counts.length;
  let meaning = 0;
  let strange = 0;
  let cells = 0;
  for (const row of rows) {
    for (const cell of row) {
      cells += 1;
      if (cell === null || typed.test(cell)) meaning += 1;
      else if (delimiters.some((mark, i) => i > 0 && i < 4 && mark !== style.delimiter && cell.includes(mark)))
        strange += 1;
    }
  }
  // words are full of spaces and clocks of colons
  const likely = style.delimiter === ' ' || style.delimiter === ':' ? 0.5 : 1;
  return {
    score: likely * even * even * (1 + meaning / cells - strange / cells) * Math.min(1.2, 1 + width / 100),
    counts,
  };
}

/** Lines before the first row of the table's width, where there are only a few. */
function preamble(sample: string, style: CsvStyle): number {
  const rows = cut(sample, style, rowsTried);
  const width = mode(rows.map((row) => row.length));
  const first = rows.findIndex((row) => row.length === width);
  if (width < 2 || first <= 0 || first > 20) return 0;
  // as lines of the file, blank ones too; a title of several lines within quotes is not looked for
  let lines = 0;
  let seen = 0;
  for (const line of sample.split(/\r\n|\n|\r/)) {
    if (line.trim() !== '') seen += 1;
    if (seen > first) return lines;
    lines += 1;
  }
  return 0;
}

/** The first rows of a text, without blank lines. A row that the sample cuts off is left out where there are others. */
export function cut(sample: string, style: CsvStyle, most: number): readonly (readonly (string | null)[])[] {
  const rows: (readonly (string | null)[])[] = [];
  const taker = {
    row: (cells: (string | null)[]) => void (isBlank(cells) || rows.push(cells)),
    broken: () => undefined,
  };
  const reader = new CsvRows(style, taker, { skip: 0, longest: fileLimits.rowLength });
  // in pieces, so that not all of a long text is cut
  for (let at = 0; at < sample.length && rows.length < most; at += 20_000) reader.push(sample.slice(at, at + 20_000));
  if (sample.length < headChars && rows.length < most) reader.end();
  if (rows.length === 0) reader.end();
  return rows.slice(0, most);
}

/** A line without anything on it. */
export const isBlank = (cells: readonly (string | null)[]): boolean =>
  cells.length === 1 && (cells[0] ?? '').trim() === '';

function mode(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  return [...seen].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
