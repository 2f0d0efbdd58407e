import { fail, pass, problem, type Catalog, type Checked, type Model, type TableId } from '@lumiere/contract';
import type { Policy } from '@lumiere/semantic';
import type { Dialect } from '../dialect.ts';
import { markGuarded, type Guarded } from '../guarded.ts';
import { inOrder } from '../in-order.ts';
import type { GuardCache } from './cache.ts';
import { capRows } from './cap-rows.ts';
import type { Grammar } from './grammar.ts';
import { grammarOf } from './grammars.ts';
import { parse } from './parse.ts';
import { policyId, printGuarded, printPlain } from './print-guarded.ts';
import { Refusal, refusalProblem } from './refusal.ts';
import { resolveStatement } from './resolve.ts';
import { sameTree } from './same-tree.ts';
import type { Query } from './tree.ts';
import { visibleTables, type Visible } from './visible.ts';

/** A table of the source that a statement reads; `table` is the model's name for it, null without a model. */
export interface GuardedTable {
  readonly schema: string | null;
  readonly name: string;
  readonly table: TableId | null;
}

/** A hand-written statement that may run, and what is known of it. */
export interface GuardedSql extends Guarded {
  /** The tables of the source that it reads, each once. */
  readonly tables: readonly GuardedTable[];
  /** The names of its columns; null for those that the engine names. */
  readonly columns: readonly (string | null)[];
  /** Whether the answer changes with the clock, so that it must not be kept. */
  readonly volatile: boolean;
}

export interface GuardOptions {
  readonly dialect: Dialect;
  /** What the source holds. */
  readonly catalog: Catalog;
  readonly policy: Policy;
  /** What the person may see of it; without one all of the catalog, and the policy must be empty. */
  readonly model?: Model;
  /** The most rows that are wanted. One more is asked for, so that a cut is noticed. */
  readonly maxRows?: number;
  readonly cache?: GuardCache;
}

/**
 * Lets one read-only `select` in a source's own SQL through, or says with `sql.refused` what is wrong and where. The text is read by a
 * parser that knows nothing but queries; every table, column, function and type is looked up in lists of what is allowed; and what runs is
 * printed from what was understood, with the policy's rules inside every table. Never throws, whatever the text.
 */
export function guardSql(text: string, options: GuardOptions): Checked<GuardedSql> {
  const { dialect, catalog, policy, maxRows, cache } = options;
  const model = options.model ?? null;
  const grammar = grammarOf(dialect.name);
  if (grammar === null) return fail(problem('sql.refused', `SQL cannot be written by hand for ${dialect.title}.`));
  if (model === null && policy.tables.size > 0)
    return fail(problem('sql.refused', 'Row rules need the model that they belong to.'));
  try {
    const visible = cache?.visible(catalog, model, grammar) ?? visibleTables(catalog, model, grammar);
    return admitted(text, parse(text, grammar), { ...options, grammar, visible, maxRows: maxRows ?? null });
  } catch (error) {
    if (error instanceof Refusal) return fail(refusalProblem(text, error));
    // the limits keep the parser from it; where the stack is small already, it is a refusal all the same
    if (error instanceof RangeError)
      return fail(refusalProblem(text, new Refusal(0, 'The statement is nested too deeply.')));
    throw error;
  }
}

interface Task extends Omit<GuardOptions, 'maxRows'> {
  readonly grammar: Grammar;
  readonly visible: Visible;
  readonly maxRows: number | null;
}

function admitted(text: string, query: Query, task: Task): Checked<GuardedSql> {
  const { grammar, visible, dialect, policy, maxRows } = task;
  const found = resolveStatement(query, grammar, visible);
  if (found.refusals.length > 0) return fail(...found.refusals.map((refusal) => refusalProblem(text, refusal)));
  proveFixpoint(query, grammar);
  const capped = maxRows === null ? query : capRows(query, maxRows, grammar);
  const { sql, parameters, problems } = printGuarded(capped, found, {
    dialect,
    policy,
    grammar,
    visible,
    named: task.model !== undefined,
  });
  if (problems.length > 0) return fail(...problems);
  const statement = { sql, parameters: parameters.values };
  const tables = new Map<string, GuardedTable>();
  for (const resolved of found.tables.values()) {
    if (resolved.kind !== 'table') continue;
    const { schema, name, ids } = resolved.table;
    tables.set(JSON.stringify([schema, name]), { schema, name, table: policyId(ids, policy) });
  }
  return pass({
    ...markGuarded({ dialect: dialect.name, ...(dialect.positional ? inOrder(statement) : statement) }),
    tables: [...tables.values()],
    columns: found.output.map(({ name }) => name),
    volatile: found.volatile,
  });
}

/** What is printed must be read as what it was printed from, else the engine might read something else too. */
function proveFixpoint(query: Query, grammar: Grammar): void {
  const refusal = new Refusal(
    query.at,
    'The statement can be read in more than one way.',
    'Add brackets, or write it more simply.',
  );
  let again: Query;
  try {
    again = parse(printPlain(query, grammar), grammar);
  } catch (error) {
    if (error instanceof Refusal) throw refusal;
    throw error;
  }
  if (!sameTree(query, again)) throw refusal;
}
