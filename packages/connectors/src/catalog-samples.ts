import type { ValueType } from '@lumiere/values';

/** Text columns with at most `distinct` values are sampled; the `values` commonest are kept. */
export const sampleLimits = { distinct: 2000, values: 200 } as const;

/** The smallest or largest value of a column in the wire form; a number where it fits one. */
export function neutralBound(value: unknown, type: ValueType, numeric: ReadonlySet<ValueType>): string | number | null {
  if (value === null || value === undefined) return null;
  // an engine gives text, a number, a big integer or a value of its own that prints itself
  const text = `${value as string}`;
  if (numeric.has(type)) {
    const number = Number(text);
    const exact = Number.isFinite(number) && (type === 'double' || Math.abs(number) <= Number.MAX_SAFE_INTEGER);
    return exact ? number : text;
  }
  if (type === 'timestamp') return text.replace(' ', 'T');
  if (type === 'instant') return `${text.replace(' ', 'T').replace(/(\+00(:?00)?|Z)$/, '')}Z`;
  return text.length > 200 ? text.slice(0, 200) : text;
}
