import type { TableId } from '@lumiere/contract';
import type { Policy } from '@lumiere/semantic';
import type { Dialect } from '../dialect.ts';
import { printSource } from '../expression.ts';
import { withLineBreaks } from '../identifiers.ts';
import { Parameters } from '../parameters.ts';
import type { Printing } from '../printing.ts';
import type { Grammar } from './grammar.ts';
import { lowered } from './names.ts';
import { printAlias, printQuery } from './print-query.ts';
import { printName, type Printer } from './print-expression.ts';
import type { Resolution } from './resolving.ts';
import type { Name, Query, TableRef } from './tree.ts';
import type { Visible, VisibleTable } from './visible.ts';

/** The statement as it was understood, every name as written: what is parsed again to prove that print and parser agree. */
export function printPlain(q: Query, grammar: Grammar): string {
  const printer: Printer = {
    grammar,
    table: ({ parts, alias }, p) =>
      `${parts.map(({ text }) => printName(text, grammar)).join('.')}${printAlias(alias, p)}`,
    column: ({ parts }) => parts,
    cte: ({ text }) => text,
    query: printQuery,
  };
  return printQuery(q, printer, '');
}

interface Printed {
  readonly dialect: Dialect;
  readonly policy: Policy;
  readonly grammar: Grammar;
  readonly visible: Visible;
  /** Whether columns that were added since the catalog was read must not show. */
  readonly named: boolean;
}

/**
 * The statement as it is run: every table by the name that the source knows, read through the policy's rules and without the columns that
 * are hidden. The names of sub-queries that a table bears too are changed, so that no engine can take one for the other.
 */
export function printGuarded(
  q: Query,
  found: Resolution,
  { dialect, policy, grammar, visible, named }: Printed,
): { readonly sql: string; readonly parameters: Parameters; readonly problems: Printing['problems'] } {
  const parameters = new Parameters(dialect);
  const shared: Printing = {
    dialect,
    policy,
    parameters,
    matched: new Set(),
    problems: [],
    last: false,
    tables: new Set(),
  };
  const suffix = freeSuffix(found.ctes, visible.names);
  const cte = ({ text }: Name): string =>
    visible.hides || visible.names.has(lowered(text)) ? `${text}${suffix}` : text;
  const table = (ref: TableRef, p: Printer): string => {
    const resolved = found.tables.get(ref);
    const alias = ref.alias?.name.text ?? ref.parts[ref.parts.length - 1]?.text ?? '';
    if (resolved === undefined) throw new Error('a table that was not resolved');
    if (resolved.kind === 'cte') {
      const name = printName(cte(resolved.name), grammar);
      const own = printName(alias, grammar);
      return ref.alias === null ? (name === own ? name : `${name} as ${own}`) : `${name}${printAlias(ref.alias, p)}`;
    }
    return printTable(resolved.table, alias, ref, { ...shared, named: named && found.open }, p);
  };
  const printer: Printer = {
    grammar,
    table,
    column: (ref) => found.columns.get(ref) ?? ref.parts,
    cte,
    query: printQuery,
  };
  const sql = withLineBreaks(printQuery(q, printer, ''));
  return { sql, parameters, problems: shared.problems };
}

/** The id by which the policy knows a table: of several tables of the model over one of the source, the one with rules. */
export const policyId = (ids: readonly TableId[], policy: Policy): TableId | null =>
  ids.find((each) => policy.tables.has(each)) ?? ids[0] ?? null;

function printTable(
  table: VisibleTable,
  alias: string,
  ref: TableRef,
  shared: Printing & Pick<Printed, 'named'>,
  p: Printer,
): string {
  const id = policyId(table.ids, shared.policy) ?? '';
  const source = printSource(
    { kind: 'table', table: { table: id, schema: table.schema, name: table.name }, alias },
    shared,
  );
  const columns = ref.alias?.columns ?? null;
  if (table.whole && columns === null && !shared.named) return source;
  const names = table.columns.map(({ name }) => printName(name, p.grammar)).join(', ');
  const own = printAlias({ name: { text: alias, at: ref.at }, columns }, p);
  return `(select ${names} from ${source})${own}`;
}

/** What makes the name of a sub-query one that nothing else bears. */
function freeSuffix(ctes: readonly string[], names: ReadonlySet<string>): string {
  if (ctes.length === 0) return '';
  const taken = [...ctes.map(lowered), ...names];
  for (let i = 1; ; i += 1) {
    const suffix = i === 1 ? '_cte' : `_cte${i}`;
    if (!taken.some((name) => name.endsWith(suffix))) return suffix;
  }
}
