import type { VisibleTable } from './visible.ts';
import type { Name } from './tree.ts';

/** The columns of something that stands in `from`; null for one without a name that could be said. */
export type Columns = readonly { readonly name: string | null; readonly nested: boolean }[];

/** Something that stands in `from`. */
export interface Entry {
  /** Its name for the statement as written; null where it has none. */
  readonly name: string | null;
  readonly schema: string | null;
  readonly columns: Columns;
  /** True where its name stands for its one value too, as that of a function may. */
  readonly scalar?: boolean;
}

/** Names that a column of a query can mean, and those of the queries around it. */
export interface Scope {
  readonly entries: Entry[];
  /** Columns that a join put together, so that they belong to no table any more. */
  readonly merged: Set<string>;
  /** Names given in the `select` list, where they can be used. */
  readonly aliases: ReadonlySet<string>;
  readonly parent: Scope | null;
}

/** Sub-queries of `with` that can be read here, the nearest first. */
export interface Ctes {
  readonly name: Name;
  readonly columns: Columns;
  readonly up: Ctes | null;
}

/** What a table of the text turned out to be. */
export type Resolved =
  | { readonly kind: 'cte'; readonly name: Name; readonly columns: Columns }
  | { readonly kind: 'table'; readonly table: VisibleTable };

export const newScope = (parent: Scope | null): Scope => ({
  entries: [],
  merged: new Set(),
  aliases: new Set(),
  parent,
});
