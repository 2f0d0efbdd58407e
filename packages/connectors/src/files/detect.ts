import type { FileFormat } from '@lumiere/contract';
import { SourceError } from '../source-error.ts';

/** What the first bytes of a file tell; text is looked at further. */
export type Detected = { readonly kind: 'gzip' | 'zip' | 'parquet' | 'ole' | 'text' };

const refused: readonly (readonly [RegExp, string, string | null])[] = [
  [/^%PDF-/, 'a PDF document', 'Upload the spreadsheet or the data that it was made from.'],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8|^RIFF....WEBP/s, 'a picture', null],
  [/^SQLite format 3\0/, 'a SQLite database', 'Connect it as a source of its own.'],
  [/^.{8}DUCK/s, 'a DuckDB database', 'Connect it as a source of its own.'],
  [/^ORC/, 'an ORC file', 'Convert it to Parquet.'],
  [/^Obj[^ -~\n]/, 'an Avro file', 'Convert it to Parquet.'],
  [/^ARROW1|^FEA1/, 'an Arrow file', 'Convert it to Parquet.'],
  [/^7z\xbc\xaf|^Rar!/, 'an archive of a kind that is not unpacked', 'Pack it as ZIP, or upload the files in it.'],
  [/^BZh\d|^\xfd7zXZ|^\x28\xb5\x2f\xfd/, 'compressed in a way that is not read', 'Upload it gzipped, or as it is.'],
  [/^\x7fELF|^MZ.{50}/s, 'a program', null],
  [/^\s*<(?:!doctype html|html)/i, 'a web page', 'Save the table as CSV or as a workbook.'],
  [/^\s*<\?xml|^\s*<[a-z:]+[ >]/i, 'an XML document', 'Save the table as CSV or as a workbook.'],
];

/** What a file is by its first bytes; names are not asked. Rejects in words what is certainly no table. */
export function detect(head: Buffer, name: string): Detected {
  if (head.length === 0)
    throw new SourceError('file.unreadable', 'The file is empty.', {
      hint: 'Export it again and look whether it has rows.',
    });
  const text = head.toString('latin1', 0, 400);
  if (text.startsWith('\x1f\x8b')) return { kind: 'gzip' };
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return { kind: 'zip' };
  if (text.startsWith('PAR1')) return { kind: 'parquet' };
  if (text.startsWith('\xd0\xcf\x11\xe0')) return { kind: 'ole' };
  for (const [pattern, what, hint] of refused) {
    if (pattern.test(text.replace(/^\xef\xbb\xbf/, ''))) {
      throw new SourceError(
        'file.unsupported',
        `The file is ${what}${/\.\w+$/.test(name) ? `, though it is called ${JSON.stringify(name.slice(-80))}` : ''}; tables are read from CSV, JSON, Excel and Parquet.`,
        { hint },
      );
    }
  }
  return { kind: 'text' };
}

const extensions: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  json: 'json',
  ndjson: 'json',
  jsonl: 'json',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  xls: 'xls',
  parquet: 'parquet',
  pq: 'parquet',
};

const titles: Record<FileFormat, string> = {
  csv: 'text with delimiters',
  json: 'JSON',
  xlsx: 'an Excel workbook',
  xls: 'an old Excel workbook',
  parquet: 'Parquet',
};

/** Said where the name of a file promises something else than it holds; null where they agree. */
export function wrongExtension(name: string, found: FileFormat): string | null {
  const extension = /\.([a-z0-9]+)$/i.exec(name.replace(/\.(gz|zip)$/i, ''))?.[1]?.toLowerCase() ?? '';
  const promised = extensions[extension];
  if (promised === undefined || promised === found) return null;
  return `The file is called .${extension} but holds ${titles[found]}; it is read as that.`;
}
