import type { Lexis } from './grammar.ts';
import { Refusal } from './refusal.ts';

interface Read {
  readonly value: string;
  /** Where the text goes on. */
  readonly end: number;
}

/** The end of the comment that begins at `at`; null where none does. Hints and comments that are run are refused. */
export function readComment(text: string, at: number, lexis: Lexis): number | null {
  if (text.startsWith('--', at)) {
    if (lexis.dashNeedsSpace && !/[\s]/.test(text[at + 2] ?? '\n')) return null;
    return lineEnd(text, at);
  }
  if (lexis.hashComments && text[at] === '#') return lineEnd(text, at);
  if (!text.startsWith('/*', at)) return null;
  if (/^\/\*(?:M?!|\+)/.test(text.slice(at, at + 4))) {
    const what = text[at + 2] === '+' ? 'Optimizer hints' : 'Comments that are run';
    throw new Refusal(at, `${what} (\`${text.slice(at, at + 3)}\`) are not allowed.`, 'Delete the comment.');
  }
  return lexis.nestedComments ? nestedEnd(text, at) : plainEnd(text, at);
}

function lineEnd(text: string, at: number): number {
  const end = text.slice(at).search(/[\r\n]/);
  return end < 0 ? text.length : at + end;
}

function plainEnd(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  if (end < 0) throw new Refusal(at, 'The comment is never closed.', 'End it with `*/`.');
  return end + 2;
}

function nestedEnd(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  throw new Refusal(start, 'The comment is never closed.', 'End it with `*/`.');
}

/** A name between quotes; a doubled closing quote is one. */
export function readName(text: string, start: number, close: string): Read {
  const read = readUntil(text, start, close, false);
  if (read === null) throw new Refusal(start, 'The quote of this name is never closed.');
  if (read.value === '') throw new Refusal(start, 'A name cannot be empty.');
  return read;
}

/** A string between quotes, its escapes resolved. */
export function readString(text: string, start: number, quote: string, backslashes: boolean): Read {
  const read = readUntil(text, start, quote, backslashes);
  if (read === null) throw new Refusal(start, 'The quote of this string is never closed.');
  return read;
}

/** `$tag$ … $tag$`, in which nothing is special. */
export function readDollarString(text: string, start: number): Read {
  const tag = text.slice(start, text.indexOf('$', start + 1) + 1);
  const end = text.indexOf(tag, start + tag.length);
  if (end < 0) throw new Refusal(start, `The string that begins with \`${tag}\` is never closed.`);
  return { value: text.slice(start + tag.length, end), end: end + tag.length };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', Z: '\u001A' };

function readUntil(text: string, start: number, quote: string, backslashes: boolean): Read | null {
  const parts: string[] = [];
  let from = start + 1;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === quote) {
      parts.push(text.slice(from, at));
      if (text[at + 1] !== quote) return { value: parts.join(''), end: at + 1 };
      parts.push(quote);
      at += 1;
      from = at + 1;
    } else if (backslashes && char === '\\') {
      const next = text[at + 1];
      if (next === undefined) return null;
      if (/[0-9xuU]/.test(next))
        throw new Refusal(at, `The escape \`\\${next}\` is not read here.`, 'Write the character itself.');
      parts.push(text.slice(from, at), escapes[next] ?? (next === '%' || next === '_' ? `\\${next}` : next));
      at += 1;
      from = at + 1;
    }
  }
  return null;
}
