import type { Problem } from '@lumiere/contract';
import type { JoinId, Policy } from '@lumiere/semantic';
import type { Dialect } from './dialect.ts';
import type { Parameters } from './parameters.ts';

/** What the printing of one statement shares. */
export interface Printing {
  readonly dialect: Dialect;
  readonly policy: Policy;
  readonly parameters: Parameters;
  /** Joins along which every row is known to find its partner. */
  readonly matched: ReadonlySet<JoinId>;
  /** The share of the rows that tables without rules are read by; absent for all of them. */
  readonly share?: number;
  /** What the dialect cannot do, all of it. */
  readonly problems: Problem[];
  /** Whether this is the plan's last step, which people see. */
  readonly last: boolean;
  /** Aliases that stand for physical tables, whose integers may be narrow. */
  readonly tables: Set<string>;
}

/** Every line moved to the right. Names with line breaks are safe: theirs are put back at the very end. */
export function indented(text: string, by: number): string {
  const space = ' '.repeat(by);
  return space + text.replaceAll('\n', `\n${space}`);
}
