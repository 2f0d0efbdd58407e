import type { Lexis } from './grammar.ts';
import { limits } from './limits.ts';
import { lowered } from './names.ts';
import { readComment, readDollarString, readName, readString } from './quoted.ts';
import { Refusal } from './refusal.ts';

export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'blob' | 'parameter' | 'sign' | 'end';
  /** A name without its quotes, a string as it is meant, a word or number or sign as it is written. */
  readonly text: string;
  /** A word in lower case or a sign; empty for all else, so that a quoted name is never taken for a keyword. */
  readonly word: string;
  readonly at: number;
  /** For an opening bracket the number of the token that closes it. */
  close: number;
}

const letter = /[\p{L}_]/u;
const inWord = /[\p{L}\p{N}\p{M}_$]/u;
const digit = /[0-9]/;
const number = /(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?/y;
const hexNumber = /^0[xX][0-9a-fA-F]/;
const brackets: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * The words and signs of a text in one pass, each character looked at once; comments are left out. Refuses what is too long, too deep, not
 * closed, or hides something: optimizer hints, comments that are run, signs that look like spaces.
 */
export function tokenize(
  text: string,
  lexis: Lexis,
  options: { readonly parameters: boolean } = { parameters: false },
): readonly Token[] {
  checkText(text);
  const tokens: Token[] = [];
  const open: Token[] = [];
  let at = 0;
  const add = (kind: Token['kind'], start: number, value: string, word = ''): Token => {
    if (tokens.length >= limits.tokens)
      throw new Refusal(start, `The statement has more than ${limits.tokens} words and signs.`, 'Split it.');
    const token: Token = { kind, text: value, word, at: start, close: -1 };
    tokens.push(token);
    return token;
  };
  while (at < text.length) {
    const start = at;
    const char = text[at] ?? '';
    if (char === ' ' || char === '\n' || char === '\t' || char === '\r' || char === '\f') {
      at += 1;
      continue;
    }
    const comment = readComment(text, at, lexis);
    if (comment !== null) {
      at = comment;
      continue;
    }
    const closing = lexis.nameQuotes[char];
    if (closing !== undefined && !(char === '[' && !opensName(tokens))) {
      const read = readName(text, at, closing);
      add('name', start, read.value);
      at = read.end;
    } else if (lexis.stringQuotes.has(char)) {
      const read = readString(text, at, char, lexis.backslashes);
      add('string', start, read.value);
      at = read.end;
    } else if (char === '$' && lexis.dollarQuotes && /^\$(?:[A-Za-z_]\w*)?\$/.test(text.slice(at, at + 70))) {
      const read = readDollarString(text, at);
      add('string', start, read.value);
      at = read.end;
    } else if (char === '0' && lexis.hexNumbers !== null && hexNumber.test(text.slice(at, at + 3))) {
      at = wordEnd(text, at);
      const written = text.slice(start, at);
      const even = written.length % 2 === 0;
      if (!/^0[xX][0-9a-fA-F]{1,16}$/.test(written) || (lexis.hexNumbers === 'blob' && !even))
        throw new Refusal(start, 'Hexadecimal digits are written in pairs, 16 at most.');
      if (lexis.hexNumbers === 'blob') add('blob', start, lowered(written.slice(2)));
      else add('number', start, lowered(written));
    } else if (digit.test(char) || (char === '.' && digit.test(text[at + 1] ?? ''))) {
      number.lastIndex = at;
      const found = number.exec(text)?.[0] ?? char;
      at += found.length;
      if (inWord.test(text[at] ?? ''))
        throw new Refusal(start, `\`${text.slice(start, at + 1)}\` is not a number.`, 'Put a space after the number.');
      add('number', start, found.replaceAll('_', ''));
    } else if (isLetter(text, at)) {
      at = wordEnd(text, at);
      const word = text.slice(start, at);
      const prefixed = text[at] === "'" && word.length <= 8 ? prefixedString(text, at, word, lexis) : null;
      if (prefixed === null) add('word', start, word, lowered(word));
      else {
        add(prefixed.kind, start, prefixed.value);
        at = prefixed.end;
      }
    } else if (options.parameters && /[$?:]/.test(char) && digit.test(text[at + 1] ?? '')) {
      at = wordEnd(text, at + 1);
      add('parameter', start, text.slice(start, at));
    } else {
      const sign = signAt(text, at, lexis);
      at += sign.length;
      const token = add('sign', start, sign, sign);
      pairBrackets(token, open, tokens.length - 1);
    }
  }
  const unclosed = open[open.length - 1];
  if (unclosed !== undefined) throw new Refusal(unclosed.at, `The bracket \`${unclosed.text}\` is never closed.`);
  tokens.push({ kind: 'end', text: '', word: '', at: text.length, close: -1 });
  return tokens;
}

function checkText(text: string): void {
  if (
    text.length > limits.bytes ||
    (text.length > limits.bytes / 3 && new TextEncoder().encode(text).length > limits.bytes)
  ) {
    throw new Refusal(0, `The statement is longer than ${limits.bytes / 1024} KB.`, 'Make it shorter.');
  }
  if (/\p{Surrogate}/u.test(text))
    throw new Refusal(0, 'The text holds half a character.', 'Type the statement again.');
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  const odd = /[\u0000-\u0008\u000B\u000E-\u001F\u007F\u{F000A}]/u.exec(text);
  if (odd !== null) throw new Refusal(odd.index, 'There is a control character in the text.', 'Delete it.');
}

function codePoint(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if (!asciiWord[code]) break;
      at += 1;
      continue;
    }
    const char = codePoint(text, at);
    if (!inWord.test(char)) break;
    at += char.length;
  }
  return at;
}

/** Whether a word begins here. */
function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  return letter.test(codePoint(text, at));
}

/** Whether an ASCII character may stand in a word: the quick way through nearly all text. */
const asciiWord = Array.from({ length: 128 }, (_, code) => inWord.test(String.fromCharCode(code)));

/** In a dialect with names in square brackets one begins where a value or a name may. */
function opensName(tokens: readonly Token[]): boolean {
  const last = tokens[tokens.length - 1];
  return last === undefined || last.kind === 'word' || last.kind === 'sign' || last.kind === 'name';
}

function prefixedString(
  text: string,
  at: number,
  word: string,
  lexis: Lexis,
): { kind: 'string' | 'blob'; value: string; end: number } | null {
  const prefix = lowered(word);
  if (prefix === 'x' && lexis.hexStrings) {
    const { value, end } = readString(text, at, "'", false);
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(value))
      throw new Refusal(at, 'Bytes are written in pairs of hexadecimal digits.');
    return { kind: 'blob', value: lowered(value), end };
  }
  if (prefix === 'e' && lexis.escapeStrings) return { kind: 'string', ...readString(text, at, "'", true) };
  if (/^[bnux]$/.test(prefix) || prefix.startsWith('_')) {
    throw new Refusal(at - word.length, `Strings that begin with \`${word}'\` are not read here.`, `Write '…'.`);
  }
  return null;
}

function signAt(text: string, at: number, lexis: Lexis): string {
  for (let length = 4; length > 0; length -= 1) {
    const sign = text.slice(at, at + length);
    if (sign.length === length && lexis.signs.has(sign)) return sign;
  }
  const char = codePoint(text, at);
  if (/^[-+*/%<>=(),.;[\]{}:]$/.test(char)) return char;
  if (char === '@') {
    throw new Refusal(
      at,
      'Variables and settings (`@`, `@@`) cannot be used: a statement stands for itself.',
      'Write the value.',
    );
  }
  if (char === '?' || char === '$') {
    throw new Refusal(at, `\`${char}\` stands for a value that nobody gives here.`, 'Write the value.');
  }
  if (/\s|\p{Cf}|\p{Z}/u.test(char)) {
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw new Refusal(at, `There is an invisible character (U+${code}).`, 'Replace it by a plain space.');
  }
  throw new Refusal(at, `\`${char}\` does not belong to this language.`, 'Delete it, or put a name between quotes.');
}

function pairBrackets(token: Token, open: Token[], index: number): void {
  if (token.text in brackets) {
    if (open.length >= limits.depth)
      throw new Refusal(
        token.at,
        `Brackets are nested more than ${limits.depth} deep.`,
        'Use `with` for the inner parts.',
      );
    open.push(token);
    return;
  }
  if (token.text !== ')' && token.text !== ']' && token.text !== '}') return;
  const opener = open.pop();
  if (opener === undefined || brackets[opener.text] !== token.text) {
    throw new Refusal(token.at, `The bracket \`${token.text}\` closes nothing.`);
  }
  opener.close = index;
}
