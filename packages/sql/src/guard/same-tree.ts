/** Whether two trees are equal, wherever in their texts the parts began. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((part, i) => sameTree(part, b[i]));
  }
  // a tree's parts are looked at by name
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  let count = 0;
  for (const key in left) {
    if (key !== 'at' && !sameTree(left[key], right[key])) return false;
    count += 1;
  }
  return count === Object.keys(right).length;
}
