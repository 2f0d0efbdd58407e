import { z } from 'zod';
import { valueTypes } from '@lumiere/values';
import { text } from './ids.ts';
import { Condition, MeasureExpression, TableId } from './query.ts';
import { Format } from './result.ts';
import { Role } from './principal.ts';

const LocalId = TableId;
const words = z.array(text(200, 1)).max(100).default([]);

/**
 * What a field is for. `key` identifies a row or points at one; `label` names a row to people; `category` groups; `time` dates;
 * `number` is measured; `flag` is yes or no; `text` is free text; `place` is geographic.
 */
export const FieldRole = z.enum(['key', 'label', 'category', 'time', 'number', 'flag', 'text', 'place']);
export type FieldRole = z.infer<typeof FieldRole>;

export const Field = z.strictObject({
  id: LocalId,
  label: text(200, 1),
  synonyms: words,
  description: text(2000).nullable().default(null),
  /** Physical column name in the table's source. */
  column: text(200, 1),
  type: z.enum(valueTypes),
  role: FieldRole,
  format: Format.nullable().default(null),
  /** Zone in which a naive timestamp was written; null means UTC. */
  storedZone: z.string().nullable().default(null),
  hidden: z.boolean().default(false),
  /** False where adding it up is meaningless: a price, a rate, a year, a score. */
  additive: z.boolean().default(true),
  /** True where two rows may not hold the same value. */
  unique: z.boolean().default(false),
  nullable: z.boolean().default(true),
});
export type Field = z.infer<typeof Field>;

export const Measure = z.strictObject({
  id: LocalId,
  label: text(200, 1),
  synonyms: words,
  description: text(2000).nullable().default(null),
  value: MeasureExpression,
  format: Format.nullable().default(null),
  hidden: z.boolean().default(false),
  /** Which end is good: more revenue is good, more returns are not. */
  better: z.enum(['higher', 'lower', 'neutral']).default('neutral'),
});
export type Measure = z.infer<typeof Measure>;

/** A named condition of a table that people say as a word: "current employees", "won deals". */
export const Segment = z.strictObject({
  id: LocalId,
  label: text(200, 1),
  synonyms: words,
  description: text(2000).nullable().default(null),
  where: Condition,
});
export type Segment = z.infer<typeof Segment>;

export const Table = z.strictObject({
  id: LocalId,
  /** Plural noun: `Order items`. */
  label: text(200, 1),
  /** What one row is: `order item`. */
  singular: text(200, 1),
  synonyms: words,
  description: text(2000).nullable().default(null),
  source: z.strictObject({ schema: text(200).nullable().default(null), name: text(200, 1) }),
  /** Field ids that together identify a row; empty where unknown. */
  primaryKey: z.array(LocalId).max(20).default([]),
  /** The field whose date places a row in time. */
  time: LocalId.nullable().default(null),
  /** The fields that name a row to people; first and last name are two. */
  labels: z.array(LocalId).max(5).default([]),
  fields: z.array(Field).min(1).max(5000),
  measures: z.array(Measure).max(500).default([]),
  segments: z.array(Segment).max(200).default([]),
  hidden: z.boolean().default(false),
});
export type Table = z.infer<typeof Table>;

/** Rows of `from` point at one row of `to`. Both column lists are field ids of equal length. */
export const Join = z.strictObject({
  from: z.strictObject({ table: TableId, fields: z.array(LocalId).min(1).max(20) }),
  to: z.strictObject({ table: TableId, fields: z.array(LocalId).min(1).max(20) }),
  cardinality: z.enum(['many-to-one', 'one-to-one']).default('many-to-one'),
  /** Which of several relations between the same tables this is, in words: `manager`, `origin`. Null for the usual one. */
  role: text(100).nullable().default(null),
  /** Not followed unless a query names it, such as a department's head beside an employee's department. */
  secondary: z.boolean().default(false),
});
export type Join = z.infer<typeof Join>;

/** Rows of `table` that people of `roles` may see; `{attribute}` stands for the person's own values. Rules of a table add up by OR. */
export const RowRule = z.strictObject({
  id: LocalId,
  table: TableId,
  roles: z.array(Role).min(1),
  where: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('condition'), condition: Condition }),
    z.strictObject({ kind: z.literal('attribute'), field: LocalId, attribute: text(100, 1) }),
  ]),
});
export type RowRule = z.infer<typeof RowRule>;

/**
 * The semantic layer over one connection: what its tables mean, how they relate, what is measured. A table that is used in two roles
 * (origin and destination airport, an employee and their manager) stands twice, under two ids with one source.
 */
export const Model = z.strictObject({
  version: z.literal(1),
  name: text(200, 1),
  description: text(2000).nullable().default(null),
  /** ISO weekday that a week starts on: 1 is Monday. */
  weekStart: z.number().int().min(1).max(7).default(1),
  /** Month in which the fiscal year starts. */
  fiscalYearStart: z.number().int().min(1).max(12).default(1),
  tables: z.array(Table).min(1).max(5000),
  joins: z.array(Join).max(20_000).default([]),
  rules: z.array(RowRule).max(1000).default([]),
  /** Questions offered to a first visitor. */
  suggestions: z.array(text(500, 1)).max(50).default([]),
});
export type Model = z.infer<typeof Model>;

/** What discovery knows of a source, before any meaning. */
export const CatalogColumn = z.strictObject({
  name: z.string(),
  /** The engine's own word, `decimal(12,2)`. */
  nativeType: z.string(),
  type: z.enum(valueTypes),
  nullable: z.boolean(),
  /** From a sample or statistics; null where not measured. */
  distinct: z.number().nullable().default(null),
  /** True where `distinct` was estimated, and may be a quarter off; false where it was counted. */
  estimated: z.boolean().default(false),
  nulls: z.number().nullable().default(null),
  min: z.union([z.string(), z.number()]).nullable().default(null),
  max: z.union([z.string(), z.number()]).nullable().default(null),
  /** The most frequent values of a text column, commonest first; all of them where `distinct` is small. */
  samples: z.array(z.union([z.string(), z.number(), z.boolean()])).default([]),
  /** True where `samples` holds every distinct value. */
  complete: z.boolean().default(false),
});
export type CatalogColumn = z.infer<typeof CatalogColumn>;

export const CatalogTable = z.strictObject({
  schema: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['table', 'view']),
  rows: z.number().nullable(),
  columns: z.array(CatalogColumn),
  primaryKey: z.array(z.string()),
  unique: z.array(z.array(z.string())).default([]),
  foreignKeys: z.array(
    z.strictObject({
      columns: z.array(z.string()),
      to: z.strictObject({ schema: z.string().nullable(), table: z.string(), columns: z.array(z.string()) }),
    }),
  ),
});
export type CatalogTable = z.infer<typeof CatalogTable>;

export const Catalog = z.strictObject({ tables: z.array(CatalogTable) });
export type Catalog = z.infer<typeof Catalog>;
