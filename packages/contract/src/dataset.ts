import { z } from 'zod';
import { valueTypes } from '@lumiere/values';
import { encodings } from './encodings.ts';
import { text } from './ids.ts';
import { Problem, Severity } from './problem.ts';
import { CellValue } from './result.ts';

/** What a file turned out to be, whatever its name says. */
export const FileFormat = z.enum(['csv', 'json', 'xlsx', 'xls', 'parquet']);
export type FileFormat = z.infer<typeof FileFormat>;

export const Encoding = z.enum(encodings);
export type Encoding = z.infer<typeof Encoding>;

export const DateOrder = z.enum(['ymd', 'dmy', 'mdy']);
export type DateOrder = z.infer<typeof DateOrder>;

const mark = z.string().max(4);

/** How the digits of a number are written. `symbols` (currency, units) may stand before or after it. */
export const NumberStyle = z.strictObject({
  decimal: z.enum(['.', ',']).default('.'),
  /** Between thousands; empty where there is nothing. */
  grouping: z.enum(['', ',', '.', ' ', "'"]).default(''),
  symbols: z.array(text(10, 1)).max(10).default([]),
  /** `12 %` is read as 0.12. */
  percent: z.boolean().default(false),
  /** `(12)` is read as -12. */
  parentheses: z.boolean().default(false),
});
export type NumberStyle = z.infer<typeof NumberStyle>;

/** How the text of a cell becomes a value. */
export const Reading = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('integer'), style: NumberStyle }),
  z.strictObject({
    type: z.literal('decimal'),
    style: NumberStyle,
    precision: z.number().int().min(1).max(38),
    scale: z.number().int().min(0).max(37),
  }),
  z.strictObject({ type: z.literal('double'), style: NumberStyle }),
  z.strictObject({
    type: z.literal('boolean'),
    true: z.array(text(20, 1)).min(1).max(10),
    false: z.array(text(20, 1)).min(1).max(10),
  }),
  z.strictObject({ type: z.literal('date'), order: DateOrder }),
  z.strictObject({ type: z.literal('time') }),
  /** A wall clock without a zone. */
  z.strictObject({ type: z.literal('timestamp'), order: DateOrder }),
  /** A point in time: each value states its offset. */
  z.strictObject({ type: z.literal('instant'), order: DateOrder.default('ymd') }),
  z.strictObject({ type: z.literal('json') }),
  /** As the file has it: columns of Parquet, which are typed already. */
  z.strictObject({ type: z.literal('native'), as: z.enum(valueTypes), native: z.string() }),
]);
export type Reading = z.infer<typeof Reading>;

/** One column of the file and what is made of it. */
export const PlanColumn = z.strictObject({
  /** Where it stands: the position in the row, or for JSON the path of keys, empty for the record itself. */
  at: z.union([z.number().int().min(0), z.array(z.string()).max(10)]),
  /** What the file calls it. */
  source: z.string(),
  /** What it will be called; unique without regard to case. */
  name: text(63, 1),
  use: z.boolean().default(true),
  reading: Reading,
  /** Spellings of "no value" beside the empty cell. */
  nulls: z.array(text(40)).max(20).default([]),
  /** Why it is read so, in a sentence. */
  evidence: z.string().default(''),
});
export type PlanColumn = z.infer<typeof PlanColumn>;

/** How the bytes are cut into rows and cells. */
export const Layout = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('csv'),
    encoding: Encoding,
    delimiter: text(1, 1),
    /** Empty where nothing is quoted. */
    quote: mark.max(1),
    /** What stands before a quote inside quotes: the quote itself, or a backslash. */
    escape: mark.max(1),
    header: z.boolean(),
    /** Lines before the header or the first row. */
    skip: z.number().int().min(0).max(1000),
  }),
  z.strictObject({
    format: z.literal('json'),
    encoding: Encoding,
    /** Keys that lead to the list of records; empty where the file is the list or holds one record a line. */
    records: z.array(z.string()).max(5),
    /** Objects inside records: each key a column, or one column of JSON. */
    nested: z.enum(['flatten', 'keep']),
  }),
  z.strictObject({
    format: z.enum(['xlsx', 'xls']),
    sheet: z.string(),
    header: z.boolean(),
    skip: z.number().int().min(0).max(1000),
  }),
  z.strictObject({ format: z.literal('parquet') }),
]);
export type Layout = z.infer<typeof Layout>;

/** All that is needed to read a file the same way again; every part of it is a guess that can be corrected. */
export const ImportPlan = z.strictObject({
  packed: z.enum(['none', 'gzip', 'zip']),
  /** Which file of an archive. */
  member: z.string().nullable(),
  layout: Layout,
  columns: z.array(PlanColumn).min(1).max(2000),
});
export type ImportPlan = z.infer<typeof ImportPlan>;

/** What a person may say before the columns are guessed: what is left out is found out. */
export const ImportChoices = z.strictObject({
  member: z.string().optional(),
  sheet: z.string().optional(),
  encoding: Encoding.optional(),
  delimiter: text(1, 1).optional(),
  quote: z.string().max(1).optional(),
  header: z.boolean().optional(),
  skip: z.number().int().min(0).max(1000).optional(),
  nested: z.enum(['flatten', 'keep']).optional(),
  dateOrder: DateOrder.optional(),
});
export type ImportChoices = z.infer<typeof ImportChoices>;

/** What a file holds, how it would be read, and what it would look like. */
export const FileInspection = z.strictObject({
  bytes: z.number(),
  /** SHA-256 of the file as it was given. */
  sha256: z.string(),
  plan: ImportPlan,
  /** Files of an archive and sheets of a workbook that could be chosen instead. */
  members: z.array(z.string()),
  sheets: z.array(z.string()),
  /** What a dataset of it would be called: by the file, or by the sheet or member where there are several. */
  name: z.string(),
  /** Rows counted; null where the file was not read to its end. */
  rows: z.number().int().nullable(),
  /** Rows that the plan would set aside. */
  misfits: z.number().int(),
  /** The first rows: each cell as it stands, and as it is read; `bad` says which row would be set aside and why. */
  preview: z.strictObject({
    raw: z.array(z.array(z.string().nullable())),
    read: z.array(z.array(CellValue)),
    bad: z.array(z.strictObject({ row: z.number().int(), reason: z.string() })),
  }),
  warnings: z.array(Problem),
});
export type FileInspection = z.infer<typeof FileInspection>;

/** How far a file has been read. `done` and `total` are bytes or rows of the step. */
export const ImportProgress = z.strictObject({
  step: z.enum(['unpack', 'read', 'write', 'profile']),
  done: z.number(),
  total: z.number().nullable(),
});
export type ImportProgress = z.infer<typeof ImportProgress>;

export const DatasetColumn = z.strictObject({ name: z.string(), type: z.enum(valueTypes), native: z.string() });
export type DatasetColumn = z.infer<typeof DatasetColumn>;

/** A state of a dataset that can be gone back to. */
export const DatasetVersion = z.strictObject({
  id: z.string(),
  /** ISO instant. */
  at: z.string(),
  how: z.enum(['replace', 'append']),
  rows: z.number().int(),
  rejected: z.number().int(),
  bytes: z.number(),
  columns: z.array(DatasetColumn),
  /** The file that made it. */
  file: z.strictObject({ name: z.string(), sha256: z.string(), bytes: z.number() }),
  warnings: z.array(Problem),
});
export type DatasetVersion = z.infer<typeof DatasetVersion>;

export const HistogramBin = z.strictObject({ from: CellValue, to: CellValue, count: z.number().int() });
export type HistogramBin = z.infer<typeof HistogramBin>;

export const ProfileFlag = z.enum([
  'nulls',
  'empty',
  'constant',
  'unique',
  'outliers',
  'case-variants',
  'whitespace',
  'future-dates',
  'ancient-dates',
  'not-finite',
  'mixed-patterns',
  'duplicate-rows',
  'rejected-rows',
]);
export type ProfileFlag = z.infer<typeof ProfileFlag>;

/** Something about the data that a person should know before trusting it. */
export const ProfileIssue = z.strictObject({
  flag: ProfileFlag,
  severity: Severity,
  column: z.string().nullable(),
  message: z.string(),
  /** Rows or values that it is about. */
  count: z.number().int(),
});
export type ProfileIssue = z.infer<typeof ProfileIssue>;

/** Numbers that stand for values of a column are in the wire form of its type. */
export const ColumnProfile = z.strictObject({
  name: z.string(),
  type: z.enum(valueTypes),
  native: z.string(),
  rows: z.number().int(),
  nulls: z.number().int(),
  /** Text of no length or only of spaces. */
  empty: z.number().int(),
  distinct: z.number().int(),
  /** True where `distinct` was estimated (about 2 % off) because there are too many rows to count. */
  estimated: z.boolean(),
  min: CellValue,
  max: CellValue,
  mean: z.number().nullable(),
  stddev: z.number().nullable(),
  quartiles: z.array(CellValue).length(3).nullable(),
  /** Of text, in characters. */
  length: z.strictObject({ min: z.number(), max: z.number(), mean: z.number() }).nullable(),
  /** Commonest first, then by value. */
  top: z.array(z.strictObject({ value: CellValue, count: z.number().int() })),
  histogram: z.array(HistogramBin),
  /** Shapes of text: `a` a small letter, `A` a capital, `9` a digit, runs once. */
  patterns: z.array(z.strictObject({ pattern: z.string(), count: z.number().int() })),
  /** Share of cells that have a value, 0 to 1. */
  completeness: z.number(),
  /** Distinct values among those there are, 0 to 1. */
  uniqueness: z.number(),
  /** Share of values without a flaw, 0 to 1. */
  validity: z.number(),
  /** 0 to 100: 60 % completeness and 40 % validity. */
  quality: z.number(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** What is in a table, column by column, and how far it can be trusted. */
export const DataProfile = z.strictObject({
  rows: z.number().int(),
  /** Rows set aside when the file was read. */
  errorRows: z.number().int(),
  /** Rows in which no cell has a value. */
  emptyRows: z.number().int(),
  validRows: z.number().int(),
  /** Rows that repeat an earlier one in every column; null where there were too many to compare. */
  duplicateRows: z.number().int().nullable(),
  completeness: z.number(),
  uniqueness: z.number(),
  /** 0 to 100: the mean of the columns' quality, times the share of rows that are neither set aside, empty nor duplicates. */
  quality: z.number(),
  columns: z.array(ColumnProfile),
  issues: z.array(ProfileIssue),
});
export type DataProfile = z.infer<typeof DataProfile>;
