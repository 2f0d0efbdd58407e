/** Up to three names most like `wanted`, best first; empty where none is close. Names are ids such as `orders.status`. */
export function nearest(wanted: string, names: readonly string[]): readonly string[] {
  const [, own = wanted] = split(wanted);
  return names
    .map((name) => {
      const [, other = name] = split(name);
      const distance = Math.min(editDistance(wanted, name), editDistance(own, other) + 1);
      return { name, score: distance / Math.max(own.length, other.length, 1) };
    })
    .filter(({ score }) => score <= 0.5)
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

function split(id: string): readonly string[] {
  return id.split('.');
}

/** Levenshtein distance, with a cap by length: names that differ by more than half are of no help. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > Math.max(a.length, b.length) / 2) return Math.max(a.length, b.length);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
