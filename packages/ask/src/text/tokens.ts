/** One word, number or mark of a question with its place in it. */
export interface Token {
  readonly kind: 'word' | 'number' | 'date' | 'clock' | 'mark';
  /** As typed. */
  readonly text: string;
  /** Lower case, without accents and possessive ending. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** The number meant: `2.5k` is 2500, `30%` is 30. Null for other kinds. */
  readonly value: number | null;
  readonly unit: 'percent' | 'money' | null;
  /** Typed with a capital first letter. */
  readonly capital: boolean;
  /** Typed within quotation marks. */
  readonly quoted: boolean;
}

const pattern =
  /(?<date>\d{4}-\d{2}(?:-\d{2})?(?!\d))|(?<clock>\d{1,2}:\d{2}(?!\d))|(?:(?<money>[$€£])\s?)?(?<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:(?<percent>\s?%)|(?<scale>k|m|mn|bn|b)(?![\p{L}\p{N}]))?(?![\p{L}])|(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}]+)?)|(?<mark>[^\s])/gu;
const scales: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, mn: 1e6, b: 1e9, bn: 1e9 };
const marksKept = new Set([
  ',',
  '/',
  '(',
  ')',
  '"',
  '“',
  '”',
  '+',
  '&',
  '%',
  '>',
  '<',
  '=',
  '?',
  ';',
  ':',
  '.',
  '!',
  "'",
  '-',
]);

/** Splits a question into words, numbers, dates and marks; hyphens part words, quotation marks are noted on what they hold. */
export function tokenise(question: string): readonly Token[] {
  const quotes = quotedStretches(question);
  const tokens: Token[] = [];
  for (const match of question.matchAll(pattern)) {
    const groups = match.groups ?? {};
    const text = match[0].trim();
    const start = match.index + match[0].indexOf(text);
    const end = start + text.length;
    const place = { text, start, end, quoted: quotes.some(([from, to]) => start >= from && end <= to) };
    if (groups['word'] !== undefined) {
      const word = normalise(text);
      // "COVID" and "Tokyo" are names; "WHICH STORE" is shouting, which the caller tells by the whole question
      tokens.push({ ...place, kind: 'word', word, value: null, unit: null, capital: /^\p{Lu}/u.test(text) });
    } else if (groups['number'] !== undefined) {
      const value = Number(groups['number'].replaceAll(',', '')) * (scales[groups['scale'] ?? ''] ?? 1);
      const unit = groups['percent'] !== undefined ? 'percent' : groups['money'] !== undefined ? 'money' : null;
      tokens.push({
        ...place,
        kind: 'number',
        word: groups['number'].replaceAll(',', ''),
        value,
        unit,
        capital: false,
      });
    } else if (groups['date'] !== undefined || groups['clock'] !== undefined) {
      tokens.push({
        ...place,
        kind: groups['date'] === undefined ? 'clock' : 'date',
        word: text,
        value: null,
        unit: null,
        capital: false,
      });
    } else if (marksKept.has(text)) {
      tokens.push({ ...place, kind: 'mark', word: text, value: null, unit: null, capital: false });
    }
  }
  return tokens.filter(
    (token) =>
      token.word !== "'" && token.word !== '-' && token.word !== '"' && token.word !== '“' && token.word !== '”',
  );
}

/** Lower case without accents; `'s` and a trailing apostrophe go. */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’](s|re|ve|ll|d|m)?$/u, '')
    .replace(/['’]/gu, '');
}

/** Names without digits, accents and apostrophes: what parts their words parts nothing else. */
const plain = /^[A-Za-z _,.;:/()&+-]*$/;
/** Names with digits that stand apart or end a word: `Item 12`, `street_3`. */
const numbered = /^(?:(?:[A-Za-z][A-Za-z0-9]*|\d+)(?:[ _]+|$))*$/;
const separators = /[ _,.;:/()&+-]+/;

/** The words of a name or value as the index holds them: `E-mail`, `order_date` and `orderDate` are two words each. */
export function wordsOf(name: string): readonly string[] {
  // most names and values are plain, and a source holds many thousands of them
  if (plain.test(name) || numbered.test(name))
    return name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(separators)
      .filter((word) => word !== '');
  return tokenise(name.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replaceAll('_', ' '))
    .filter((token) => token.kind !== 'mark')
    .map((token) => token.word);
}

function quotedStretches(question: string): readonly (readonly [number, number])[] {
  return [...question.matchAll(/"[^"]+"|“[^”]+”|(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])/gu)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
}
