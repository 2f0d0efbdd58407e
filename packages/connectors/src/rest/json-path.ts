/** The keys of a path as people write it: `data.items`, `$.data.items[*]` or, for keys with dots, `/data/items`; none for the whole document. */
export function pathKeys(path: string): readonly string[] {
  const text = path.trim();
  if (text.startsWith('/'))
    return text
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return text
    .replace(/^\$\.?/, '')
    .replace(/(\[\*?\])+$/, '')
    .split('.')
    .filter((key) => key !== '');
}

/** What stands at the end of the keys; undefined where one of them is not there. */
export function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    if (Array.isArray(inner)) return /^\d+$/.test(key) ? inner[Number(key)] : undefined;
    // an object of JSON holds JSON by name
    return Object.hasOwn(inner, key) ? (inner as Readonly<Record<string, unknown>>)[key] : undefined;
  }, value);
}

/** JSON whose numbers of more digits than a double holds are texts, so that nothing of them is lost. */
export const exactNumbers = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') || token.replaceAll(/\D/g, '').length <= 15 ? token : `"${token}"`,
  );

/** Parses JSON, long numbers as texts: a cursor goes back as it came. Undefined for what is no JSON. */
export function parsedExactly(text: string): unknown {
  const exact = exactNumbers(text);
  try {
    return JSON.parse(exact) as unknown;
  } catch {
    return undefined;
  }
}

/** Keys under which lists of records lie that may be empty. */
const usual = new Set([
  'data',
  'items',
  'results',
  'records',
  'rows',
  'value',
  'values',
  'entries',
  'list',
  'content',
  'objects',
  'hits',
  'elements',
  'nodes',
]);

/** Where in a document without any record the list of them is: at the top, or the first empty list of a usual name. Null where there is none. */
export function emptyList(value: unknown): readonly string[] | null {
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (Array.isArray(inner) && inner.length === 0 && usual.has(key.toLowerCase())) return [key];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue;
    const deeper = Object.entries(inner).find(
      ([name, list]) => Array.isArray(list) && list.length === 0 && usual.has(name.toLowerCase()),
    );
    if (deeper !== undefined) return [key, deeper[0]];
  }
  return null;
}
