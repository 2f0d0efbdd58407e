import type { Cursor } from './cursor.ts';
import { mayBeAlias } from './keywords.ts';
import { limits } from './limits.ts';
import { parseFrom } from './parse-from.ts';
import { parseDirection, parseGroups, parseOrder, parseWindow } from './parse-window.ts';
import { afterQuery, closeQuery, notQuery, parseNames, startsQuery } from './parse-shared.ts';
import { Refusal } from './refusal.ts';
import type { Body, Cte, Expr, From, Item, Name, Query, Select, SetOperator, Star, With } from './tree.ts';

/** A query with all that may stand around its select statements. */
export function parseQuery(c: Cursor): Query {
  return c.deeper(() => {
    const { at } = c.token;
    const ctes = c.at('with') ? parseWith(c) : null;
    return finishQuery(c, at, ctes, parseBody(c, 0));
  });
}

/** What comes after the select statements of a query. */
function finishQuery(c: Cursor, at: number, ctes: With | null, body: Body): Query {
  let orderBy: Query['orderBy'] = [];
  if (c.take('order', 'by'))
    orderBy = c.grammar.features.everything && c.take('all') ? { kind: 'all', ...parseDirection(c) } : parseOrder(c);
  const { limit, offset } = parseLimit(c);
  if (ctes === null && !sorted(orderBy) && limit === null && offset === null && body.kind === 'nested')
    return body.query;
  return { kind: 'query', at, with: ctes, body, orderBy, limit, offset };
}

const sorted = (by: Query['orderBy']): boolean => 'kind' in by || by.length > 0;

function parseLimit(c: Cursor): { limit: Expr | null; offset: Expr | null } {
  const { features } = c.grammar;
  let limit: Expr | null = null;
  let offset: Expr | null = null;
  for (;;) {
    if (limit === null && c.take('limit')) {
      if (c.take('all')) continue;
      limit = c.expression();
      if (c.at('%') || c.at('percent'))
        throw new Refusal(c.token.at, 'A limit in percent is not supported.', 'Write a number of rows.');
      if (features.limitComma && c.take(',')) [offset, limit] = [limit, c.expression()];
    } else if (offset === null && c.take('offset')) {
      offset = c.expression();
      if (!c.take('rows')) c.take('row');
    } else if (limit === null && features.fetchFirst && c.take('fetch')) {
      if (!c.take('first')) c.expect('next');
      limit = c.at('row') || c.at('rows') ? { kind: 'number', text: '1', at: c.token.at } : c.expression();
      if (!c.take('rows')) c.expect('row');
      c.expect('only');
    } else return { limit, offset };
  }
}

function parseWith(c: Cursor): With {
  c.expect('with');
  const recursive = c.take('recursive');
  const ctes: Cte[] = [];
  do {
    const { at } = c.token;
    const name = c.name('the name of a sub-query');
    if (new TextEncoder().encode(name.text).length > limits.cteName)
      throw new Refusal(at, `The name of a sub-query may have ${limits.cteName} bytes.`, 'Choose a shorter one.');
    c.source(at);
    const columns = c.at('(') ? parseNames(c) : null;
    c.expect('as');
    let materialized: boolean | null = null;
    if (c.grammar.features.materialized) {
      if (c.take('materialized')) materialized = true;
      else if (c.take('not', 'materialized')) materialized = false;
    }
    c.expect('(');
    if (!startsQuery(c, 0) && !c.at('(')) throw notQuery(c);
    const query = c.query();
    closeQuery(c);
    if (c.at('search') || c.at('cycle') || c.at('using')) throw c.unexpected('`,` or `select`');
    ctes.push({ at, name, columns, materialized, query });
  } while (c.take(','));
  if (!startsQuery(c, 0) && !c.at('(')) throw notQuery(c);
  return { recursive, ctes };
}

const setRanks: Readonly<Record<SetOperator, number>> = { union: 1, except: 1, intersect: 2 };

function parseBody(c: Cursor, min: number): Body {
  return moreSets(c, parsePart(c), min);
}

/** The set operations that follow `first`. */
function moreSets(c: Cursor, first: Body, min: number): Body {
  let left = first;
  for (let count = 0; ; count += 1) {
    const word = c.token.word === 'minus' && !c.grammar.features.nestedSets ? '' : c.token.word;
    if (word !== 'union' && word !== 'intersect' && word !== 'except') return left;
    const rank = c.grammar.features.nestedSets ? setRanks[word] : 1;
    if (rank <= min) return left;
    if (count >= limits.chain) throw new Refusal(c.token.at, `More than ${limits.chain} sets are put together.`);
    const { at } = c.next();
    const all = c.take('all');
    if (!all) c.take('distinct');
    const byName = c.grammar.features.everything && c.take('by', 'name');
    const right = parseBody(c, rank);
    left = { kind: 'set', op: word, all, byName, left, right, at };
  }
}

function parsePart(c: Cursor): Body {
  const { at } = c.token;
  if (c.at('(')) {
    if (!c.grammar.features.nestedSets)
      throw new Refusal(
        at,
        `${c.grammar.title} takes no brackets around a part of a set operation.`,
        'Delete the brackets.',
      );
    c.next();
    const query = c.query();
    closeQuery(c);
    return nested(query);
  }
  if (c.at('values')) {
    c.next();
    const rows: (readonly Expr[])[] = [];
    do {
      if (c.grammar.features.valuesRow) c.expect('row');
      c.expect('(');
      rows.push(c.expressions());
      c.expect(')');
    } while (c.take(','));
    c.source(at);
    return { kind: 'values', rows, at };
  }
  if (c.grammar.features.fromFirst && c.at('from')) return parseSelect(c, true);
  if (c.at('table')) throw new Refusal(at, '`table` is not allowed here.', 'Write `select … from …`.');
  return parseSelect(c, false);
}

/** Brackets around a query that has nothing of its own but its select are none. */
function nested(query: Query): Body {
  const plain = query.with === null && !sorted(query.orderBy) && query.limit === null && query.offset === null;
  return plain ? query.body : { kind: 'nested', query, at: query.at };
}

/** After `(query)` where more of a set operation may follow. */
export function continueQuery(c: Cursor, first: Query): Query {
  return finishQuery(c, first.at, null, moreSets(c, nested(first), 0));
}

function parseSelect(c: Cursor, fromFirst: boolean): Select {
  const { at } = c.token;
  let from: readonly From[] = fromFirst ? parseFromClause(c) : [];
  let distinct: Select['distinct'] = false;
  let items: readonly Item[] = [{ kind: 'star', qualifier: [], exclude: [], replace: [], at }];
  if (!fromFirst || c.at('select')) {
    c.expect('select');
    distinct = parseDistinct(c);
    // `exists (select from t)`
    items = c.grammar.name === 'postgres' && c.at('from') ? [] : parseItems(c);
    if (c.at('into')) throw afterQuery(c);
    if (!fromFirst && c.at('from')) from = parseFromClause(c);
  }
  c.source(at);
  const where = c.take('where') ? c.expression() : null;
  let groupBy: Select['groupBy'] = [];
  let rollup = false;
  if (c.take('group', 'by')) {
    groupBy = c.grammar.features.everything && c.take('all') ? 'all' : parseGroups(c);
    rollup = c.grammar.features.withRollup && c.take('with', 'rollup');
  }
  const having = c.take('having') ? c.expression() : null;
  const windows: { name: Name; window: ReturnType<typeof parseWindow> }[] = [];
  if (c.take('window')) {
    do {
      const name = c.name('the name of a window');
      c.expect('as');
      windows.push({ name, window: parseWindow(c) });
    } while (c.take(','));
  }
  const qualify = c.grammar.features.qualify && c.take('qualify') ? c.expression() : null;
  if (c.at('using', 'sample') || c.at('sample') || c.at('tablesample'))
    throw new Refusal(c.token.at, 'A sample gives another answer each time.', 'Use `limit`, or count all rows.');
  return { kind: 'select', at, distinct, items, from, where, groupBy, rollup, having, windows, qualify };
}

function parseDistinct(c: Cursor): Select['distinct'] {
  if (!c.take('distinct')) {
    c.take('all');
    return false;
  }
  if (!c.grammar.features.distinctOn || !c.take('on')) return true;
  c.expect('(');
  const on = c.expressions();
  c.expect(')');
  return on;
}

function parseFromClause(c: Cursor): readonly From[] {
  c.expect('from');
  if (c.grammar.name === 'mysql' && c.take('dual')) return [];
  const from = [parseFrom(c)];
  while (c.take(',')) from.push(parseFrom(c));
  return from;
}

function parseItems(c: Cursor): readonly Item[] {
  const items: Item[] = [];
  do items.push(parseItem(c));
  while (c.take(','));
  return items;
}

function parseItem(c: Cursor): Item {
  const star = parseStar(c);
  if (star !== null) return star;
  const { at } = c.token;
  const value = c.expression();
  return { kind: 'value', value, alias: parseItemAlias(c), at };
}

function parseItemAlias(c: Cursor): Name | null {
  if (c.take('as')) {
    // a string as a name, where the engine takes one
    if (c.token.kind === 'string' && c.grammar.name !== 'postgres') return stringName(c);
    return c.label('a name for the column');
  }
  if (c.token.kind === 'name') return c.label();
  if (c.token.kind === 'string' && (c.grammar.name === 'mysql' || c.grammar.name === 'sqlite')) return stringName(c);
  return c.token.kind === 'word' && mayBeAlias(c.token.word) ? c.label() : null;
}

function stringName(c: Cursor): Name {
  const { text, at } = c.next();
  if (text === '') throw new Refusal(at, 'A name cannot be empty.');
  if (new TextEncoder().encode(text).length > limits.name)
    throw new Refusal(at, `The name is longer than ${limits.name} bytes.`, 'Choose a shorter one.');
  return { text, at };
}

function parseStar(c: Cursor): Star | null {
  let ahead = 0;
  while ((c.peek(ahead).kind === 'word' || c.peek(ahead).kind === 'name') && c.peek(ahead + 1).word === '.') ahead += 2;
  if (c.peek(ahead).word !== '*') return null;
  const { at } = c.token;
  const qualifier: Name[] = [];
  while (!c.take('*')) {
    qualifier.push(c.label());
    c.expect('.');
  }
  const exclude: Name[] = [];
  const replace: { value: Expr; name: Name }[] = [];
  if (c.grammar.features.everything) {
    if (c.take('exclude')) exclude.push(...(c.at('(') ? parseNames(c) : [c.label()]));
    if (c.take('replace')) {
      c.expect('(');
      do {
        const value = c.expression();
        c.expect('as');
        replace.push({ value, name: c.label() });
      } while (c.take(','));
      c.expect(')');
    }
  }
  return { kind: 'star', qualifier, exclude, replace, at };
}
