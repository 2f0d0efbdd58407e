/** Lower case of ASCII letters only, as engines fold names: `K` (Kelvin) is no k. */
export function lowered(name: string): string {
  let ascii = true;
  let upper = false;
  for (let i = 0; i < name.length; i += 1) {
    const code = name.charCodeAt(i);
    if (code > 127) ascii = false;
    else if (code >= 65 && code <= 90) upper = true;
  }
  if (!upper) return name;
  return ascii ? name.toLowerCase() : name.replaceAll(/[A-Z]+/g, (run) => run.toLowerCase());
}

/** The candidate that a misspelt name most likely meant; null where none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  const wanted = lowered(name).slice(0, 64);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, lowered(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
