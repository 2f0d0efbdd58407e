import { z } from 'zod';
import { Statement } from './answer.ts';
import { ConnectionId, ReceiptId } from './ids.ts';
import { Problem } from './problem.ts';
import { Result } from './result.ts';

/** Characters of SQL that are read at all; the guard's own limit of 64 KB says where it was passed. */
const longest = 256 * 1024;

/** SQL as somebody wrote it, in the source's own dialect. The guard names what is wrong with any of it, also with a NUL. */
export const SqlText = z.string().min(1).max(longest);

/** A table that a statement reads, by the source's own name. */
export const ReadTable = z.strictObject({ schema: z.string().nullable(), name: z.string() });

/** What hand-written SQL gave. */
export const SqlAnswer = z.strictObject({
  connection: ConnectionId,
  /** The text as it was written. */
  sql: z.string(),
  /** What was really run: printed from what was understood, with the rules on rows inside every table. */
  statement: Statement,
  tables: z.array(ReadTable),
  result: Result,
  /** Warnings. */
  problems: z.array(Problem),
  receipt: ReceiptId.nullable(),
  /** The rules on rows that were applied, in words; empty where none were. */
  policy: z.string(),
  cached: z.boolean(),
  /** Milliseconds spent; `total` is from the request's arrival to the reply. */
  timings: z.strictObject({ plan: z.number(), run: z.number(), total: z.number() }),
});
export type SqlAnswer = z.infer<typeof SqlAnswer>;

/** What the guard says to a text: what would be run, or everything that is wrong with it and where. */
export const SqlCheck = z.strictObject({
  statement: Statement.nullable(),
  tables: z.array(ReadTable),
  problems: z.array(Problem),
});
export type SqlCheck = z.infer<typeof SqlCheck>;
