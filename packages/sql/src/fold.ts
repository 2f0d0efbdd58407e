/** Simple folding: a code point to one code point, the same wherever it stands in a word (so no final sigma). */
export function lowerLetter(letter: string): string {
  const lower = letter.toLowerCase();
  return [...lower].length === 1 ? lower : letter;
}

export const lowerText = (text: string): string => [...text].map(lowerLetter).join('');

/** Letters beyond ASCII that the letters of a folded text are the small ones of, with those: what engines do not fold by themselves. */
export function foreignLetters(lower: string): readonly { readonly upper: string; readonly letter: string }[] {
  return [...new Set(lower)].flatMap((letter) => {
    const upper = letter.toUpperCase();
    return letter <= '\u007f' || upper === letter || lowerLetter(upper) !== letter ? [] : [{ upper, letter }];
  });
}

/** The pattern of `like` that a folded text is looked for by, with `\` before what would be a wildcard. */
export function likePattern(op: 'contains' | 'starts-with' | 'ends-with', lower: string): string {
  const literal = lower.replaceAll(/[\\%_]/g, '\\$&');
  return `${op === 'starts-with' ? '' : '%'}${literal}${op === 'ends-with' ? '' : '%'}`;
}
