import { checkCall, checkSeries } from './bounds.ts';
import { refuseFunction } from './refuse-function.ts';
import { resolveColumn } from './resolve-column.ts';
import type { Resolving } from './resolving.ts';
import { newScope, type Ctes, type Scope } from './scope.ts';
import type { Call, Expr, Name, Query, Window } from './tree.ts';
import { unreachable } from '../unreachable.ts';

/** Finds what every name inside an expression means, and whether every function may be called. */
export function resolveExpression(e: Expr, scope: Scope, ctes: Ctes | null, r: Resolving): void {
  const each = (...parts: readonly (Expr | null)[]): void => {
    for (const part of parts) if (part !== null) resolveExpression(part, scope, ctes, r);
  };
  const query = (q: Query): void => void r.query(q, scope, ctes);
  switch (e.kind) {
    case 'column':
      return resolveColumn(e, scope, r);
    case 'string':
    case 'moment':
      // engines read these words as moments
      if (/^\s*(?:now|today|tomorrow|yesterday)\b/i.test(e.text)) r.volatile = true;
      return;
    case 'number':
    case 'blob':
    case 'parameter':
    case 'constant':
    case 'unit':
      return;
    case 'now':
      r.volatile = true;
      return;
    case 'interval':
    case 'unary':
    case 'collate':
    case 'cast':
    case 'extract':
      return each(e.of);
    case 'binary':
      return each(e.left, e.right);
    case 'logic':
    case 'row':
    case 'list':
      return each(...e.of);
    case 'is':
      return each(e.of, typeof e.test === 'string' ? null : e.test.distinctFrom);
    case 'between':
      return each(e.of, e.low, e.high);
    case 'in':
      each(e.of);
      return 'kind' in e.list ? query(e.list) : each(...e.list);
    case 'match':
      return each(e.of, e.pattern, e.escape);
    case 'quantified':
      each(e.left);
      return e.right.kind === 'query' ? query(e.right) : each(e.right);
    case 'exists':
    case 'subquery':
    case 'list-of':
      return query(e.query);
    case 'case':
      each(e.of, e.otherwise);
      return each(...e.whens.flatMap(({ when, then }) => [when, then]));
    case 'position':
      return each(e.part, e.of);
    case 'substring':
      return each(e.of, e.from, e.length);
    case 'trim':
      return each(e.letters, e.of);
    case 'struct':
      return each(...e.of.map(({ value }) => value));
    case 'lambda':
      return resolveExpression(e.body, withNames(e.names, scope), ctes, r);
    case 'comprehension': {
      each(e.of);
      const inner = withNames(e.names, scope);
      resolveExpression(e.body, inner, ctes, r);
      return e.test === null ? undefined : resolveExpression(e.test, inner, ctes, r);
    }
    case 'field':
      return each(e.of);
    case 'named':
      return each(e.value);
    case 'element':
      return each(e.of, e.index);
    case 'slice':
      return each(e.of, e.from, e.to);
    case 'zone':
      return each(e.of, e.zone);
    case 'call':
      return resolveCall(e, scope, ctes, r);
    default:
      return unreachable(e);
  }
}

/** The names around an expression with those that stand for parts of a list. */
function withNames(names: readonly Name[], scope: Scope): Scope {
  const columns = names.map(({ text }) => ({ name: text, nested: true }));
  return { ...newScope(scope), entries: [{ name: null, schema: null, columns }] };
}

function resolveCall(call: Call, scope: Scope, ctes: Ctes | null, r: Resolving): void {
  const { functions } = r.grammar;
  const each = (parts: readonly Expr[]): void => {
    for (const part of parts) resolveExpression(part, scope, ctes, r);
  };
  if (!functions.values.has(call.name))
    r.refusals.push(refuseFunction(call.name, call.at, r.grammar, functions.values, false));
  const refused = checkCall(call, r.grammar) ?? checkSeries(call.name, call.args, call.at);
  if (refused !== null) r.refusals.push(refused);
  if (call.args.length < (functions.volatile.get(call.name) ?? 0)) r.volatile = true;
  each(call.args);
  each(call.orderBy.map(({ value }) => value));
  each((call.withinGroup ?? []).map(({ value }) => value));
  if (call.filter !== null) each([call.filter]);
  if (call.over !== null && !('text' in call.over)) resolveWindow(call.over, each);
}

function resolveWindow(window: Window, each: (parts: readonly Expr[]) => void): void {
  each(window.partitionBy);
  each(window.orderBy.map(({ value }) => value));
  for (const bound of [window.frame?.start, window.frame?.end])
    if (bound !== undefined && bound !== null && 'by' in bound) each([bound.by]);
}
