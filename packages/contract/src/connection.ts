import { z } from 'zod';
import { valueTypes } from '@lumiere/values';
import { CatalogTableId, ConnectionId, JobId, ReceiptId, RefreshId, text } from './ids.ts';
import { CatalogColumn } from './model.ts';
import { Problem } from './problem.ts';
import { CellValue, Column } from './result.ts';

/** How a source is doing. `unknown` where nobody has asked it anything since the server started. */
export const ConnectionHealth = z.strictObject({
  state: z.enum(['up', 'down', 'unknown']),
  /** Since when it is as it is; null where that is not known. */
  since: z.string().nullable(),
  /** When it last answered, be it with a refusal. */
  answeredAt: z.string().nullable(),
  /** Questions in a row that it did not answer. */
  failures: z.number().int(),
  /** What is wrong, in words; null where nothing is. It may be up, with one failure so far. */
  problem: Problem.nullable(),
});
export type ConnectionHealth = z.infer<typeof ConnectionHealth>;

/** A time in which a source was up, or down for one reason. */
export const HealthSpell = z.strictObject({
  state: z.enum(['up', 'down']),
  from: z.string(),
  /** Null for the present one. */
  until: z.string().nullable(),
  problem: Problem.nullable(),
});
export type HealthSpell = z.infer<typeof HealthSpell>;

export const ConnectionSummary = z.strictObject({
  id: ConnectionId,
  name: z.string(),
  kind: z.string(),
  dialect: z.string(),
  /** True for the sample data, which one click removes and brings back. */
  sample: z.boolean(),
  tables: z.number().int(),
  rows: z.number().int().nullable(),
  asOf: z.string().nullable(),
  status: z.enum(['ready', 'failed', 'loading']),
  /** Why it failed and what to do; null otherwise. */
  reason: z.string().nullable(),
  /** True where it can be reached but shows no tables; `status` is `failed` then, as there is nothing to ask, and `reason` says what to do. */
  empty: z.boolean(),
  health: ConnectionHealth,
  /** Of what is brought here: what a person must know of it, such as that it was cut off or could not be refreshed. */
  notes: z.array(Problem),
});
export type ConnectionSummary = z.infer<typeof ConnectionSummary>;

/** A connection's configuration as its kind's schema says; checked by the kind. */
export const ConnectionConfig = z.record(text(100, 1), z.unknown());
export type ConnectionConfig = z.infer<typeof ConnectionConfig>;

/** A kind of source that can be connected. */
export const ConnectorKind = z.strictObject({
  kind: z.string(),
  title: z.string(),
  /** A sentence for people who choose among the kinds. */
  docs: z.string(),
  dialect: z.string(),
  /** JSON Schema (2020-12) of the form; each property has `title`, `description`, `order` and `group`, secret ones are `writeOnly`. */
  form: z.record(z.string(), z.unknown()),
  /** Fields that are kept encrypted and never shown again. */
  secrets: z.array(z.string()),
  defaultPort: z.number().int().nullable(),
  /** True where `POST /connections/read-only-script` gives a script. */
  hasScript: z.boolean(),
  /**
   * `form`: its configuration is what the form asks for. `file`: a database file that is sent first (`POST /uploads`); its configuration is
   * `{ upload }`, and later says which file it is. One that lies on the server is added by the server's operator, on its command line.
   */
  addedBy: z.enum(['form', 'file']),
});
export type ConnectorKind = z.infer<typeof ConnectorKind>;

/** One step of a test of a connection, in the order they are done in. */
export const ConnectionTestStep = z.strictObject({
  id: z.enum([
    'name',
    'reach',
    'tls',
    'sign-in',
    'database',
    'file',
    'open',
    'resource',
    'records',
    'page-two',
    'read-only',
    'tables',
  ]),
  /** `skipped` where an earlier step failed, or where there is nothing to do. */
  state: z.enum(['passed', 'warning', 'failed', 'skipped']),
  /** What was found, in words. */
  message: z.string(),
  /** Why it failed and what to do, or what to know. */
  problem: Problem.nullable(),
});

/** What a test of a connection found; it always answers 200, and `ok` says whether it can be connected. */
export const ConnectionTest = z.strictObject({
  ok: z.boolean(),
  steps: z.array(ConnectionTestStep),
  tables: z.number().int().nullable(),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;

/** One connection with what only those may see who may change it. */
export const ConnectionDetail = z.strictObject({
  ...ConnectionSummary.shape,
  /** Without its secrets; null for people who may not change the connection. */
  config: ConnectionConfig.nullable(),
  /** Secret fields that have a value. */
  secretsSet: z.array(z.string()),
  createdAt: z.string(),
  /** When its tables were last read, and when they will be; null where they never were or will not by themselves. */
  refreshedAt: z.string().nullable(),
  nextRefreshAt: z.string().nullable(),
  /** The refresh that waits or runs now. */
  refreshing: JobId.nullable(),
});
export type ConnectionDetail = z.infer<typeof ConnectionDetail>;

/** What hangs on a connection and goes, or changes its meaning, with it. */
export const ConnectionImpact = z.strictObject({
  /** Questions in the histories of all people. */
  history: z.number().int(),
  /** People whose histories they are in. */
  people: z.number().int(),
  receipts: z.number().int(),
  schedules: z.number().int(),
  /** Versions of its model. */
  models: z.number().int(),
  tables: z.number().int(),
});
export type ConnectionImpact = z.infer<typeof ConnectionImpact>;

/** A difference that a refresh found between the tables of a source and what was known of them. */
export const SchemaChange = z.strictObject({
  kind: z.enum([
    'table-added',
    'table-removed',
    'table-changed',
    'column-added',
    'column-removed',
    'column-renamed',
    'column-changed',
  ]),
  schema: z.string().nullable(),
  table: z.string(),
  /** Null where it is about the table. Of a renamed column the new name; that it was renamed is a guess by type and place. */
  column: z.string().nullable(),
  /** Name, type or keys before and after, in words of the source; null where there was or is nothing. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** What of the model in force no longer has its column or table: `orders`, `orders.status`. */
  breaks: z.array(z.string()),
});
export type SchemaChange = z.infer<typeof SchemaChange>;

export const RefreshedChange = z.strictObject({ ...SchemaChange.shape, refresh: RefreshId, at: z.string() });
export type RefreshedChange = z.infer<typeof RefreshedChange>;

/** What another configuration would mean for a connection. */
export const ConnectionReplacement = z.strictObject({
  test: ConnectionTest,
  /** What its tables would be like beside those known now; at most 200 are named. Empty where the test failed. */
  changes: z.array(SchemaChange),
  changeCount: z.number().int(),
  impact: ConnectionImpact,
});
export type ConnectionReplacement = z.infer<typeof ConnectionReplacement>;

/** A table of a source as the list of the schema browser shows it. */
export const CatalogEntry = z.strictObject({
  id: CatalogTableId,
  schema: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['table', 'view']),
  /** As counted or estimated by the source; null where that is not known, or where a rule hides rows from this person. */
  rows: z.number().nullable(),
  columns: z.number().int(),
  /** The model's tables that show it, usually one; empty where the model leaves it out. */
  inModel: z.array(z.string()),
  /** What the model calls it; null where it leaves it out. */
  label: z.string().nullable(),
  /** Columns whose names hold the searched words; at most 10. */
  matched: z.array(z.string()),
});
export type CatalogEntry = z.infer<typeof CatalogEntry>;

/** A column of a source's table. What is measured of it is null where the model hides it, or where a rule hides rows from this person. */
export const CatalogField = z.strictObject({
  name: z.string(),
  nativeType: z.string(),
  type: z.enum(valueTypes),
  nullable: z.boolean(),
  primaryKey: z.boolean(),
  /** Unique by itself. */
  unique: z.boolean(),
  /** The model's field that shows it: `orders.status`; null where there is none. */
  field: z.string().nullable(),
  label: z.string().nullable(),
  description: z.string().nullable(),
  distinct: CatalogColumn.shape.distinct.unwrap(),
  estimated: z.boolean(),
  nulls: CatalogColumn.shape.nulls.unwrap(),
  min: CatalogColumn.shape.min.unwrap(),
  max: CatalogColumn.shape.max.unwrap(),
  samples: z.array(CellValue),
  /** True where `samples` holds every distinct value. */
  complete: z.boolean(),
});
export type CatalogField = z.infer<typeof CatalogField>;

const Other = z.strictObject({
  /** Null where this person does not see that table. */
  table: CatalogTableId.nullable(),
  schema: z.string().nullable(),
  name: z.string(),
  columns: z.array(z.string()),
});

export const CatalogTableDetail = z.strictObject({
  ...CatalogEntry.shape,
  columns: z.array(CatalogField),
  description: z.string().nullable(),
  primaryKey: z.array(z.string()),
  unique: z.array(z.array(z.string())),
  /** What its rows point at. */
  foreignKeys: z.array(z.strictObject({ columns: z.array(z.string()), to: Other })),
  /** What points at its rows. */
  referencedBy: z.array(z.strictObject({ columns: z.array(z.string()), from: Other })),
  /** When it was last read. */
  seenAt: z.string(),
  /** Why samples and ranges are left out, in words; null where they are not. */
  withheld: z.string().nullable(),
});
export type CatalogTableDetail = z.infer<typeof CatalogTableDetail>;

/** The first rows of a table as this person may see them. */
export const TableRows = z.strictObject({
  columns: z.array(Column),
  data: z.array(z.array(CellValue)),
  rowCount: z.number().int(),
  /** True where the table has more. */
  truncated: z.boolean(),
  asOf: z.string(),
  receipt: ReceiptId.nullable(),
  /** Columns beyond the fifty that are shown. */
  omitted: z.number().int(),
  /** The rules on rows that were applied, in words; empty where none were. */
  policy: z.string(),
});
export type TableRows = z.infer<typeof TableRows>;
