import {
  printDirection,
  printExpression,
  printFunction,
  printName,
  printOrder,
  printWindow,
  subquery,
  type Printer,
} from './print-expression.ts';
import { unreachable } from '../unreachable.ts';
import type { Alias, Body, Expr, From, Group, Item, Query, Select, SetOperator } from './tree.ts';

/** A query, one clause a line; lines after the first begin with `pad`. */
export function printQuery(q: Query, p: Printer, pad: string): string {
  const lines: string[] = [];
  if (q.with !== null) {
    const ctes = q.with.ctes.map((cte) => {
      const columns = cte.columns === null ? '' : `(${names(cte.columns, p)})`;
      const materialized = cte.materialized === null ? '' : cte.materialized ? 'materialized ' : 'not materialized ';
      return `${printName(p.cte(cte.name), p.grammar)}${columns} as ${materialized}${subquery(cte.query, p, pad)}`;
    });
    lines.push(`with ${q.with.recursive ? 'recursive ' : ''}${ctes.join(`,\n${pad}`)}`);
  }
  lines.push(printBody(q.body, p, pad));
  if ('kind' in q.orderBy) lines.push(`order by all${printDirection(q.orderBy)}`);
  else if (q.orderBy.length > 0) lines.push(`order by ${printOrder(q.orderBy, p, pad)}`);
  if (q.limit !== null) lines.push(`limit ${printExpression(q.limit, p, pad, 5)}`);
  if (q.offset !== null) lines.push(`offset ${printExpression(q.offset, p, pad, 5)}`);
  return lines.join(`\n${pad}`);
}

const setRanks: Readonly<Record<SetOperator, number>> = { union: 1, except: 1, intersect: 2 };

function printBody(b: Body, p: Printer, pad: string): string {
  switch (b.kind) {
    case 'select':
      return printSelect(b, p, pad);
    case 'values': {
      const row = p.grammar.features.valuesRow ? 'row' : '';
      return `values ${b.rows.map((cells) => `${row}(${cells.map((cell) => printExpression(cell, p, pad)).join(', ')})`).join(', ')}`;
    }
    case 'nested':
      return subquery(b.query, p, pad);
    case 'set': {
      const op = `${b.op}${b.all ? ' all' : ''}${b.byName ? ' by name' : ''}`;
      return [printArm(b.left, b.op, false, p, pad), op, printArm(b.right, b.op, true, p, pad)].join(`\n${pad}`);
    }
    default:
      return unreachable(b);
  }
}

/** One side of a set operation, between brackets where it would be read in another order. SQLite has one order, and no brackets. */
function printArm(b: Body, op: SetOperator, right: boolean, p: Printer, pad: string): string {
  const text = (inner: string): string => printBody(b, p, inner);
  if (b.kind !== 'set' || !p.grammar.features.nestedSets) return text(pad);
  if (!right && setRanks[b.op] === setRanks[op]) return text(pad);
  return `(\n${pad}  ${text(`${pad}  `)}\n${pad})`;
}

function printSelect(s: Select, p: Printer, pad: string): string {
  const expression = (e: Expr): string => printExpression(e, p, pad);
  const distinct =
    typeof s.distinct === 'boolean'
      ? s.distinct
        ? ' distinct'
        : ''
      : ` distinct on (${s.distinct.map(expression).join(', ')})`;
  const lines = [`select${distinct}`];
  if (s.items.length > 0) lines.push(`  ${s.items.map((item) => printItem(item, p, `${pad}  `)).join(`,\n${pad}  `)}`);
  if (s.from.length > 0) lines.push(`from ${s.from.map((from) => printFrom(from, p, pad)).join(', ')}`);
  if (s.where !== null) lines.push(`where ${printConditions(s.where, p, pad)}`);
  if (s.groupBy === 'all') lines.push('group by all');
  else if (s.groupBy.length > 0) {
    const rollup = s.rollup ? ' with rollup' : '';
    lines.push(`group by ${s.groupBy.map((group) => printGroup(group, p, pad)).join(', ')}${rollup}`);
  }
  if (s.having !== null) lines.push(`having ${printConditions(s.having, p, pad)}`);
  if (s.windows.length > 0) {
    const windows = s.windows.map(
      ({ name, window }) => `${printName(name.text, p.grammar)} as ${printWindow(window, p, pad)}`,
    );
    lines.push(`window ${windows.join(', ')}`);
  }
  if (s.qualify !== null) lines.push(`qualify ${printConditions(s.qualify, p, pad)}`);
  return lines.join(`\n${pad}`);
}

function printConditions(e: Expr, p: Printer, pad: string): string {
  if (e.kind !== 'logic' || e.op !== 'and') return printExpression(e, p, pad);
  return e.of.map((part) => printExpression(part, p, pad, 3)).join(`\n${pad}  and `);
}

function printItem(item: Item, p: Printer, pad: string): string {
  if (item.kind === 'value') {
    const alias = item.alias === null ? '' : ` as ${printName(item.alias.text, p.grammar)}`;
    return `${printExpression(item.value, p, pad)}${alias}`;
  }
  const parts = [[...item.qualifier.map(({ text }) => printName(text, p.grammar)), '*'].join('.')];
  if (item.exclude.length > 0) parts.push(`exclude (${names(item.exclude, p)})`);
  if (item.replace.length > 0) {
    const replaced = item.replace.map(
      ({ value, name }) => `${printExpression(value, p, pad)} as ${printName(name.text, p.grammar)}`,
    );
    parts.push(`replace (${replaced.join(', ')})`);
  }
  return parts.join(' ');
}

const names = (of: readonly { readonly text: string }[], p: Printer): string =>
  of.map(({ text }) => printName(text, p.grammar)).join(', ');

function printGroup(group: Group, p: Printer, pad: string): string {
  switch (group.kind) {
    case 'value':
      return printExpression(group.value, p, pad);
    case 'empty':
      return '()';
    case 'together':
      return group.of.length < 2
        ? `(${group.of.map((each) => printExpression(each, p, pad)).join('')})`
        : `(${group.of.map((each) => printExpression(each, p, pad)).join(', ')})`;
    case 'rollup':
    case 'cube':
    case 'grouping sets':
      return `${group.kind} (${group.of.map((each) => printGroup(each, p, pad)).join(', ')})`;
    default:
      return unreachable(group);
  }
}

function printFrom(from: From, p: Printer, pad: string): string {
  switch (from.kind) {
    case 'table':
      return p.table(from, p, pad);
    case 'derived':
      return `${from.lateral ? 'lateral ' : ''}${subquery(from.query, p, pad)}${printAlias(from.alias, p)}`;
    case 'function': {
      const args = from.args.map((arg) => printExpression(arg, p, pad)).join(', ');
      const ordinality = from.ordinality ? ' with ordinality' : '';
      return `${from.lateral ? 'lateral ' : ''}${printFunction(from.name, p.grammar)}(${args})${ordinality}${printAlias(from.alias, p)}`;
    }
    case 'join': {
      const right = from.right.kind === 'join' ? `(${printFrom(from.right, p, pad)})` : printFrom(from.right, p, pad);
      const words = `${from.natural ? 'natural ' : ''}${from.join === 'inner' ? '' : `${from.join} `}join`;
      const condition =
        from.on !== null
          ? ` on ${printExpression(from.on, p, pad)}`
          : from.using === null
            ? ''
            : ` using (${names(from.using, p)})`;
      return `${printFrom(from.left, p, pad)}\n${pad}${words} ${right}${condition}`;
    }
    default:
      return unreachable(from);
  }
}

/** A table's own name for the statement, with those of its columns. */
export function printAlias(alias: Alias | null, p: Printer): string {
  if (alias === null) return '';
  const columns = alias.columns === null ? '' : `(${names(alias.columns, p)})`;
  return ` as ${printName(alias.name.text, p.grammar)}${columns}`;
}
