import type { Candidate, MatchQuality, Ref } from '../grammar/items.ts';
import { lemma, stem } from '../text/lemma.ts';
import { wordsOf } from '../text/tokens.ts';

/** Phrases of the model by their lemmas (`order date`) and, more coarsely, by their stems. */
export class PhraseIndex {
  readonly exact = new Map<string, Candidate[]>();
  readonly stems = new Map<string, Candidate[]>();
  readonly words = new Set<string>();
  longest = 1;
  /** The forms of each word met, since the same words come again in thousands of values. */
  readonly #forms = new Map<string, { readonly lemma: string; readonly stem: string }>();

  /** Adds a name under its lemmas, its stems and, for two words, written as one. */
  add(name: string | readonly string[], ref: Ref, score: number, quality: MatchQuality): void {
    const words = typeof name === 'string' ? wordsOf(name) : name;
    if (words.length === 0 || words.length > 8) return;
    const forms = words.map((word) => this.#formsOf(word));
    const lemmas = forms.map((form) => form.lemma);
    put(this.exact, lemmas.join(' '), { ref, score, quality });
    if (lemmas.length > 1 && lemmas.length < 4) put(this.exact, lemmas.join(''), { ref, score: score * 0.98, quality });
    const stems = forms.map((form) => form.stem).join(' ');
    put(this.stems, stems, { ref, score: score * 0.9, quality: 'stem' });
    for (const word of lemmas) this.words.add(word);
    for (const word of words) this.words.add(word);
    this.longest = Math.max(this.longest, lemmas.length);
  }

  #formsOf(word: string): { readonly lemma: string; readonly stem: string } {
    const known = this.#forms.get(word);
    if (known !== undefined) return known;
    const made = { lemma: lemma(word), stem: stem(word) };
    this.#forms.set(word, made);
    return made;
  }
}

function put(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const list = map.get(key);
  if (!list) {
    map.set(key, [candidate]);
    return;
  }
  const at = placeOf(list, candidate.ref);
  const known = list[at];
  if (!known) list.push(candidate);
  else if (known.score < candidate.score) list[at] = candidate;
}

/** Where a reference stands in a list; -1 where it does not. Long lists, such as the `id` of a thousand tables, are not walked through. */
function placeOf(list: Candidate[], ref: Ref): number {
  if (list.length < walked) return list.findIndex((other) => sameRef(other.ref, ref));
  let places = placesOf.get(list);
  if (places === undefined) placesOf.set(list, (places = new Map(list.map((other, i) => [refKey(other.ref), i]))));
  const key = refKey(ref);
  const at = places.get(key);
  // it is appended next
  if (at === undefined) places.set(key, list.length);
  return at ?? -1;
}

const walked = 32;
const placesOf = new WeakMap<Candidate[], Map<string, number>>();

/** Whether two references are to the same thing of the model. */
export function sameRef(a: Ref, b: Ref): boolean {
  // the field first, since most lists hold one value of many fields
  if (a.kind === 'value' && b.kind === 'value') return a.field === b.field && a.value === b.value;
  return a.kind === b.kind && refKey(a) === refKey(b);
}

/** A text that is equal for equal references. */
export function refKey(ref: Ref): string {
  switch (ref.kind) {
    case 'table':
      return `t:${ref.table}`;
    case 'field':
      return `f:${ref.field}`;
    case 'measure':
      return `m:${ref.measure}`;
    case 'segment':
      return `s:${ref.segment}`;
    case 'value':
      return `v:${ref.field}:${ref.value}`;
    case 'event':
      return `e:${ref.field}`;
    case 'formula':
      return `x:${ref.table}:${ref.label}`;
  }
}
