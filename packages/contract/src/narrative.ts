import { z } from 'zod';
import { ColumnKey } from './query.ts';

/** A place in a result. */
export const CellRef = z.strictObject({ column: ColumnKey, row: z.number().int().min(0) });
export type CellRef = z.infer<typeof CellRef>;

/** How a figure in prose follows from cells over the full result, so that a test can compute it again. */
export const Derivation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cell'), cell: CellRef }),
  z.strictObject({ kind: z.literal('row-count') }),
  z.strictObject({ kind: z.literal('sum'), column: ColumnKey }),
  z.strictObject({ kind: z.literal('mean'), column: ColumnKey }),
  z.strictObject({ kind: z.literal('share'), cell: CellRef, column: ColumnKey }),
  z.strictObject({ kind: z.literal('share-of-first'), count: z.number().int(), column: ColumnKey }),
  z.strictObject({ kind: z.literal('difference'), from: CellRef, to: CellRef }),
  z.strictObject({ kind: z.literal('change'), from: CellRef, to: CellRef }),
  z.strictObject({ kind: z.literal('ratio'), of: CellRef, to: CellRef }),
]);
export type Derivation = z.infer<typeof Derivation>;

/** Words, or a figure with where it comes from. Prose never holds a digit outside a figure. */
export const Part = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ figure: z.string(), from: Derivation }),
]);
export type Part = z.infer<typeof Part>;

export const Narrative = z.strictObject({ sentences: z.array(z.array(Part)) });
export type Narrative = z.infer<typeof Narrative>;
