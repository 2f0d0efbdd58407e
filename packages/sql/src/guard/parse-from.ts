import type { Cursor } from './cursor.ts';
import { mayBeAlias } from './keywords.ts';
import { limits } from './limits.ts';
import { closeQuery, parseNames, qualifiedCall, startsQuery } from './parse-shared.ts';
import { Refusal } from './refusal.ts';
import type { Alias, From, Join, JoinKind, Name, Query } from './tree.ts';

/** One entry of `from` with the joins that follow it. */
export function parseFrom(c: Cursor): From {
  let left = parseFactor(c);
  for (let count = 0; ; count += 1) {
    const join = parseJoinWords(c);
    if (join === null) return left;
    if (count >= limits.chain) throw new Refusal(c.token.at, `More than ${limits.chain} tables are joined.`);
    const right = parseFactor(c);
    const { at } = right;
    const on = c.take('on') ? c.expression() : null;
    const using = on === null && c.take('using') ? parseNames(c) : null;
    checkCondition(c, { ...join, on, using, at });
    left = { kind: 'join', ...join, left, right, on, using, at };
  }
}

type JoinWords = Pick<Join, 'join' | 'natural'>;

function checkCondition(c: Cursor, join: JoinWords & Pick<Join, 'on' | 'using' | 'at'>): void {
  const conditions = join.on !== null || join.using !== null;
  if (join.join === 'cross' || join.natural) {
    if (conditions) throw new Refusal(join.at, `A ${join.natural ? 'natural' : 'cross'} join takes no condition.`);
    return;
  }
  const free = join.join === 'inner' && (c.grammar.name === 'mysql' || c.grammar.name === 'sqlite');
  if (!conditions && !free) throw new Refusal(c.token.at, 'The join has no condition.', 'Add `on …` or `using (…)`.');
}

function parseJoinWords(c: Cursor): JoinWords | null {
  if (c.at('straight_join'))
    throw new Refusal(
      c.token.at,
      '`straight_join` tells the optimizer what to do, which is not allowed.',
      'Write `join`.',
    );
  if (c.take('join')) return { join: 'inner', natural: false };
  if (c.take('cross', 'join')) return { join: 'cross', natural: false };
  const natural = c.take('natural');
  if (c.grammar.features.semiJoins) {
    if (c.take('asof', 'left', 'join')) return { join: 'asof left', natural };
    for (const join of ['semi', 'anti', 'asof'] as const) if (c.take(join, 'join')) return { join, natural };
  }
  const kind: JoinKind | null = c.takeAny(['inner', 'left', 'right', 'full'] as const);
  if (kind === null && !natural) return null;
  if (kind !== null && kind !== 'inner') c.take('outer');
  c.expect('join');
  return { join: kind ?? 'inner', natural };
}

function parseFactor(c: Cursor): From {
  return c.deeper(() => {
    const { at, kind } = c.token;
    c.source(at);
    const lateral = c.at('lateral');
    if (lateral) {
      if (!c.grammar.features.lateral) throw new Refusal(at, `${c.grammar.title} has no \`lateral\`.`);
      c.next();
    }
    if (c.at('(')) return parseBracket(c, lateral);
    if (kind === 'string')
      throw new Refusal(
        at,
        'A string is no table: files and addresses cannot be read.',
        'Upload the file as a dataset, and use its name.',
      );
    if (c.at('only')) throw new Refusal(at, '`only` is not supported.', 'Delete `only`.');
    if (c.at('rows', 'from')) throw new Refusal(at, '`rows from` is not supported.', 'Use one function.');
    const parts = [c.name('a table')];
    while (c.take('.')) parts.push(c.label('a table'));
    if (c.at('(')) return parseFunction(c, parts, lateral);
    if (lateral) throw new Refusal(at, '`lateral` stands before a sub-query or a function.', 'Delete `lateral`.');
    if (c.at('*')) throw c.unexpected('a name for the table');
    const alias = parseAlias(c);
    refuseExtras(c);
    return { kind: 'table', parts, alias, at };
  });
}

function refuseExtras(c: Cursor): void {
  const { token } = c;
  if (token.word === 'tablesample' || (token.word === 'using' && c.peek(1).word === 'sample'))
    throw new Refusal(token.at, 'A sample gives another answer each time.', 'Use `limit`, or count all rows.');
  if (token.word === 'pivot' || token.word === 'unpivot')
    throw new Refusal(token.at, `\`${token.word}\` is not supported.`, 'Use aggregates with `filter`, or `case`.');
  if (/^(?:use|force|ignore|indexed)$/.test(token.word) || c.at('not', 'indexed'))
    throw new Refusal(token.at, 'Index hints are not allowed.', 'Delete the hint.');
  if (token.word === 'partition')
    throw new Refusal(token.at, 'Partitions cannot be named.', 'Filter the rows with `where`.');
  if (token.word === 'for' || (token.word === 'at' && c.peek(1).word === '('))
    throw new Refusal(
      token.at,
      `\`${token.word}\` after a table is not allowed: neither locks nor old versions.`,
      'Delete it.',
    );
}

function parseFunction(c: Cursor, parts: readonly Name[], lateral: boolean): From {
  const [name] = parts;
  if (name === undefined || parts.length > 1) throw qualifiedCall(parts);
  c.expect('(');
  const args = c.at(')') ? [] : c.expressions();
  c.expect(')');
  const ordinality = c.grammar.features.ordinality && c.take('with', 'ordinality');
  const alias = parseAlias(c);
  refuseExtras(c);
  return { kind: 'function', lateral, name: c.grammar.folded(name.text), args, ordinality, alias, at: name.at };
}

function parseBracket(c: Cursor, lateral: boolean): From {
  const { at } = c.token;
  if (startsQuery(c, 1) || opensSet(c)) {
    c.next();
    const query = c.query();
    return finishDerived(c, query, lateral, at);
  }
  if (lateral) throw c.unexpected('a sub-query');
  c.next();
  let inner = parseFrom(c);
  while (c.take(',')) {
    const right = parseFrom(c);
    inner = { kind: 'join', join: 'cross', natural: false, left: inner, right, on: null, using: null, at: right.at };
  }
  c.expect(')');
  if (c.at('as') || c.token.kind === 'name')
    throw new Refusal(c.token.at, 'Joined tables between brackets take no name.', 'Write a sub-query.');
  return inner;
}

/** `((select …) union …)`, unlike `((select …) as a join …)`. */
function opensSet(c: Cursor): boolean {
  let ahead = 0;
  while (c.peek(ahead).word === '(') ahead += 1;
  if (ahead < 2 || !startsQuery(c, ahead)) return false;
  const { word } = c.afterBracket(1);
  return /^(?:union|intersect|except|order|limit|offset|fetch|\))$/.test(word);
}

function finishDerived(c: Cursor, query: Query, lateral: boolean, at: number): From {
  closeQuery(c);
  const alias = parseAlias(c);
  refuseExtras(c);
  return { kind: 'derived', lateral, query, alias, at };
}

function parseAlias(c: Cursor): Alias | null {
  let name: Name;
  if (c.take('as')) {
    name = c.label('a name for the table');
  } else if (c.token.kind === 'name' || (c.token.kind === 'word' && mayBeAlias(c.token.word))) {
    name = c.label();
  } else return null;
  if (!c.at('(')) return { name, columns: null };
  if (!c.grammar.features.aliasColumns)
    throw new Refusal(
      c.token.at,
      `${c.grammar.title} cannot name the columns of a table here.`,
      'Name them inside a sub-query.',
    );
  const columns = parseNames(c);
  return { name, columns };
}
