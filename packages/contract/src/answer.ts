import { z } from 'zod';
import { AnswerId, ConnectionId, ReceiptId, text } from './ids.ts';
import { Query } from './query.ts';
import { Result } from './result.ts';
import { RankedChart } from './chart.ts';
import { Narrative } from './narrative.ts';
import { Problem } from './problem.ts';

/** One thing heard in the question and what became of it. Nothing heard is dropped in silence. */
export const Chip = z.strictObject({
  kind: z.enum(['measure', 'dimension', 'filter', 'period', 'sort', 'limit', 'table', 'chart', 'ignored']),
  /** The words as typed; empty where it was assumed. */
  words: z.string(),
  /** What it was taken for, in the model's names: `Revenue`, `Region is Nord`, `2024`. */
  meaning: z.string(),
  /** Start and end offset of the words in the question; null where assumed. */
  span: z.tuple([z.number().int(), z.number().int()]).nullable(),
  /** False where it could not be put into the query: shown as not applied. */
  applied: z.boolean(),
  /** True where it was filled in without being said. */
  assumed: z.boolean().default(false),
  /** Other readings, in words. */
  alternatives: z.array(z.string()).default([]),
});
export type Chip = z.infer<typeof Chip>;

export const Confidence = z.enum(['high', 'medium', 'low']);
export type Confidence = z.infer<typeof Confidence>;

export const Understood = z.strictObject({
  /** The whole query in plain English. */
  text: z.string(),
  chips: z.array(Chip),
});
export type Understood = z.infer<typeof Understood>;

/** The query as the source's own text. Parameters are listed in the order of their numbers. */
export const Statement = z.strictObject({
  dialect: z.string(),
  sql: z.string(),
  parameters: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Statement = z.infer<typeof Statement>;

/** Another reading or a question that can be answered, in words that can be asked as they are. */
export const Suggestion = z.strictObject({ question: z.string(), reason: z.string().nullable().default(null) });
export type Suggestion = z.infer<typeof Suggestion>;

/** Milliseconds spent; `total` is from the request's arrival to the reply. */
export const Timings = z.strictObject({ ask: z.number(), plan: z.number(), run: z.number(), total: z.number() });
export type Timings = z.infer<typeof Timings>;

/** What every path answers: page, API, CLI and evaluation. */
export const Answer = z.strictObject({
  id: AnswerId.nullable(),
  connection: ConnectionId,
  question: z.string().nullable(),
  outcome: z.enum(['answered', 'clarify', 'refused', 'failed']),
  confidence: Confidence.nullable(),
  understood: Understood.nullable(),
  /** What the data does not hold or what was not understood, named; empty when answered. */
  missing: z.array(z.string()).default([]),
  suggestions: z.array(Suggestion),
  query: Query.nullable(),
  statement: Statement.nullable(),
  result: Result.nullable(),
  /** Best first. */
  charts: z.array(RankedChart),
  narrative: Narrative.nullable(),
  /** Warnings of an answer; the reasons where there is none. */
  problems: z.array(Problem),
  receipt: ReceiptId.nullable(),
  /** The zone used for filter, bucket and display. */
  zone: z.string(),
  cached: z.boolean(),
  timings: Timings,
});
export type Answer = z.infer<typeof Answer>;

/** Proof of an answer: all that went in, and a hash of what came out. Content-addressed: equal inputs and data give an equal id. */
export const Receipt = z.strictObject({
  id: ReceiptId,
  connection: ConnectionId,
  question: z.string().nullable(),
  /** Null where it was written as SQL. */
  query: Query.nullable(),
  /** The text as somebody wrote it; null where a query was asked. */
  sql: z.string().nullable(),
  statement: Statement,
  /** What the policy did, in words, and its fingerprint. */
  policy: z.strictObject({ fingerprint: z.string(), description: z.string() }),
  rowsReturned: z.number().int(),
  /** Rows of the tables read, as the catalog counts them; null where the source does not say. */
  rowsScanned: z.number().int().nullable(),
  truncated: z.boolean(),
  asOf: z.string(),
  dataVersion: z.string(),
  modelVersion: z.string(),
  engine: z.string(),
  /** SHA-256 of the result's columns and cells. */
  hash: z.string(),
  createdAt: z.string(),
});
export type Receipt = z.infer<typeof Receipt>;

export const Replay = z.strictObject({
  receipt: Receipt,
  /** `same` where the hash is equal; `changed` where the data gave another result. */
  verdict: z.enum(['same', 'changed']),
  hash: z.string(),
  /** In words, what differs: rows, cells, version; empty where the same. */
  differences: z.array(z.string()),
});
export type Replay = z.infer<typeof Replay>;

export const AskRequest = z.strictObject({
  connection: ConnectionId,
  question: text(5000, 1),
  /** Earlier questions of the same conversation, oldest first. */
  history: z.array(text(5000, 1)).max(10).default([]),
});
export type AskRequest = z.infer<typeof AskRequest>;
