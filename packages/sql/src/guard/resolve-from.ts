import { nearest } from './names.ts';
import { Refusal } from './refusal.ts';
import { endless } from './bounds.ts';
import { seriesRows } from './series-size.ts';
import { limits } from './limits.ts';
import { refuseFunction } from './refuse-function.ts';
import { renamed, type Resolving } from './resolving.ts';
import { newScope, type Columns, type Ctes, type Entry, type Resolved, type Scope } from './scope.ts';
import { unreachable } from '../unreachable.ts';
import type { From, Join, Name, TableFunction, TableRef } from './tree.ts';
import type { VisibleTable } from './visible.ts';

/** Adds what stands in `from` to the names of its query. */
export function resolveFrom(from: From, scope: Scope, ctes: Ctes | null, r: Resolving): void {
  switch (from.kind) {
    case 'table':
      scope.entries.push(resolveTable(from, ctes, r));
      return;
    case 'derived': {
      // a sub-query sees its neighbours only where it says so, or where the engine does not ask it to
      const lateral = from.lateral || r.grammar.name === 'duckdb';
      const around = lateral ? { ...newScope(scope.parent), entries: [...scope.entries] } : scope.parent;
      const columns = renamed(r.query(from.query, around, ctes), from.alias?.columns ?? null, from, r);
      if (from.alias === null && (r.grammar.name === 'mysql' || r.grammar.name === 'postgres'))
        r.refusals.push(new Refusal(from.at, 'The sub-query in `from` has no name.', 'Write `(select …) as x`.'));
      scope.entries.push({ name: from.alias?.name.text ?? null, schema: null, columns });
      return;
    }
    case 'function':
      scope.entries.push(resolveFunction(from, scope, ctes, r));
      return;
    case 'join':
      resolveJoin(from, scope, ctes, r);
      return;
    default:
      unreachable(from);
  }
}

function resolveJoin(join: Join, scope: Scope, ctes: Ctes | null, r: Resolving): void {
  const { folded } = r.grammar;
  const before = scope.entries.length;
  resolveFrom(join.left, scope, ctes, r);
  const middle = scope.entries.length;
  resolveFrom(join.right, scope, ctes, r);
  const has = (entries: readonly Entry[], key: string): boolean =>
    entries.some(({ columns }) => columns.some(({ name }) => name !== null && folded(name) === key));
  const [left, right] = [scope.entries.slice(before, middle), scope.entries.slice(middle)];
  for (const { text, at } of join.using ?? []) {
    const key = folded(text);
    scope.merged.add(key);
    if (has(left, key) && has(right, key)) continue;
    r.refusals.push(
      new Refusal(at, `\`using\` needs a column \`${text}\` on both sides of the join.`, 'Write `on a.x = b.y`.'),
    );
  }
  if (join.natural) {
    r.open = true;
    for (const { name } of right.flatMap(({ columns }) => columns))
      if (name !== null && has(left, folded(name))) scope.merged.add(folded(name));
  }
  if (join.on !== null) r.expression(join.on, scope, ctes);
}

function resolveTable(ref: TableRef, ctes: Ctes | null, r: Resolving): Entry {
  const found = findTable(ref, ctes, r);
  const last = ref.parts[ref.parts.length - 1]?.text ?? '';
  const name = ref.alias?.name.text ?? last;
  if (found === null) {
    return { name, schema: null, columns: [] };
  }
  r.tables.set(ref, found);
  const columns = found.kind === 'cte' ? found.columns : found.table.columns;
  const schema = found.kind === 'table' && ref.alias === null ? found.table.schema : null;
  return { name, schema, columns: renamed(columns, ref.alias?.columns ?? null, ref, r) };
}

function findTable(ref: TableRef, ctes: Ctes | null, r: Resolving): Resolved | null {
  const { folded } = r.grammar;
  const [first, second] = ref.parts;
  if (first === undefined) return null;
  if (second === undefined) {
    for (let cte = ctes; cte !== null; cte = cte.up)
      if (folded(cte.name.text) === folded(first.text)) return { kind: 'cte', name: cte.name, columns: cte.columns };
  }
  const table = ref.parts.length <= 2 ? findPhysical(ref.parts, r) : null;
  if (table !== null) return { kind: 'table', table };
  const words = ref.parts.map(({ text }) => text).join('.');
  r.refusals.push(new Refusal(ref.at, `There is no table \`${words}\`.`, tableHint(ref.parts, ctes, r)));
  return null;
}

/** The one table that a name means; in several schemas the one where engines look first. */
function findPhysical(parts: readonly Name[], { visible, grammar }: Resolving): VisibleTable | null {
  const { folded } = grammar;
  const [schema, name] = parts.length === 2 ? parts : [undefined, parts[0]];
  if (name === undefined) return null;
  const alike = visible.tables.get(folded(name.text)) ?? [];
  const named =
    schema === undefined
      ? alike
      : alike.filter((table) =>
          table.schema === null
            ? /^(?:main|public|dbo)$/.test(folded(schema.text))
            : folded(table.schema) === folded(schema.text),
        );
  const exact = named.filter((table) => table.name === name.text);
  const candidates = exact.length > 0 ? exact : named;
  const usual = candidates.filter(
    (table) => table.schema === null || table.schema === 'public' || table.schema === 'main',
  );
  if (candidates.length === 1) return candidates[0] ?? null;
  return usual.length === 1 ? (usual[0] ?? null) : null;
}

function tableHint(parts: readonly Name[], ctes: Ctes | null, r: Resolving): string {
  const last = parts[parts.length - 1]?.text ?? '';
  const names = [...r.visible.tables.values()].flatMap((tables) => tables.map(({ name }) => name));
  for (let cte = ctes; cte !== null; cte = cte.up) names.push(cte.name.text);
  const alike = r.visible.tables.get(r.grammar.folded(last)) ?? [];
  if (alike.length > 1)
    return `Say in which schema: ${alike.map(({ schema }) => `\`${schema ?? 'main'}.${last}\``).join(', ')}.`;
  const near = nearest(last, names);
  if (near !== null) return `Did you mean \`${near}\`?`;
  return names.length === 0
    ? 'This source has no tables.'
    : `There are: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`;
}

function resolveFunction(from: TableFunction, scope: Scope, ctes: Ctes | null, r: Resolving): Entry {
  const { grammar } = r;
  const around: Scope = { ...newScope(scope.parent), entries: [...scope.entries] };
  for (const arg of from.args) r.expression(arg, around, ctes);
  const known = grammar.functions.tables.get(from.name);
  const own = from.alias?.name.text ?? from.name;
  if (known === undefined) {
    r.refusals.push(refuseFunction(from.name, from.at, grammar, [...grammar.functions.tables.keys()], true));
    return { name: own, schema: null, columns: [] };
  }
  r.series *= seriesRows(from.name, from.args) ?? 1;
  if (r.series > limits.series) r.refusals.push(endless(from.name, from.at));
  // PostgreSQL names the one column of a function as the function's alias
  const single = known.length === 1 && grammar.name === 'postgres' && known[0] !== 'value';
  let columns: Columns = known.map((name) => ({ name: single ? own : name, nested: true }));
  // several lists give several columns
  if (from.name === 'unnest') columns = from.args.map(() => ({ name: single ? own : 'unnest', nested: true }));
  if (from.ordinality) columns = [...columns, { name: 'ordinality', nested: false }];
  return {
    name: own,
    schema: null,
    columns: renamed(columns, from.alias?.columns ?? null, from, r),
    scalar: known[0] === 'value' && known.length === 1 && grammar.name === 'postgres',
  };
}
