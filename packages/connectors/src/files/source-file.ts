import { type Encoding, type ImportChoices, type Layout, problem, type Problem } from '@lumiere/contract';
import { SourceError } from '../source-error.ts';
import { cleanText } from './clean-text.ts';
import {
  afterLines,
  agrees,
  directCsv,
  jsonLines,
  jsonTable,
  type JsonShape,
  type RawTable,
  repairedCsv,
  sheetTable,
} from './raw-table.ts';
import { csvDialect, cut } from './csv-dialect.ts';
import { wrongExtension } from './detect.ts';
import { hasHeader } from './header.ts';
import { isCsvError, type ImportEngine } from './import-engine.ts';
import { jsonPaths, jsonShape } from './json-shape.ts';
import { fileLimits } from './limits.ts';
import { literal } from './reading-sql.ts';
import { openWorkbook, type SheetRow, type Workbook } from './sheets.ts';
import { unpack, type Unpacked } from './unpack.ts';

/** A column as the file has it: where it stands and what it is called there. */
export interface FoundColumn {
  readonly at: number | readonly string[];
  readonly source: string;
  /** The engine's type, of files that have types. */
  readonly native: string | null;
}

/** A file whose packing, format and layout are known. */
export interface SourceFile {
  readonly unpacked: Unpacked;
  readonly layout: Layout;
  readonly sheets: readonly string[];
  readonly warnings: readonly Problem[];
  /** The columns, in the file's order. */
  columns(): Promise<readonly FoundColumn[]>;
  /** The rows as text; `repair` is for text that the engine does not cut as it should. Parquet has none: it is read as it is. */
  table(columns: readonly FoundColumn[], repair: boolean): Promise<RawTable>;
}

export interface Opening {
  readonly engine: ImportEngine;
  readonly staging: string;
  readonly file: string;
  readonly name: string;
  readonly choices: ImportChoices;
  /** As a plan has it; null where it is to be found out. */
  readonly layout: Layout | null;
  readonly took: (step: 'unpack' | 'read', done: number) => void;
}

/** Opens a file by its content, or as a plan says. Rejects with a `SourceError` what is no table. */
export async function openSource(opening: Opening): Promise<SourceFile> {
  const { choices, layout } = opening;
  const unpacked = await unpack(opening.file, opening.name, choices.member ?? null, opening.staging, (done) =>
    opening.took('unpack', done),
  );
  const opened = await openKind(unpacked, opening);
  if (layout !== null && layout.format !== opened.layout.format) {
    throw new SourceError(
      'file.plan',
      `The file holds ${opened.layout.format}, and the plan is for ${layout.format}.`,
      { hint: 'Inspect the file again.' },
    );
  }
  const renamed = wrongExtension(unpacked.name, opened.layout.format);
  const said = renamed === null ? [] : [problem('file.repaired', renamed, { severity: 'info' })];
  return { ...opened, warnings: [...unpacked.warnings, ...said, ...opened.warnings] };
}

async function openKind(unpacked: Unpacked, opening: Opening): Promise<SourceFile> {
  switch (unpacked.kind) {
    case 'parquet':
      return openParquet(unpacked, opening);
    case 'xlsx':
    case 'xls':
      return openSheets(unpacked, unpacked.kind, opening);
    case 'text': {
      const wanted =
        opening.layout !== null && 'encoding' in opening.layout
          ? opening.layout.encoding
          : (opening.choices.encoding ?? null);
      const text = await cleanText(unpacked.path, wanted, opening.staging, (done) => opening.took('read', done));
      const shape =
        opening.layout?.format === 'csv' || opening.choices.delimiter !== undefined ? null : jsonShape(text.head);
      return shape === null ? openCsv(unpacked, text, opening) : openJson(unpacked, text, shape, opening);
    }
  }
}

type Text = {
  readonly path: string;
  readonly encoding: Encoding;
  readonly head: string;
  readonly warnings: readonly Problem[];
};

function openCsv(
  unpacked: Unpacked,
  text: Text,
  { engine, staging, choices, layout: planned, took }: Opening,
): SourceFile {
  if (text.head.trim() === '')
    throw new SourceError('file.empty', 'The file holds nothing but blank lines.', {
      hint: 'Export it again and look whether it has rows.',
    });
  const { delimiter, quote, escape, skip } = planned?.format === 'csv' ? planned : csvDialect(text.head, choices);
  const first = cut(afterLines(text.head, skip), { delimiter, quote, escape }, 1000);
  const header = planned?.format === 'csv' ? planned.header : (choices.header ?? hasHeader(first));
  const layout = { format: 'csv', encoding: text.encoding, delimiter, quote, escape, header, skip } as const;
  const warnings = [
    ...text.warnings,
    ...headerWarning(header, choices.header ?? (planned === null ? undefined : header)),
  ];
  return {
    unpacked,
    layout,
    sheets: [],
    warnings,
    columns: async () => {
      const width = header ? (first[0]?.length ?? 0) : Math.max(0, ...first.map((row) => row.length));
      // a wide body under a narrow header has columns without names
      const body = header ? common(first.slice(1).map((row) => row.length)) : width;
      return named(header ? (first[0] ?? []) : null, withoutTrailing(first, Math.max(width, body)));
    },
    table: async (columns, repair) => {
      const width = columns.length;
      const direct = directCsv(text.path, layout, width);
      if (!repair && (await agrees(engine, direct, text.head, layout))) return direct;
      return repairedCsv(text.path, layout, width, staging, (done) => took('read', done));
    },
  };
}

/** Delimiters at the end of every line, header included, make no column. */
function withoutTrailing(rows: readonly (readonly (string | null)[])[], width: number): number {
  let used = width;
  while (used > 1 && rows.every((row) => (row[used - 1] ?? null) === null)) used -= 1;
  return used;
}

function common(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  return [...seen].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

const headerWarning = (header: boolean, chosen: boolean | undefined): readonly Problem[] =>
  header || chosen !== undefined
    ? []
    : [
        problem('file.guessed', 'The first row looks like data, so the columns are numbered.', {
          severity: 'info',
          path: 'layout.header',
          hint: 'Say so if the first row holds the names.',
        }),
      ];

function named(header: readonly (string | null)[] | null, width: number): readonly FoundColumn[] {
  if (width > fileLimits.columns) {
    throw new SourceError(
      'file.too-large',
      `The file has ${width.toLocaleString('en')} columns; at most ${fileLimits.columns.toLocaleString('en')} are read.`,
      {
        hint: 'If the delimiter was not recognised, choose it. Else keep the columns that matter, or turn columns into rows.',
      },
    );
  }
  if (width === 0)
    throw new SourceError('file.unreadable', 'The file has no columns.', {
      hint: 'Choose the delimiter, or look whether it has rows.',
    });
  return Array.from({ length: width }, (_, i) => ({
    at: i,
    source: header === null ? `Column ${i + 1}` : (header[i] ?? ''),
    native: null,
  }));
}

function openJson(
  unpacked: Unpacked,
  text: Text,
  found: { readonly shape: JsonShape; readonly records: readonly string[] },
  { engine, staging, choices, layout: planned, took }: Opening,
): SourceFile {
  const records = planned?.format === 'json' ? planned.records : found.records;
  const shape = records.length > 0 ? 'document' : found.shape;
  const nested = planned?.format === 'json' ? planned.nested : (choices.nested ?? 'flatten');
  const lines = new Map<boolean, Promise<string>>();
  const linesOf = (repair: boolean): Promise<string> => {
    const made =
      lines.get(repair) ?? jsonLines(text.path, { records, shape, repair }, staging, (done) => took('read', done));
    lines.set(repair, made);
    return made;
  };
  const structureOf = async (repair: boolean): Promise<unknown> => {
    const from = await linesOf(repair);
    const records = `select case when json_valid(line) then line::json end as record from ${from}`;
    const structured = async (which: string): Promise<unknown> => {
      const [row] = await engine.rows(
        `select json_group_structure(record)::varchar from (${records}) where record is not null ${which}`,
      );
      return JSON.parse(String(row?.[0] ?? 'null')) as unknown;
    };
    // among objects, other values are damage
    return (await structured(`and json_type(record) = 'OBJECT'`)) ?? structured('');
  };
  return {
    unpacked,
    layout: { format: 'json', encoding: text.encoding, records: [...records], nested },
    sheets: [],
    warnings: text.warnings,
    columns: async () => {
      const structure = await structureOf(false).catch((error: unknown) => {
        if (isCsvError(error)) return structureOf(true);
        throw error;
      });
      if (structure === null)
        throw new SourceError('file.unreadable', 'The JSON holds no records.', {
          hint: 'It must hold a list of objects, or one object a line.',
        });
      const paths = jsonPaths(structure, nested);
      const found = named(null, paths.length);
      return found.map((column, i) => ({ ...column, at: paths[i] ?? [], source: paths[i]?.join('.') || 'value' }));
    },
    table: async (columns, repair) =>
      jsonTable(
        await linesOf(repair),
        columns.map(({ at }) => (typeof at === 'number' ? [String(at)] : at)),
      ),
  };
}

async function openSheets(
  unpacked: Unpacked,
  format: 'xlsx' | 'xls',
  { staging, choices, layout: planned, took }: Opening,
): Promise<SourceFile> {
  const workbook = await openWorkbook(unpacked.path, format);
  const wanted = planned !== null && 'sheet' in planned ? planned.sheet : choices.sheet;
  const sheet = wanted ?? (await firstFilled(workbook));
  if (!workbook.sheets.includes(sheet)) {
    throw new SourceError('file.plan', `The workbook has no sheet ${JSON.stringify(sheet)}.`, {
      hint: `It has ${workbook.sheets.slice(0, 10).join(', ')}.`,
    });
  }
  const first: SheetRow[] = [];
  for await (const row of workbook.rows(sheet)) {
    first.push(row);
    if (first.length >= 500) break;
  }
  if (first.length === 0)
    throw new SourceError('file.empty', `The sheet ${JSON.stringify(sheet)} is empty.`, {
      hint: 'Choose another sheet.',
    });
  const width = Math.max(...first.map((row) => row.length));
  const skip = planned !== null && 'sheet' in planned ? planned.skip : (choices.skip ?? titleRows(first, width));
  const rows = first.slice(skip);
  const header = planned !== null && 'sheet' in planned ? planned.header : (choices.header ?? hasHeader(rows));
  const layout = { format, sheet, header, skip } as const;
  const others =
    workbook.sheets.length > 1 && wanted === undefined
      ? [
          problem(
            'file.guessed',
            `The workbook has ${workbook.sheets.length} sheets; ${JSON.stringify(sheet)} is read.`,
            { severity: 'info', path: 'layout.sheet', hint: 'Choose another one if it is not the table.' },
          ),
        ]
      : [];
  return {
    unpacked,
    layout,
    sheets: workbook.sheets,
    warnings: [...others, ...headerWarning(header, choices.header ?? (planned === null ? undefined : header))],
    columns: async () => named(header ? (rows[0] ?? []) : null, withoutTrailing(rows, width)),
    table: (columns) => sheetTable(workbook, layout, columns.length, staging, (done) => took('read', done)),
  };
}

async function firstFilled(workbook: Workbook): Promise<string> {
  for (const sheet of workbook.sheets) {
    for await (const _ of workbook.rows(sheet)) return sheet;
  }
  throw new SourceError('file.empty', 'All sheets of the workbook are empty.', {
    hint: 'Look whether the right workbook was saved.',
  });
}

/** Rows of a title above the table: those with a single cell before one that has more. */
function titleRows(rows: readonly SheetRow[], width: number): number {
  if (width < 2) return 0;
  const first = rows.findIndex((row) => row.filter((cell) => cell !== null).length > 1);
  return first > 0 && first <= 20 ? first : 0;
}

async function openParquet(unpacked: Unpacked, { engine }: Opening): Promise<SourceFile> {
  const describe = async (): Promise<readonly FoundColumn[]> => {
    try {
      const rows = await engine.rows(
        `select column_name, column_type from (describe select * from read_parquet(${literal(unpacked.path)}))`,
      );
      if (rows.length > fileLimits.columns) named(null, rows.length);
      return rows.map(([name, type], i) => ({ at: i, source: String(name), native: String(type) }));
    } catch (error) {
      if (error instanceof SourceError) throw error;
      throw new SourceError('file.unreadable', 'The Parquet file is damaged and cannot be read.', {
        hint: 'Export it again; it may have been cut off.',
        cause: error,
      });
    }
  };
  return {
    unpacked,
    layout: { format: 'parquet' },
    sheets: [],
    warnings: [],
    columns: describe,
    table: (columns) => {
      const select = columns.map(({ source }, i) => `"${source.replaceAll('"', '""')}" as c${i}`).join(', ');
      return Promise.resolve({
        from: `(select ${select} from read_parquet(${literal(unpacked.path)}))`,
        numbered: false,
        width: columns.length,
        broken: null,
        notRecord: null,
      });
    },
  };
}
