import type { Cursor } from './cursor.ts';
import { closeQuery, startsQuery } from './parse-shared.ts';
import { parseType } from './parse-type.ts';
import { Refusal } from './refusal.ts';
import type { Expr } from './tree.ts';

/** An expression with words of its own; null where a name stands. */
export function parseKeyword(c: Cursor): Expr | null {
  const { token, grammar } = c;
  const { at, word } = token;
  const called = c.peek(1).word === '(';
  switch (word) {
    case 'null':
    case 'true':
    case 'false':
      c.next();
      return { kind: 'constant', word, at };
    case 'case':
      return parseCase(c);
    case 'exists':
      return parseExists(c);
    case 'cast':
    case 'try_cast':
      return called && (word === 'cast' || grammar.features.tryCast) ? parseCast(c) : null;
    case 'convert':
      return called && grammar.name === 'mysql' ? parseConvert(c) : null;
    case 'extract':
      return called && grammar.name !== 'sqlite' ? parseExtract(c) : null;
    case 'overlay':
      return called && grammar.name === 'postgres' ? parseOverlay(c) : null;
    case 'map':
      return grammar.name === 'duckdb' && c.at('map', '{') ? parseMap(c) : null;
    case 'position':
      return called && grammar.name !== 'sqlite' ? parsePosition(c) : null;
    case 'substring':
    case 'substr':
      return called ? parseSubstring(c) : null;
    case 'trim':
      return called && grammar.name !== 'sqlite' ? parseTrim(c) : null;
    case 'interval':
      return called && grammar.features.intervals === 'unit'
        ? parseInterval(c)
        : atInterval(c)
          ? parseInterval(c)
          : null;
    case 'array':
      return grammar.features.arrays ? parseArray(c) : null;
    case 'row':
      return called && (grammar.name === 'postgres' || grammar.name === 'duckdb' || grammar.name === 'mysql')
        ? parseRow(c)
        : null;
    case 'columns':
      if (called && grammar.name === 'duckdb')
        throw new Refusal(at, '`columns(…)` picks columns by a pattern, which cannot be checked.', 'Name the columns.');
      return null;
    case 'binary':
      return grammar.name === 'mysql' && !called ? parseBinary(c) : null;
    case 'lambda':
      return grammar.name === 'duckdb' && c.peek(1).kind === 'word' ? parseLambda(c) : null;
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return parseMoment(c);
    default:
      return parseNow(c);
  }
}

function parseCase(c: Cursor): Expr {
  const { at } = c.expect('case');
  const of = c.at('when') ? null : c.expression();
  const whens: { when: Expr; then: Expr }[] = [];
  while (c.take('when')) {
    const when = c.expression();
    c.expect('then');
    whens.push({ when, then: c.expression() });
  }
  if (whens.length === 0) throw c.unexpected('`when`');
  const otherwise = c.take('else') ? c.expression() : null;
  c.expect('end');
  return { kind: 'case', of, whens, otherwise, at };
}

function parseExists(c: Cursor): Expr {
  const { at } = c.expect('exists');
  c.expect('(');
  if (!startsQuery(c, 0) && !c.at('(')) throw c.unexpected('a `select`');
  const query = c.query();
  closeQuery(c);
  return { kind: 'exists', query, at };
}

function parseCast(c: Cursor): Expr {
  const { at, word } = c.next();
  c.expect('(');
  const of = c.expression();
  c.expect('as');
  const type = parseType(c);
  c.expect(')');
  return { kind: 'cast', attempt: word === 'try_cast', of, type, at };
}

/** MySQL's other way to write a cast. */
function parseConvert(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('(');
  const of = c.expression();
  if (c.at('using'))
    throw new Refusal(
      c.token.at,
      'Text cannot be converted to another character set here.',
      'Delete `convert(… using …)`.',
    );
  c.expect(',');
  const type = parseType(c);
  c.expect(')');
  return { kind: 'cast', attempt: false, of, type, at };
}

const fields = new Set(
  `century day decade dow doy epoch hour isodow isoyear julian microsecond microseconds millennium millisecond milliseconds minute month
   quarter second timezone timezone_hour timezone_minute week year weekday dayofweek dayofyear yearweek era nanosecond
   year_month day_hour day_minute day_second day_microsecond hour_minute hour_second hour_microsecond minute_second
   minute_microsecond second_microsecond`
    .trim()
    .split(/\s+/),
);
const units = new Set(
  [
    ...fields,
    'years',
    'quarters',
    'months',
    'weeks',
    'days',
    'hours',
    'minutes',
    'seconds',
    'decades',
    'centuries',
  ].filter((each) => !/^(?:dow|doy|epoch|iso|timezone|era|julian)/.test(each)),
);

/** Whether a word is a unit of time. */
export const isUnit = (word: string): boolean => units.has(word);

function parseExtract(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('(');
  const { token } = c;
  const field = token.kind === 'string' ? token.text.toLowerCase() : token.word;
  if (!fields.has(field)) throw c.unexpected('a part of a date such as `year`');
  c.next();
  c.expect('from');
  const of = c.expression();
  c.expect(')');
  return { kind: 'extract', field, of, at };
}

function parsePosition(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('(');
  // not the `in` between them
  const part = c.expression(c.grammar.ranks.predicate + 1);
  c.expect('in');
  const of = c.expression();
  c.expect(')');
  return { kind: 'position', part, of, at };
}

/** `overlay(x placing y from 1 for 2)` is its function. */
function parseOverlay(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('(');
  const args = [c.expression()];
  if (c.take('placing')) {
    args.push(c.expression());
    c.expect('from');
    args.push(c.expression());
    if (c.take('for')) args.push(c.expression());
  } else while (c.take(',')) args.push(c.expression());
  c.expect(')');
  return callOf('overlay', args, at);
}

/** `map {'a': 1}` is its function of two lists. */
function parseMap(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('{');
  const [keys, values]: [Expr[], Expr[]] = [[], []];
  while (!c.at('}')) {
    if (keys.length > 0) c.expect(',');
    keys.push(c.expression());
    c.expect(':');
    values.push(c.expression());
  }
  c.expect('}');
  return callOf(
    'map',
    [
      { kind: 'list', of: keys, at },
      { kind: 'list', of: values, at },
    ],
    at,
  );
}

/** `binary x` is a cast. */
function parseBinary(c: Cursor): Expr {
  const { at } = c.next();
  const type = { name: 'binary', args: [], zone: false, dimensions: 0, at };
  return { kind: 'cast', attempt: false, of: c.expression(c.grammar.ranks.unary), type, at };
}

/** A plain call. */
export const callOf = (name: string, args: readonly Expr[], at: number): Expr => ({
  kind: 'call',
  name,
  args,
  star: false,
  distinct: false,
  orderBy: [],
  separator: null,
  withinGroup: null,
  filter: null,
  nulls: null,
  over: null,
  at,
});

/** `substring(x from 1 for 2)` and `substring(x, 1, 2)` are one. */
function parseSubstring(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('(');
  const of = c.expression();
  let from: Expr | null = null;
  let length: Expr | null = null;
  if (c.take(',')) {
    from = c.expression();
    if (c.take(',')) length = c.expression();
  } else if (c.grammar.name !== 'sqlite') {
    if (c.take('from')) from = c.expression();
    if (c.take('for')) length = c.expression();
    if (length !== null) from ??= { kind: 'number', text: '1', at };
  }
  c.expect(')');
  if (from === null && length === null)
    throw new Refusal(at, '`substring` needs a place to begin.', 'Write `substring(x, 1, 3)`.');
  return { kind: 'substring', of, from, length, at };
}

function parseTrim(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('(');
  const side = c.takeAny(['both', 'leading', 'trailing'] as const);
  if (c.take('from')) {
    const of = c.expression();
    c.expect(')');
    return { kind: 'trim', side: side ?? 'both', letters: null, of, at };
  }
  const first = c.expression();
  if (c.take('from')) {
    const of = c.expression();
    c.expect(')');
    return { kind: 'trim', side: side ?? 'both', letters: first, of, at };
  }
  const letters = c.grammar.name !== 'mysql' && c.take(',') ? c.expression() : null;
  c.expect(')');
  return { kind: 'trim', side: letters === null ? side : (side ?? 'both'), letters, of: first, at };
}

function atInterval(c: Cursor): boolean {
  const { kind, word } = c.peek(1);
  const { intervals } = c.grammar.features;
  if (intervals === 'none') return false;
  if (kind === 'string') return true;
  if (intervals === 'text') return false;
  return (
    kind === 'number' ||
    (intervals === 'both' && word === '(') ||
    (intervals === 'unit' && (kind === 'word' || kind === 'name' || word === '-') && !/^(?:[,)]|from|as)$/.test(word))
  );
}

function parseInterval(c: Cursor): Expr {
  const { at } = c.expect('interval');
  const { intervals } = c.grammar.features;
  const of = intervals === 'unit' ? c.expression(c.grammar.ranks.predicate + 1) : parseAmount(c);
  const word = isUnit(c.token.word) ? c.next().word : null;
  if (word === null && (intervals === 'unit' || of.kind !== 'string')) throw c.unexpected('a unit such as `day`');
  return { kind: 'interval', of, unit: word, at };
}

function parseAmount(c: Cursor): Expr {
  const { kind, text, at } = c.token;
  if (kind === 'string' || kind === 'number') {
    c.next();
    return { kind, text, at };
  }
  c.expect('(');
  const of = c.expression();
  c.expect(')');
  return of;
}

function parseArray(c: Cursor): Expr | null {
  const { at } = c.token;
  if (c.at('array', '[')) {
    c.take('array', '[');
    const of = c.at(']') ? [] : c.expressions();
    c.expect(']');
    return { kind: 'list', of, at };
  }
  if (!c.at('array', '(')) return null;
  c.next();
  c.expect('(');
  if (!startsQuery(c, 0)) throw c.unexpected('a `select`');
  const query = c.query();
  closeQuery(c);
  return { kind: 'list-of', query, at };
}

function parseRow(c: Cursor): Expr {
  const { at } = c.next();
  c.expect('(');
  const of = c.at(')') ? [] : c.expressions();
  c.expect(')');
  return { kind: 'row', of, at };
}

function parseLambda(c: Cursor): Expr {
  const { at } = c.expect('lambda');
  const names = [c.name()];
  while (c.take(',')) names.push(c.name());
  c.expect(':');
  return { kind: 'lambda', names, body: c.expression(), at };
}

function parseMoment(c: Cursor): Expr | null {
  const { at, word } = c.token;
  const zoned = c.at(word, 'with', 'time', 'zone');
  const text = c.peek(zoned ? 4 : 1);
  if (text.kind !== 'string' || c.grammar.name === 'sqlite') return null;
  if (zoned) c.take(word, 'with', 'time', 'zone');
  else c.next();
  c.next();
  return { kind: 'moment', type: zoned ? `${word} with time zone` : word, text: text.text, at };
}

/** `current_date`, with or without brackets. */
function parseNow(c: Cursor): Expr | null {
  const { word, at } = c.token;
  if (!c.grammar.functions.now.has(word)) return null;
  c.next();
  let precision: string | null = null;
  if (c.take('(')) {
    const precise = (c.grammar.name === 'postgres' || c.grammar.name === 'mysql') && /^[0-6]$/.test(c.token.text);
    if (c.token.kind === 'number') {
      if (!precise)
        throw new Refusal(c.token.at, `\`${word}\` takes no precision here.`, 'Round it with `date_trunc`.');
      precision = c.next().text;
    }
    c.expect(')');
  }
  return { kind: 'now', word, precision, at };
}
