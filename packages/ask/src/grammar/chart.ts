import type { FieldId } from '@lumiere/contract';
import type { IsoDate } from '@lumiere/values';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { refKey } from '../lexicon/phrases.ts';
import { lemma, stem } from '../text/lemma.ts';
import { normalise, tokenise, type Token } from '../text/tokens.ts';
import { idleParticiples, lightVerbs, numberWords, scaleWords, stopWords } from '../words/function-words.ts';
import { grammarPhrases, grammarWords } from '../words/grammar-phrases.ts';
import { timeWords } from '../words/time-words.ts';
import type { Candidate, Item, Placed } from './items.ts';
import { timeAt } from './time.ts';

interface Span {
  readonly from: number;
  readonly until: number;
  readonly score: number;
  readonly item: Item;
}

interface Form {
  readonly word: string;
  /** What the form's likeness is worth, 1 for the word as typed. */
  readonly worth: number;
}

const timeVocabulary = new Set(timeWords);
const grammarVocabulary = new Set(grammarWords);
const mostTokens = 120;
const mostCandidates = 14;

/** Cuts a question into the pieces that explain most of it: a chart of all readings of all stretches, and the best way through it. */
export function readItems(
  question: string,
  lexicon: Lexicon,
  today: IsoDate,
): { readonly items: readonly Placed[]; readonly tokens: readonly Token[] } {
  const tokens = tokenise(question).slice(0, mostTokens);
  const forms = tokens.map((token) => formsOf(token, lexicon));
  const words = tokens.map((token, i) => grammarForm(token, forms[i] ?? []));
  const spans: Span[][] = tokens.map(() => []);
  const time = { tokens, words, today, weekStart: lexicon.view.model.weekStart };
  for (let at = 0; at < tokens.length; at++) {
    const here = spans[at] ?? [];
    const entities = [...entitySpans(lexicon, tokens, forms, at)];
    const match = timeAt(time, at);
    if (match) {
      const n = match.until - at;
      const alone = match.item.kind === 'grain' ? entities.find((span) => span.until === match.until) : undefined;
      const item =
        match.item.kind === 'grain' && alone?.item.kind === 'entity'
          ? { ...match.item, candidates: alone.item.candidates }
          : match.item;
      here.push({ from: at, until: match.until, score: n * 1.02 + 0.12 * (n - 1), item });
    }
    if (at === 0 && imperative(words)) entities.length = 0;
    here.push(...entities, ...grammarSpans(words, at), ...numberSpans(tokens, words, at));
    here.push(fallback(tokens[at], words[at] ?? '', at));
  }
  const items = bestCover(spans).map((span): Placed => {
    const start = tokens[span.from]?.start ?? 0;
    const end = tokens[span.until - 1]?.end ?? start;
    return { ...span.item, from: span.from, until: span.until, span: [start, end], words: question.slice(start, end) };
  });
  return { items, tokens };
}

function formsOf(token: Token, lexicon: Lexicon): readonly Form[] {
  const own = { word: token.word, worth: 1 };
  if (token.kind !== 'word' || lexicon.known.has(token.word) || lexicon.known.has(lemma(token.word))) return [own];
  const stemmed = lexicon.phrases.stems.has(stem(token.word));
  const near = lexicon.typos
    .near(token.word)
    .map(({ word, distance }) => ({ word, worth: distance === 1 ? 0.9 : 0.8 }));
  return stemmed ? [own] : [own, ...near];
}

/** The word as the grammar reads it: a typo of one of its own words is mended. */
function grammarForm(token: Token, forms: readonly Form[]): string {
  if (token.kind !== 'word') return token.word;
  const mended = forms.find(
    (form) =>
      form.worth < 1 &&
      (timeVocabulary.has(form.word) ||
        grammarPhrases.has(form.word) ||
        numberWords.has(form.word) ||
        lightVerbs.has(form.word) ||
        grammarVocabulary.has(form.word)),
  );
  return mended && forms.length > 1 ? mended.word : token.word;
}

function entitySpans(
  lexicon: Lexicon,
  tokens: readonly Token[],
  forms: readonly (readonly Form[])[],
  at: number,
): readonly Span[] {
  const spans: Span[] = [];
  let partial: readonly { words: readonly string[]; worth: number }[] = [{ words: [], worth: 1 }];
  for (let n = 1; n <= lexicon.phrases.longest && at + n <= tokens.length; n++) {
    const token = tokens[at + n - 1];
    if (!token || token.kind === 'mark' || token.kind === 'clock') break;
    partial = partial
      .flatMap((prefix) =>
        (forms[at + n - 1] ?? []).map((form) => ({
          words: [...prefix.words, form.word],
          worth: prefix.worth * form.worth,
        })),
      )
      .slice(0, 24);
    const found = new Map<string, Candidate>();
    for (const { words, worth } of partial) {
      for (const candidate of [
        ...(lexicon.phrases.exact.get(words.map(lemma).join(' ')) ?? []),
        ...(lexicon.phrases.stems.get(words.map(stem).join(' ')) ?? []),
      ]) {
        // a verb's form is no part of a value's name
        if (
          candidate.quality === 'stem' &&
          candidate.ref.kind === 'value' &&
          !stemmed(candidate, candidate.ref.field, lexicon)
        )
          continue;
        const key = refKey(candidate.ref);
        // a verb's form means a happening; things go by their own nouns
        const verbal =
          candidate.quality === 'stem' && candidate.ref.kind !== 'event' && candidate.ref.kind !== 'value' ? 0.85 : 1;
        const score = candidate.score * worth * verbal;
        if ((found.get(key)?.score ?? 0) < score)
          found.set(key, { ...candidate, score, quality: worth < 1 ? 'typo' : candidate.quality });
      }
    }
    if (found.size === 0) continue;
    const typed = n === 1 ? tokens[at] : undefined;
    const named = typed === undefined ? found : plainly(typed, found);
    const candidates = [...named.values()].sort((a, b) => b.score - a.score).slice(0, mostCandidates);
    const best = candidates[0];
    if (!best) continue;
    const word = tokens[at]?.word ?? '';
    const weakWord = n === 1 && (stopWords.has(word) || grammarPhrases.has(word)) && !tokens[at]?.capital;
    const weakVerb = n === 1 && lightVerbs.has(word);
    const factor = weakWord ? 0.45 : weakVerb && best.score < 0.91 ? 0.5 : 1;
    spans.push({
      from: at,
      until: at + n,
      score: n * best.score * factor + 0.2 * (n - 1),
      item: { kind: 'entity', candidates },
    });
  }
  return spans;
}

/** "Return the names …": an order to the machine, not the returns of a shop. */
const imperative = (words: readonly string[]): boolean =>
  /^(return|report|name|state|order|count|find|list)$/u.test(words[0] ?? '') &&
  /^(the|all|a|an|each|every|me|us|any|how|different|distinct)$/u.test(words[1] ?? '');

/** Whether a verb's form may stand for a value: states of things do ("cancelling"), names of places and people do not. */
const stemmed = (candidate: Candidate, field: FieldId, lexicon: Lexicon): boolean =>
  candidate.score >= 0.7 && lexicon.view.fields.get(field)?.field.role === 'category';

/** Words that name columns of every kind of table. */
const columnWords =
  /^(name|title|id|date|year|number|code|type|kind|status|state|description|details?|result|address|level)$/u;

/** A common word typed small is rather itself than a value of that name: "the two", "names" where some column holds `Name`. */
function plainly(token: Token, found: ReadonlyMap<string, Candidate>): ReadonlyMap<string, Candidate> {
  if (token.capital || token.quoted) return found;
  // "the name of the document" is whatever names it, though some column holds the word
  if (/^names?$/u.test(token.word) && [...found.values()].every((one) => one.ref.kind === 'value')) return new Map();
  const common = lightVerbs.has(token.word) || numberWords.has(token.word);
  const other = [...found.values()].some((one) => one.ref.kind !== 'value' && one.score > 0.5);
  return new Map(
    [...found].map(([key, one]) => {
      const plural =
        other && one.ref.kind === 'value' && (normalise(one.ref.value) !== token.word || columnWords.test(token.word));
      return [key, one.ref.kind === 'value' && (common || plural) ? { ...one, score: one.score * 0.75 } : one];
    }),
  );
}

function grammarSpans(words: readonly string[], at: number): readonly Span[] {
  const spans: Span[] = [];
  for (let n = 1; n <= 7 && at + n <= words.length; n++) {
    const item = grammarPhrases.get(words.slice(at, at + n).join(' '));
    if (item)
      spans.push({
        from: at,
        until: at + n,
        score: n * (item.kind === 'preposition' || item.kind === 'which' ? 0.7 : 0.9) + 0.1 * (n - 1),
        item,
      });
  }
  if (words[at] === ',' || words[at] === ';' || words[at] === ':')
    spans.push({ from: at, until: at + 1, score: 0.9, item: { kind: 'comma' } });
  return spans;
}

function numberSpans(tokens: readonly Token[], words: readonly string[], at: number): readonly Span[] {
  const token = tokens[at];
  const base = token?.kind === 'number' ? token.value : numberWords.get(words[at] ?? '');
  if (base === null || base === undefined) return [];
  const scale = scaleWords.get(words[at + 1] ?? '');
  const percent = ['percent', 'pct', '%'].includes(words[at + 1] ?? '');
  const unit = percent ? 'percent' : (token?.unit ?? null);
  const n = scale !== undefined || percent ? 2 : 1;
  return [{ from: at, until: at + n, score: n * 0.9, item: { kind: 'number', value: base * (scale ?? 1), unit } }];
}

function fallback(token: Token | undefined, word: string, at: number): Span {
  const place = { from: at, until: at + 1 };
  if (!token || token.kind === 'mark') return { ...place, score: 0.5, item: { kind: 'stop' } };
  if (token.quoted) return { ...place, score: 0, item: { kind: 'unknown' } };
  if (stopWords.has(word)) return { ...place, score: 0.5, item: { kind: 'stop' } };
  if (lightVerbs.has(word)) return { ...place, score: 0.45, item: { kind: 'light' } };
  if (idleParticiples.has(word)) return { ...place, score: 0.3, item: { kind: 'light' } };
  return { ...place, score: 0, item: { kind: 'unknown' } };
}

/** The spans that cover the question end to end with the highest sum; fewer spans where sums are equal. */
function bestCover(spans: readonly (readonly Span[])[]): readonly Span[] {
  const length = spans.length;
  const best: { score: number; span: Span | null }[] = Array.from({ length: length + 1 }, () => ({
    score: Number.NEGATIVE_INFINITY,
    span: null,
  }));
  best[length] = { score: 0, span: null };
  for (let at = length - 1; at >= 0; at--) {
    for (const span of spans[at] ?? []) {
      const rest = best[span.until]?.score ?? Number.NEGATIVE_INFINITY;
      const score = rest + span.score - 0.01;
      if (score > (best[at]?.score ?? Number.NEGATIVE_INFINITY)) best[at] = { score, span };
    }
  }
  const cover: Span[] = [];
  for (let at = 0; at < length;) {
    const span = best[at]?.span;
    if (!span) break;
    cover.push(span);
    at = span.until;
  }
  return cover;
}
