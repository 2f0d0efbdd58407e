import type { JsonShape } from './raw-table.ts';

/** What a JSON text looks like from its beginning; null where it does not begin as JSON. */
export function jsonShape(head: string): { readonly shape: JsonShape; readonly records: readonly string[] } | null {
  const text = head.replace(/^\ufeff/, '').trimStart();
  if (!/^[[{]/.test(text)) return null;
  const [first = '', second = ''] = text.split(/\r?\n/, 2).map((line) => line.trim());
  const alone = valid(first);
  // a line that is a record, or nearly one that another record follows
  if (text.startsWith('{') && (alone || (/^\{.*:.*\}$/.test(first) && second.startsWith('{')))) {
    const wrapped = alone && second === '' ? listInside(first) : null;
    return wrapped === null ? { shape: 'lines', records: [] } : { shape: 'document', records: wrapped };
  }
  if (text.startsWith('[')) {
    // a list a line
    if (alone && second.startsWith('[') && first.length < text.length) return { shape: 'lines', records: [] };
    return /^\[\s*(?:[[{"\d\]-]|true|false|null)/.test(text) ? { shape: 'document', records: [] } : null;
  }
  if (!/^\{\s*(?:"|\})/.test(text)) return null;
  return { shape: 'document', records: listPath(text) ?? [] };
}

function valid(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where in a document that is one object the list of records is: the first list of objects, as `{"data": [{…}]}` has it. */
function listInside(text: string): readonly string[] | null {
  // text that has just been parsed
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  for (const [key, inner] of Object.entries(value)) {
    if (Array.isArray(inner) && inner.length > 0 && typeof inner[0] === 'object' && inner[0] !== null) return [key];
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      for (const [second, list] of Object.entries(inner)) {
        if (Array.isArray(list) && typeof list[0] === 'object' && list[0] !== null) return [key, second];
      }
    }
  }
  return null;
}

/** The same by the text of the beginning alone: keys down to the first bracket that a record follows. */
function listPath(text: string): readonly string[] | null {
  const keys: (string | null)[] = [];
  let key: string | null = null;
  const tokens = /"((?:[^"\\]|\\.)*)"\s*(:)?|([{}\]])|(\[)(?=\s*(\{)?)/g;
  let lists = 0;
  for (const match of text.matchAll(tokens)) {
    const [, name, colon, bracket, list, record] = match;
    if (name !== undefined) {
      if (colon !== undefined && lists === 0) key = name;
    } else if (list !== undefined) {
      if (record !== undefined && lists === 0 && keys.length > 0 && key !== null) {
        return [...keys.slice(1), key].flatMap((each) => (each === null ? [] : [each]));
      }
      lists += 1;
    } else if (bracket === ']') lists -= 1;
    else if (bracket === '{' && lists === 0) keys.push(key);
    else if (bracket === '}' && lists === 0) keys.pop();
  }
  return null;
}

const deepest = 5;
const widest = 300;

/** The paths of the columns of records with this structure (as the engine's `json_group_structure` says it). */
export function jsonPaths(structure: unknown, nested: 'flatten' | 'keep'): readonly (readonly string[])[] {
  const walk = (of: unknown, path: readonly string[]): readonly (readonly string[])[] => {
    const open = typeof of === 'object' && of !== null && !Array.isArray(of);
    if (!open || (path.length > 0 && (nested === 'keep' || path.length >= deepest))) return [path];
    const entries = Object.entries(of);
    // an object with hundreds of keys holds data in its keys
    if (entries.length === 0 || (path.length > 0 && entries.length > widest)) return [path];
    return entries.flatMap(([key, inner]) => walk(inner, [...path, key]));
  };
  return walk(structure, []);
}
