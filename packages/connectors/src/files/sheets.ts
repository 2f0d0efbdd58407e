import { open, readFile, stat } from 'node:fs/promises';
import { SourceError } from '../source-error.ts';
import { fileLimits } from './limits.ts';
import { zipMembers, zipStream } from './zip.ts';

/** A row of a sheet as texts: what a person would read, numbers with all their digits, dates the year first. */
export type SheetRow = (string | null)[];

/** A workbook, by whichever library reads it. Rows without any value are left out. */
export interface Workbook {
  readonly sheets: readonly string[];
  rows(sheet: string): AsyncIterable<SheetRow>;
}

/** Opens a workbook; it is held in memory, so its size is bounded. */
export async function openWorkbook(file: string, kind: 'xlsx' | 'xls'): Promise<Workbook> {
  const { size } = await stat(file);
  if (size > fileLimits.workbookBytes) {
    throw new SourceError(
      'file.too-large',
      `A workbook may have ${fileLimits.workbookBytes / 1024 ** 2} MB at most; this one has ${Math.ceil(size / 1024 ** 2)}.`,
      { hint: 'Save the sheet as CSV, which may be larger.' },
    );
  }
  try {
    return kind === 'xlsx' ? await openXlsx(file) : await openXls(file);
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return /password|encrypt/i.test(text)
    ? new SourceError('file.unreadable', 'The workbook is protected by a password.', {
        hint: 'Save a copy without a password.',
        cause: error,
      })
    : new SourceError('file.unreadable', 'The workbook is damaged and cannot be read.', {
        hint: 'Open it in Excel, save it again and upload that.',
        cause: error,
      });
}

async function openXlsx(file: string): Promise<Workbook> {
  const sheets = await sheetNames(file);
  return {
    sheets,
    async *rows(sheet) {
      const { streamXlsxRows } = await import('hucre/xlsx');
      try {
        for await (const { values } of streamXlsxRows(await readFile(file), { sheet: sheets.indexOf(sheet) })) {
          const row = values.map(cellText);
          if (row.some((cell) => cell !== null)) yield row;
        }
      } catch (error) {
        throw unreadable(error);
      }
    },
  };
}

/** The names of a workbook's sheets in their order, read from its own list. */
async function sheetNames(file: string): Promise<readonly string[]> {
  const handle = await open(file, 'r');
  try {
    const member = (await zipMembers(handle, fileLimits.workbookUnpacked)).find(
      (each) => each.name === 'xl/workbook.xml',
    );
    if (member === undefined || member.size > 10_000_000) throw new Error('no list of sheets');
    const parts: Buffer[] = [];
    for await (const part of await zipStream(handle, member)) parts.push(part as Buffer);
    const xml = Buffer.concat(parts).toString('utf8');
    const names = [...xml.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g)].map((match) => plain(match[1] ?? ''));
    if (names.length === 0) throw new Error('no sheets');
    return names;
  } finally {
    await handle.close();
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const plain = (xml: string): string =>
  xml.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (all, hex: string | undefined, number: string | undefined, name: string | undefined) =>
      hex !== undefined || number !== undefined
        ? String.fromCodePoint(Number.parseInt(hex ?? number ?? '0', hex === undefined ? 10 : 16))
        : (entities[name ?? ''] ?? all),
  );

async function openXls(file: string): Promise<Workbook> {
  const { read, utils } = await import('@e965/xlsx');
  const book = read(await readFile(file), {
    dense: true,
    cellDates: true,
    UTC: true,
    cellFormula: false,
    cellHTML: false,
  });
  return {
    sheets: book.SheetNames,
    // eslint-disable-next-line typescript/require-await -- the other library streams
    async *rows(sheet) {
      const found = book.Sheets[sheet];
      if (found === undefined) return;
      const rows = utils.sheet_to_json<readonly unknown[]>(found, {
        header: 1,
        raw: true,
        defval: null,
        blankrows: false,
        UTC: true,
      });
      for (const row of rows) yield Array.from(row, cellText);
    },
  };
}

/** A cell as text. Numbers have the 15 digits that a workbook keeps; a moment without a day is a time. */
function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return String(Number(value.toPrecision(15)));
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null;
    const text = value.toISOString();
    const clock = text.slice(11, text.endsWith('.000Z') ? 19 : 23);
    if (value.getTime() < Date.UTC(1900, 0, 1)) return clock;
    return clock === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${clock}`;
  }
  if (typeof value === 'string') return value.replaceAll('\0', '');
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}
