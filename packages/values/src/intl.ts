const formatters = new Map<string, unknown>();
const usableLocales = new Map<string, string>();

/** Enough for every locale and format one process meets; past it the memory is given back. */
const maxCached = 500;

/** Making an Intl formatter costs a hundred times more than using it, so each is made once. */
export function cached<T>(kind: string, locale: string, options: object, make: () => T): T {
  const key = `${kind}|${locale}|${JSON.stringify(options)}`;
  const found = formatters.get(key);
  // The key names kind and options, so what was kept under it has the type that `make` gives.
  if (found !== undefined) return found as T;
  if (formatters.size >= maxCached) formatters.clear();
  const made = make();
  formatters.set(key, made);
  return made;
}

/** The locale as asked where the runtime can read it, else English: a profile may hold any text, and a table must still be drawn. */
export function usable(locale: string): string {
  const known = usableLocales.get(locale);
  if (known !== undefined) return known;
  if (usableLocales.size >= maxCached) usableLocales.clear();
  let result = 'en';
  try {
    result = Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    // Not a language tag.
  }
  usableLocales.set(locale, result);
  return result;
}
