import type { ColumnProfile, DataProfile, ProfileIssue } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';

/** What the columns of a profile can be sorted by. */
export const columnOrders = [
  'place',
  'name',
  'type',
  'completeness',
  'uniqueness',
  'validity',
  'distinct',
  'quality',
  'issues',
] as const;
export type ColumnOrder = (typeof columnOrders)[number];

/** A column with its place in the table and what is known against it. */
export interface ViewedColumn {
  readonly column: ColumnProfile;
  readonly place: number;
  readonly issues: readonly ProfileIssue[];
}

export interface ColumnFilter {
  readonly words: string;
  readonly type: ValueType | null;
  /** Only columns that something is known against. */
  readonly flawed: boolean;
}

const weights = { error: 100, warning: 10, info: 1 } as const;
const weight = (issues: readonly ProfileIssue[]): number =>
  issues.reduce((sum, issue) => sum + weights[issue.severity], 0);

/** The columns that a filter lets through, in an order; equal ones stay as they stand in the table. */
export function viewColumns(
  profile: DataProfile,
  filter: ColumnFilter,
  order: ColumnOrder,
  descending: boolean,
  locale: string,
): readonly ViewedColumn[] {
  const words = filter.words.trim().toLowerCase();
  const issuesOf = new Map<string | null, ProfileIssue[]>();
  for (const issue of profile.issues) {
    const there = issuesOf.get(issue.column);
    if (there === undefined) issuesOf.set(issue.column, [issue]);
    else there.push(issue);
  }
  const viewed = profile.columns
    .map((column, place) => ({ column, place, issues: issuesOf.get(column.name) ?? [] }))
    .filter(
      ({ column, issues }) =>
        column.name.toLowerCase().includes(words) &&
        (filter.type === null || column.type === filter.type) &&
        (!filter.flawed || issues.length > 0),
    );
  const collator = new Intl.Collator(locale, { numeric: true });
  const compare = (a: ViewedColumn, b: ViewedColumn): number => {
    switch (order) {
      case 'place':
        return a.place - b.place;
      case 'name':
        return collator.compare(a.column.name, b.column.name);
      case 'type':
        return collator.compare(a.column.type, b.column.type);
      case 'completeness':
      case 'uniqueness':
      case 'validity':
      case 'distinct':
      case 'quality':
        return a.column[order] - b.column[order];
      case 'issues':
        return weight(a.issues) - weight(b.issues);
    }
  };
  return viewed.toSorted((a, b) => compare(a, b) * (descending ? -1 : 1) || a.place - b.place);
}
