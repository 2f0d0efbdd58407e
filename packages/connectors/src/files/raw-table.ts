import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Layout } from '@lumiere/contract';
import { SourceError } from '../source-error.ts';
import { cut, isBlank } from './csv-dialect.ts';
import { CsvRows } from './csv-rows.ts';
import { isCsvError, type ImportEngine } from './import-engine.ts';
import { JsonRecords, JsonShapeError } from './json-records.ts';
import { fileLimits } from './limits.ts';
import { literal } from './reading-sql.ts';
import { RowWriter } from './row-writer.ts';
import type { Workbook } from './sheets.ts';

/** A file as the engine sees it: rows of text, before anything is read as a number or a date. */
export interface RawTable {
  /** `select … from` this; columns `c0`, `c1`, … of text, and `r`, the row's number from 1, where `numbered`. */
  readonly from: string;
  readonly numbered: boolean;
  readonly width: number;
  /** Rows that could not even be cut into cells: a CSV of number, text and reason. */
  readonly broken: { readonly file: string; readonly rows: number } | null;
  /** For JSON: the record as it stands is the column `line`, and this says that it is none. */
  readonly notRecord: string | null;
}

type CsvLayout = Extract<Layout, { format: 'csv' }>;

const names = (width: number): readonly string[] => Array.from({ length: width }, (_, i) => `c${i}`);
const columns = (list: readonly string[]): string => `{${list.map((name) => `'${name}': 'VARCHAR'`).join(', ')}}`;
const lineBytes = fileLimits.rowLength * 2;
const read = (file: string, options: string): string =>
  `read_csv(${literal(file)}, auto_detect = false, ${options}, max_line_size = ${lineBytes}, buffer_size = ${lineBytes * 2})`;

/** The file read by the engine itself: quickest, and only for text that is without a fault. */
export function directCsv(file: string, layout: CsvLayout, width: number): RawTable {
  const { delimiter, quote, escape, header, skip } = layout;
  const options = `header = ${header}, skip = ${skip}, delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote === '' ? '' : escape)}, allow_quoted_nulls = false, strict_mode = true, columns = ${columns(names(width))}`;
  return { from: read(file, options), numbered: false, width, broken: null, notRecord: null };
}

/** True where the engine cuts the beginning of the text as `CsvRows` does, which it must for what comes after it to be trusted. */
export async function agrees(engine: ImportEngine, table: RawTable, head: string, layout: CsvLayout): Promise<boolean> {
  try {
    const text = afterLines(head, layout.skip);
    const mine = cut(text, layout, 4)
      .slice(layout.header ? 1 : 0)
      .slice(0, 3);
    const theirs = await engine.rows(`select ${names(table.width).join(', ')} from ${table.from} limit ${mine.length}`);
    return JSON.stringify(theirs) === JSON.stringify(mine);
  } catch (error) {
    if (isCsvError(error)) return false;
    throw error;
  }
}

/** Text without its first lines. */
export function afterLines(text: string, lines: number): string {
  let at = 0;
  for (let i = 0; i < lines; i += 1) {
    const found = /\r\n|\n|\r/g;
    found.lastIndex = at;
    const end = found.exec(text);
    if (end === null) return '';
    at = end.index + end[0].length;
  }
  return text.slice(at);
}

/** The file rewritten row by row, whatever its faults; rows that have another number of cells are set aside. */
export async function repairedCsv(
  file: string,
  layout: CsvLayout,
  width: number,
  staging: string,
  took: (bytes: number) => void,
): Promise<RawTable> {
  const out = await RowWriter.create(path.join(staging, 'rows.csv'));
  const aside = await RowWriter.create(path.join(staging, 'broken.csv'));
  let row = 0;
  let header = layout.header;
  const take = (cells: (string | null)[]): void => {
    if (isBlank(cells) && width > 1) return;
    if (header) {
      header = false;
      return;
    }
    row += 1;
    // delimiters at the end of a line are common and mean nothing
    while (cells.length > width && cells.at(-1) === null) cells.pop();
    if (cells.length === width) out.put([String(row), ...cells], width + 1);
    else {
      const raw = cells.map((cell) => cell ?? '').join(layout.delimiter);
      aside.put(
        [
          String(row),
          raw.slice(0, 1000),
          `the row has ${cells.length.toLocaleString('en')} cells instead of ${width.toLocaleString('en')}`,
        ],
        3,
      );
    }
  };
  const broken = (raw: string, reason: string): void => {
    if (header) {
      header = false;
      return;
    }
    row += 1;
    aside.put([String(row), raw, reason], 3);
  };
  const rows = new CsvRows(layout, { row: take, broken }, { skip: layout.skip, longest: fileLimits.rowLength });
  try {
    let bytes = 0;
    for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 262_144 })) {
      // with an encoding a stream gives texts; a mark at the beginning belongs to none of them
      rows.push(bytes === 0 ? (piece as string).replace(/^\ufeff/, '') : (piece as string));
      bytes += (piece as string).length;
      took(bytes);
      await out.flush();
      await aside.flush();
    }
    rows.end();
  } finally {
    await out.close();
    await aside.close();
  }
  return written(aside, width, staging);
}

/** The rows of a sheet, written as text. */
export async function sheetTable(
  workbook: Workbook,
  layout: Extract<Layout, { format: 'xlsx' | 'xls' }>,
  width: number,
  staging: string,
  took: (rows: number) => void,
): Promise<RawTable> {
  const out = await RowWriter.create(path.join(staging, 'rows.csv'));
  const aside = await RowWriter.create(path.join(staging, 'broken.csv'));
  const before = layout.skip + (layout.header ? 1 : 0);
  let seen = 0;
  try {
    for await (const cells of workbook.rows(layout.sheet)) {
      seen += 1;
      if (seen <= before) continue;
      const row = String(seen - before);
      while (cells.length > width && cells.at(-1) === null) cells.pop();
      if (cells.length > width) {
        aside.put(
          [
            row,
            cells
              .map((cell) => cell ?? '')
              .join('\t')
              .slice(0, 1000),
            `the row has ${cells.length} cells instead of ${width}`,
          ],
          3,
        );
      } else if (out.put([row, ...cells], width + 1)) {
        await out.flush();
        took(seen);
      }
    }
  } finally {
    await out.close();
    await aside.close();
  }
  return written(aside, width, staging);
}

function written(aside: RowWriter, width: number, staging: string): RawTable {
  const options = `header = false, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, columns = ${columns(['r', ...names(width)])}`;
  return {
    from: read(path.join(staging, 'rows.csv'), options),
    numbered: true,
    width,
    broken: aside.rows === 0 ? null : { file: path.join(staging, 'broken.csv'), rows: aside.rows },
    notRecord: null,
  };
}

/** Reads what a `RawTable` set aside: columns `r`, `raw`, `reason`. */
export const brokenRows = (file: string): string =>
  read(file, `header = false, delim = ',', quote = '"', escape = '"', columns = ${columns(['r', 'raw', 'reason'])}`);

/** How the records of a JSON file lie in it. */
export type JsonShape = 'lines' | 'document';

/** A file with one record a line, as a table with the column `line`: the file itself, or rewritten where it is a document or a line is too long. */
export async function jsonLines(
  file: string,
  of: { readonly records: readonly string[]; readonly shape: JsonShape; readonly repair: boolean },
  staging: string,
  took: (bytes: number) => void,
): Promise<string> {
  let from = file;
  if (of.shape === 'document' || of.repair) {
    from = path.join(staging, 'records.json');
    await rewriteRecords(file, from, of, took);
  }
  // characters that JSON cannot hold stand for delimiter and missing value, so that each line is one cell
  const options = `header = false, delim = '\x01', quote = '', escape = '', nullstr = '\x02', columns = {'line': 'VARCHAR'}`;
  return `(select line from ${read(from, options)} where trim(line) <> '')`;
}

async function rewriteRecords(
  file: string,
  target: string,
  of: { readonly records: readonly string[]; readonly shape: JsonShape },
  took: (bytes: number) => void,
): Promise<void> {
  const out = await open(target, 'w');
  let text = '';
  const put = (record: string): void => void (text += `${record}\n`);
  const reader =
    of.shape === 'document'
      ? new JsonRecords(of.records, put, fileLimits.rowLength)
      : new CsvRows(
          { delimiter: '\x01', quote: '', escape: '' },
          { row: (cells) => put(cells.join('')), broken: () => put('a record that is too long') },
          { skip: 0, longest: fileLimits.rowLength },
        );
  let bytes = 0;
  try {
    for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 262_144 })) {
      // with an encoding a stream gives texts
      reader.push(piece as string);
      bytes += (piece as string).length;
      took(bytes);
      if (text !== '') await out.write(text);
      text = '';
    }
    reader.end();
    if (text !== '') await out.write(text);
  } catch (error) {
    if (!(error instanceof JsonShapeError)) throw error;
    throw new SourceError('file.unreadable', `The JSON cannot be read: ${error.message}`, {
      hint: 'Export it again; it may have been cut off.',
    });
  } finally {
    await out.close();
  }
}

/** The engine reads a number with a fraction, or of more digits than fit a whole one, as a double: in lines with long ones they are made texts. */
const longNumber = `regexp_matches(line, '[0-9][0-9.]{15}')`;
const asText = (of: string): string =>
  `regexp_replace(${of}, '([:,\\[]\\s*)(-?[0-9][0-9.]{15,}(?:[eE][+-]?[0-9]+)?)(\\s*[,}\\]])', '\\1"\\2"\\3', 'g')`;
// twice, because neighbours in a list share their comma; what is no JSON any more had such digits in a text
const texts = asText(asText('line'));
const exact = `case when ${longNumber} and json_valid(${texts}) then ${texts} else line end`;

/** Records as columns of text, each by its path of keys. */
export function jsonTable(lines: string, paths: readonly (readonly string[])[]): RawTable {
  const pointers = paths.map((keys) =>
    keys.length === 0
      ? `'$'`
      : literal(keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')),
  );
  const cells = paths.map((_, i) => `p[${i + 1}] as c${i}`).join(', ');
  // a number or a text among objects is no record
  const record = paths.some((keys) => keys.length > 0) ? `json_type(line) in ('OBJECT', 'ARRAY')` : 'true';
  const extract = `case when json_valid(line) then case when ${record} then json_extract_string(${exact}, [${pointers.join(', ')}]) end end`;
  return {
    from: `(select line, p is null as no_record, ${cells} from (select line, ${extract} as p from ${lines}))`,
    numbered: false,
    width: paths.length,
    broken: null,
    notRecord: 'no_record',
  };
}
