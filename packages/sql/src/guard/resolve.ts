import type { Grammar } from './grammar.ts';
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';
import { resolveColumn } from './resolve-column.ts';
import { resolveExpression } from './resolve-expression.ts';
import { resolveFrom } from './resolve-from.ts';
import { renamed, type Resolution, type Resolving } from './resolving.ts';
import { newScope, type Columns, type Ctes, type Scope } from './scope.ts';
import type { Body, ColumnRef, Cte, Expr, From, Group, Item, Order, Query, Select } from './tree.ts';
import { unreachable } from '../unreachable.ts';
import type { Visible } from './visible.ts';

/** Finds every table, column and function of a statement; all that is not found or not allowed is told at once. */
export function resolveStatement(q: Query, grammar: Grammar, visible: Visible): Resolution {
  const r: Resolving = {
    grammar,
    visible,
    tables: new Map(),
    columns: new Map(),
    ctes: [],
    refusals: [],
    volatile: false,
    open: false,
    series: 1,
    query: (inner, parent, ctes) => resolveQuery(inner, parent, ctes, r),
    expression: (e, scope, ctes) => resolveExpression(e, scope, ctes, r),
  };
  const output = resolveQuery(q, null, null, r);
  const refusals = r.refusals.toSorted((a, b) => a.at - b.at).slice(0, limits.problems);
  return { tables: r.tables, columns: r.columns, ctes: r.ctes, output, volatile: r.volatile, open: r.open, refusals };
}

function resolveQuery(q: Query, parent: Scope | null, outer: Ctes | null, r: Resolving): Columns {
  const ctes = q.with === null ? outer : resolveCtes(q.with.ctes, q.with.recursive, parent, outer, r);
  const { columns, scope } = resolveBody(q.body, parent, ctes, r);
  // a whole query is sorted by what it gives; a single select by its tables too
  const order = scope ?? { ...newScope(parent), entries: [{ name: null, schema: null, columns }] };
  if (!('kind' in q.orderBy)) resolveOrder(q.orderBy, order, ctes, r);
  for (const bound of [q.limit, q.offset]) if (bound !== null) resolveExpression(bound, newScope(parent), ctes, r);
  return columns;
}

function resolveCtes(
  list: readonly Cte[],
  recursive: boolean,
  parent: Scope | null,
  outer: Ctes | null,
  r: Resolving,
): Ctes | null {
  let ctes = outer;
  const seen = new Set<string>();
  for (const cte of list) {
    const key = r.grammar.folded(cte.name.text);
    if (seen.has(key))
      r.refusals.push(new Refusal(cte.at, `\`with\` names \`${cte.name.text}\` twice.`, 'Rename one.'));
    seen.add(key);
    r.ctes.push(cte.name.text);
    const { body } = cte.query;
    let columns: Columns;
    // only what is put together by union can read itself; engines take anything else for a table of that name
    if (recursive && body.kind === 'set' && body.op === 'union' && cte.query.with === null) {
      const first = renamed(resolveBody(body.left, parent, ctes, r).columns, cte.columns, cte, r);
      const self: Ctes = { name: cte.name, columns: first, up: ctes };
      resolveBody(body.right, parent, self, r);
      if (neverEnds(body.right) && cte.query.limit === null)
        r.refusals.push(
          new Refusal(
            body.at,
            `\`${cte.name.text}\` reads itself without an end.`,
            'Add a `where` to the part that does.',
          ),
        );
      const scope = { ...newScope(parent), entries: [{ name: null, schema: null, columns: first }] };
      if (!('kind' in cte.query.orderBy)) resolveOrder(cte.query.orderBy, scope, self, r);
      for (const bound of [cte.query.limit, cte.query.offset])
        if (bound !== null) resolveExpression(bound, newScope(parent), self, r);
      columns = first;
    } else columns = renamed(resolveQuery(cte.query, parent, ctes, r), cte.columns, cte, r);
    ctes = { name: cte.name, columns, up: ctes };
  }
  return ctes;
}

/** Whether a part of a recursive query gives a row for each that it reads, whatever they hold. */
function neverEnds(b: Body): boolean {
  if (b.kind === 'nested') return b.query.limit === null && neverEnds(b.query.body);
  return (
    b.kind === 'select' &&
    b.where === null &&
    b.groupBy.length === 0 &&
    b.having === null &&
    b.qualify === null &&
    b.from.length > 0 &&
    b.from.every(keepsRows)
  );
}

/** Whether what stands in `from` gives rows whatever they hold: tables one beside the other. */
function keepsRows(from: From): boolean {
  if (from.kind === 'join')
    return from.on === null && from.using === null && !from.natural && keepsRows(from.left) && keepsRows(from.right);
  return from.kind !== 'derived';
}

interface ResolvedBody {
  readonly columns: Columns;
  /** That of the one select; null where there is none or several. */
  readonly scope: Scope | null;
}

function resolveBody(b: Body, parent: Scope | null, ctes: Ctes | null, r: Resolving): ResolvedBody {
  switch (b.kind) {
    case 'select':
      return resolveSelect(b, parent, ctes, r);
    case 'values': {
      const scope = newScope(parent);
      for (const row of b.rows) for (const cell of row) resolveExpression(cell, scope, ctes, r);
      const width = b.rows[0]?.length ?? 0;
      if (b.rows.some((row) => row.length !== width))
        r.refusals.push(new Refusal(b.at, 'The rows of `values` differ in length.'));
      const name = (i: number): string =>
        r.grammar.name === 'duckdb' ? `col${i}` : r.grammar.name === 'mysql' ? `column_${i}` : `column${i + 1}`;
      // MariaDB names them after the values of the first row
      const named = r.grammar.name !== 'mysql' || r.grammar.features.valuesRow;
      return {
        columns: Array.from({ length: width }, (_, i) => ({ name: named ? name(i) : null, nested: true })),
        scope: null,
      };
    }
    case 'nested':
      return { columns: resolveQuery(b.query, parent, ctes, r), scope: null };
    case 'set': {
      const left = resolveBody(b.left, parent, ctes, r);
      const right = resolveBody(b.right, parent, ctes, r);
      if (b.byName) return { columns: [...left.columns, ...right.columns], scope: null };
      if (left.columns.length !== right.columns.length) {
        const found = `${left.columns.length} and ${right.columns.length}`;
        r.refusals.push(
          new Refusal(b.at, `The two sides of \`${b.op}\` have ${found} columns.`, 'Select equally many.'),
        );
      }
      return { columns: left.columns, scope: null };
    }
    default:
      return unreachable(b);
  }
}

function resolveSelect(s: Select, parent: Scope | null, ctes: Ctes | null, r: Resolving): ResolvedBody {
  const scope = newScope(parent);
  for (const from of s.from) resolveFrom(from, scope, ctes, r);
  const { name } = r.grammar;
  const aliases = new Set<string>();
  const named: Scope = { ...scope, aliases };
  const columns = s.items.flatMap((item) => {
    // DuckDB lets an item use the names of those before it
    const found = resolveItem(item, name === 'duckdb' ? named : scope, ctes, r);
    const alias =
      item.kind === 'value'
        ? (item.alias?.text ?? (item.value.kind === 'column' ? null : nameOf(item.value, r.grammar)))
        : null;
    if (alias !== null) aliases.add(r.grammar.folded(alias));
    return found;
  });
  if (typeof s.distinct !== 'boolean') for (const on of s.distinct) resolveExpression(on, named, ctes, r);
  if (s.where !== null) resolveExpression(s.where, name === 'duckdb' || name === 'sqlite' ? named : scope, ctes, r);
  if (s.groupBy !== 'all') for (const group of s.groupBy) resolveGroup(group, named, ctes, r);
  if (s.having !== null) resolveExpression(s.having, name === 'postgres' ? scope : named, ctes, r);
  for (const { window } of s.windows) {
    for (const key of window.partitionBy) resolveExpression(key, scope, ctes, r);
    resolveOrder(window.orderBy, scope, ctes, r);
    for (const bound of [window.frame?.start, window.frame?.end])
      if (bound !== undefined && bound !== null && 'by' in bound) resolveExpression(bound.by, scope, ctes, r);
  }
  if (s.qualify !== null) resolveExpression(s.qualify, named, ctes, r);
  return { columns, scope: named };
}

function resolveGroup(group: Group, scope: Scope, ctes: Ctes | null, r: Resolving): void {
  switch (group.kind) {
    case 'value':
      resolveExpression(group.value, scope, ctes, r);
      return;
    case 'empty':
      return;
    case 'together':
      for (const each of group.of) resolveExpression(each, scope, ctes, r);
      return;
    case 'rollup':
    case 'cube':
    case 'grouping sets':
      for (const each of group.of) resolveGroup(each, scope, ctes, r);
      return;
    default:
      unreachable(group);
  }
}

function resolveOrder(order: readonly Order[], scope: Scope, ctes: Ctes | null, r: Resolving): void {
  for (const { value } of order) resolveExpression(value, scope, ctes, r);
}

function resolveItem(item: Item, scope: Scope, ctes: Ctes | null, r: Resolving): Columns {
  if (item.kind === 'value') {
    resolveExpression(item.value, scope, ctes, r);
    return [{ name: outputName(item, r.grammar), nested: true }];
  }
  r.open = true;
  for (const { value } of item.replace) resolveExpression(value, scope, ctes, r);
  const { folded } = r.grammar;
  const key = item.qualifier[item.qualifier.length - 1];
  const entries =
    key === undefined
      ? scope.entries
      : scope.entries.filter(({ name }) => name !== null && folded(name) === folded(key.text));
  if (entries.length === 0) {
    const what =
      key === undefined ? '`*` has no table to take columns from' : `There is no table \`${key.text}\` in \`from\``;
    r.refusals.push(new Refusal(item.at, `${what}.`, 'Name a table in `from`.'));
  }
  const columns = entries.flatMap((entry) => entry.columns);
  const left = new Set(item.exclude.map(({ text }) => folded(text)));
  for (const { text, at } of [...item.exclude, ...item.replace.map(({ name }) => name)]) {
    const ref: ColumnRef = { kind: 'column', parts: [{ text, at }], at };
    resolveColumn(ref, { ...scope, parent: null }, r);
  }
  // the columns that a join put together stand once
  const seen = new Set<string>();
  return columns.filter(({ name }) => {
    const folding = name === null ? null : folded(name);
    if (folding === null) return true;
    if (left.has(folding) || (scope.merged.has(folding) && seen.has(folding))) return false;
    seen.add(folding);
    return true;
  });
}

/** The name that a column of the `select` list has for the query around it; null where the engine makes one up. */
function outputName(item: Extract<Item, { kind: 'value' }>, grammar: Grammar): string | null {
  return item.alias?.text ?? nameOf(item.value, grammar);
}

function nameOf(e: Expr, grammar: Grammar): string | null {
  if (e.kind === 'column') return e.parts[e.parts.length - 1]?.text ?? null;
  if (e.kind === 'call') return grammar.callName(e.name);
  if (grammar.name !== 'postgres') return null;
  if (e.kind === 'cast' || e.kind === 'element' || e.kind === 'collate') return nameOf(e.of, grammar);
  if (e.kind === 'case') return e.otherwise === null ? 'case' : (nameOf(e.otherwise, grammar) ?? 'case');
  if (e.kind === 'substring' || e.kind === 'extract' || e.kind === 'position' || e.kind === 'exists') return e.kind;
  if (e.kind === 'now') return e.word;
  return null;
}
