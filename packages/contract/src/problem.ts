import { z } from 'zod';
import { problemTable } from './problem-table.ts';

export type ProblemCode = keyof typeof problemTable;
export const ProblemCode = z.enum(Object.keys(problemTable) as [ProblemCode, ...ProblemCode[]]);

export const Severity = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** What a person can fix, or must know: what was found, what was expected, what to do next. */
export const Problem = z.strictObject({
  code: ProblemCode,
  message: z.string(),
  /** Where: `measures[0].field`, `line 12`, `body.email`; empty where it concerns the whole. */
  path: z.string().default(''),
  severity: Severity.default('error'),
  hint: z.string().nullable().default(null),
});
export type Problem = z.infer<typeof Problem>;

/** An RFC 9457 problem document as every failing route answers it. */
export const ProblemDocument = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: ProblemCode,
  requestId: z.string(),
  problems: z.array(Problem),
});
export type ProblemDocument = z.infer<typeof ProblemDocument>;
