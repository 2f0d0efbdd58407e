/** The words of a text. */
export const wordSet = (...texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => text.trim().split(/\s+/)));

/** The words of a text, each with no number of arguments that would be enough. */
export const always = (text: string): ReadonlyMap<string, number> =>
  new Map([...wordSet(text)].map((word) => [word, Infinity]));
