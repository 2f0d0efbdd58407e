/** Whether two plain values (expressions, for instance) are the same in all their parts. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  const left = Object.entries(a);
  // plain data with string keys: reading a key that is not there gives undefined
  const right = b as Record<string, unknown>;
  return left.length === Object.keys(b).length && left.every(([key, value]) => equal(value, right[key]));
}
