import type { Cursor } from './cursor.ts';
import { isUnit } from './parse-keyword.ts';
import { startsQuery } from './parse-shared.ts';
import { parseOrder, parseWindow } from './parse-window.ts';
import { Refusal } from './refusal.ts';
import type { Call, Expr, Name } from './tree.ts';

/** A function by its name, which stands before the bracket: arguments, order, filter and window. */
export function parseCall(c: Cursor, name: Name): Call {
  const { grammar } = c;
  const function_ = grammar.folded(name.text);
  c.expect('(');
  const inside = c.deeper(() => parseArguments(c, function_));
  c.expect(')');
  let { nulls } = inside;
  if (nulls === null) nulls = parseNulls(c);
  let withinGroup: Call['withinGroup'] = null;
  if (c.take('within', 'group')) {
    c.expect('(');
    c.expect('order', 'by');
    withinGroup = parseOrder(c);
    c.expect(')');
  }
  let filter: Expr | null = null;
  if (c.at('filter', '(')) {
    if (!grammar.features.filter)
      throw new Refusal(c.token.at, `${grammar.title} has no \`filter\`.`, 'Use `case` inside the aggregate.');
    c.take('filter', '(');
    // DuckDB lets `where` away
    if (!c.take('where') && grammar.name !== 'duckdb') throw c.unexpected('`where`');
    filter = c.expression();
    c.expect(')');
  }
  nulls ??= parseNulls(c);
  let over: Call['over'] = null;
  if (c.take('over')) over = c.at('(') ? parseWindow(c) : c.name('a window');
  return { kind: 'call', name: function_, ...inside, nulls, withinGroup, filter, over, at: name.at };
}

const parseNulls = (c: Cursor): Call['nulls'] =>
  c.take('ignore', 'nulls') ? 'ignore nulls' : c.take('respect', 'nulls') ? 'respect nulls' : null;

/** Arguments, which some dialects let be named. */
function parseList(c: Cursor): readonly Expr[] {
  const list = [parseArgument(c)];
  while (c.take(',')) list.push(parseArgument(c));
  return list;
}

function parseArgument(c: Cursor): Expr {
  const { token } = c;
  const { word } = c.peek(1);
  const naming = word === '=>' || (word === ':=' && c.grammar.name === 'duckdb');
  const names = c.grammar.name === 'postgres' || c.grammar.name === 'duckdb';
  if (!naming || !names || (token.kind !== 'word' && token.kind !== 'name')) return c.expression();
  const name = c.label();
  c.next();
  return { kind: 'named', name, value: c.expression(), at: token.at };
}

type Arguments = Pick<Call, 'args' | 'star' | 'distinct' | 'orderBy' | 'separator' | 'nulls'>;

function parseArguments(c: Cursor, name: string): Arguments {
  const none: Arguments = { args: [], star: false, distinct: false, orderBy: [], separator: null, nulls: null };
  if (c.at(')')) return none;
  if (c.at('*')) {
    if (name !== 'count')
      throw new Refusal(c.token.at, '`*` stands for all rows in `count(*)` only.', 'Name the columns.');
    c.next();
    return { ...none, star: true };
  }
  const distinct = c.take('distinct');
  if (!distinct) c.take('all');
  if (c.at('variadic')) throw new Refusal(c.token.at, '`variadic` is not supported.', 'Give the values one by one.');
  const { token } = c;
  let args: readonly Expr[];
  if (c.grammar.functions.unitFirst.has(name) && token.kind === 'word' && isUnit(token.word.replace(/^sql_tsi_/, ''))) {
    c.next();
    c.expect(',');
    args = [{ kind: 'unit', word: token.word, at: token.at }, ...c.expressions()];
  } else if (startsQuery(c, 0)) {
    throw new Refusal(
      token.at,
      'A sub-query as an argument stands between brackets of its own.',
      `Write \`${name}((select …))\`.`,
    );
  } else args = parseList(c);
  const orderBy = c.take('order', 'by') ? parseOrder(c) : [];
  let separator: string | null = null;
  if (c.grammar.features.separator && c.take('separator')) {
    if (c.token.kind !== 'string') throw c.unexpected('a string');
    separator = c.next().text;
  }
  return { args, star: false, distinct, orderBy, separator, nulls: parseNulls(c) };
}
