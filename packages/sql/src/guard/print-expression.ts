import type { Grammar } from './grammar.ts';
import { isPlain } from './keywords.ts';
import { unreachable } from '../unreachable.ts';
import type { Bound, Call, ColumnRef, Expr, Name, Order, Query, TableRef, Type, Window } from './tree.ts';

/** How a tree becomes text. */
export interface Printer {
  readonly grammar: Grammar;
  /** A table with its name, however it is to be read. */
  readonly table: (ref: TableRef, p: Printer, pad: string) => string;
  /** The parts of a column's name. */
  readonly column: (ref: ColumnRef) => readonly Name[];
  /** The name under which a sub-query of `with` is printed. */
  readonly cte: (name: Name) => string;
  readonly query: (query: Query, p: Printer, pad: string) => string;
}

/** A name, between quotes where it could mean anything else. */
export const printName = (name: string, { quoteName }: Grammar): string => (isPlain(name) ? name : quoteName(name));

const add = new Set(['+', '-']);
const multiply = new Set(['*', '/', '%']);
const compare = new Set(['=', '<>', '<', '>', '<=', '>=']);

/** The name of a function: those that may be called are plain, and any other must not become one of them. */
export const printFunction = (name: string, { quoteName }: Grammar): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteName(name);

/** How tightly an expression binds in every dialect alike; whatever dialects disagree about stands between brackets. */
function rankOf(e: Expr): number {
  switch (e.kind) {
    case 'logic':
      return e.op === 'or' ? 1 : 2;
    case 'unary':
      return e.op === 'not' ? 3 : e.op === '~' ? 0 : 7;
    case 'is':
    case 'between':
    case 'in':
    case 'match':
    case 'quantified':
      return 4;
    case 'binary':
      if (compare.has(e.op)) return 4;
      return add.has(e.op) ? 5 : multiply.has(e.op) ? 6 : 0;
    case 'collate':
    case 'zone':
    case 'lambda':
      return 0;
    default:
      return 9;
  }
}

/** The text of an expression, between brackets where it binds less tightly than `place` asks. */
export function printExpression(e: Expr, p: Printer, pad: string, place = 0): string {
  const text = printed(e, p, pad);
  return rankOf(e) < place ? `(${text})` : text;
}

function printed(e: Expr, p: Printer, pad: string): string {
  const { grammar } = p;
  const at = (of: Expr, place = 0): string => printExpression(of, p, pad, place);
  const list = (of: readonly Expr[]): string => of.map((each) => at(each)).join(', ');
  const not = 'not' in e && e.not ? 'not ' : '';
  switch (e.kind) {
    case 'column':
      return p
        .column(e)
        .map(({ text }) => printName(text, grammar))
        .join('.');
    case 'string':
      return grammar.quoteString(e.text);
    case 'number':
    case 'parameter':
      return e.text;
    case 'blob':
      return `x'${e.text}'`;
    case 'constant':
    case 'unit':
      return e.word;
    case 'now':
      return e.precision === null ? e.word : `${e.word}(${e.precision})`;
    case 'moment':
      return `${e.type} ${grammar.quoteString(e.text)}`;
    case 'interval': {
      const amount = e.of.kind === 'string' || e.of.kind === 'number' ? at(e.of) : `(${at(e.of)})`;
      return `interval ${amount}${e.unit === null ? '' : ` ${e.unit}`}`;
    }
    case 'unary':
      // two signs in a row would be a comment
      return e.op === 'not' ? `not ${at(e.of, 9)}` : `${e.op}${at(e.of, 9)}`;
    case 'binary':
      return printBinary(e, p, pad);
    case 'logic':
      return e.of.map((part) => at(part, e.op === 'or' ? 2 : 3)).join(` ${e.op} `);
    case 'is':
      if (typeof e.test === 'string') return `${at(e.of, 5)} is ${not}${e.test}`;
      return `${at(e.of, 5)} is ${not}distinct from ${at(e.test.distinctFrom, 5)}`;
    case 'between':
      return `${at(e.of, 5)} ${not}between ${e.symmetric ? 'symmetric ' : ''}${at(e.low, 5)} and ${at(e.high, 5)}`;
    case 'in':
      return `${at(e.of, 5)} ${not}in ${isQuery(e.list) ? subquery(e.list, p, pad) : `(${list(e.list)})`}`;
    case 'match':
      return `${at(e.of, 5)} ${not}${e.op} ${at(e.pattern, 5)}${e.escape === null ? '' : ` escape ${at(e.escape, 9)}`}`;
    case 'quantified': {
      const right = e.right.kind === 'query' ? subquery(e.right, p, pad) : `(${at(e.right)})`;
      return `${at(e.left, 5)} ${e.op} ${e.quantifier} ${right}`;
    }
    case 'exists':
      return `exists ${subquery(e.query, p, pad)}`;
    case 'subquery':
      return subquery(e.query, p, pad);
    case 'list-of':
      return `array${subquery(e.query, p, pad)}`;
    case 'case': {
      const whens = e.whens.map(({ when, then }) => ` when ${at(when)} then ${at(then)}`).join('');
      const otherwise = e.otherwise === null ? '' : ` else ${at(e.otherwise)}`;
      return `case${e.of === null ? '' : ` ${at(e.of, 5)}`}${whens}${otherwise} end`;
    }
    case 'cast':
      return `${e.attempt ? 'try_cast' : 'cast'}(${at(e.of)} as ${printType(e.type)})`;
    case 'extract':
      return `extract(${e.field} from ${at(e.of)})`;
    case 'position':
      return `position(${at(e.part, 5)} in ${at(e.of, 5)})`;
    case 'substring': {
      const rest = [e.from, e.length].map((part) => (part === null ? '' : `, ${at(part)}`)).join('');
      return `substring(${at(e.of)}${rest})`;
    }
    case 'trim':
      if (e.side === null) return `trim(${at(e.of)})`;
      return `trim(${e.side}${e.letters === null ? '' : ` ${at(e.letters, 5)}`} from ${at(e.of)})`;
    case 'row':
      return e.of.length < 2 ? `row(${list(e.of)})` : `(${list(e.of)})`;
    case 'list':
      return `${grammar.features.lists ? '' : 'array'}[${list(e.of)}]`;
    case 'struct':
      return `{${e.of.map(({ key, value }) => `${grammar.quoteString(key)}: ${at(value)}`).join(', ')}}`;
    case 'lambda':
      return `lambda ${e.names.map(({ text }) => printName(text, grammar)).join(', ')}: ${at(e.body, 1)}`;
    case 'comprehension': {
      const names = e.names.map(({ text }) => printName(text, grammar)).join(', ');
      return `[${at(e.body)} for ${names} in ${at(e.of, 5)}${e.test === null ? '' : ` if ${at(e.test)}`}]`;
    }
    case 'field':
      return `(${at(e.of)}).${printName(e.name.text, grammar)}`;
    case 'named':
      return `${printName(e.name.text, grammar)} ${grammar.name === 'duckdb' ? ':=' : '=>'} ${at(e.value)}`;
    case 'element':
      return `${element(e.of, p, pad)}[${at(e.index)}]`;
    case 'slice':
      return `${element(e.of, p, pad)}[${e.from === null ? '' : at(e.from, 5)}:${e.to === null ? '' : at(e.to, 5)}]`;
    case 'collate':
      return `${at(e.of, 9)} collate ${printName(e.collation, grammar)}`;
    case 'zone':
      return `${at(e.of, 9)} at time zone ${at(e.zone, 9)}`;
    case 'call':
      return printCall(e, p, pad);
    default:
      return unreachable(e);
  }
}

function element(of: Expr, p: Printer, pad: string): string {
  const text = printExpression(of, p, pad);
  return of.kind === 'column' || of.kind === 'element' || of.kind === 'slice' ? text : `(${text})`;
}

function printBinary(e: Extract<Expr, { kind: 'binary' }>, p: Printer, pad: string): string {
  const own = rankOf(e);
  // what dialects rank in different ways takes nothing but the smallest parts
  const [left, right] = own === 0 ? [9, 9] : own === 4 ? [5, 5] : [own, own + 1];
  return `${printExpression(e.left, p, pad, left)} ${e.op} ${printExpression(e.right, p, pad, right)}`;
}

export function subquery(query: Query, p: Printer, pad: string): string {
  return `(\n${pad}  ${p.query(query, p, `${pad}  `)}\n${pad})`;
}

function isQuery(list: readonly Expr[] | Query): list is Query {
  return 'kind' in list;
}

function printType({ name, args, zone, dimensions }: Type): string {
  const size = args.length === 0 ? '' : `(${args.join(', ')})`;
  return `${name}${size}${zone ? ' with time zone' : ''}${'[]'.repeat(dimensions)}`;
}

function printCall(e: Call, p: Printer, pad: string): string {
  const { grammar } = p;
  const args = e.star ? '*' : e.args.map((arg) => printExpression(arg, p, pad)).join(', ');
  const order = e.orderBy.length === 0 ? '' : ` order by ${printOrder(e.orderBy, p, pad)}`;
  const separator = e.separator === null ? '' : ` separator ${grammar.quoteString(e.separator)}`;
  // DuckDB and those that follow the standard want it in different places
  const inside = e.nulls !== null && grammar.name === 'duckdb' ? ` ${e.nulls}` : '';
  const parts = [
    `${printFunction(e.name, grammar)}(${e.distinct ? 'distinct ' : ''}${args}${order}${separator}${inside})`,
  ];
  if (e.nulls !== null && inside === '') parts.push(e.nulls);
  if (e.withinGroup !== null) parts.push(`within group (order by ${printOrder(e.withinGroup, p, pad)})`);
  if (e.filter !== null) parts.push(`filter (where ${printExpression(e.filter, p, pad)})`);
  if (e.over !== null)
    parts.push(`over ${'text' in e.over ? printName(e.over.text, grammar) : printWindow(e.over, p, pad)}`);
  return parts.join(' ');
}

/** What stands after `order by`. */
export function printOrder(order: readonly Order[], p: Printer, pad: string): string {
  return order.map(({ value, ...by }) => `${printExpression(value, p, pad)}${printDirection(by)}`).join(', ');
}

/** ` desc nulls last`. */
export const printDirection = ({ direction, nulls }: Pick<Order, 'direction' | 'nulls'>): string =>
  `${direction === null ? '' : ` ${direction}`}${nulls === null ? '' : ` nulls ${nulls}`}`;

/** A window between its brackets. */
export function printWindow(w: Window, p: Printer, pad: string): string {
  const parts: string[] = [];
  if (w.base !== null) parts.push(printName(w.base.text, p.grammar));
  if (w.partitionBy.length > 0)
    parts.push(`partition by ${w.partitionBy.map((each) => printExpression(each, p, pad)).join(', ')}`);
  if (w.orderBy.length > 0) parts.push(`order by ${printOrder(w.orderBy, p, pad)}`);
  if (w.frame !== null) {
    const { unit, start, end, exclude } = w.frame;
    const bound = (of: Bound): string =>
      of.kind === 'preceding' || of.kind === 'following' ? `${printExpression(of.by, p, pad, 5)} ${of.kind}` : of.kind;
    parts.push(`${unit} ${end === null ? bound(start) : `between ${bound(start)} and ${bound(end)}`}`);
    if (exclude !== null) parts.push(`exclude ${exclude}`);
  }
  return `(${parts.join(' ')})`;
}
