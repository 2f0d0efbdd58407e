import type { Grammar } from './grammar.ts';
import { Refusal } from './refusal.ts';
import type { Columns, Ctes, Resolved, Scope } from './scope.ts';
import type { ColumnRef, Expr, Name, Query, TableRef } from './tree.ts';
import type { Visible } from './visible.ts';

/** What every name of a statement means. */
export interface Resolution {
  readonly tables: ReadonlyMap<TableRef, Resolved>;
  /** Columns whose names must be printed otherwise than they were written. */
  readonly columns: ReadonlyMap<ColumnRef, readonly Name[]>;
  /** The names of all sub-queries in `with`. */
  readonly ctes: readonly string[];
  readonly output: Columns;
  /** Whether the answer changes with the clock. */
  readonly volatile: boolean;
  /** Whether a column that the catalog does not know could stand in the answer, or be taken for another: `*`, names looked for in several places. */
  readonly open: boolean;
  readonly refusals: readonly Refusal[];
}

/** What the resolving of one statement shares. */
export interface Resolving {
  readonly grammar: Grammar;
  readonly visible: Visible;
  readonly tables: Map<TableRef, Resolved>;
  readonly columns: Map<ColumnRef, readonly Name[]>;
  readonly ctes: string[];
  readonly refusals: Refusal[];
  volatile: boolean;
  open: boolean;
  /** The rows of all series in `from`, multiplied. */
  series: number;
  /** Given here, so that the files of the resolver stand in no circle. */
  readonly query: (q: Query, parent: Scope | null, ctes: Ctes | null) => Columns;
  readonly expression: (e: Expr, scope: Scope, ctes: Ctes | null) => void;
}

/** The columns under the names that an alias gives them. */
export function renamed(
  columns: Columns,
  names: readonly Name[] | null,
  { at }: { readonly at: number },
  r: Resolving,
): Columns {
  if (names === null) return columns;
  if (names.length > columns.length)
    r.refusals.push(new Refusal(at, `There are ${names.length} names for ${columns.length} columns.`));
  return columns.map((column, i) => ({ ...column, name: names[i]?.text ?? column.name }));
}
