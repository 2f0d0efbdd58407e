import { canonicalColumns, type Grid } from './grid.ts';

export interface Agreement {
  /** Equal as a multiset of rows (a list where ordered), up to the order of columns. */
  readonly strict: boolean;
  /** Every gold column is found, and at most two further columns stand beside them. */
  readonly lenient: boolean;
}

const extraColumns = 2;

/** How an answer agrees with one right answer. `ordered` makes row order part of it. */
export function agree(gold: Grid, answer: Grid, ordered: boolean): Agreement {
  const spare = answer.columns.length - gold.columns.length;
  const possible = gold.rows.length === answer.rows.length && spare >= 0 && spare <= extraColumns;
  const lenient = possible && matches(canonicalColumns(gold), canonicalColumns(answer), ordered, gold.rows.length);
  return { lenient, strict: lenient && spare === 0 };
}

/** Whether each gold column can be given a column of its own in the answer so that the rows agree. */
function matches(gold: readonly Column[], answer: readonly Column[], ordered: boolean, rows: number): boolean {
  const print = (column: Column): string => (ordered ? column : [...column].sort()).join('\u0001');
  const prints = answer.map(print);
  const candidates = gold.map((column) => {
    const wanted = print(column);
    return prints.flatMap((each, i) => (each === wanted ? [i] : []));
  });
  return assign([], gold, answer, candidates, ordered, rows);
}

type Column = readonly string[];

/** Depth first over the assignments; a partial one whose rows differ already is given up. */
function assign(
  chosen: readonly number[],
  gold: readonly Column[],
  answer: readonly Column[],
  candidates: readonly (readonly number[])[],
  ordered: boolean,
  rows: number,
): boolean {
  const at = chosen.length;
  // columns that agree as lists agree in any assignment; as multisets, the rows they form decide
  if (
    at > 1 &&
    !ordered &&
    !sameRows(
      gold.slice(0, at),
      chosen.map((i) => answer[i] ?? []),
      rows,
    )
  )
    return false;
  if (at === gold.length) return true;
  const tried = new Set<string>();
  return (candidates[at] ?? []).some((i) => {
    if (chosen.includes(i)) return false;
    // of several equal columns any is as good as the first
    const content = (answer[i] ?? []).join('\u0001');
    if (tried.has(content)) return false;
    tried.add(content);
    return assign([...chosen, i], gold, answer, candidates, ordered, rows);
  });
}

function sameRows(left: readonly Column[], right: readonly Column[], rows: number): boolean {
  const counts = new Map<string, number>();
  const row = (columns: readonly Column[], r: number): string => columns.map((column) => column[r]).join('\u0001');
  for (let r = 0; r < rows; r++) counts.set(row(left, r), (counts.get(row(left, r)) ?? 0) + 1);
  for (let r = 0; r < rows; r++) {
    const left = counts.get(row(right, r)) ?? 0;
    if (left === 0) return false;
    counts.set(row(right, r), left - 1);
  }
  return true;
}
