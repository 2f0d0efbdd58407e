import { problem, type Comparison } from '@lumiere/contract';
import type { Expression, PlanJoin, PlanTable, Source } from '@lumiere/semantic';
import type { ValueType } from '@lumiere/values';
import type { Moment } from './dialect.ts';
import { identifier } from './identifiers.ts';
import { midnightOf } from './moments.ts';
import { indented, type Printing } from './printing.ts';
import { isMoment, typeOf } from './type-of.ts';
import { spineOf } from './spine.ts';
import { unreachable } from './unreachable.ts';
import { childrenOf, isThere } from './walk.ts';

/** How tightly an operator binds; what binds looser than its place asks for gets parentheses. */
const rank = { or: 1, and: 2, not: 3, compare: 4, add: 5, multiply: 6, atom: 9 } as const;
type Rank = (typeof rank)[keyof typeof rank];

/** The text of an expression; `place` is how tightly its surroundings bind. */
export function print(e: Expression, p: Printing, place: Rank | 0 = 0): string {
  const own = rankOf(e);
  const text = printed(e, p);
  return own < place ? `(${text})` : text;
}

/** The text of an expression in the one form that equal values share. */
export function printKey(e: Expression, p: Printing, place: Rank | 0 = 0): string {
  const type = typeOf(e);
  if (!p.dialect.keyed.has(type) || e.kind === 'value') return print(e, p, place);
  // what a step gives is in its one form already: see isKey
  const given = e.kind === 'column' && !p.tables.has(e.alias) && !isMoment(type);
  if (given && !p.dialect.equalsExactly) return print(e, p, place);
  return p.dialect.comparable(print(e, p, rank.atom), type);
}

/** The conditions that all have to hold, one text each, so that every one can have its own line. */
export function printConjuncts(e: Expression, p: Printing): string[] {
  if (e.kind !== 'and') return [print(e, p, 0)];
  return e.of.flatMap((part) => (part.kind === 'and' ? printConjuncts(part, p) : [print(part, p, rank.and)]));
}

function rankOf(e: Expression): Rank {
  switch (e.kind) {
    case 'or':
    case 'and':
      return e.of.length === 1 && e.of[0] !== undefined ? rankOf(e.of[0]) : rank[e.kind];
    case 'not':
      return rank.not;
    case 'compare':
    case 'same':
    case 'in':
    case 'is-null':
    case 'text-match':
    case 'in-step':
      return rank.compare;
    case 'arithmetic':
      return e.op === '+' || e.op === '-' ? rank.add : rank.multiply;
    case 'column':
    case 'value':
    case 'days-between':
    case 'case':
    case 'coalesce':
    case 'truncate':
    case 'date-part':
    case 'add-time':
    case 'bin':
    case 'aggregate':
    case 'window':
    case 'exists':
    case 'scalar-step':
      return rank.atom;
    default:
      return unreachable(e);
  }
}

function printed(e: Expression, p: Printing): string {
  const { dialect } = p;
  switch (e.kind) {
    case 'column': {
      const column = `${identifier(e.alias, dialect)}.${identifier(e.name, dialect)}`;
      return p.tables.has(e.alias) ? dialect.column(column, e.type) : column;
    }
    case 'value':
      return p.parameters.text(e.value, e.type);
    case 'and':
    case 'or':
      if (e.of.length === 0) return dialect.boolean(e.kind === 'and');
      return e.of.map((part) => print(part, p, e.of.length === 1 ? 0 : rank[e.kind])).join(` ${e.kind} `);
    case 'not':
      return printNot(e.of, p);
    case 'compare':
      return printCompare(e.op, e.left, e.right, p);
    case 'same':
      return `${printKey(e.left, p, rank.add)} ${dialect.same} ${printKey(e.right, p, rank.add)}`;
    case 'in':
      if (e.values.length === 0) return dialect.boolean(false);
      return `${printTested(e.of, p)} in (${e.values.map((value) => printKey(value, p)).join(', ')})`;
    case 'is-null':
      return `${print(e.of, p, rank.add)} is null`;
    case 'text-match': {
      const bind = (text: string): string => p.parameters.text(text, 'text');
      return dialect.textMatch(e.op, print(e.of, p, rank.add), e.value, bind);
    }
    case 'arithmetic':
      return printArithmetic(e, p);
    case 'days-between':
      return dialect.daysBetween(print(e.from, p, rank.atom), print(e.to, p, rank.atom));
    case 'case': {
      const otherwise = e.otherwise === null ? '' : ` else ${print(e.otherwise, p)}`;
      return `case when ${print(e.when, p)} then ${print(e.then, p)}${otherwise} end`;
    }
    case 'coalesce':
      return `coalesce(${e.of.map((part) => print(part, p)).join(', ')})`;
    case 'truncate':
      return dialect.truncate(print(e.of, p, rank.atom), e.grain, momentOf(e));
    case 'date-part':
      return dialect.datePart(print(e.of, p, rank.atom), e.part, momentOf(e));
    case 'add-time':
      return dialect.addTime(print(e.of, p, rank.atom), e.grain, e.count, typeOf(e.of));
    case 'bin': {
      const type = typeOf(e.of);
      const exact = type === 'decimal' || (type === 'integer' && Number.isInteger(e.width));
      const width = p.parameters.text(e.width, exact ? type : 'double');
      return dialect.bin(print(e.of, p, rank.atom), width, exact);
    }
    case 'aggregate':
      return printAggregate(e, p);
    case 'window':
      return printWindow(e, p);
    case 'exists':
      return printExists(e, p);
    case 'in-step': {
      const step = identifier(e.step, dialect);
      return `${printKey(e.of, p, rank.add)} in (select ${identifier(e.key, dialect)} from ${step})`;
    }
    case 'scalar-step':
      return `(select ${identifier(e.key, dialect)} from ${identifier(e.step, dialect)})`;
    default:
      return unreachable(e);
  }
}

/** A date has no zone and is never shifted. */
function momentOf(e: Extract<Expression, { kind: 'truncate' | 'date-part' }>): Moment {
  const type = typeOf(e.of);
  return { type, weekStart: e.weekStart, zone: type === 'date' ? null : e.zone };
}

/** Two-valued: what did not pass, missing values included, passes the negation. */
function printNot(of: Expression, p: Printing): string {
  switch (of.kind) {
    case 'not':
      return print(of.of, p, rank.not);
    case 'is-null':
      return `${print(of.of, p, rank.add)} is not null`;
    case 'exists':
      return `not ${print(of, p, rank.atom)}`;
    case 'same':
      return `not ${print(of, p, rank.atom)}`;
    default:
      return `${print(of, p, rank.atom)} is not true`;
  }
}

function printCompare(op: Comparison, left: Expression, right: Expression, p: Printing): string {
  const sign = op === '!=' ? '<>' : op;
  const [leftType, rightType] = [typeOf(left), typeOf(right)];
  if (!p.dialect.momentsAreText || !(isMoment(leftType) || isMoment(rightType))) {
    const constant = left.kind === 'value' || right.kind === 'value';
    const side = constant && (op === '=' || op === '!=') ? printTested : printAsKey;
    return `${side(left, p)} ${sign} ${side(right, p)}`;
  }
  const midnight = right.kind === 'value' && typeof right.value === 'string' ? midnightOf(right.value) : null;
  if (midnight !== null && left.kind === 'column' && (op === '<' || op === '>=')) {
    return `${print(left, p)} ${sign} ${p.parameters.text(midnight, 'date')}`;
  }
  const moment = (e: Expression): string =>
    e.kind === 'value'
      ? p.parameters.text(e.value, 'timestamp')
      : p.dialect.comparable(print(e, p, rank.atom), 'timestamp');
  return `${moment(left)} ${sign} ${moment(right)}`;
}

const printAsKey = (e: Expression, p: Printing): string => printKey(e, p, rank.add);

/** What is tested for equality with constants. */
const printTested = (e: Expression, p: Printing): string =>
  p.dialect.equalsExactly && !isMoment(typeOf(e)) ? print(e, p, rank.add) : printAsKey(e, p);

function printArithmetic(e: Expression & { kind: 'arithmetic' }, p: Printing): string {
  if (e.op === '/') return p.dialect.divide(print(e.left, p, rank.atom), print(e.right, p));
  const own = rankOf(e);
  const wide = (side: Expression): string | null =>
    isNarrow(side, e.type, p)
      ? p.dialect.widen(print(side, p, rank.atom), e.type === 'integer' ? 'integer' : 'double')
      : null;
  // a - (b + c) keeps its parentheses
  const right = (p.dialect.unsigned ? wide(e.right) : null) ?? print(e.right, p, e.op === '-' ? rank.multiply : own);
  const left = wide(e.left) ?? print(e.left, p, own);
  return `${left} ${e.op} ${right}`;
}

/** A column, or what a choice gives of one, may be narrower than the result; what arithmetic and aggregates give is wide already. */
function isNarrow(e: Expression, result: ValueType, p: Printing): boolean {
  if (result !== 'integer' && !(result === 'double' && typeOf(e) === 'double')) return false;
  const extreme = e.kind === 'aggregate' && (e.function === 'min' || e.function === 'max') && p.dialect.unsigned;
  return (extreme || /^(column|case|coalesce|bin)$/.test(e.kind)) && readsTable(e, p);
}

const readsTable = (e: Expression, p: Printing): boolean =>
  e.kind === 'column' ? p.tables.has(e.alias) : childrenOf(e).some((part) => readsTable(part, p));

function printAggregate(e: Expression & { kind: 'aggregate' }, p: Printing): string {
  const type = e.of === null ? null : typeOf(e.of);
  const told = e.function === 'min' || e.function === 'max' || e.function === 'count-distinct';
  const { filters } = p.dialect;
  const print_ = told || (type !== null && isMoment(type)) ? printKey : print;
  let of = e.of === null ? null : print_(e.of, p, e.where === null || filters ? rank.atom : 0);
  if (e.where !== null && !filters) of = `case when ${print(e.where, p)} then ${of ?? '1'} end`;
  const call = p.dialect.aggregate(e.function, of, type, e.percentile);
  if (call === null) return refuse(p, `the ${e.function} of a group`);
  return e.where === null || !filters ? call : `${call} filter (where ${print(e.where, p)})`;
}

function printWindow(e: Expression & { kind: 'window' }, p: Printing): string {
  const type = e.of === null ? null : typeOf(e.of);
  const of = e.of === null ? (e.function === 'count' ? '*' : null) : printKey(e.of, p, rank.atom);
  const moving = e.rows !== null && e.orderBy.length > 0;
  const call = p.dialect.window(e.function, of, type, moving);
  if (call === null) return refuse(p, `the ${e.function} over other rows of the result`);
  const parts: string[] = [];
  if (e.partitionBy.length > 0) parts.push(`partition by ${e.partitionBy.map((key) => printKey(key, p)).join(', ')}`);
  if (e.orderBy.length > 0) {
    parts.push(
      `order by ${e.orderBy.map((by) => printOrder(by.value, printKey(by.value, p), by.descending, p)).join(', ')}`,
    );
    // rows, not peers: two equal keys are two rows of a running total
    const framed = e.function !== 'rank' && e.function !== 'row-number' && e.function !== 'lag';
    const start = e.rows === null ? 'unbounded' : String(e.rows - 1);
    if (framed) parts.push(`rows between ${start} preceding and current row`);
  }
  return `${call} over (${parts.join(' ')})`;
}

/** One thing to sort by: `key` is the expression in its comparable form, or the name of the output that holds it. */
export function printOrder(value: Expression, key: string, descending: boolean, p: Printing): string {
  return p.dialect.order(key, isThere(value) ? null : () => print(value, p, rank.add), descending);
}

function printExists(e: Expression & { kind: 'exists' }, p: Printing): string {
  const lines = ['select 1', ...printFrom(e.from, e.joins, p)];
  const [first, ...rest] = printConjuncts(e.where, p);
  lines.push(`where ${first}`, ...rest.map((condition) => `  and ${condition}`));
  return `exists (\n${indented(lines.join('\n'), 2)}\n)`;
}

function refuse(p: Printing, what: string): string {
  const hint = 'Ask for another figure, or load the data into the embedded engine.';
  p.problems.push(problem('query.unsupported', `${p.dialect.title} cannot compute ${what}.`, { hint }));
  return 'null';
}

/** What a rule's columns call the table they belong to. */
const ruleAlias = 't';

/**
 * A table or step under its alias. Here and nowhere else the policy is spliced in: a table with rules is read through
 * a sub-select of the rows that may be seen, so no join, filter or grouping around it can reach another row.
 */
export function printSource(source: Source, p: Printing): string {
  const alias = identifier(source.alias, p.dialect);
  if (source.kind === 'step') return named(identifier(source.step, p.dialect), alias);
  p.tables.add(source.alias);
  const name = tableName(source.table, p);
  const rule = p.policy.tables.get(source.table.table);
  if (rule === undefined) {
    return p.share === undefined ? named(name, alias) : `(${p.dialect.sampled(name, p.share)}) as ${alias}`;
  }
  const inside = { ...p, tables: new Set([ruleAlias]) };
  const where = rule.kind === 'none' ? [p.dialect.boolean(false)] : printConjuncts(rule.where, inside);
  const from = `select * from ${named(name, ruleAlias)}`;
  const inline = `(${from} where ${where.join(' and ')}) as ${alias}`;
  if (inline.length <= 100 && !inline.includes('\n')) return inline;
  const lines = [from, `where ${where[0]}`, ...where.slice(1).map((condition) => `  and ${condition}`)];
  return `(\n${indented(lines.join('\n'), 2)}\n) as ${alias}`;
}

/** `from` and its joins, a line each. */
export function printFrom(from: Source, joins: readonly PlanJoin[], p: Printing): string[] {
  const full = joins.some((join) => join.kind === 'full');
  const spine = full && !p.dialect.fullJoins ? spineOf(from, joins) : null;
  if (spine === null) {
    if (full && !p.dialect.fullJoins) refuse(p, 'these groups side by side');
    return [`from ${printSource(from, p)}`, ...printJoins(from.alias, joins, p)];
  }
  const keys = spine.sides.map(({ source, keys: of }) => {
    const own = printSource(source, p);
    const columns = of.map((key, i) => `${printKey(key, p)} as ${identifier(spine.names[i] ?? '', p.dialect)}`);
    return `select ${columns.join(', ')} from ${own}`;
  });
  const all = indented(keys.join('\nunion\n'), 2);
  return [`from (\n${all}\n) as ${identifier(spine.alias, p.dialect)}`, ...printJoins(spine.alias, spine.joins, p)];
}

/** One line a join. A left join whose rows all find a partner that may be seen is written as the inner join that it is. */
function printJoins(from: string, joins: readonly PlanJoin[], p: Printing): string[] {
  // aliases that no row lacks
  const there = new Set([from]);
  return joins.map((join) => {
    const to = printSource(join.to, p);
    if (join.kind === 'cross') return `cross join ${to}`;
    const on = join.on === null ? p.dialect.boolean(true) : printOn(join.on, p);
    const inner = join.kind === 'inner' || (join.kind === 'left' && isMatched(join, there, p));
    if (inner) there.add(join.to.alias);
    if (join.kind === 'full') there.clear();
    return `${inner ? 'join' : `${join.kind} join`} ${to} on ${on}`;
  });
}

/** The condition of a join: its equalities in the form that the engine joins by best. */
function printOn(on: Expression, p: Printing): string {
  if (on.kind === 'and' && on.of.length > 0) return on.of.map((part) => printMeeting(part, p, rank.and)).join(' and ');
  return printMeeting(on, p, 0);
}

function printMeeting(e: Expression, p: Printing, place: Rank | 0): string {
  if (e.kind !== 'same' || typeOf(e.left) !== typeOf(e.right)) return print(e, p, place);
  const [left, right] = [printKey(e.left, p, rank.atom), printKey(e.right, p, rank.atom)];
  return p.dialect.meets(left, right, typeOf(e.left)) ?? print(e, p, place);
}

function isMatched({ along, to }: PlanJoin, there: ReadonlySet<string>, p: Printing): boolean {
  if (along === undefined || to.kind !== 'table') return false;
  return p.matched.has(along.join) && there.has(along.from) && !p.policy.tables.has(to.table.table);
}

function tableName(table: PlanTable, p: Printing): string {
  const name = identifier(table.name, p.dialect);
  return table.schema === null ? name : `${identifier(table.schema, p.dialect)}.${name}`;
}

const named = (name: string, alias: string): string => (name === alias ? name : `${name} as ${alias}`);
