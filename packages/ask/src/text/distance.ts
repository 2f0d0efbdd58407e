/**
 * Damerau-Levenshtein distance (optimal string alignment: insert, delete, replace, swap neighbours), or `limit + 1` as soon as it must be
 * greater than `limit`. Lowrance and Wagner 1975, restricted form.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      ) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}

/** Edits forgiven in a word of this length: none below four letters, one up to seven, then two. */
export function typoLimit(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}

/** Words of one vocabulary by length with a mask of their letters, so that near ones are found without comparing all. */
export class TypoIndex {
  readonly #byLength = new Map<number, { word: string; mask: number }[]>();

  constructor(words: Iterable<string>) {
    for (const word of new Set(words)) {
      if (word.length < 3 || /^\d+$/u.test(word)) continue;
      const bucket = this.#byLength.get(word.length);
      if (bucket) bucket.push({ word, mask: letters(word) });
      else this.#byLength.set(word.length, [{ word, mask: letters(word) }]);
    }
  }

  /** The words nearest to `word` within the limit for its length, all of the least distance, at most `most` in order of the alphabet. */
  near(word: string, most = 4): readonly { readonly word: string; readonly distance: number }[] {
    let limit = typoLimit(word.length);
    if (limit === 0) return [];
    const mask = letters(word);
    let found: { word: string; distance: number }[] = [];
    for (let length = word.length - limit; length <= word.length + limit; length++) {
      for (const other of this.#byLength.get(length) ?? []) {
        // an edit changes at most two letters of the set
        if (bits(mask ^ other.mask) > 2 * limit) continue;
        const distance = editDistance(word, other.word, limit);
        if (distance > limit || distance === 0) continue;
        if (distance < limit) {
          limit = distance;
          found = found.filter((one) => one.distance <= distance);
        }
        // a short name is too easily hit by chance: the first letter must hold
        if (other.word.length < 5 && other.word[0] !== word[0]) continue;
        found.push({ word: other.word, distance });
      }
    }
    // people rarely mistype the first letter
    const firstLetter = (one: { word: string }): number => (one.word[0] === word[0] ? 0 : 1);
    return found
      .sort((a, b) => a.distance - b.distance || firstLetter(a) - firstLetter(b) || (a.word < b.word ? -1 : 1))
      .slice(0, most);
  }
}

function letters(word: string): number {
  let mask = 0;
  for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) % 29);
  return mask;
}

function bits(mask: number): number {
  let n = mask >>> 0;
  let count = 0;
  while (n) {
    n &= n - 1;
    count++;
  }
  return count;
}
