export type SqlTokenKind =
  | 'keyword'
  | 'function'
  | 'identifier'
  | 'string'
  | 'number'
  | 'comment'
  | 'parameter'
  | 'space'
  | 'symbol';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
}

const keywords = new Set(
  (
    'all and any as asc between by case cast count_if cross current date day desc distinct else end except exists extract false fetch filter first following for from full group ' +
    'having hour in inner intersect interval is join last lateral left like limit minute month natural not null nulls offset on or order outer over partition preceding qualify ' +
    'quarter range recursive right row rows second select semi some table then timestamp true try_cast unbounded union using values week when where window with within year'
  ).split(' '),
);

// in order: comments, quoted text, quoted names, parameters, numbers, words, white space, then any one character
const pattern =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*'?)|("(?:[^"]|"")*"?|`[^`]*`?)|(\$\d+|\?\d*|[:@][a-z_]\w*)|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([a-z_À-￿][\w$À-￿]*)|(\s+)|([\s\S])/giu;

/** Cuts SQL into coloured pieces; put together again they are the text to the letter, whatever it holds. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  return Array.from(sql.matchAll(pattern), (match): SqlToken => {
    const [text, comment, string, quoted, parameter, number, word, space] = match;
    if (comment !== undefined) return { kind: 'comment', text };
    if (string !== undefined) return { kind: 'string', text };
    if (quoted !== undefined) return { kind: 'identifier', text };
    // a cast's second colon is no parameter: `x::date`
    if (parameter !== undefined)
      return sql[match.index - 1] === ':' ? { kind: 'identifier', text } : { kind: 'parameter', text };
    if (number !== undefined) return { kind: 'number', text };
    if (word !== undefined) return { kind: wordKind(word, sql, match.index + word.length), text };
    return { kind: space === undefined ? 'symbol' : 'space', text };
  });
}

function wordKind(word: string, sql: string, end: number): SqlTokenKind {
  if (keywords.has(word.toLowerCase())) return 'keyword';
  return /^\s*\(/.test(sql.slice(end, end + 8)) ? 'function' : 'identifier';
}
