import { createHash } from 'node:crypto';
import type { WireColumn } from './protocol.ts';
import { SourceError } from './source-error.ts';

/** A column of a result while it is written: JSON cells, each after a comma, and what enters the hash. */
export interface ColumnText {
  /** `,1,null,3`: the cells so far. */
  text: string;
  /** For double columns: what enters the hash instead of the text, see `roundedBits`. */
  readonly doubles: number[] | null;
}

/** What stands for a missing value among a column's doubles; a stored -0 is written as 0. */
export const missingDouble = -0;

/** An empty column to write into. */
export const columnText = (column: WireColumn): ColumnText => ({
  text: '',
  doubles: column.type === 'double' ? [] : null,
});

/** The bytes of `Result.data`: `[[…],[…]]`. Refuses to make more than `maxBytes` of them. */
export function finish(
  columns: readonly WireColumn[],
  texts: readonly ColumnText[],
  maxBytes: number,
): { data: Uint8Array; hash: string } {
  const json = `[${texts.map((column) => `[${column.text.slice(1)}]`).join(',')}]`;
  if (json.length > maxBytes) throw tooLarge(maxBytes);
  const data = Buffer.from(json);
  if (data.length > maxBytes) throw tooLarge(maxBytes);
  return { data, hash: hashOf(columns, texts, data) };
}

/** The problem of a result that is beyond its cap. */
export function tooLarge(maxBytes: number): SourceError {
  const most = maxBytes >= 1_048_576 ? `${Math.round(maxBytes / 1_048_576)} MB` : `${maxBytes} bytes`;
  return new SourceError('query.too-large', `The result is larger than ${most}, the most that is sent.`, {
    hint: 'Ask for fewer rows or columns, or group them.',
  });
}

/** SHA-256 over keys, types and cells. Doubles are coarsened: see docs/decisions/0002, "Receipts". */
function hashOf(columns: readonly WireColumn[], texts: readonly ColumnText[], data: Uint8Array): string {
  const hash = createHash('sha256').update(JSON.stringify(columns.map(({ key, type }) => [key, type])));
  if (texts.every((column) => column.doubles === null)) return hash.update(data).digest('hex');
  for (const column of texts) {
    if (column.doubles === null) hash.update(column.text);
    else hash.update(roundedBits(column.doubles));
    hash.update('\n');
  }
  return hash.digest('hex');
}

/** Doubles with 32 bits of mantissa (2e-10): threads add up in any order, and the last bits of a sum differ from run to run. */
function roundedBits(doubles: readonly number[]): Uint8Array {
  const values = Float64Array.from(doubles);
  const words = new Uint32Array(values.buffer);
  for (let i = 0; i < words.length; i += 2) {
    const low = words[i] ?? 0;
    // rounds to nearest at bit 20; a carry goes into the high word, whose bits follow on
    words[i] = ((low + 0x80000) & 0xfff00000) >>> 0;
    if (low + 0x80000 > 0xffffffff) words[i + 1] = (words[i + 1] ?? 0) + 1;
  }
  return new Uint8Array(values.buffer);
}
