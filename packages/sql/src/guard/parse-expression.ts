import type { Cursor } from './cursor.ts';
import { limits } from './limits.ts';
import { parseAtom } from './parse-atom.ts';
import { callOf } from './parse-keyword.ts';
import { parseType } from './parse-type.ts';
import { closeQuery, startsQuery } from './parse-shared.ts';
import { Refusal } from './refusal.ts';
import type { Token } from './tokenize.ts';
import type { Expr, Query } from './tree.ts';

/** An expression of operators that bind at least as tightly as `min`; by precedence climbing (Pratt 1973). */
export function parseExpression(c: Cursor, min = 0): Expr {
  return c.deeper(() => {
    let left = parsePrefix(c);
    for (let count = 0; ; count += 1) {
      const next = parseInfix(c, left, min);
      if (next === null) return left;
      if (count >= limits.chain)
        throw new Refusal(
          c.token.at,
          `More than ${limits.chain} operators in a row.`,
          'Use brackets, `in (…)` or a sub-query.',
        );
      left = next;
    }
  });
}

function parsePrefix(c: Cursor): Expr {
  const { at } = c.token;
  const { ranks } = c.grammar;
  if (c.take('not')) return { kind: 'unary', op: 'not', of: c.expression(ranks.not), at };
  // binds more tightly than `not`
  if (c.grammar.name === 'mysql' && c.take('!')) return { kind: 'unary', op: 'not', of: c.expression(ranks.unary), at };
  const op = c.takeAny(['-', '+', '~'] as const);
  if (op !== null) return { kind: 'unary', op, of: c.expression(op === '~' ? ranks.tilde : ranks.unary), at };
  return parsePostfix(c, parseAtom(c));
}

/** Casts and elements, which bind more tightly than anything before them. */
function parsePostfix(c: Cursor, first: Expr): Expr {
  const { grammar } = c;
  const { features } = grammar;
  let of = first;
  for (let count = 0; count < limits.depth; count += 1) {
    const { at } = c.token;
    if (features.doubleColon && c.take('::')) of = { kind: 'cast', attempt: false, of, type: parseType(c), at };
    else if (features.arrays && c.at('[')) of = parseElement(c, of);
    else if (
      c.at('.') &&
      grammar.name === 'duckdb' &&
      hasFields.has(of.kind) &&
      isName(c.peek(1)) &&
      c.peek(2).word !== '('
    ) {
      c.next();
      of = { kind: 'field', of, name: c.label('a field'), at };
    } else if (c.at('.') && first.kind !== 'number')
      throw new Refusal(at, 'Nothing can be called or read through a dot here.', 'Write `f(x)` instead of `x.f()`.');
    else return of;
  }
  throw new Refusal(c.token.at, 'Too many casts in a row.');
}

/** What may give something with fields, beside columns, whose fields are parts of their names. */
const hasFields = new Set<Expr['kind']>(['struct', 'call', 'element', 'field', 'cast', 'subquery', 'case']);

const isName = ({ kind }: Token): boolean => kind === 'word' || kind === 'name';

function parseElement(c: Cursor, of: Expr): Expr {
  const { at } = c.expect('[');
  const from = c.at(':') ? null : c.expression();
  if (c.take(']')) {
    if (from === null) throw c.unexpected('an index');
    return { kind: 'element', of, index: from, at };
  }
  c.expect(':');
  const to = c.at(']') ? null : c.expression();
  c.expect(']');
  return { kind: 'slice', of, from, to, at };
}

function parseInfix(c: Cursor, left: Expr, min: number): Expr | null {
  const { token, grammar } = c;
  const { ranks, features } = grammar;
  const { word, at } = token;
  if (word === '') return null;
  if (word === 'and' || word === 'or') return parseLogic(c, left, word, min);
  if (word === '&&' && grammar.name === 'mysql') return parseLogic(c, left, 'and', min);
  if (word === 'is') return ranks.is >= min ? parseIs(c, left) : null;
  if (word === 'isnull' || word === 'notnull') {
    if (grammar.name === 'mysql' || ranks.is < min) return null;
    c.next();
    return { kind: 'is', not: word === 'notnull', of: left, test: 'null', at };
  }
  if (word === 'collate') {
    if (ranks.collate < min) return null;
    c.next();
    return { kind: 'collate', of: left, collation: parseCollation(c), at };
  }
  if (features.zones && c.at('at', 'time', 'zone')) {
    if (ranks.zone < min) return null;
    c.take('at', 'time', 'zone');
    return { kind: 'zone', of: left, zone: c.expression(ranks.zone + 1), at };
  }
  const predicate = parsePredicate(c, left, min);
  if (predicate !== null) return predicate;
  const rank = ranks.infix.get(word);
  if (rank === undefined) return refuseOperator(c);
  if (rank < min) return null;
  c.next();
  const quantifier = /^(?:=|<>|!=|<|>|<=|>=)$/.test(word) ? c.takeAny(['any', 'some', 'all'] as const) : null;
  const op = word === '!=' ? '<>' : word === '==' ? '=' : word;
  if (quantifier !== null) return parseQuantified(c, left, op, quantifier === 'all' ? 'all' : 'any');
  if (grammar.name === 'duckdb' && (op === '->' || op === '->>')) return parseArrow(c, left, op, min);
  return { kind: 'binary', op, left, right: c.expression(rank + 1), at };
}

function refuseOperator(c: Cursor): null {
  const { token, grammar } = c;
  const { word, at } = token;
  if (word === ':=' || word === '=>')
    throw new Refusal(
      at,
      `\`${word}\` sets a value or names an argument, which is not allowed.`,
      'Give the values in order.',
    );
  if (word === '||' && grammar.name === 'mysql')
    throw new Refusal(
      at,
      '`||` is `or` on one MySQL server and joins texts on another.',
      'Write `or`, or `concat(a, b)`.',
    );
  if (word === 'match' || (word === 'regexp' && grammar.name === 'sqlite'))
    throw new Refusal(
      at,
      `\`${word}\` calls a function that extensions bring, which is not allowed.`,
      'Use `like` or `glob`.',
    );
  if (word === 'operator') throw new Refusal(at, '`operator(…)` is not allowed.', 'Write the operator itself.');
  return null;
}

/** DuckDB's arrow binds looser than `or` on its left, so it is read only where nothing stands before its own operand. */
function parseArrow(c: Cursor, left: Expr, op: '->' | '->>', min: number): Expr {
  const { at } = left;
  const constant = c.token.kind === 'string' || c.token.kind === 'number';
  const names = op === '->' && !constant ? lambdaNames(left) : null;
  if (names !== null) return { kind: 'lambda', names, body: c.expression(1), at };
  if (min > 0 || !/^(?:column|call|cast|element|subquery|binary)$/.test(left.kind))
    throw new Refusal(at, `\`${op}\` binds looser here than it looks.`, `Put brackets around it: \`(a ${op} 'b')\`.`);
  const right = parsePostfix(c, parseAtom(c));
  if (op === '->' && c.grammar.ranks.infix.has(c.token.word) && c.token.word !== '->' && c.token.word !== '->>')
    throw new Refusal(at, '`->` binds looser here than it looks.', "Put brackets around it: `(a -> 'b')`.");
  return { kind: 'binary', op, left, right, at };
}

function lambdaNames(left: Expr): Extract<Expr, { kind: 'lambda' }>['names'] | null {
  if (left.kind === 'column' && left.parts.length === 1) return left.parts;
  if (left.kind !== 'row') return null;
  const names = left.of.flatMap((part) => (part.kind === 'column' && part.parts.length === 1 ? part.parts : []));
  return names.length === left.of.length ? names : null;
}

function parseLogic(c: Cursor, left: Expr, op: 'and' | 'or', min: number): Expr | null {
  const rank = c.grammar.ranks[op];
  if (rank < min) return null;
  const { at } = c.next();
  const parts = left.kind === 'logic' && left.op === op ? left.of : [left];
  // one node for the whole row, so that a long one is not deep
  const of = [...parts];
  do of.push(c.expression(rank + 1));
  while (c.take(op) || (op === 'and' && c.grammar.name === 'mysql' && c.take('&&')));
  return {
    kind: 'logic',
    op,
    of: of.flatMap((part) => (part.kind === 'logic' && part.op === op ? part.of : [part])),
    at,
  };
}

function parseIs(c: Cursor, left: Expr): Expr {
  const { at } = c.expect('is');
  const not = c.take('not');
  if (c.take('distinct', 'from')) {
    if (c.grammar.name === 'mysql') throw new Refusal(at, 'MySQL has no `is distinct from`.', 'Write `not a <=> b`.');
    return { kind: 'is', not, of: left, test: { distinctFrom: operand(c) }, at };
  }
  const test = c.takeAny(['null', 'true', 'false', 'unknown'] as const);
  if (test !== null && !(test === 'unknown' && c.grammar.name === 'sqlite'))
    return { kind: 'is', not, of: left, test, at };
  if (!c.grammar.features.isAnything) throw c.unexpected('`null`, `true`, `false` or `distinct from`');
  return { kind: 'is', not: !not, of: left, test: { distinctFrom: operand(c) }, at };
}

const operand = (c: Cursor): Expr => c.expression(c.grammar.ranks.is + 1);

function parseCollation(c: Cursor): string {
  const { token } = c;
  const name = c.grammar.folded(c.label('a collation').text);
  if (!c.grammar.collations.has(name.toLowerCase())) {
    const known = [...c.grammar.collations].slice(0, 8).join(', ');
    throw new Refusal(token.at, `The collation \`${token.text}\` is not known here.`, `Known ones: ${known}.`);
  }
  return name;
}

const matchWords = ['like', 'ilike', 'glob', 'regexp', 'rlike'] as const;

function parsePredicate(c: Cursor, left: Expr, min: number): Expr | null {
  const { ranks, features } = c.grammar;
  const { at } = c.token;
  const ahead = c.at('not') ? 1 : 0;
  const { word } = c.peek(ahead);
  if (word === 'null' && ahead === 1 && c.grammar.name === 'sqlite') {
    if (ranks.is < min) return null;
    c.take('not', 'null');
    return { kind: 'is', not: true, of: left, test: 'null', at };
  }
  const not = ahead === 1;
  const skip = (): void => {
    if (not) c.next();
    c.next();
  };
  if (word === 'between') {
    if (ranks.between < min) return null;
    skip();
    const symmetric = features.symmetric && c.take('symmetric');
    const low = c.expression(ranks.between + 1);
    c.expect('and');
    return { kind: 'between', not, symmetric, of: left, low, high: c.expression(ranks.between + 1), at };
  }
  if (word === 'in') {
    if (ranks.predicate < min) return null;
    skip();
    // DuckDB's own reader takes it for this call
    if (c.grammar.name === 'duckdb' && !c.at('(')) return parseContains(c, left, not);
    return { kind: 'in', not, of: left, list: parseList(c), at };
  }
  const similar = word === 'similar' && c.peek(ahead + 1).word === 'to';
  const known = matchWords.find((each) => each === word);
  if (known === undefined && !similar) return null;
  const has = similar
    ? features.similar
    : { like: true, ilike: features.ilike, glob: features.glob, regexp: features.regexp, rlike: features.regexp }[
        known ?? 'like'
      ];
  if (!has) return refuseOperator(c);
  if (ranks.predicate < min) return null;
  skip();
  if (similar) c.expect('to');
  const quantifier = c.grammar.name === 'postgres' && !similar ? c.takeAny(['any', 'some', 'all'] as const) : null;
  if (quantifier !== null)
    return parseQuantified(c, left, `${not ? 'not ' : ''}${word}`, quantifier === 'all' ? 'all' : 'any');
  if (c.at('any') || c.at('all') || c.at('some'))
    throw new Refusal(
      c.token.at,
      'A pattern is compared with one value at a time.',
      'Put several tests together with `or`.',
    );
  const pattern = c.expression(ranks.predicate + 1);
  const escape = c.take('escape') ? c.expression(ranks.predicate + 1) : null;
  return {
    kind: 'match',
    op: similar ? 'similar to' : word === 'rlike' ? 'regexp' : word,
    not,
    of: left,
    pattern,
    escape,
    at,
  };
}

/** `x in list` */
function parseContains(c: Cursor, part: Expr, not: boolean): Expr {
  const { at } = c.token;
  const call = callOf('contains', [c.expression(c.grammar.ranks.predicate + 1), part], at);
  return not ? { kind: 'unary', op: 'not', of: call, at } : call;
}

function parseList(c: Cursor): readonly Expr[] | Query {
  if (!c.at('(')) throw c.unexpected('`(`: a list or a sub-query');
  if (startsQuery(c, 1)) {
    c.next();
    const query = c.query();
    closeQuery(c);
    return query;
  }
  c.next();
  const list = c.expressions();
  c.expect(')');
  // in ((select …)) is in (select …)
  const [only] = list;
  return list.length === 1 && only?.kind === 'subquery' ? only.query : list;
}

function parseQuantified(c: Cursor, left: Expr, op: string, quantifier: 'any' | 'all'): Expr {
  const { at } = c.expect('(');
  if (c.grammar.name === 'sqlite') throw new Refusal(at, 'SQLite has no `any` and `all`.', 'Use `in` or `exists`.');
  if (startsQuery(c, 0)) {
    const right = c.query();
    closeQuery(c);
    return { kind: 'quantified', op, quantifier, left, right, at };
  }
  const right = c.expression();
  c.expect(')');
  if (right.kind === 'subquery') return { kind: 'quantified', op, quantifier, left, right: right.query, at };
  return { kind: 'quantified', op, quantifier, left, right, at };
}
