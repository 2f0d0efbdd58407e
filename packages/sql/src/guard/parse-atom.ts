import type { Cursor } from './cursor.ts';
import { isReserved } from './keywords.ts';
import { parseCall } from './parse-call.ts';
import { continueQuery } from './parse-query.ts';
import { closeQuery, qualifiedCall, startsQuery } from './parse-shared.ts';
import { parseKeyword } from './parse-keyword.ts';
import { Refusal } from './refusal.ts';
import type { Expr, Name } from './tree.ts';

/** The smallest parts of expressions: constants, columns, calls, and what stands between brackets. */
export function parseAtom(c: Cursor): Expr {
  const { token } = c;
  const { at } = token;
  switch (token.kind) {
    case 'number':
    case 'string':
    case 'blob':
    case 'parameter':
      c.next();
      if (token.kind === 'string' && c.token.kind === 'string')
        throw new Refusal(
          c.token.at,
          'Two strings follow each other.',
          "Join them in one pair of quotes; a quote inside is doubled ('').",
        );
      return { kind: token.kind, text: token.text, at };
    case 'word':
      return parseKeyword(c) ?? parseName(c);
    case 'name':
      return parseName(c);
    case 'sign':
      return parseSign(c);
    case 'end':
      throw c.unexpected('a value');
    default:
      throw c.unexpected('a value');
  }
}

function parseSign(c: Cursor): Expr {
  const { features } = c.grammar;
  const { at } = c.token;
  if (c.at('(')) return parseBracket(c);
  if (features.lists && c.take('[')) {
    const of = c.at(']') ? [] : c.expressions();
    const [body] = of;
    if (body !== undefined && of.length === 1 && c.at('for')) return parseComprehension(c, body, at);
    c.expect(']');
    return { kind: 'list', of, at };
  }
  if (features.lists && c.take('{')) {
    const of: { key: string; value: Expr }[] = [];
    do {
      const { token } = c;
      if (token.kind !== 'string' && token.kind !== 'word' && token.kind !== 'name') throw c.unexpected('a key');
      c.next();
      c.expect(':');
      of.push({ key: token.text, value: c.expression() });
    } while (c.take(','));
    c.expect('}');
    return { kind: 'struct', of, at };
  }
  if (c.at('*'))
    throw new Refusal(at, '`*` stands for all columns in a `select` list or in `count(*)` only.', 'Name the columns.');
  throw c.unexpected('a value');
}

/** `[x + 1 for x in list if x > 0]` */
function parseComprehension(c: Cursor, body: Expr, at: number): Expr {
  c.expect('for');
  const names = [c.name()];
  while (c.take(',')) names.push(c.name());
  c.expect('in');
  const of = c.expression();
  const test = c.take('if') ? c.expression() : null;
  c.expect(']');
  return { kind: 'comprehension', body, names, of, test, at };
}

function parseBracket(c: Cursor): Expr {
  const { at } = c.expect('(');
  if (startsQuery(c, 0)) {
    const query = c.query();
    closeQuery(c);
    return { kind: 'subquery', query, at };
  }
  const first = c.expression();
  if (first.kind === 'subquery' && /^(?:union|intersect|except|order|limit|offset)$/.test(c.token.word)) {
    const query = continueQuery(c, first.query);
    closeQuery(c);
    return { kind: 'subquery', query, at };
  }
  if (!c.at(',')) {
    c.expect(')');
    return first;
  }
  const of = [first];
  while (c.take(',')) of.push(c.expression());
  c.expect(')');
  return { kind: 'row', of, at };
}

function parseName(c: Cursor): Expr {
  const { token, grammar } = c;
  const called = c.peek(1).word === '(';
  if (called && token.kind === 'word' && isReserved(token.word) && !callable.has(token.word))
    throw c.unexpected('a value');
  if (called) return parseCall(c, c.label());
  if (token.kind === 'word' && grammar.functions.session.has(token.word)) {
    throw new Refusal(
      token.at,
      `\`${token.text}\` tells of the session, not of the data.`,
      `A column of that name is quoted: ${grammar.quoteName(token.text)}.`,
    );
  }
  const parts: Name[] = [c.name('a value')];
  while (c.take('.')) {
    if (c.at('*')) throw new Refusal(c.token.at, '`*` stands in a `select` list only.', 'Name the column.');
    parts.push(c.label('a column'));
    if (c.at('(')) throw qualifiedCall(parts);
    if (parts.length > 4) throw new Refusal(token.at, 'The name has too many parts.');
  }
  if (c.token.kind === 'string' && parts.length === 1 && token.kind === 'word')
    throw new Refusal(token.at, `\`${token.text}\` before a string is not known here.`, `Write \`cast('…' as type)\`.`);
  return { kind: 'column', parts, at: token.at };
}

/** Keywords that are functions too. */
const callable = new Set([
  'left',
  'right',
  'glob',
  'isnull',
  'like',
  'grouping',
  'any',
  'some',
  'set',
  'similar',
  'offset',
  'recursive',
  'values',
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'current_user',
  'session_user',
  'current_role',
  'current_catalog',
  'current_schema',
  'replace',
  'insert',
  'div',
  'xor',
]);
