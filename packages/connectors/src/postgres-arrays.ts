/** What the elements of an array are in JSON. Decimals are text there, as they are everywhere on the wire. */
export type ElementKind = 'number' | 'boolean' | 'text' | 'json';

/**
 * The JSON of an array as PostgreSQL writes it (`{1,2,NULL}`, `{{"a b",c}}`, `[0:1]={1,2}`); null where the text is none.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function arrayJson(text: string, kind: ElementKind): string | null {
  const start = /^(?:\[[^{]*\]=)?(?=\{)/.exec(text)?.[0].length;
  if (start === undefined) return null;
  let at = start;
  let out = '';
  let expecting = true;
  while (at < text.length) {
    const letter = text[at] ?? '';
    if (letter === '{') {
      out += '[';
      expecting = true;
      at += 1;
    } else if (letter === '}') {
      out += ']';
      expecting = false;
      at += 1;
    } else if (letter === ',') {
      out += ',';
      expecting = true;
      at += 1;
    } else if (!expecting) return null;
    else if (letter === '"') {
      const quoted = /"((?:[^"\\]|\\[\s\S])*)"/y;
      quoted.lastIndex = at;
      const match = quoted.exec(text);
      if (match === null) return null;
      out += element((match[1] ?? '').replace(/\\([\s\S])/g, '$1'), kind);
      at = quoted.lastIndex;
      expecting = false;
    } else {
      const plain = /[^,{}"]+/y;
      plain.lastIndex = at;
      const word = plain.exec(text)?.[0] ?? '';
      if (word === '') return null;
      out += word.toUpperCase() === 'NULL' ? 'null' : element(word, kind);
      at += word.length;
      expecting = false;
    }
  }
  return out;
}

function element(text: string, kind: ElementKind): string {
  switch (kind) {
    case 'number': {
      const number = Number(text);
      const exact = Number.isFinite(number) && (!/^-?\d+$/.test(text) || Number.isSafeInteger(number));
      return exact ? String(number) : JSON.stringify(text);
    }
    case 'boolean':
      return text === 't' ? 'true' : 'false';
    case 'json':
      return text;
    case 'text':
      return JSON.stringify(text);
  }
}
